//! What somebody reads whom their organisation's sign-in did not bring in. Each page has the way on, which is the code by e-mail.

use askama::Template;
use http::StatusCode;
use nhsuk::{Button, Header, Heading, Html};
use web_kit::{Page, Site};

use super::{frame::Frame, parts::heading};

/// Why nobody was signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSignIn {
    Outage,
    Over,
    Declined,
    NotTrusted,
    NotStaff,
}

impl NoSignIn {
    const ALL: [Self; 5] = [Self::Outage, Self::Over, Self::Declined, Self::NotTrusted, Self::NotStaff];

    const fn status(self) -> StatusCode {
        match self {
            Self::Outage => StatusCode::SERVICE_UNAVAILABLE,
            Self::Over => StatusCode::GONE,
            Self::Declined | Self::NotStaff => StatusCode::FORBIDDEN,
            Self::NotTrusted => StatusCode::BAD_GATEWAY,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Outage => "Your organisation's sign-in is not working",
            Self::Over => "This sign-in is over",
            Self::Declined => "Your organisation did not sign you in",
            Self::NotTrusted => "We could not use your organisation's answer",
            Self::NotStaff => "You cannot sign in this way",
        }
    }

    /// What happened, and what to do.
    const fn words(self) -> [&'static str; 2] {
        match self {
            Self::Outage => [
                "We could not reach it, or it did not answer as it should. Nothing is wrong with your account.",
                "Sign in with a code in an email instead, or try again in a few minutes.",
            ],
            Self::Over => [
                "You can come back from your organisation's sign-in once, within 15 minutes, in the browser where you began.",
                "Begin again, or sign in with a code in an email.",
            ],
            Self::Declined => [
                "Your organisation's sign-in sent you back without signing you in. You may have cancelled it, or your account there may not be allowed to use Slipway.",
                "Try again, ask the people who look after your account there, or sign in with a code in an email.",
            ],
            Self::NotTrusted => [
                "The answer that came back was not one that we can trust, so we did not sign you in.",
                "Sign in with a code in an email instead. If it happens again, tell the people who run Slipway: their log says why.",
            ],
            Self::NotStaff => [
                "Only people who work for the service can sign in through their organisation, with the email address that their colleagues added on Slipway.",
                "If you work for the service, ask a process owner to add you. Everybody else signs in with a code in an email.",
            ],
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "sign-in-organisation.html")]
pub struct OrganisationSignInOver {
    frame: Frame,
    why: NoSignIn,
    heading: Heading,
    words: [&'static str; 2],
    button: Button,
}

impl OrganisationSignInOver {
    pub fn new(frame: Frame, why: NoSignIn) -> Self {
        Self {
            frame,
            why,
            heading: heading(why.title()),
            words: why.words(),
            button: Button::link("Choose how to sign in", "/sign-in"),
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        NoSignIn::ALL.into_iter().map(|why| Self::new(Frame::default(), why)).collect()
    }
}

impl Page for OrganisationSignInOver {
    fn title(&self) -> String {
        self.why.title().into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        self.why.status()
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
