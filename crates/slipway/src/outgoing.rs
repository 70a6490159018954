//! The way out for messages, as the settings say: sent where a service is set, else kept for the outbox page.

use std::sync::Arc;

use anyhow::Context as _;
use kernel::Clock;
use notify::{MailTransport, NotifyApi, Sender, Smtp, TextTransport};

use crate::config::settings::{Mail, Settings, TextMessages};

pub fn sender(settings: &Settings, clock: &Arc<dyn Clock>) -> anyhow::Result<Sender> {
    Ok(Sender::new(mail(&settings.mail, clock), text_messages(&settings.text_messages, clock)?))
}

// The rules of the configuration refuse a half-set service, so what is not whole here is not set at all.
fn mail(mail: &Mail, clock: &Arc<dyn Clock>) -> MailTransport {
    match (&mail.smtp_url, &mail.from) {
        (Some(server), Some(from)) => {
            MailTransport::Smtp(Smtp::new(server.clone(), from.clone(), Arc::clone(clock)))
        }
        _ => MailTransport::Outbox,
    }
}

fn text_messages(texts: &TextMessages, clock: &Arc<dyn Clock>) -> anyhow::Result<TextTransport> {
    match (&texts.url, &texts.api_key, &texts.template_id) {
        (Some(url), Some(key), Some(template)) => {
            let api = NotifyApi::new(url, key.clone(), template, Arc::clone(clock))
                .context("the client for text messages could not be made")?;
            Ok(TextTransport::Http(api))
        }
        _ => Ok(TextTransport::Outbox),
    }
}

#[cfg(test)]
mod tests {
    use kernel::FixedClock;

    use super::*;
    use crate::config::{Inputs, load};

    fn made(variables: &[(&str, &str)]) -> Sender {
        let environment = variables.iter().map(|(name, value)| (name.into(), value.into())).collect();
        let loaded = load(&Inputs { environment, ..Inputs::default() }).unwrap();
        let clock: Arc<dyn Clock> = Arc::new(FixedClock::at("2026-11-21T22:00:00Z"));
        sender(&loaded.settings, &clock).unwrap()
    }

    #[test]
    fn everything_is_kept_until_a_service_is_set() {
        let sender = made(&[]);
        assert!(sender.keeps_mail() && sender.keeps_text_messages());
    }

    #[test]
    fn each_kind_is_sent_by_its_own_service() {
        let mail =
            [("SLIPWAY_MAIL_SMTP_URL", "smtp://127.0.0.1:1025"), ("SLIPWAY_MAIL_FROM", "a@mail.example")];
        let sender = made(&mail);
        assert!(!sender.keeps_mail() && sender.keeps_text_messages());
        let key = "name-00000000-0000-0000-0000-000000000000-00000000-0000-0000-0000-000000000000";
        let texts = [
            ("SLIPWAY_TEXT_MESSAGES_URL", "http://127.0.0.1:6011"),
            ("SLIPWAY_TEXT_MESSAGES_API_KEY", key),
            ("SLIPWAY_TEXT_MESSAGES_TEMPLATE_ID", "template"),
        ];
        let sender = made(&texts);
        assert!(sender.keeps_mail() && !sender.keeps_text_messages());
    }
}
