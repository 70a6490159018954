//! A message written as mail: text, and the same words in HTML beside it.

use std::time::SystemTime;

use kernel::{EmailAddress, Timestamp};
use lettre::message::{
    Mailbox, MultiPart, SinglePart,
    header::{ContentType, HeaderName, HeaderValue},
};
use thiserror::Error;

use crate::{Attachment, Message, Reason, SendError};

/// Whom mail comes from, such as `Slipway <slipway@mail.example>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderAddress(Mailbox);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it is not an address, like slipway@mail.example or Slipway <slipway@mail.example>")]
pub struct SenderAddressProblem;

impl SenderAddress {
    pub fn parse(text: &str) -> Result<Self, SenderAddressProblem> {
        text.parse().map(Self).map_err(|_| SenderAddressProblem)
    }
}

impl std::fmt::Display for SenderAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

pub(super) fn compose(
    from: &SenderAddress,
    to: &EmailAddress,
    subject: &str,
    message: &Message,
    now: Timestamp,
) -> Result<lettre::Message, SendError> {
    let unwritable = || Reason::Unwritable.for_good();
    let to: Mailbox = to.as_str().parse().map_err(|_| unwritable())?;
    let builder = lettre::Message::builder()
        .from(from.0.clone())
        .to(to)
        .subject(subject)
        .date(SystemTime::from(now))
        // The same each time, so that a mail that left twice can be seen to be one.
        .message_id(Some(format!("<{}@{}>", message.reference, from.0.email.domain())))
        .raw_header(automatic());
    let text = || SinglePart::builder().header(ContentType::TEXT_PLAIN).body(message.body_text.clone());
    let both = |html: &String| MultiPart::alternative_plain_html(message.body_text.clone(), html.clone());
    let mail = match (&message.body_html, &message.attachment) {
        (Some(html), None) => builder.multipart(both(html)),
        (None, None) => builder.singlepart(text()),
        (html, Some(file)) => {
            let mixed = MultiPart::mixed();
            let words = match html {
                Some(html) => mixed.multipart(both(html)),
                None => mixed.singlepart(text()),
            };
            builder.multipart(words.singlepart(attached(file).ok_or_else(unwritable)?))
        }
    };
    mail.map_err(|_| unwritable())
}

fn attached(file: &Attachment) -> Option<SinglePart> {
    let media_type = ContentType::parse(&file.media_type).ok()?;
    Some(lettre::message::Attachment::new(file.name.clone()).body(file.content.clone(), media_type))
}

/// RFC 3834 section 5: keeps holiday replies from answering a program.
fn automatic() -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(subject: &str, message: &Message) -> String {
        let from = SenderAddress::parse("Slipway <slipway@mail.example>").unwrap();
        let to = "ada@example.com".parse().unwrap();
        let now = "2026-11-21T22:00:00Z".parse().unwrap();
        String::from_utf8(compose(&from, &to, subject, message, now).unwrap().formatted()).unwrap()
    }

    fn message() -> Message {
        Message::email("m-1", "ada@example.com".parse().unwrap(), "", "Your code is 123456")
    }

    #[test]
    fn text_alone_is_one_part() {
        let mail = written("Your code", &message());
        for line in [
            "From: Slipway <slipway@mail.example>\r\n",
            "To: ada@example.com\r\n",
            "Subject: Your code\r\n",
            "Date: Sat, 21 Nov 2026 22:00:00 +0000\r\n",
            "Message-ID: <m-1@mail.example>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "\r\n\r\nYour code is 123456",
        ] {
            assert!(mail.contains(line), "{line:?} is not in {mail}");
        }
    }

    #[test]
    fn html_comes_after_text_so_that_readers_pick_it() {
        let mail = written("Your code", &message().with_html("<p>Your code is 123456</p>"));
        assert!(mail.contains("Content-Type: multipart/alternative;"));
        let text = mail.find("text/plain").unwrap();
        assert!(text < mail.find("text/html").unwrap());
        assert!(mail.contains("<p>Your code is 123456</p>"));
    }

    #[test]
    fn a_file_comes_after_the_words() {
        let mut message = message().with_html("<p>Your call</p>");
        message.attachment = Some(Attachment {
            name: "call.ics".to_owned(),
            media_type: "text/calendar; charset=utf-8; method=PUBLISH".to_owned(),
            content: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_owned(),
        });
        let mail = written("Your call", &message);
        let alternative = mail.find("multipart/alternative").unwrap();
        assert!(mail.find("multipart/mixed").unwrap() < alternative);
        assert!(
            alternative < mail.find("Content-Disposition: attachment; filename=\"call.ics\"").unwrap(),
            "{mail}"
        );
        assert!(mail.contains("text/calendar"));
    }

    #[test]
    fn a_subject_cannot_add_a_header() {
        let mail = written("Hello\r\nBcc: eve@example.com", &message());
        assert!(!mail.to_ascii_lowercase().contains("\nbcc:"), "{mail}");
    }

    #[test]
    fn senders_have_an_address() {
        for text in ["", "Slipway", "Slipway <slipway>", "slipway@", "a@b.example\r\nBcc: c@d.example"] {
            assert_eq!(SenderAddress::parse(text), Err(SenderAddressProblem), "{text}");
        }
        assert_eq!(SenderAddress::parse("slipway@mail.example").unwrap().to_string(), "slipway@mail.example");
    }
}
