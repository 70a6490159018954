//! Signing in by a code that is sent by e-mail.

use askama::Template;
use http::StatusCode;
use nhsuk::{BackLink, Button, ButtonVariant, Header, Heading, Html, Input, InsetText, Label};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::Frame,
    parts::{self, heading, subheading},
};

/// Asks for the address.
#[derive(Clone, Debug, Template)]
#[template(path = "sign-in.html")]
pub struct SignInPage {
    frame: Frame,
    errors: FieldErrors,
    email: Input,
    next: String,
    button: Button,
    organisation: Option<(Heading, Button)>,
    passkey: Option<String>,
}

impl SignInPage {
    pub const EMAIL: &str = "email";

    /// `next` is the page that the person wanted to see, or nothing; `organisation` the words on the button for staff.
    pub fn new(
        frame: Frame,
        typed: &str,
        next: &str,
        organisation: Option<&str>,
        errors: FieldErrors,
    ) -> Self {
        Self {
            organisation: organisation.map(|label| through_organisation(label, next)),
            passkey: None,
            email: Input {
                label: Label::page_heading("What is your email address?"),
                hint:
                    "We send you a code to sign in with. If you are new here, this is all it takes to begin"
                        .into(),
                name: Self::EMAIL.into(),
                input_type: "email".into(),
                autocomplete: "email".into(),
                spellcheck: Some(false),
                value: typed.into(),
                error_message: errors.beside(Self::EMAIL),
                ..Input::default()
            },
            next: next.to_owned(),
            button: Button::submit("Continue"),
            errors,
            frame,
        }
    }

    /// Also says where somebody goes who has a passkey.
    #[must_use]
    pub fn with_passkeys_offered(self) -> Self {
        Self { passkey: Some(with_next("/sign-in/passkey", &self.next)), ..self }
    }

    pub(super) fn samples() -> Vec<Self> {
        let wrong = FieldErrors::from_iter([(Self::EMAIL, "Enter your email address")]);
        vec![
            Self::new(Frame::default(), "", "", None, FieldErrors::new()),
            Self::new(Frame::default(), "", "/products", None, wrong),
            Self::new(Frame::default(), "", "/board", Some("Sign in with NHSmail"), FieldErrors::new())
                .with_passkeys_offered(),
        ]
    }
}

// A link and no form: browsers hold what a form leads to against `form-action`.
fn through_organisation(label: &str, next: &str) -> (Heading, Button) {
    let href = with_next("/sign-in/organisation", next);
    let button = Button { variant: ButtonVariant::Secondary, ..Button::link(label, href) };
    (subheading("If you work for the service"), button)
}

fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() { path.to_owned() } else { parts::with_parameter(path, "next", next) }
}

impl Page for SignInPage {
    fn title(&self) -> String {
        "What is your email address?".into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// Asks for the code.
#[derive(Clone, Debug, Template)]
#[template(path = "sign-in-code.html")]
pub struct EnterCode {
    errors: FieldErrors,
    heading: Heading,
    email: String,
    outbox: Option<InsetText>,
    code: Input,
    button: Button,
    frame: Frame,
}

impl EnterCode {
    pub const CODE: &str = "code";

    pub fn new(frame: Frame, email: &str, errors: FieldErrors) -> Self {
        let outbox = frame.outbox.then(|| {
            InsetText::new(Html::trusted(
                r#"<p>This Slipway sends no mail. Read the code in the <a class="nhsuk-link" href="/outbox" target="_blank" rel="noopener">outbox (opens in a new tab)</a>.</p>"#,
            ))
        });
        Self {
            heading: heading("Check your email"),
            email: email.to_owned(),
            outbox,
            code: Input {
                label: "Code".into(),
                hint: "6 digits".into(),
                name: Self::CODE.into(),
                inputmode: "numeric".into(),
                autocomplete: "one-time-code".into(),
                spellcheck: Some(false),
                width: Some(10),
                error_message: errors.beside(Self::CODE),
                ..Input::default()
            },
            button: Button::submit("Continue"),
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let wrong = FieldErrors::from_iter([(
            Self::CODE,
            "This is not the code in the email. You have 4 more tries",
        )]);
        let outbox = Frame { outbox: true, ..Frame::default() };
        vec![
            Self::new(Frame::default(), "dev@harbour.example", FieldErrors::new()),
            Self::new(outbox, "dev@harbour.example", wrong),
        ]
    }
}

impl Page for EnterCode {
    fn title(&self) -> String {
        "Check your email".into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/sign-in"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// The code works no more.
#[derive(Clone, Debug, Template)]
#[template(path = "sign-in-code-over.html")]
pub struct CodeOver {
    frame: Frame,
    heading: Heading,
    button: Button,
}

impl CodeOver {
    const TITLE: &str = "This code does not work any more";

    pub fn new(frame: Frame) -> Self {
        Self { frame, heading: heading(Self::TITLE), button: Button::link("Ask for a new code", "/sign-in") }
    }

    pub(super) fn samples() -> Vec<Self> {
        vec![Self::new(Frame::default())]
    }
}

impl Page for CodeOver {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        StatusCode::GONE
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// Somebody asked too often.
#[derive(Clone, Debug, Template)]
#[template(path = "too-many-requests.html")]
pub struct TooManyRequests {
    frame: Frame,
    heading: Heading,
    /// What was too much, as a sentence.
    why: String,
    wait: String,
}

impl TooManyRequests {
    const TITLE: &str = "Wait before you try again";

    pub fn new(frame: Frame, why: &str, wait: String) -> Self {
        Self { frame, heading: heading(Self::TITLE), why: why.to_owned(), wait }
    }

    pub(super) fn samples() -> Vec<Self> {
        vec![Self::new(
            Frame::default(),
            "We have sent 5 codes to this address in 15 minutes.",
            "9 minutes".into(),
        )]
    }
}

impl Page for TooManyRequests {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        StatusCode::TOO_MANY_REQUESTS
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
