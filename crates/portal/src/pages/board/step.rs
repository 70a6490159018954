//! Pages that stand before a step that cannot be undone: freezing the papers, and taking an item off the agenda.

use app::board::{Agenda, ItemView};
use askama::Template;
use nhsuk::{Button, ButtonVariant, CharacterCount, Header, Heading, Html, Label, Size, Textarea};
use onboarding::decide::MOST_TEXT;
use toolkit::standing::count;
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{back_to, item_path, meeting_path, meeting_title};
use crate::pages::{
    frame::{Frame, Section},
    parts::heading_about,
};

#[derive(Clone, Debug, Template)]
#[template(path = "board-step.html")]
pub struct StepPage {
    frame: Frame,
    errors: FieldErrors,
    title: &'static str,
    back: String,
    heading: Heading,
    what: String,
    action: String,
    reason: Option<CharacterCount>,
    button: Button,
}

impl StepPage {
    pub const REASON: &str = "reason";

    /// Before the papers are frozen.
    pub fn freeze(frame: Frame, agenda: &Agenda) -> Self {
        let title = "Freeze the papers";
        let papers = count(agenda.entries.len(), "paper is", "papers are");
        let back = meeting_path(agenda.meeting.id);
        Self {
            heading: heading_about(&meeting_title(agenda.meeting.on_date), title),
            what: format!(
                "{papers} kept as the record says now, with a hash. After that nothing is put on the agenda of this meeting, and what changes in an integration no longer changes its paper."
            ),
            action: format!("{back}/freeze"),
            reason: None,
            button: Button { variant: ButtonVariant::Warning, ..Button::submit("Freeze the papers") },
            errors: FieldErrors::new(),
            title,
            back,
            frame,
        }
    }

    /// Before an item leaves the agenda.
    pub fn take_off(frame: Frame, item: &ItemView, typed: &str, errors: FieldErrors) -> Self {
        let title = "Take an item off the agenda";
        let back = item_path(item.meeting.id, item.opened.id.uuid(), &item.decision.id);
        let about = format!("{}: {}", item.decision.title, item.opened.product.name);
        Self {
            heading: heading_about(&about, title),
            what: "It waits for another meeting. The partner no longer sees a date.".to_owned(),
            action: format!("{back}/take-off"),
            reason: Some(reason(typed, &errors)),
            button: Button { variant: ButtonVariant::Warning, ..Button::submit("Take it off") },
            errors,
            title,
            back,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Board);
        let wrong = || FieldErrors::from_iter([(Self::REASON, "Enter a reason")]);
        let freezes =
            super::sample::agendas().into_iter().take(1).map(|agenda| Self::freeze(frame(), &agenda));
        let off = super::sample::items().into_iter().take(1).flat_map(|item| {
            [
                Self::take_off(frame(), &item, "", FieldErrors::new()),
                Self::take_off(frame(), &item, " ", wrong()),
            ]
        });
        freezes.chain(off).collect()
    }
}

fn reason(typed: &str, errors: &FieldErrors) -> CharacterCount {
    CharacterCount {
        textarea: Textarea {
            label: Label { size: Some(Size::S), ..Label::from("Reason") },
            hint: "The partner and the project manager read it".into(),
            name: StepPage::REASON.into(),
            value: typed.into(),
            error_message: errors.beside(StepPage::REASON),
            ..Textarea::default()
        },
        max_length: u32::try_from(MOST_TEXT).ok(),
        ..CharacterCount::default()
    }
}

impl Page for StepPage {
    fn title(&self) -> String {
        self.title.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        back_to(&self.back)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
