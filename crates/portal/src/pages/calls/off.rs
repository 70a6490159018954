//! Calling a call off.

use app::integrations::Opened;
use askama::Template;
use nhsuk::{BackLink, Button, CharacterCount, Header, Heading, Html, Label, Size, Textarea};
use onboarding::decide::MOST_TEXT;
use toolkit::{
    definition::Call,
    standing::{lower_first, moment},
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use crate::pages::{forms::Place, frame::Frame, parts::heading_about};

#[derive(Clone, Debug, Template)]
#[template(path = "call-off.html")]
pub struct CallOffPage {
    frame: Frame,
    errors: FieldErrors,
    title: String,
    heading: Heading,
    booked: String,
    call: String,
    reason: CharacterCount,
    button: Button,
}

impl CallOffPage {
    pub const REASON: &str = "reason";

    /// None where the call is not booked.
    pub fn new(frame: Frame, opened: &Opened, call: &Call, typed: &str, errors: FieldErrors) -> Option<Self> {
        let (at, _) = opened.facts.calls.get(&call.id)?.booked.as_ref()?;
        let place = Place::of(opened);
        let title = format!("Call off the {}", lower_first(&call.title));
        Some(Self {
            heading: heading_about(&place.product, &title),
            title,
            booked: moment(*at),
            call: place.call(&call.id),
            reason: CharacterCount {
                textarea: Textarea {
                    label: Label { size: Some(Size::S), ..Label::from("Why does it have to be called off?") },
                    hint: "Everybody who was to come reads this".into(),
                    name: Self::REASON.into(),
                    value: typed.into(),
                    error_message: errors.beside(Self::REASON),
                    ..Textarea::default()
                },
                max_length: u32::try_from(MOST_TEXT).ok(),
                ..CharacterCount::default()
            },
            button: Button::submit("Call it off"),
            frame,
            errors,
        })
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::offs()
    }
}

impl Page for CallOffPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(&self.call))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
