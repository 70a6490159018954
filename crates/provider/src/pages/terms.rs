//! The terms of use, said in plain words, and agreeing to them.

use askama::Template;
use nhsuk::{Button, Checkbox, Checkboxes, ErrorSummary, Heading, Html};
use web_kit::{Csp, FieldErrors, Page};

use super::fields::AGREE;
use super::frame::{JourneyFrame, heading};

const TITLE: &str = "Agree to the terms of use";

#[derive(Clone, Debug, Template)]
#[template(path = "terms.html")]
pub struct Terms {
    frame: JourneyFrame,
    errors: FieldErrors,
    summary: Option<ErrorSummary>,
    heading: Heading,
    agree: Checkboxes,
    button: Button,
    action: &'static str,
}

impl Terms {
    pub fn new(frame: &JourneyFrame, errors: FieldErrors) -> Self {
        Self {
            frame: frame.clone(),
            summary: errors.summary(),
            heading: heading(TITLE),
            agree: Checkboxes {
                name: AGREE.into(),
                items: vec![Checkbox::new("yes", "I agree to the terms of use")],
                error_message: errors.beside(AGREE),
                ..Checkboxes::default()
            },
            button: Button::submit("Continue"),
            action: "/terms",
            errors,
        }
    }

    /// The same page on another way than that of a registration.
    #[must_use]
    pub fn leading_to(self, action: &'static str) -> Self {
        Self { action, ..self }
    }

    /// The box was not ticked.
    pub fn not_agreed() -> FieldErrors {
        [(AGREE, "Agree to the terms of use to create your NHS login")].into_iter().collect()
    }

    pub fn samples() -> Vec<Self> {
        let frame = JourneyFrame::sample();
        let real = JourneyFrame { real_people: true, outbox_url: None, ..frame.clone() };
        let fresh = |frame| Self::new(frame, FieldErrors::new());
        vec![fresh(&frame), Self::new(&frame, Self::not_agreed()), fresh(&real)]
    }
}

impl Page for Terms {
    fn title(&self) -> String {
        TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }
}
