//! Signing in with a passkey, what to do when that fails, and being offered one. Passkeys need a script: each page has a way on
//! for whoever has none.

use askama::Template;
use http::StatusCode;
use nhsuk::{Button, ButtonVariant, Heading, Html, WarningCallout};
use web_kit::{Ceremony, Csp, PASSKEY_SCRIPTS, Page, PasskeyForm};

use super::frame::{JourneyFrame, heading};

#[derive(Clone, Debug, Template)]
#[template(path = "passkey-sign-in.html")]
pub struct PasskeySignIn {
    frame: JourneyFrame,
    heading: Heading,
    form: Html,
}

impl PasskeySignIn {
    const TITLE: &str = "Sign in with a passkey";

    /// `options` are the browser's, as JSON.
    pub fn new(frame: &JourneyFrame, options: &str) -> Self {
        let form = PasskeyForm {
            action: "/login/passkey",
            ceremony: Ceremony::Get,
            options,
            next: "",
            name: None,
            button: Button::submit("Use your passkey"),
            failed: "",
            failed_at: Some(PasskeyLoginFailed::PATH),
        };
        Self { frame: frame.clone(), heading: heading(Self::TITLE), form: form.html() }
    }

    pub fn samples() -> Vec<Self> {
        vec![Self::new(&JourneyFrame::sample(), "{}")]
    }
}

impl Page for PasskeySignIn {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }

    fn scripts(&self) -> &'static [&'static str] {
        PASSKEY_SCRIPTS
    }
}

/// Why a passkey signed nobody in, as far as it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The browser brought none: its person said no, or has none here.
    NotUsed,
    Over,
    Refused,
    Locked,
}

impl Why {
    const ALL: [Self; 4] = [Self::NotUsed, Self::Over, Self::Refused, Self::Locked];

    const fn name(self) -> &'static str {
        match self {
            Self::NotUsed => "not-used",
            Self::Over => "over",
            Self::Refused => "refused",
            Self::Locked => "locked",
        }
    }

    /// What the address says; anything else says nothing.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|why| why.name() == name).unwrap_or(Self::NotUsed)
    }

    const fn words(self) -> &'static str {
        match self {
            Self::NotUsed => {
                "No passkey was used. You may have cancelled, or this device may have no passkey for your NHS login."
            }
            Self::Over => "This took too long, or was sent twice. You can try your passkey again.",
            Self::Refused => {
                "This passkey does not belong to an NHS login here. It may have been removed, or belong to something else."
            }
            Self::Locked => {
                "Your passkey did not work several times. To keep your NHS login safe, you cannot use a passkey for 15 minutes."
            }
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "passkey-user-login-failed.html")]
pub struct PasskeyLoginFailed {
    frame: JourneyFrame,
    heading: Heading,
    why: Why,
    password: Button,
}

impl PasskeyLoginFailed {
    const TITLE: &str = "You are not signed in";
    /// As NHS login has it.
    const PATH: &str = "/passkey-user-login-failed";

    pub fn path(why: Why) -> String {
        format!("{}?why={}", Self::PATH, why.name())
    }

    pub fn new(frame: &JourneyFrame, why: Why) -> Self {
        Self {
            frame: frame.clone(),
            heading: heading(Self::TITLE),
            why,
            password: Button::link("Use your email address and password", "/login"),
        }
    }

    pub fn samples() -> Vec<Self> {
        Why::ALL.map(|why| Self::new(&JourneyFrame::sample(), why)).into()
    }
}

impl Page for PasskeyLoginFailed {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }
}

/// Why somebody is asked to add a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// They may say no.
    Open,
    /// The service takes nothing else.
    Needed,
}

#[derive(Clone, Debug, Template)]
#[template(path = "add-passkey.html")]
pub struct AddPasskey {
    frame: JourneyFrame,
    offer: Offer,
    refusal: Option<WarningCallout>,
    heading: Heading,
    form: Html,
    not_now: Button,
    someone_else: Button,
}

impl AddPasskey {
    pub fn new(frame: &JourneyFrame, options: &str, offer: Offer, refused: Option<&str>) -> Self {
        let form = PasskeyForm {
            action: "/add-passkey",
            ceremony: Ceremony::Create,
            options,
            next: "",
            name: None,
            button: Button::submit("Add a passkey"),
            failed: "No passkey was made. You can try again.",
            failed_at: None,
        };
        let secondary = |words: &str| Button { variant: ButtonVariant::Secondary, ..Button::submit(words) };
        let not_added = Heading { level: 2, ..Heading::from("The passkey was not added") };
        Self {
            frame: frame.clone(),
            offer,
            refusal: refused.map(|why| WarningCallout::new(not_added, why)),
            heading: heading(title(offer)),
            form: form.html(),
            not_now: secondary("Not now"),
            someone_else: secondary("Sign in as someone else"),
        }
    }

    pub fn samples() -> Vec<Self> {
        let frame = JourneyFrame::sample();
        let refused = Some("This took too long, or was sent twice: try again");
        vec![
            Self::new(&frame, "{}", Offer::Open, None),
            Self::new(&frame, "{}", Offer::Open, refused),
            Self::new(&frame, "{}", Offer::Needed, None),
        ]
    }
}

const fn title(offer: Offer) -> &'static str {
    match offer {
        Offer::Open => "Sign in faster next time",
        Offer::Needed => "Add a passkey to continue",
    }
}

impl Page for AddPasskey {
    fn title(&self) -> String {
        title(self.offer).into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK }
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }

    fn scripts(&self) -> &'static [&'static str] {
        PASSKEY_SCRIPTS
    }
}
