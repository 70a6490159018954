//! What is sent, to whom, and over which channel.

use std::fmt;

use kernel::{EmailAddress, MobileNumber};

/// One message to one person. Its words are made elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The caller's id for it. It travels along, so that a message sent twice can be known as one.
    pub reference: String,
    pub channel: Channel,
    pub body_text: String,
    /// For mail only: the same words with mark-up. Text messages have none.
    pub body_html: Option<String>,
    /// For mail only.
    pub attachment: Option<Attachment>,
}

/// A file of text that travels with a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub content: String,
}

#[derive(Clone, PartialEq, Eq)]
pub enum Channel {
    Email { to: EmailAddress, subject: String },
    Text { to: MobileNumber },
}

impl Message {
    pub fn email(
        reference: impl Into<String>,
        to: EmailAddress,
        subject: impl Into<String>,
        body_text: impl Into<String>,
    ) -> Self {
        Self {
            reference: reference.into(),
            channel: Channel::Email { to, subject: subject.into() },
            body_text: body_text.into(),
            body_html: None,
            attachment: None,
        }
    }

    pub fn text(reference: impl Into<String>, to: MobileNumber, body_text: impl Into<String>) -> Self {
        Self {
            reference: reference.into(),
            channel: Channel::Text { to },
            body_text: body_text.into(),
            body_html: None,
            attachment: None,
        }
    }

    #[must_use]
    pub fn with_html(mut self, body_html: impl Into<String>) -> Self {
        self.body_html = Some(body_html.into());
        self
    }
}

// Bodies hold codes and links that sign people in, and addresses are people's own: only the reference may be printed.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Message");
        shown.field("reference", &self.reference).field("channel", &self.channel).finish_non_exhaustive()
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Email { .. } => "Email",
            Self::Text { .. } => "Text",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_reference_is_printed() {
        let to = "ada@example.com".parse().unwrap();
        let message = Message::email("m-1", to, "Code 123456", "123456").with_html("<p>123456</p>");
        assert_eq!(format!("{message:?}"), "Message { reference: \"m-1\", channel: Email, .. }");
    }
}
