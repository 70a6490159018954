//! The designed pages for when something went wrong: what happened, what to do, a reference to quote, a way back.

use askama::Template;
use http::StatusCode;
use kernel::Reference;
use nhsuk::{Button, Content, Heading, Html, InsetText, Size};

use crate::page::Page;

/// A page that says what went wrong, in words that blame nobody.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"
<div class="nhsuk-grid-row"><div class="nhsuk-grid-column-two-thirds">
{{ self.heading() }}
<p>{{ what_happened }}</p>
<p>{{ what_to_do }}</p>
{% if let Some(inset) = self.reference_inset() %}{{ inset }}{% endif %}
{% if let Some(button) = self.button() %}{{ button }}{% endif %}
</div></div>"#
)]
pub struct ErrorPage {
    pub status: StatusCode,
    pub title: String,
    pub what_happened: Content,
    pub what_to_do: Content,
    /// Finds the log line, or the exchange in the request inspector.
    pub reference: Option<Reference>,
    /// Words and address of the way back.
    pub way_back: Option<(String, String)>,
}

impl ErrorPage {
    /// The page for a bare status, as when no route matched or a body was too large.
    pub fn for_status(status: StatusCode) -> Self {
        let (title, what_happened, what_to_do) = words(status);
        Self {
            status,
            title: title.to_owned(),
            what_happened: what_happened.into(),
            what_to_do: what_to_do.into(),
            reference: None,
            way_back: None,
        }
    }

    #[must_use]
    pub fn with_reference(mut self, reference: Reference) -> Self {
        self.reference = Some(reference);
        self
    }

    #[must_use]
    pub fn with_way_back(mut self, words: impl Into<String>, href: impl Into<String>) -> Self {
        self.way_back = Some((words.into(), href.into()));
        self
    }

    fn heading(&self) -> Heading {
        Heading { text: self.title.as_str().into(), size: Some(Size::L), ..Heading::default() }
    }

    fn reference_inset(&self) -> Option<InsetText> {
        let reference = self.reference.as_ref()?;
        let words = format!("If you ask for help, quote this reference: ref {reference}");
        Some(InsetText { id: "reference".into(), ..InsetText::new(words) })
    }

    fn button(&self) -> Option<Button> {
        self.way_back.as_ref().map(|(words, href)| Button::link(words, href))
    }
}

impl Page for ErrorPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        self.status
    }
}

/// Title, what happened, what to do.
fn words(status: StatusCode) -> (&'static str, &'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => (
            "Page not found",
            "There is no page at this address.",
            "If you typed the web address, check it is correct. If you pasted it, check you copied all of it.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "This page cannot be used in this way",
            "Your browser or program sent a kind of request that this address does not take.",
            "Go back and follow a link or use a button on the page.",
        ),
        StatusCode::FORBIDDEN => (
            "You cannot do this",
            "The request came from another website, or you do not have permission.",
            "Go back to this service and try again from there.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "What you sent is too large",
            "The form holds more than this service takes.",
            "Go back, shorten what you entered and try again.",
        ),
        StatusCode::TOO_MANY_REQUESTS => (
            "Too many requests",
            "This service received too many requests from you in a short time.",
            "Wait a minute, then try again.",
        ),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => (
            "The service took too long to answer",
            "What you asked for was not finished in time.",
            "Try again in a few minutes.",
        ),
        status if status.is_server_error() => (
            "Sorry, there is a problem with the service",
            "Something went wrong on our side. What you entered may not be saved.",
            "Try again in a few minutes.",
        ),
        _ => (
            "This request could not be understood",
            "Something in what your browser or program sent is missing or malformed.",
            "Go back and try again.",
        ),
    }
}
