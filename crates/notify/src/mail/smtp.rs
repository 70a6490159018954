//! One mail, one connection. A pool of connections would save a handshake and cost certainty: a conversation that was broken
//! off half way would be handed to the next mail, which would take the answers meant for the last one.

use std::{fmt, sync::Arc, time::Duration};

use kernel::{Clock, EmailAddress};
use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};
use tokio::time::timeout;

use super::{
    compose::{SenderAddress, compose},
    smtp_url::{Encryption, SmtpUrl},
};
use crate::{Delivery, Message, Reason, SendError, delivery::is_of_encryption};

/// A mail server that takes our mail.
#[derive(Clone)]
pub struct Smtp {
    server: Arc<SmtpUrl>,
    from: SenderAddress,
    clock: Arc<dyn Clock>,
    patience: Duration,
}

/// For the whole conversation: the library watches no more than the time of connecting.
const PATIENCE: Duration = Duration::from_secs(30);

impl Smtp {
    pub fn new(server: SmtpUrl, from: SenderAddress, clock: Arc<dyn Clock>) -> Self {
        Self { server: Arc::new(server), from, clock, patience: PATIENCE }
    }

    pub(crate) async fn send(
        &self,
        to: &EmailAddress,
        subject: &str,
        message: &Message,
    ) -> Result<Delivery, SendError> {
        let mail = compose(&self.from, to, subject, message, self.clock.now())?;
        timeout(self.patience, self.converse(&mail)).await.unwrap_or_else(|_| Err(Reason::TimedOut.again()))
    }

    async fn converse(&self, mail: &lettre::Message) -> Result<Delivery, SendError> {
        let mut connection = self.connect().await?;
        connection.send(mail.envelope(), &mail.formatted()).await.map_err(|error| explain(&error))?;
        // The server has the mail: a goodbye that goes wrong changes nothing.
        let _ = connection.quit().await;
        Ok(Delivery::Sent { receipt: None })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let mut connection = self.encrypted().await?;
        if let Some((name, password)) = &self.server.credentials {
            let credentials = Credentials::new(name.expose().to_owned(), password.expose().to_owned());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(|error| explain(&error))?;
        }
        Ok(connection)
    }

    /// A connection that is as encrypted as it has to be, before anything of ours is said.
    async fn encrypted(&self) -> Result<AsyncSmtpConnection, SendError> {
        let SmtpUrl { host, port, encryption, .. } = &*self.server;
        let hello = ClientId::default();
        let tls = || TlsParameters::new(host.clone()).map_err(|_| Reason::NotSecure.again());
        let wrapped = if *encryption == Encryption::FromTheStart { Some(tls()?) } else { None };
        let connecting =
            AsyncSmtpConnection::connect_tokio1((host.as_str(), *port), None, &hello, wrapped, None);
        let mut connection = connecting.await.map_err(|error| explain(&error))?;
        if *encryption == Encryption::StartTls {
            if !connection.can_starttls() {
                return Err(Reason::NotSecure.again());
            }
            connection.starttls(tls()?, &hello).await.map_err(|error| explain(&error))?;
        }
        Ok(connection)
    }
}

/// RFC 4954 section 6 and RFC 5321 section 4.2: what starts with 4 may pass, what starts with 5 will not, save where the server
/// does not like us (53x): that is ours to put right, and the mail can wait for it.
fn explain(error: &Error) -> SendError {
    let refused = |status| Reason::Refused { status, error: None };
    match error.status().map(u16::from) {
        Some(status @ (400..=499 | 530..=538)) => refused(status).again(),
        Some(status) => refused(status).for_good(),
        None if error.is_timeout() => Reason::TimedOut.again(),
        None if error.is_tls() || is_of_encryption(error) => Reason::NotSecure.again(),
        None if error.is_client() => Reason::NoWayToSignIn.again(),
        None if error.is_response() => Reason::NotUnderstood.again(),
        None => Reason::Unreachable.again(),
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("server", &self.server).field("from", &self.from).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use kernel::FixedClock;
    use tokio::net::TcpSocket;

    use super::{super::stub::Stub, *};

    fn smtp(port: u16, user: &str) -> Smtp {
        let url = SmtpUrl::parse(&format!("smtp://{user}127.0.0.1:{port}")).unwrap();
        let from = SenderAddress::parse("Slipway <slipway@mail.example>").unwrap();
        Smtp::new(url, from, Arc::new(FixedClock::at("2026-11-21T22:00:00Z")))
    }

    async fn send(smtp: &Smtp) -> Result<Delivery, SendError> {
        let to: EmailAddress = "ada@example.com".parse().unwrap();
        let message = Message::email("m-1", to.clone(), "Your code", "Your code is 123456")
            .with_html("<p>Your code is 123456</p>");
        smtp.send(&to, "Your code", &message).await
    }

    #[tokio::test]
    async fn mail_reaches_the_server_in_both_forms() {
        let stub = Stub::start(&[]).await;
        assert_eq!(send(&smtp(stub.port(), "")).await, Ok(Delivery::Sent { receipt: None }));
        let heard = stub.heard().await;
        assert!(heard.contains("MAIL FROM:<slipway@mail.example>"), "{heard}");
        assert!(heard.contains("RCPT TO:<ada@example.com>"), "{heard}");
        assert!(
            heard.contains("multipart/alternative") && heard.contains("<p>Your code is 123456</p>"),
            "{heard}"
        );
        assert!(heard.ends_with("QUIT\n"), "{heard}");
    }

    #[tokio::test]
    async fn credentials_are_given_where_they_are_set() {
        let stub = Stub::start(&[]).await;
        send(&smtp(stub.port(), "slipway:hunter2@")).await.unwrap();
        // "\0slipway\0hunter2" in base64 (RFC 4616).
        assert!(stub.heard().await.contains("AUTH PLAIN AHNsaXB3YXkAaHVudGVyMg=="));
    }

    #[tokio::test]
    async fn refusals_say_whether_to_try_again() {
        for (verb, answer, status, retry) in [
            ("RCPT", "550 5.1.1 <ada@example.com> is not known here", 550, false),
            ("RCPT", "452 4.2.2 ada@example.com is over quota", 452, true),
            ("MAIL", "530 5.7.0 sign in first", 530, true),
            ("DATA", "554 5.6.0 no", 554, false),
            (".", "451 4.3.0 try later", 451, true),
        ] {
            let stub = Stub::start(&[(verb, answer)]).await;
            let error = send(&smtp(stub.port(), "")).await.unwrap_err();
            assert_eq!(
                error,
                SendError { retry, reason: Reason::Refused { status, error: None } },
                "{answer}"
            );
            assert!(!format!("{error:?} {error}").contains("ada"));
        }
    }

    #[tokio::test]
    async fn a_wrong_password_is_ours_to_put_right() {
        let stub = Stub::start(&[("AUTH", "535 5.7.8 slipway hunter2 is wrong")]).await;
        let error = send(&smtp(stub.port(), "slipway:hunter2@")).await.unwrap_err();
        assert_eq!(error, Reason::Refused { status: 535, error: None }.again());
    }

    #[tokio::test]
    async fn a_server_without_encryption_gets_nothing_where_it_is_required() {
        let stub = Stub::start(&[]).await;
        let url = format!("smtp://slipway:hunter2@127.0.0.1:{}?tls=required", stub.port());
        let smtp = Smtp { server: Arc::new(SmtpUrl::parse(&url).unwrap()), ..smtp(stub.port(), "") };
        assert_eq!(send(&smtp).await, Err(Reason::NotSecure.again()));
        let heard = stub.heard().await;
        assert!(!heard.contains("AUTH") && !heard.contains("MAIL"), "{heard}");
    }

    #[tokio::test]
    async fn a_server_that_says_nothing_is_not_waited_for() {
        let stub = Stub::start(&[("EHLO", "")]).await;
        let smtp = Smtp { patience: Duration::from_millis(50), ..smtp(stub.port(), "") };
        assert_eq!(send(&smtp).await, Err(Reason::TimedOut.again()));
    }

    #[tokio::test]
    async fn nobody_at_home_is_worth_another_try() {
        // Bound and not listening: nobody else can take the port, and nobody answers.
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        assert_eq!(
            send(&smtp(socket.local_addr().unwrap().port(), "")).await,
            Err(Reason::Unreachable.again())
        );
    }

    #[tokio::test]
    async fn a_server_that_cannot_encrypt_from_the_start_gets_nothing() {
        let stub = Stub::start(&[]).await;
        let url = format!("smtps://slipway:hunter2@127.0.0.1:{}", stub.port());
        let smtp = Smtp { server: Arc::new(SmtpUrl::parse(&url).unwrap()), ..smtp(stub.port(), "") };
        assert_eq!(send(&smtp).await, Err(Reason::NotSecure.again()));
    }
}
