//! Showing, setting up and managing the second factor.

use askama::Template;
use http::StatusCode;
use nhsuk::{
    Button, ButtonVariant, Details, Header, Heading, Html, Input, InsetText, Label, NotificationBanner, Size,
    SummaryList, Table, TableCell, WarningCallout,
};
use qrcode::{QrCode, render::svg};
use web_kit::{FieldErrors, Page, Site};

use super::{
    frame::{Frame, Section},
    parts::{self, caption, heading, row, subheading},
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

/// Asks for the code of an authenticator app.
#[derive(Clone, Debug, Template)]
#[template(path = "second-factor.html")]
pub struct EnterSecondFactor {
    frame: Frame,
    errors: FieldErrors,
    heading: Heading,
    code: Input,
    next: String,
    recovery: String,
    button: Button,
}

impl EnterSecondFactor {
    pub const CODE: &str = "code";
    const TITLE: &str = "Enter the code of your authenticator app";

    /// `next` is the page that the person wanted to see, or nothing.
    pub fn new(frame: Frame, next: &str, errors: FieldErrors) -> Self {
        Self {
            heading: heading(Self::TITLE),
            code: code("Code", &errors, Self::CODE),
            recovery: below("/second-factor/recovery", next),
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

page_with_errors!(EnterSecondFactor);

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
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let email = "dev@harbour.example";
        let wrong = FieldErrors::from_iter([(Self::CODE, "This code does not work. You have 4 more tries")]);
        vec![
            Self::new(Frame::leaving_sample(), secret, email, true, "", "", FieldErrors::new()),
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
        let words = "Print them or write them down, and keep them away from your phone. Each works once, in place of a code of your authenticator app.";
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

/// An authenticator app in the list.
#[derive(Clone, Debug)]
pub struct ShownApp {
    pub id: String,
    pub name: String,
    /// A date in words.
    pub added: String,
}

/// What somebody has set up.
#[derive(Clone, Debug, Template)]
#[template(path = "second-factor-manage.html")]
pub struct ManageSecondFactors {
    frame: Frame,
    notice: Option<NotificationBanner>,
    refusal: Option<WarningCallout>,
    heading: Heading,
    need: InsetText,
    apps: Option<Table>,
    add: Button,
    codes: Heading,
    left: i64,
    renew: Button,
}

impl ManageSecondFactors {
    const TITLE: &str = "How you sign in";

    pub fn new(
        frame: Frame,
        apps: &[ShownApp],
        left: i64,
        is_needed: bool,
        notice: Option<&str>,
        refusal: Option<&str>,
    ) -> Self {
        let need = if is_needed {
            "One of your roles needs a second factor: after the code in your email you enter one of an authenticator app."
        } else {
            "You sign in with a code in your email. If you add an authenticator app, you enter its code as well."
        };
        Self {
            notice: notice.map(NotificationBanner::success),
            refusal: refusal.map(|why| {
                WarningCallout::new(Heading { level: 2, ..Heading::from("Nothing was changed") }, why)
            }),
            heading: heading(Self::TITLE),
            need: InsetText::new(need),
            apps: (!apps.is_empty()).then(|| table(apps)),
            add: Button::link("Add an authenticator app", "/second-factor/app"),
            codes: subheading("Recovery codes"),
            left,
            renew: Button { variant: ButtonVariant::Secondary, ..Button::submit("Make new recovery codes") },
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::None);
        let apps = [ShownApp { id: "1".into(), name: "Work phone".into(), added: "21 November 2026".into() }];
        let refusal = "Add another one before you remove this one";
        vec![
            Self::new(frame(), &[], 0, false, None, None),
            Self::new(frame(), &apps, 10, true, Some("Authenticator app added"), None),
            Self::new(frame(), &apps, 3, true, None, Some(refusal)),
        ]
    }
}

fn table(apps: &[ShownApp]) -> Table {
    let row = |app: &ShownApp| {
        vec![
            TableCell::new(app.name.as_str()),
            TableCell::new(app.added.as_str()),
            TableCell::new(remove(app)),
        ]
    };
    Table {
        caption: caption("Authenticator apps"),
        head: vec!["Name".into(), "Added".into(), "Action".into()],
        rows: apps.iter().map(row).collect(),
        scroll: true,
        ..Table::default()
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<form method="post" action="/second-factor/remove" novalidate><input type="hidden" name="id" value="{{ id }}">{{ button }}</form>"#
)]
struct Remove<'a> {
    id: &'a str,
    button: Button,
}

fn remove(app: &ShownApp) -> Html {
    let button = Button {
        variant: ButtonVariant::Secondary,
        small: true,
        aria_label: format!("Remove {}", app.name),
        ..Button::submit("Remove")
    };
    Html::from_template(&Remove { id: &app.id, button })
}

impl Page for ManageSecondFactors {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK }
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
