//! Adding a passkey, and signing in with one alone. Passkeys need a script: each page has the way on for who has none.

use askama::Template;
use http::StatusCode;
use nhsuk::{Button, Header, Heading, Html, Input, Label, Size, WarningCallout};
use web_kit::{Ceremony, PASSKEY_SCRIPTS, Page, PasskeyForm, Site};

use super::{
    frame::Frame,
    parts::{self, heading},
};

pub(super) fn refusal(title: &str, why: &str) -> WarningCallout {
    WarningCallout::new(Heading { level: 2, ..Heading::from(title) }, why)
}

#[derive(Clone, Debug, Template)]
#[template(path = "passkey-add.html")]
pub struct AddPasskey {
    frame: Frame,
    refusal: Option<WarningCallout>,
    heading: Heading,
    is_needed: bool,
    form: Html,
    other: String,
}

impl AddPasskey {
    const TITLE: &str = "Add a passkey";

    pub fn new(frame: Frame, options: &str, is_needed: bool, next: &str, refused: Option<&str>) -> Self {
        let name = Input {
            label: Label { size: Some(Size::S), ..Label::from("Name of the passkey (optional)") },
            hint: "So that you know which one it is, such as Work laptop".into(),
            name: "name".into(),
            autocomplete: "off".into(),
            ..Input::default()
        };
        let form = PasskeyForm {
            action: "/second-factor/passkey",
            ceremony: Ceremony::Create,
            options,
            next,
            name: Some(name),
            button: Button::submit("Add a passkey"),
            failed: "No passkey was made. Try again, or use an authenticator app instead.",
            failed_at: None,
        };
        let app = "/second-factor/app";
        Self {
            refusal: refused.map(|why| refusal("The passkey was not added", why)),
            heading: heading(Self::TITLE),
            is_needed,
            form: form.html(),
            other: if next.is_empty() { app.to_owned() } else { parts::with_parameter(app, "next", next) },
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = Frame::leaving_sample;
        vec![
            Self::new(frame(), "{}", true, "", None),
            Self::new(frame(), "{}", false, "/products", Some("This took too long: start again")),
        ]
    }
}

impl Page for AddPasskey {
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

    fn scripts(&self) -> &'static [&'static str] {
        PASSKEY_SCRIPTS
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "passkey-sign-in.html")]
pub struct PasskeySignIn {
    frame: Frame,
    refusal: Option<WarningCallout>,
    heading: Heading,
    form: Html,
    other: String,
}

impl PasskeySignIn {
    const TITLE: &str = "Sign in with a passkey";

    pub fn new(frame: Frame, options: &str, next: &str, refused: Option<&str>) -> Self {
        let form = PasskeyForm {
            action: "/sign-in/passkey",
            ceremony: Ceremony::Get,
            options,
            next,
            name: None,
            button: Button::submit("Use your passkey"),
            failed: "No passkey was used. Try again, or use a code in an email instead.",
            failed_at: None,
        };
        let email = "/sign-in";
        Self {
            refusal: refused.map(|why| refusal("You are not signed in", why)),
            heading: heading(Self::TITLE),
            form: form.html(),
            other: if next.is_empty() {
                email.to_owned()
            } else {
                parts::with_parameter(email, "next", next)
            },
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        vec![
            Self::new(Frame::default(), "{}", "", None),
            Self::new(Frame::default(), "{}", "/products", Some("This passkey did not sign you in")),
        ]
    }
}

impl Page for PasskeySignIn {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.refusal.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK }
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }

    fn scripts(&self) -> &'static [&'static str] {
        PASSKEY_SCRIPTS
    }
}
