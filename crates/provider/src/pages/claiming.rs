//! A patient claims the account that was provisioned for them: what the link shows, details that the record has, a password, and
//! where it ends. The code and the terms have the pages that a sign-in and a registration have.

mod details;
mod password;
mod stopped;

use askama::Template;
use nhsuk::{Button, Heading, Html};
use web_kit::{FieldErrors, Page};

use super::{
    EnterCode, RememberDevice, Terms,
    frame::{JourneyFrame, heading},
};

pub use details::ClaimDetails;
pub use password::ClaimPassword;
pub use stopped::ClaimStopped;

pub(crate) const CODE: &str = "/claim-account/code";
pub(crate) const RESEND: &str = "/claim-account/resend-code";
pub(crate) const TERMS: &str = "/claim-account/terms";

const LINK_TITLE: &str = "Finish setting up your NHS login";
const DONE_TITLE: &str = "Your NHS login is ready";

/// Where the link in the mail leads. A button, because programs that look at mail open links by themselves.
#[derive(Clone, Debug, Template)]
#[template(path = "claiming/link.html")]
pub struct ClaimLink {
    heading: Heading,
    service_name: String,
    token: String,
    button: Button,
}

impl ClaimLink {
    pub fn new(service_name: &str, token: &str) -> Self {
        Self {
            heading: heading(LINK_TITLE),
            service_name: service_name.into(),
            token: token.into(),
            button: Button::submit("Send me a security code"),
        }
    }

    pub fn samples() -> Vec<Self> {
        vec![Self::new("Example Appointments", "sample-token")]
    }
}

impl Page for ClaimLink {
    fn title(&self) -> String {
        LINK_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }
}

/// The account is there.
#[derive(Clone, Debug, Template)]
#[template(path = "claiming/done.html")]
pub struct ClaimDone {
    heading: Heading,
}

impl ClaimDone {
    pub fn new() -> Self {
        Self { heading: heading(DONE_TITLE) }
    }

    pub fn samples() -> Vec<Self> {
        vec![Self::new()]
    }
}

impl Default for ClaimDone {
    fn default() -> Self {
        Self::new()
    }
}

impl Page for ClaimDone {
    fn title(&self) -> String {
        DONE_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }
}

/// What a claim is framed by: nobody is sent back to a service from it.
fn sample_frame() -> JourneyFrame {
    JourneyFrame { redirect_uri: String::new(), ..JourneyFrame::sample() }
}

/// The pages that a claim shares with others, as it shows them.
pub(super) fn code_samples() -> Vec<EnterCode> {
    let page = |errors| {
        EnterCode::new(&sample_frame(), "0123", RememberDevice::NotOffered, errors).leading_to(CODE, RESEND)
    };
    vec![page(FieldErrors::new()), page(EnterCode::wrong_code())]
}

pub(super) fn terms_samples() -> Vec<Terms> {
    vec![Terms::new(&sample_frame(), FieldErrors::new()).leading_to(TERMS)]
}
