//! What the pages of one journey share: where the person is going, and where test messages can be read.

use askama::Template;
use nhsuk::{ErrorMessage, Heading, Html, InsetText, Size};
use web_kit::{Csp, FieldErrors, RedirectOrigin};

/// The journey that a page belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JourneyFrame {
    /// The registered name of the service that the person came from.
    pub service_name: String,
    /// The checked redirect URI: an answer to any form of the journey may end there.
    pub redirect_uri: String,
    /// Where messages are kept when nothing is really sent.
    pub outbox_url: Option<String>,
    /// Not an environment for tests: the people are real.
    pub real_people: bool,
}

impl JourneyFrame {
    pub(super) fn csp(&self) -> Csp {
        RedirectOrigin::of(&self.redirect_uri)
            .map_or_else(Csp::default, |origin| Csp::default().with_form_action(origin))
    }

    /// Tells where the message went, where nothing is really sent.
    pub(super) fn outbox(&self, message: Message) -> Option<InsetText> {
        let outbox = Outbox { message, url: self.outbox_url.as_deref()? };
        Some(InsetText::new(Html::from_template(&outbox)))
    }

    /// The journey that sample pages belong to.
    pub(super) fn sample() -> Self {
        Self {
            service_name: "Example Appointments".into(),
            redirect_uri: "https://appointments.example/callback".into(),
            outbox_url: Some("http://localhost:4000/outbox".into()),
            real_people: false,
        }
    }
}

/// What was sent to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Message {
    Email,
    Text,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<p>This is a test environment. {% match message %}{% when Message::Email %}The email is not really sent.{% when Message::Text %}The text message is not really sent.{% endmatch %} Read it in the <a class="nhsuk-link" href="{{ url }}" target="_blank" rel="noopener">outbox (opens in a new tab)</a>.</p>"#
)]
struct Outbox<'a> {
    message: Message,
    url: &'a str,
}

/// The page's level 1 heading.
pub(super) fn heading(words: &str) -> Heading {
    Heading { text: words.into(), size: Some(Size::L), ..Heading::default() }
}

/// The message beside the first of these fields that has one, for a control of several fields.
pub(super) fn beside_any(errors: &FieldErrors, fields: &[&str]) -> ErrorMessage {
    fields.iter().find_map(|field| errors.message(field)).into()
}

#[cfg(test)]
mod tests {
    use web_kit::Csp;

    use super::*;

    fn frame(redirect_uri: &str) -> JourneyFrame {
        JourneyFrame { redirect_uri: redirect_uri.into(), ..JourneyFrame::default() }
    }

    #[test]
    fn forms_may_end_at_the_services_origin_and_nowhere_else() {
        let policy = frame("https://service.example:8443/callback").csp().header_value();
        assert!(policy.to_str().unwrap().ends_with("form-action 'self' https://service.example:8443"));
        assert_eq!(frame("javascript:alert(1)").csp().header_value(), Csp::default().header_value());
    }

    #[test]
    fn nothing_is_said_of_an_outbox_where_messages_are_sent() {
        assert!(frame("https://service.example/").outbox(Message::Text).is_none());
    }
}
