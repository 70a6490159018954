//! What became of a message.

use std::{error::Error as StdError, fmt, io};

use thiserror::Error;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing was sent: this channel keeps its messages for the outbox page.
    Kept,
    /// Somebody took it over, perhaps under an id of theirs.
    Sent { receipt: Option<String> },
}

/// Why a message did not leave. It names no address, no body and no secret: a service's own words may hold all three.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct SendError {
    /// Whether the same message may leave later. Where this is false, only a change to the message can help.
    pub retry: bool,
    pub reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No connection, or it broke.
    Unreachable,
    /// The connection could not be encrypted, or the certificate is not trusted.
    NotSecure,
    TimedOut,
    /// The service said no, with its status and, where it gives one, the name of the error.
    Refused {
        status: u16,
        error: Option<String>,
    },
    /// The service answered in a way that it should not.
    NotUnderstood,
    /// The service offers no way of signing in that we know.
    NoWayToSignIn,
    /// The message cannot be written in the form that the channel needs.
    Unwritable,
}

impl Reason {
    pub(crate) fn again(self) -> SendError {
        SendError { retry: true, reason: self }
    }

    pub(crate) fn for_good(self) -> SendError {
        SendError { retry: false, reason: self }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => f.write_str("the service could not be reached"),
            Self::NotSecure => f.write_str("the connection to the service could not be made secure"),
            Self::TimedOut => f.write_str("the service did not answer in time"),
            Self::Refused { status, error: Some(error) } => {
                write!(f, "the service refused with {status} {error}")
            }
            Self::Refused { status, error: None } => write!(f, "the service refused with {status}"),
            Self::NotUnderstood => f.write_str("the service's answer was not understood"),
            Self::NoWayToSignIn => f.write_str("the service offers no way of signing in that we know"),
            Self::Unwritable => {
                f.write_str("the message cannot be written in the form that the channel needs")
            }
        }
    }
}

/// Whether a connection failed for its encryption: rustls reports that as invalid data, below whatever the clients wrap around.
pub(crate) fn is_of_encryption(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let io_error = error.downcast_ref::<io::Error>();
        if io_error.is_some_and(|error| error.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        // An io::Error hides its own content from `source`, and shows what is below that.
        let content = io_error.and_then(io::Error::get_ref);
        next = content.map(|content| content as &(dyn StdError + 'static)).or_else(|| error.source());
    }
    false
}
