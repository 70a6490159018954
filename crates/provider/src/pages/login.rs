//! Signing in by email address and password, and what stands in its place after too many tries.

use askama::Template;
use nhsuk::{Button, ErrorSummary, Heading, Html, Input, Label, PasswordInput};
use web_kit::{Csp, FieldErrors, Page};

use super::fields::{PASSWORD, USER_EMAIL};
use super::frame::{JourneyFrame, heading};

const TITLE: &str = "Enter your email address and password";
const LOCKED_TITLE: &str = "You have tried to sign in too many times";

/// Whether a passkey is a way in here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ByPasskey {
    #[default]
    No,
    /// As well as a password.
    Too,
    /// The service takes nothing else.
    Only,
}

/// Email address and password on one page.
#[derive(Clone, Debug, Template)]
#[template(path = "login.html")]
pub struct Login {
    frame: JourneyFrame,
    allow_registration: bool,
    errors: FieldErrors,
    summary: Option<ErrorSummary>,
    heading: Heading,
    email: Input,
    password: PasswordInput,
    button: Button,
    by_passkey: ByPasskey,
}

impl Login {
    pub fn new(frame: &JourneyFrame, email: &str, allow_registration: bool, errors: FieldErrors) -> Self {
        Self {
            frame: frame.clone(),
            allow_registration,
            summary: errors.summary(),
            heading: heading(TITLE),
            email: email_input(email, "username", &errors),
            password: PasswordInput {
                label: "Password".into(),
                id: PASSWORD.into(),
                name: "password".into(),
                autocomplete: "current-password".into(),
                error_message: errors.beside(PASSWORD),
                ..PasswordInput::default()
            },
            button: Button::submit("Continue"),
            by_passkey: ByPasskey::No,
            errors,
        }
    }

    #[must_use]
    pub fn by_passkey(mut self, by_passkey: ByPasskey) -> Self {
        self.by_passkey = by_passkey;
        self
    }

    /// What is said whichever of the two was wrong, and whether or not the address is known.
    pub fn wrong_details() -> FieldErrors {
        [(USER_EMAIL, "The email address or password you entered is not correct")].into_iter().collect()
    }

    /// What is missing, said before anything is looked up.
    pub fn missing(email: &str, password: &str) -> FieldErrors {
        let mut errors = FieldErrors::new();
        if email.is_empty() {
            errors.add(USER_EMAIL, "Enter your email address");
        }
        if password.is_empty() {
            errors.add(PASSWORD, "Enter your password");
        }
        errors
    }

    pub fn samples() -> Vec<Self> {
        let frame = JourneyFrame::sample();
        let email = "rowan.p9@people.example";
        vec![
            Self::new(&frame, "", true, FieldErrors::new()),
            Self::new(&frame, "", false, FieldErrors::new()),
            Self::new(&frame, email, true, Self::wrong_details()),
            Self::new(&frame, "", true, Self::missing("", "")),
            Self::new(&frame, "", true, FieldErrors::new()).by_passkey(ByPasskey::Too),
            Self::new(&frame, "", true, FieldErrors::new()).by_passkey(ByPasskey::Only),
        ]
    }
}

impl Page for Login {
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

/// The field for an email address, the same at sign-in and at registration.
pub(super) fn email_input(value: &str, autocomplete: &str, errors: &FieldErrors) -> Input {
    Input {
        label: Label::from("Email address"),
        id: USER_EMAIL.into(),
        name: "email".into(),
        input_type: "email".into(),
        autocomplete: autocomplete.into(),
        autocapitalize: "none".into(),
        spellcheck: Some(false),
        value: value.into(),
        error_message: errors.beside(USER_EMAIL),
        ..Input::default()
    }
}

/// Too many tries. The same for an address that nobody has: it must not tell which addresses are known.
#[derive(Clone, Debug, Template)]
#[template(path = "account-locked.html")]
pub struct AccountLocked {
    frame: JourneyFrame,
    heading: Heading,
    wait: String,
}

impl AccountLocked {
    pub fn new(frame: &JourneyFrame, minutes: u32) -> Self {
        Self { frame: frame.clone(), heading: heading(LOCKED_TITLE), wait: super::words::minutes(minutes) }
    }

    pub fn samples() -> Vec<Self> {
        [1, 15].map(|minutes| Self::new(&JourneyFrame::sample(), minutes)).into()
    }
}

impl Page for AccountLocked {
    fn title(&self) -> String {
        LOCKED_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }
}
