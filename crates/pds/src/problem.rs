//! Why the service was no help. Nothing here repeats a word of its own but the name of an error.

use thiserror::Error;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    #[error("no connection, or it broke")]
    Unreachable,
    #[error("no answer in time")]
    TimedOut,
    #[error("it answered {status}{code}")]
    Refused { status: u16, code: ErrorCode },
    #[error("its token endpoint answered {status}{code}")]
    NoAccess { status: u16, code: ErrorCode },
    #[error("{0} is not what is published")]
    NotUnderstood(&'static str),
    #[error("it failed several times in a row and is left alone for a while")]
    LeftAlone,
    #[error("more is asked of it than it allows")]
    Busy,
}

impl Problem {
    /// Whether the same question may be answered in a moment.
    pub(crate) fn passes(&self) -> bool {
        self.is_outage()
            || matches!(self, Self::Refused { status: 429, .. } | Self::NoAccess { status: 429, .. })
    }

    /// Whether the service, and not the question or our access, is what failed.
    pub(crate) fn is_outage(&self) -> bool {
        match self {
            Self::Unreachable | Self::TimedOut => true,
            Self::Refused { status, .. } | Self::NoAccess { status, .. } => *status == 408 || *status >= 500,
            Self::NotUnderstood(_) | Self::LeftAlone | Self::Busy => false,
        }
    }
}

/// The name of an error, such as `RESOURCE_NOT_FOUND` or `invalid_client`; empty where there is none, or where it is more than a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorCode(String);

impl ErrorCode {
    pub(crate) fn new(text: &str) -> Self {
        let is_name = text.len() <= 60 && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        Self(if is_name { text.to_owned() } else { String::new() })
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.0 == name
    }
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " {}", self.0) }
    }
}
