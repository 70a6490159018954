//! Mail and text messages on their way out: one [`Message`] in, a [`Delivery`] or a [`SendError`] back.
//!
//! Each channel is either kept or sent. Kept messages go nowhere from here: the caller has them in its database and the
//! portal shows them on the outbox page. Mail is sent over SMTP ([`Smtp`]), text messages through an HTTP service that
//! answers as GOV.UK Notify does ([`NotifyApi`]).
//!
//! This crate knows no database, no queue and no words of messages. It sends once and says whether trying again can help;
//! when to try again is the caller's. What it knows of secrets and of people's addresses is in no `Debug` and no error.

mod delivery;
mod mail;
mod message;
mod text;
mod webhook;

pub use delivery::{Delivery, Reason, SendError};
pub use mail::{SenderAddress, SenderAddressProblem, Smtp, SmtpUrl, SmtpUrlProblem};
pub use message::{Attachment, Channel, Message};
pub use text::{ApiKey, ApiKeyProblem, NotifyApi};
pub use webhook::{AddressProblem, WebhookClient, signature};

/// How mail leaves.
#[derive(Clone, Debug)]
pub enum MailTransport {
    /// It does not: the message is kept for the outbox page.
    Outbox,
    Smtp(Smtp),
}

/// How text messages leave.
#[derive(Clone, Debug)]
pub enum TextTransport {
    /// They do not: the message is kept for the outbox page.
    Outbox,
    Http(NotifyApi),
}

/// The way out for every message, cheap to clone.
#[derive(Clone, Debug)]
pub struct Sender {
    mail: MailTransport,
    text: TextTransport,
}

impl Sender {
    pub fn new(mail: MailTransport, text: TextTransport) -> Self {
        Self { mail, text }
    }

    /// Keeps everything.
    pub fn outbox() -> Self {
        Self::new(MailTransport::Outbox, TextTransport::Outbox)
    }

    /// Whether mail is kept instead of sent.
    pub fn keeps_mail(&self) -> bool {
        matches!(self.mail, MailTransport::Outbox)
    }

    /// Whether text messages are kept instead of sent.
    pub fn keeps_text_messages(&self) -> bool {
        matches!(self.text, TextTransport::Outbox)
    }

    /// Hands one message over, within half a minute. A caller that stops waiting may not know whether it left.
    pub async fn send(&self, message: &Message) -> Result<Delivery, SendError> {
        match (&message.channel, &self.mail, &self.text) {
            (Channel::Email { .. }, MailTransport::Outbox, _)
            | (Channel::Text { .. }, _, TextTransport::Outbox) => Ok(Delivery::Kept),
            (Channel::Email { to, subject }, MailTransport::Smtp(smtp), _) => {
                smtp.send(to, subject, message).await
            }
            (Channel::Text { to }, _, TextTransport::Http(api)) => api.send(to, message).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outbox_keeps_both_kinds() {
        let sender = Sender::outbox();
        assert!(sender.keeps_mail() && sender.keeps_text_messages());
    }

    #[tokio::test]
    async fn what_is_kept_is_not_called_sent() {
        let mail = Message::email("m-1", "ada@example.com".parse().unwrap(), "Code", "Your code is 123456");
        let text = Message::text("t-1", "07700 900123".parse().unwrap(), "Your code is 123456");
        assert_eq!(Sender::outbox().send(&mail).await, Ok(Delivery::Kept));
        assert_eq!(Sender::outbox().send(&text).await, Ok(Delivery::Kept));
    }
}
