//! Showing and setting up the second factor.

use askama::Template;
use http::StatusCode;
use nhsuk::{
    Button, ButtonVariant, Details, Header, Heading, Html, Input, Label, Size, SummaryList, WarningCallout,
};
use qrcode::{QrCode, render::svg};
use web_kit::{Ceremony, FieldErrors, PASSKEY_SCRIPTS, Page, PasskeyForm, Site};

use super::{
    frame::Frame,
    parts::{self, heading, row},
    passkeys,
};

macro_rules! page_with_errors {
    ($page:ty) => {
        impl Page for $page {
            fn title(&self) -> String {
                Self::TITLE.into()
            }

            fn main(&self) -> Html {
                Html::from_template(self)
            }

            fn status(&self) -> StatusCode {
                if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
            }

            fn has_errors(&self) -> bool {
                !self.errors.is_empty()
            }

            fn header(&self, site: &Site) -> Header {
                self.frame.header(site)
            }
        }
    };
}

fn code(label: &str, errors: &FieldErrors, field: &str) -> Input {
    Input {
        label: Label { size: Some(Size::S), ..Label::from(label) },
        hint: "6 digits".into(),
        name: field.into(),
        inputmode: "numeric".into(),
        autocomplete: "one-time-code".into(),
        spellcheck: Some(false),
        width: Some(10),
        error_message: errors.beside(field),
        ..Input::default()
    }
}

/// What somebody can show.
#[derive(Clone, Copy, Debug)]
pub struct AskedFor<'a> {
    pub has_app: bool,
    /// The options for their passkeys, as JSON; none where they have none.
    pub passkey: Option<&'a str>,
    /// What was wrong with the one that they showed.
    pub wrong_passkey: Option<&'a str>,
}

/// Asks for a passkey or the code of an authenticator app.
#[derive(Clone, Debug, Template)]
#[template(path = "second-factor.html")]
pub struct EnterSecondFactor {
    frame: Frame,
    errors: FieldErrors,
    title: &'static str,
    heading: Heading,
    refusal: Option<WarningCallout>,
    passkey: Option<Html>,
    code: Option<Input>,
    next: String,
    recovery: String,
    button: Button,
}

impl EnterSecondFactor {
    pub const CODE: &str = "code";

    /// `next` is the page that the person wanted to see, or nothing.
    pub fn new(frame: Frame, next: &str, asked: AskedFor<'_>, errors: FieldErrors) -> Self {
        let title = match (asked.passkey, asked.has_app) {
            (None, _) => "Enter the code of your authenticator app",
            (Some(_), false) => "Use your passkey",
            (Some(_), true) => "Use your passkey or authenticator app",
        };
        Self {
            title,
            heading: heading(title),
            refusal: asked.wrong_passkey.map(|why| passkeys::refusal("The passkey was not used", why)),
            passkey: asked.passkey.map(|options| passkey_form(options, next)),
            code: asked.has_app.then(|| code("Code of your authenticator app", &errors, Self::CODE)),
            recovery: below("/second-factor/recovery", next),
            next: next.to_owned(),
            button: if asked.passkey.is_some() {
                Button { variant: ButtonVariant::Secondary, ..Button::submit("Continue") }
            } else {
                Button::submit("Continue")
            },
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let wrong = FieldErrors::from_iter([(Self::CODE, "This code does not work. You have 4 more tries")]);
        let app = AskedFor { has_app: true, passkey: None, wrong_passkey: None };
        let both = AskedFor { passkey: Some("{}"), ..app };
        let refused = AskedFor { wrong_passkey: Some("This passkey did not work"), ..both };
        let frame = Frame::leaving_sample;
        vec![
            Self::new(frame(), "", app, FieldErrors::new()),
            Self::new(frame(), "/products", app, wrong),
            Self::new(frame(), "/products", both, FieldErrors::new()),
            Self::new(frame(), "", refused, FieldErrors::new()),
            Self::new(frame(), "", AskedFor { has_app: false, ..both }, FieldErrors::new()),
        ]
    }
}

fn passkey_form(options: &str, next: &str) -> Html {
    let form = PasskeyForm {
        action: "/second-factor/passkey/show",
        ceremony: Ceremony::Get,
        options,
        next,
        name: None,
        button: Button::submit("Use your passkey"),
        failed: "No passkey was used. Try again, or show something else.",
        failed_at: None,
    };
    form.html()
}

impl Page for EnterSecondFactor {
    fn title(&self) -> String {
        self.title.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        match (&self.refusal, self.errors.is_empty()) {
            (Some(_), _) => StatusCode::FORBIDDEN,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, true) => StatusCode::OK,
        }
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }

    fn scripts(&self) -> &'static [&'static str] {
        PASSKEY_SCRIPTS
    }
}

fn below(path: &str, next: &str) -> String {
    if next.is_empty() { path.to_owned() } else { parts::with_parameter(path, "next", next) }
}

/// Asks for a recovery code.
#[derive(Clone, Debug, Template)]
#[template(path = "second-factor-recovery.html")]
pub struct EnterRecoveryCode {
    frame: Frame,
    errors: FieldErrors,
    heading: Heading,
    code: Input,
    next: String,
    other: String,
    button: Button,
}

impl EnterRecoveryCode {
    pub const CODE: &str = "code";
    const TITLE: &str = "Enter a recovery code";

    pub fn new(frame: Frame, next: &str, errors: FieldErrors) -> Self {
        Self {
            heading: heading(Self::TITLE),
            code: Input {
                label: Label { size: Some(Size::S), ..Label::from("Recovery code") },
                hint: "Like abcde-fgh23. It works once".into(),
                name: Self::CODE.into(),
                autocomplete: "off".into(),
                spellcheck: Some(false),
                width: Some(20),
                error_message: errors.beside(Self::CODE),
                ..Input::default()
            },
            other: below("/second-factor", next),
            next: next.to_owned(),
            button: Button::submit("Continue"),
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let wrong = FieldErrors::from_iter([(Self::CODE, "This code does not work. You have 4 more tries")]);
        vec![
            Self::new(Frame::leaving_sample(), "", FieldErrors::new()),
            Self::new(Frame::leaving_sample(), "/products", wrong),
        ]
    }
}

page_with_errors!(EnterRecoveryCode);

/// Shows the secret that goes into an app, and asks for the app's first code.
#[derive(Clone, Debug, Template)]
#[template(path = "second-factor-app.html")]
pub struct SetUpApp {
    frame: Frame,
    errors: FieldErrors,
    heading: Heading,
    is_needed: bool,
    picture: Html,
    by_hand: Details,
    name: Input,
    code: Input,
    next: String,
    button: Button,
    passkey: Option<String>,
}

impl SetUpApp {
    pub const CODE: &str = "code";
    const TITLE: &str = "Set up an authenticator app";

    /// `secret` is base32, `email` names the account within the app.
    pub fn new(
        frame: Frame,
        secret: &str,
        email: &str,
        is_needed: bool,
        next: &str,
        name: &str,
        errors: FieldErrors,
    ) -> Self {
        Self {
            heading: heading(Self::TITLE),
            is_needed,
            picture: picture(&address(secret, email)),
            by_hand: by_hand(secret, email),
            name: Input {
                label: Label { size: Some(Size::S), ..Label::from("Name of the app (optional)") },
                hint: "So that you know which one it is, such as Work phone".into(),
                name: "name".into(),
                autocomplete: "off".into(),
                value: name.into(),
                ..Input::default()
            },
            code: code("Code that the app shows", &errors, Self::CODE),
            next: next.to_owned(),
            button: Button::submit("Continue"),
            passkey: None,
            errors,
            frame,
        }
    }

    /// Also says where a passkey is set up instead.
    #[must_use]
    pub fn with_passkeys_offered(self) -> Self {
        Self { passkey: Some(below("/second-factor/passkey", &self.next)), ..self }
    }

    pub(super) fn samples() -> Vec<Self> {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let email = "dev@harbour.example";
        let wrong = FieldErrors::from_iter([(Self::CODE, "This code does not work. You have 4 more tries")]);
        vec![
            Self::new(Frame::leaving_sample(), secret, email, true, "", "", FieldErrors::new())
                .with_passkeys_offered(),
            Self::new(Frame::leaving_sample(), secret, email, false, "/products", "Phone", wrong),
        ]
    }
}

page_with_errors!(SetUpApp);

// The key URI format that authenticator apps read.
fn address(secret: &str, email: &str) -> String {
    let label: String = form_urlencoded::byte_serialize(email.as_bytes()).collect();
    format!("otpauth://totp/Slipway:{label}?secret={secret}&issuer=Slipway&algorithm=SHA1&digits=6&period=30")
}

fn picture(address: &str) -> Html {
    // An address is at most 254 characters long, far less than a code can hold.
    let Ok(code) = QrCode::new(address) else { return Html::default() };
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
    let drawing = drawn.split_once("<svg").map_or("", |(_, rest)| rest);
    Html::trusted(format!(
        "<svg role=\"img\" aria-label=\"QR code with the secret key: the same as the text below\"{drawing}"
    ))
}

fn by_hand(secret: &str, email: &str) -> Details {
    let groups: Vec<&str> =
        (0..secret.len()).step_by(4).filter_map(|at| secret.get(at..(at + 4).min(secret.len()))).collect();
    let rows = vec![
        row("Account", format!("Slipway {email}")),
        row("Secret key", parts::code(&groups.join(" "))),
        row("Kind", "Time based, 6 digits, every 30 seconds"),
    ];
    Details::new("I cannot scan the QR code", Html::from(SummaryList::new(rows)))
}

/// Shows recovery codes, once.
#[derive(Clone, Debug, Template)]
#[template(path = "second-factor-codes.html")]
pub struct RecoveryCodes {
    frame: Frame,
    heading: Heading,
    codes: Vec<String>,
    warning: WarningCallout,
    button: Button,
}

impl RecoveryCodes {
    const TITLE: &str = "Keep these recovery codes";

    pub fn new(frame: Frame, codes: &[String], next: &str) -> Self {
        let heading_of_warning = Heading { level: 2, ..Heading::from("You see these codes only now") };
        let words = "Print them or write them down, and keep them away from your phone. Each works once, in place of your passkey or a code of your authenticator app.";
        Self {
            heading: heading(Self::TITLE),
            codes: codes.to_vec(),
            warning: WarningCallout::new(heading_of_warning, words),
            button: Button::link("I have kept them", if next.is_empty() { "/products" } else { next }),
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let codes = ["abcde-fgh23", "jkmnp-qrs45"].map(String::from);
        vec![Self::new(Frame::leaving_sample(), &codes, "")]
    }
}

impl Page for RecoveryCodes {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
