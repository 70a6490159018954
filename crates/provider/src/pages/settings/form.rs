//! A form of the settings: words, fields, one button, and what else can be done from there.

use askama::Template;
use nhsuk::{BackLink, Button, ButtonVariant, ErrorSummary, Heading, Html, InsetText, NotificationBanner};
use web_kit::{FieldErrors, Page, WayBack};

use crate::pages::frame::{JourneyFrame, Message, heading};

/// Another button of the page, with a form of its own.
#[derive(Clone, Debug)]
struct Other {
    action: &'static str,
    button: Button,
}

#[derive(Clone, Debug, Template)]
#[template(path = "settings/form.html")]
pub struct Form {
    title: String,
    errors: FieldErrors,
    summary: Option<ErrorSummary>,
    banner: Option<NotificationBanner>,
    heading: Heading,
    words: Vec<String>,
    outbox: Option<InsetText>,
    action: &'static str,
    hidden: Vec<(&'static str, String)>,
    controls: Vec<Html>,
    button: Button,
    others: Vec<Other>,
    back: Option<&'static str>,
}

impl Form {
    pub(super) fn new(title: &str, action: &'static str, button: &str) -> Self {
        Self {
            title: title.into(),
            errors: FieldErrors::new(),
            summary: None,
            banner: None,
            heading: heading(title),
            words: vec![],
            outbox: None,
            action,
            hidden: vec![],
            controls: vec![],
            button: Button::submit(button),
            others: vec![],
            back: Some(super::PATH),
        }
    }

    pub(super) fn with_errors(mut self, errors: FieldErrors) -> Self {
        self.summary = errors.summary();
        self.errors = errors;
        self
    }

    pub(super) fn with_words(mut self, words: &[&str]) -> Self {
        self.words.extend(words.iter().map(ToString::to_string));
        self
    }

    pub(super) fn with_control(mut self, control: impl Into<Html>) -> Self {
        self.controls.push(control.into());
        self
    }

    pub(super) fn with_hidden(mut self, name: &'static str, value: &str) -> Self {
        self.hidden.push((name, value.into()));
        self
    }

    /// The button takes something away from the list that `back` is.
    pub(super) fn removing_from(mut self, back: &'static str) -> Self {
        self.button.variant = ButtonVariant::Warning;
        self.back = Some(back);
        self
    }

    pub(super) fn with_back(self, back: Option<&'static str>) -> Self {
        Self { back, ..self }
    }

    pub(super) fn with_other(mut self, words: &str, action: &'static str) -> Self {
        let button = Button { variant: ButtonVariant::Secondary, ..Button::submit(words) };
        self.others.push(Other { action, button });
        self
    }

    /// Says where the text message can be read, where none is really sent.
    pub(super) fn with_outbox(self, url: Option<&str>) -> Self {
        Self { outbox: outbox(Message::Text, url), ..self }
    }

    /// What was just done.
    #[must_use]
    pub fn with_banner(self, words: &str) -> Self {
        Self { banner: Some(NotificationBanner::success(words)), ..self }
    }
}

pub(super) fn outbox(message: Message, url: Option<&str>) -> Option<InsetText> {
    JourneyFrame { outbox_url: url.map(Into::into), ..JourneyFrame::default() }.outbox(message)
}

impl Page for Form {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn way_back(&self) -> WayBack {
        self.back.map_or(WayBack::None, |back| WayBack::Back(BackLink::to(back)))
    }
}
