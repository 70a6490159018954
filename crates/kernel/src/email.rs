//! An e-mail address, parsed once and compared without regard to case.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An address that a message can be sent to. Stored in lower case: no provider that people use here tells case apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EmailProblem {
    #[error("enter your email address")]
    Missing,
    #[error("enter an email address of at most 254 characters")]
    TooLong,
    #[error("enter an email address in the correct format, like name@example.com")]
    NotAnAddress,
}

impl EmailAddress {
    /// RFC 5321 section 4.5.3.1.3 leaves 254 characters for an address inside a path.
    pub const LONGEST: usize = 254;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = EmailProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let address = text.trim();
        if address.is_empty() {
            return Err(EmailProblem::Missing);
        }
        if address.len() > Self::LONGEST {
            return Err(EmailProblem::TooLong);
        }
        let (local, domain) = address.rsplit_once('@').ok_or(EmailProblem::NotAnAddress)?;
        if is_local_part(local) && is_domain(domain) {
            Ok(Self(address.to_ascii_lowercase()))
        } else {
            Err(EmailProblem::NotAnAddress)
        }
    }
}

// RFC 5321's dot-string; quoted local parts are legal, unheard of, and a way to smuggle headers.
fn is_local_part(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailProblem;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_trimmed_and_lowered() {
        let address: EmailAddress = "  Ada.King+test@Example.NHS.uk ".parse().unwrap();
        assert_eq!(address.as_str(), "ada.king+test@example.nhs.uk");
    }

    #[test]
    fn what_no_message_can_reach_is_refused() {
        for text in ["ada", "ada@", "@example.com", "a b@example.com", "a@b", "a@-b.com", "a..b@example.com"]
        {
            assert_eq!(text.parse::<EmailAddress>(), Err(EmailProblem::NotAnAddress), "{text}");
        }
        assert_eq!("a@b.com\r\nBcc: x@y.z".parse::<EmailAddress>(), Err(EmailProblem::NotAnAddress));
        assert_eq!("".parse::<EmailAddress>(), Err(EmailProblem::Missing));
        assert_eq!(format!("{}@b.com", "a".repeat(260)).parse::<EmailAddress>(), Err(EmailProblem::TooLong));
    }
}
