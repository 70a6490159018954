//! Whether a browser is remembered as the second factor.

use askama::Template;
use nhsuk::{Button, ErrorSummary, Fieldset, Html, Radio, Radios};
use web_kit::{Csp, FieldErrors, Page};

use super::fields::REMEMBER;
use super::frame::JourneyFrame;

const TITLE: &str = "Do you want us to remember this device?";

#[derive(Clone, Debug, Template)]
#[template(path = "trust-device.html")]
pub struct TrustDevice {
    frame: JourneyFrame,
    errors: FieldErrors,
    summary: Option<ErrorSummary>,
    remember: Radios,
    button: Button,
}

impl TrustDevice {
    pub fn new(frame: &JourneyFrame, errors: FieldErrors) -> Self {
        Self {
            frame: frame.clone(),
            summary: errors.summary(),
            remember: Radios {
                fieldset: Some(Fieldset::page_heading(TITLE)),
                hint:
                    "If you do, you can sign in on this device without a security code. Only choose yes if \
                       nobody else uses it"
                        .into(),
                name: REMEMBER.into(),
                items: vec![
                    Radio::new("yes", "Yes, remember this device"),
                    Radio::new("no", "No, send a security code each time"),
                ],
                error_message: errors.beside(REMEMBER),
                ..Radios::default()
            },
            button: Button::submit("Continue"),
            errors,
        }
    }

    /// Neither was chosen.
    pub fn not_answered() -> FieldErrors {
        [(REMEMBER, "Select yes if you want us to remember this device")].into_iter().collect()
    }

    pub fn samples() -> Vec<Self> {
        let frame = JourneyFrame::sample();
        vec![Self::new(&frame, FieldErrors::new()), Self::new(&frame, Self::not_answered())]
    }
}

impl Page for TrustDevice {
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
