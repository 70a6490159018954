//! Making an NHS login: an email address and a password of one's own.

use askama::Template;
use nhsuk::{BackLink, Button, ErrorSummary, Heading, Html, Input, PasswordInput};
use web_kit::{Csp, FieldErrors, Page, WayBack};

use super::fields::{PASSWORD, USER_EMAIL};
use super::frame::{JourneyFrame, heading};
use super::login::email_input;

const TITLE: &str = "Create an NHS login";

#[derive(Clone, Debug, Template)]
#[template(path = "register.html")]
pub struct Register {
    frame: JourneyFrame,
    errors: FieldErrors,
    summary: Option<ErrorSummary>,
    heading: Heading,
    email: Input,
    password: PasswordInput,
    button: Button,
}

impl Register {
    pub fn new(frame: &JourneyFrame, email: &str, errors: FieldErrors) -> Self {
        Self {
            frame: frame.clone(),
            summary: errors.summary(),
            heading: heading(TITLE),
            email: Input {
                hint: "We will send an email to this address to check it is yours".into(),
                ..email_input(email, "email", &errors)
            },
            password: PasswordInput {
                label: "Create a password".into(),
                hint:
                    "Use 8 characters or more. Do not use a common password, like “password1”, or one that \
                       contains your email address"
                        .into(),
                id: PASSWORD.into(),
                name: "password".into(),
                autocomplete: "new-password".into(),
                error_message: errors.beside(PASSWORD),
                ..PasswordInput::default()
            },
            button: Button::submit("Continue"),
            errors,
        }
    }

    pub fn samples() -> Vec<Self> {
        let frame = JourneyFrame::sample();
        let malformed = "Enter an email address in the correct format, like name@example.com";
        let errors = [(USER_EMAIL, malformed), (PASSWORD, "Your password must have 8 characters or more")];
        vec![
            Self::new(&frame, "", FieldErrors::new()),
            Self::new(&frame, "robin.example", errors.into_iter().collect()),
        ]
    }
}

impl Page for Register {
    fn title(&self) -> String {
        TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/login"))
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }
}
