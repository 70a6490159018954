//! Proving an email address: the message was sent, the link was opened, the link no longer works.

use askama::Template;
use http::StatusCode;
use nhsuk::{Button, ButtonVariant, Heading, Html, InsetText, NotificationBanner};
use web_kit::{Csp, Page};

use super::frame::{JourneyFrame, Message, heading};

const CHECK_TITLE: &str = "Check your email";
const CONFIRM_TITLE: &str = "Confirm your email address";
const CONFIRMED_TITLE: &str = "Your email address is confirmed";
const EXPIRED_TITLE: &str = "This link does not work any more";

/// Waits for the link to be opened. The same whether or not the address has an NHS login already.
#[derive(Clone, Debug, Template)]
#[template(path = "check-email.html")]
pub struct CheckEmail {
    frame: JourneyFrame,
    sent_again: Option<NotificationBanner>,
    heading: Heading,
    email: String,
    outbox: Option<InsetText>,
    button: Button,
}

impl CheckEmail {
    pub fn new(frame: &JourneyFrame, email: &str, sent_again: bool) -> Self {
        Self {
            frame: frame.clone(),
            sent_again: sent_again.then(|| NotificationBanner::success("We have sent the email again")),
            heading: heading(CHECK_TITLE),
            email: email.into(),
            outbox: frame.outbox(Message::Email),
            button: Button { variant: ButtonVariant::Secondary, ..Button::submit("Send the email again") },
        }
    }

    pub fn samples() -> Vec<Self> {
        let frame = JourneyFrame::sample();
        let without_outbox = JourneyFrame { outbox_url: None, ..frame.clone() };
        let long = "a.person.with.a.very.long.name.indeed.and.more@department.of.long.names.example";
        vec![
            Self::new(&frame, "robin@people.example", false),
            Self::new(&frame, "robin@people.example", true),
            Self::new(&without_outbox, long, false),
        ]
    }
}

impl Page for CheckEmail {
    fn title(&self) -> String {
        CHECK_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }
}

/// Where the link in the email leads. A button, because programs that look at mail open links by themselves.
#[derive(Clone, Debug, Template)]
#[template(path = "confirm-email.html")]
pub struct ConfirmEmail {
    heading: Heading,
    token: String,
    button: Button,
}

impl ConfirmEmail {
    pub fn new(token: &str) -> Self {
        Self {
            heading: heading(CONFIRM_TITLE),
            token: token.into(),
            button: Button::submit("Confirm my email address"),
        }
    }

    pub fn samples() -> Vec<Self> {
        vec![Self::new("sample-token")]
    }
}

impl Page for ConfirmEmail {
    fn title(&self) -> String {
        CONFIRM_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }
}

/// The link was opened in a browser that does not hold the journey.
#[derive(Clone, Debug, Template)]
#[template(path = "email-confirmed.html")]
pub struct EmailConfirmed {
    heading: Heading,
}

impl EmailConfirmed {
    pub fn new() -> Self {
        Self { heading: heading(CONFIRMED_TITLE) }
    }

    pub fn samples() -> Vec<Self> {
        vec![Self::new()]
    }
}

impl Default for EmailConfirmed {
    fn default() -> Self {
        Self::new()
    }
}

impl Page for EmailConfirmed {
    fn title(&self) -> String {
        CONFIRMED_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }
}

/// The link is too old, was used, was replaced by a newer one, or was never sent.
#[derive(Clone, Debug, Template)]
#[template(path = "link-expired.html")]
pub struct LinkExpired {
    heading: Heading,
}

impl LinkExpired {
    pub fn new() -> Self {
        Self { heading: heading(EXPIRED_TITLE) }
    }

    pub fn samples() -> Vec<Self> {
        vec![Self::new()]
    }
}

impl Default for LinkExpired {
    fn default() -> Self {
        Self::new()
    }
}

impl Page for LinkExpired {
    fn title(&self) -> String {
        EXPIRED_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        StatusCode::GONE
    }
}
