//! The mobile phone number that security codes go to.

use askama::Template;
use nhsuk::{Button, ErrorSummary, Heading, Html, Input};
use web_kit::{Csp, FieldErrors, Page};

use super::fields::MOBILE;
use super::frame::{JourneyFrame, heading};

const TITLE: &str = "Enter your mobile phone number";

#[derive(Clone, Debug, Template)]
#[template(path = "enter-mobile.html")]
pub struct EnterMobile {
    frame: JourneyFrame,
    errors: FieldErrors,
    summary: Option<ErrorSummary>,
    heading: Heading,
    mobile: Input,
    button: Button,
}

impl EnterMobile {
    pub fn new(frame: &JourneyFrame, mobile: &str, errors: FieldErrors) -> Self {
        Self {
            frame: frame.clone(),
            summary: errors.summary(),
            heading: heading(TITLE),
            mobile: Input {
                label: "Mobile phone number".into(),
                hint: "For example, 07700 900 123. It must be a UK number".into(),
                id: MOBILE.into(),
                name: "mobile".into(),
                input_type: "tel".into(),
                inputmode: "tel".into(),
                autocomplete: "tel".into(),
                width: Some(20),
                value: mobile.into(),
                error_message: errors.beside(MOBILE),
                ..Input::default()
            },
            button: Button::submit("Continue"),
            errors,
        }
    }

    pub fn samples() -> Vec<Self> {
        let frame = JourneyFrame::sample();
        let message = "Enter a UK mobile phone number, like 07700 900 123 or +44 7700 900 123";
        vec![
            Self::new(&frame, "", FieldErrors::new()),
            Self::new(&frame, "020 7946 0000", [(MOBILE, message)].into_iter().collect()),
        ]
    }
}

impl Page for EnterMobile {
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
