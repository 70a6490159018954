//! The password at the end of a claim: a new one, or that of the account which is there.

use askama::Template;
use nhsuk::{Button, ErrorSummary, Heading, Html, PasswordInput};
use web_kit::{FieldErrors, Page};

use crate::pages::{fields::PASSWORD, frame::heading};

#[derive(Clone, Debug, Template)]
#[template(path = "claiming/password.html")]
pub struct ClaimPassword {
    email: String,
    has_account: bool,
    errors: FieldErrors,
    summary: Option<ErrorSummary>,
    heading: Heading,
    password: PasswordInput,
    button: Button,
}

const fn title(has_account: bool) -> &'static str {
    if has_account { "Enter your password" } else { "Create a password" }
}

impl ClaimPassword {
    pub fn new(email: &str, has_account: bool, errors: FieldErrors) -> Self {
        let hint = "Use 8 characters or more. Do not use a common password, like “password1”, or one that contains your email address";
        Self {
            email: email.into(),
            has_account,
            summary: errors.summary(),
            heading: heading(title(has_account)),
            password: PasswordInput {
                label: "Password".into(),
                hint: if has_account { "".into() } else { hint.into() },
                id: PASSWORD.into(),
                name: "password".into(),
                autocomplete: if has_account { "current-password" } else { "new-password" }.into(),
                error_message: errors.beside(PASSWORD),
                ..PasswordInput::default()
            },
            button: Button::submit("Finish"),
            errors,
        }
    }

    pub fn missing(has_account: bool) -> FieldErrors {
        let words = if has_account { "Enter your password" } else { "Enter a password" };
        [(PASSWORD, words)].into_iter().collect()
    }

    pub fn wrong() -> FieldErrors {
        [(PASSWORD, "The password you entered is not correct")].into_iter().collect()
    }

    pub fn samples() -> Vec<Self> {
        let email = "robin@people.example";
        vec![
            Self::new(email, false, FieldErrors::new()),
            Self::new(email, false, Self::missing(false)),
            Self::new(email, true, FieldErrors::new()),
            Self::new(email, true, Self::wrong()),
        ]
    }
}

impl Page for ClaimPassword {
    fn title(&self) -> String {
        title(self.has_account).into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
}
