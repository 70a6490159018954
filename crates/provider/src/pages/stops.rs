//! Where a person cannot go on and cannot be sent back by a redirect: what happened, what to do, and what helps the
//! service's developers.

use askama::Template;
use http::StatusCode;
use nhsuk::{Button, Details, Heading, Html, InsetText, SummaryList, SummaryRow};
use web_kit::Page;

use super::frame::heading;
use super::words;

const EXPIRED_TITLE: &str = "You need to start again";
const REFUSED_TITLE: &str = "There is a problem with the service you came from";
const TOO_MANY_TITLE: &str = "Too many requests";

/// The browser holds no journey: it took too long, was finished, or never began here.
#[derive(Clone, Debug, Template)]
#[template(path = "journey-expired.html")]
pub struct JourneyExpired {
    heading: Heading,
}

impl JourneyExpired {
    pub fn new() -> Self {
        Self { heading: heading(EXPIRED_TITLE) }
    }

    pub fn samples() -> Vec<Self> {
        vec![Self::new()]
    }
}

impl Default for JourneyExpired {
    fn default() -> Self {
        Self::new()
    }
}

impl Page for JourneyExpired {
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

/// A request that cannot be answered at its redirect URI, because client or redirect URI are not registered.
#[derive(Clone, Debug, Template)]
#[template(path = "authorize-refused.html")]
pub struct AuthorizeRefused {
    heading: Heading,
    details: Details,
}

impl AuthorizeRefused {
    /// `error` is the protocol's code, `explanation` the rule in words, `inspector_url` where the exchange can be read.
    pub fn new(reference: &str, error: &str, explanation: &str, inspector_url: Option<&str>) -> Self {
        Self {
            heading: heading(REFUSED_TITLE),
            details: Details {
                id: "for-developers".into(),
                ..Details::new(
                    "For the service’s developers",
                    Html::from_template(&ForDevelopers {
                        facts: facts(reference, error, explanation),
                        inspector: inspector_url.map(|url| Button::link("Open the request inspector", url)),
                    }),
                )
            },
        }
    }

    pub fn samples() -> Vec<Self> {
        let unregistered = "The redirect_uri differs from the registered one by a trailing slash.";
        let inspector = "http://localhost:4000/inspector/7Q4M-2KXD";
        vec![
            Self::new("7Q4M-2KXD", "invalid_redirect_uri", unregistered, Some(inspector)),
            Self::new(
                "7Q4M-2KXD",
                "invalid_client",
                "No client with this client_id is registered here.",
                None,
            ),
        ]
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "{{ facts }}{% if let Some(inspector) = inspector %}{{ inspector }}{% endif %}"
)]
struct ForDevelopers {
    facts: SummaryList,
    inspector: Option<Button>,
}

fn facts(reference: &str, error: &str, explanation: &str) -> SummaryList {
    SummaryList::new(vec![
        SummaryRow::new("Error", error),
        SummaryRow::new("What is wrong", explanation),
        SummaryRow::new("Reference", format!("ref {reference}")),
    ])
}

impl Page for AuthorizeRefused {
    fn title(&self) -> String {
        REFUSED_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        StatusCode::BAD_REQUEST
    }
}

/// More than the environment takes from one client or address.
#[derive(Clone, Debug, Template)]
#[template(path = "too-many-requests.html")]
pub struct TooManyRequests {
    heading: Heading,
    wait: String,
    reference: InsetText,
}

impl TooManyRequests {
    /// `seconds` is what `Retry-After` says.
    pub fn new(seconds: u32, reference: &str) -> Self {
        let words = format!("If you ask for help, quote this reference: ref {reference}");
        Self {
            heading: heading(TOO_MANY_TITLE),
            wait: words::seconds(seconds),
            reference: InsetText { id: "reference".into(), ..InsetText::new(words) },
        }
    }

    pub fn samples() -> Vec<Self> {
        vec![Self::new(1, "7Q4M-2KXD"), Self::new(30, "7Q4M-2KXD")]
    }
}

impl Page for TooManyRequests {
    fn title(&self) -> String {
        TOO_MANY_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        StatusCode::TOO_MANY_REQUESTS
    }
}
