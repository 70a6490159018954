//! The address of a mail server, with how to encrypt and whom to sign in as:
//!
//! * `smtps://user:password@host`: encrypted from the first byte (port 465);
//! * `smtp://user:password@host?tls=required`: encrypted by STARTTLS before anything is said (port 587);
//! * `smtp://host?tls=none`: not encrypted (port 25), for a relay on the same private network. On loopback `tls=none` need
//!   not be said. Outside it a password is never sent this way.

use std::fmt;

use kernel::Secret;
use percent_encoding::percent_decode_str;
use thiserror::Error;
use url::{Host, Url};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    FromTheStart,
    StartTls,
    None,
}

/// A mail server that can be used as it stands.
#[derive(Clone)]
pub struct SmtpUrl {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    pub(super) credentials: Option<(Secret, Secret)>,
}

/// Messages never repeat the address: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SmtpUrlProblem {
    #[error("it is not the address of a mail server, like smtps://user:password@mail.example")]
    NotAnAddress,
    #[error(
        "it does not say how to encrypt: use smtps://, or add ?tls=required, or ?tls=none on a private network"
    )]
    NoEncryptionChosen,
    #[error("tls must be required or none, and nothing else may follow the question mark")]
    UnknownOption,
    #[error("it would send a password unencrypted: use smtps://, or ?tls=required")]
    PasswordInClear,
    #[error("it has a user name without a password, or a password without a user name")]
    HalfCredentials,
    #[error("its user name or password is not percent-encoded UTF-8")]
    NotUtf8,
}

impl SmtpUrl {
    pub fn parse(text: &str) -> Result<Self, SmtpUrlProblem> {
        let url = Url::parse(text).map_err(|_| SmtpUrlProblem::NotAnAddress)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SmtpUrlProblem::NotAnAddress)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SmtpUrlProblem::NotAnAddress);
        }
        let loopback = is_loopback(&url);
        let encryption = encryption(&url, loopback)?;
        let credentials = credentials(&url)?;
        if encryption == Encryption::None && credentials.is_some() && !loopback {
            return Err(SmtpUrlProblem::PasswordInClear);
        }
        let usual = match encryption {
            Encryption::FromTheStart => 465,
            Encryption::StartTls => 587,
            Encryption::None => 25,
        };
        // The brackets of an IPv6 address belong to the URL, not to the host.
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Self { host, port: url.port().unwrap_or(usual), encryption, credentials })
    }
}

fn encryption(url: &Url, loopback: bool) -> Result<Encryption, SmtpUrlProblem> {
    match (url.scheme(), url.query()) {
        ("smtps", None) => Ok(Encryption::FromTheStart),
        ("smtp", Some("tls=required")) => Ok(Encryption::StartTls),
        ("smtp", Some("tls=none")) => Ok(Encryption::None),
        ("smtp", None) if loopback => Ok(Encryption::None),
        ("smtp", None) => Err(SmtpUrlProblem::NoEncryptionChosen),
        ("smtp" | "smtps", Some(_)) => Err(SmtpUrlProblem::UnknownOption),
        _ => Err(SmtpUrlProblem::NotAnAddress),
    }
}

fn credentials(url: &Url) -> Result<Option<(Secret, Secret)>, SmtpUrlProblem> {
    let decoded = |text| {
        let text = percent_decode_str(text).decode_utf8().map_err(|_| SmtpUrlProblem::NotUtf8)?;
        Ok(Secret::new(text))
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(SmtpUrlProblem::HalfCredentials),
        (name, Some(password)) => Ok(Some((decoded(name)?, decoded(password)?))),
    }
}

// Schemes that browsers do not know keep their hosts as text, so an address is looked for in the text.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            name == "localhost"
                || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpUrl({self})")
    }
}

/// What may be shown of it: the server, not who signs in.
impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.encryption == Encryption::FromTheStart { "smtps" } else { "smtp" };
        let user = if self.credentials.is_some() { "…:…@" } else { "" };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        write!(f, "{scheme}://{user}{host}:{}", self.port)?;
        match self.encryption {
            Encryption::FromTheStart => Ok(()),
            Encryption::StartTls => f.write_str("?tls=required"),
            Encryption::None => f.write_str("?tls=none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_encrypt_has_its_port() {
        for (text, shown) in [
            ("smtps://mail.example", "smtps://mail.example:465"),
            ("smtp://mail.example?tls=required", "smtp://mail.example:587?tls=required"),
            ("smtp://relay?tls=none", "smtp://relay:25?tls=none"),
            ("smtp://127.0.0.1:1025", "smtp://127.0.0.1:1025?tls=none"),
            ("smtp://localhost:1025/", "smtp://localhost:1025?tls=none"),
            ("smtp://[::1]:1025", "smtp://[::1]:1025?tls=none"),
            ("smtps://me:hunter2@mail.example:2465", "smtps://…:…@mail.example:2465"),
        ] {
            assert_eq!(SmtpUrl::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn credentials_are_percent_decoded_and_not_printed() {
        let url = SmtpUrl::parse("smtps://me%40example.com:p%25%3A@mail.example").unwrap();
        let (name, password) = url.credentials.as_ref().unwrap();
        assert_eq!((name.expose(), password.expose()), ("me@example.com", "p%:"));
        assert_eq!(format!("{url:?}"), "SmtpUrl(smtps://…:…@mail.example:465)");
    }

    #[test]
    fn what_would_leak_or_guess_is_refused() {
        for (text, problem) in [
            ("mail.example", SmtpUrlProblem::NotAnAddress),
            ("http://mail.example", SmtpUrlProblem::NotAnAddress),
            ("smtps:///path", SmtpUrlProblem::NotAnAddress),
            ("smtps://mail.example/path", SmtpUrlProblem::NotAnAddress),
            ("smtp://mail.example", SmtpUrlProblem::NoEncryptionChosen),
            ("smtp://127.0.0.1.evil.example", SmtpUrlProblem::NoEncryptionChosen),
            ("smtp://mail.example?tls=opportunistic", SmtpUrlProblem::UnknownOption),
            ("smtps://mail.example?tls=none", SmtpUrlProblem::UnknownOption),
            ("smtp://me:hunter2@mail.example?tls=none", SmtpUrlProblem::PasswordInClear),
            ("smtps://me@mail.example", SmtpUrlProblem::HalfCredentials),
            ("smtps://me:%ff@mail.example", SmtpUrlProblem::NotUtf8),
        ] {
            assert_eq!(SmtpUrl::parse(text).unwrap_err(), problem, "{text}");
        }
    }
}
