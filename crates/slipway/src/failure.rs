//! Why a command did not do what was asked, and the exit code that says so to programs.

use std::fmt;

use serde_json::{Value, json};

use crate::config::Problems;

/// The rules of the product refused: the same command gives the same answer until something else changes.
pub const REFUSED: u8 = 1;
/// The command line or the configuration is wrong. Clap uses the same number.
pub const USAGE: u8 = 2;
/// Something broke on our side; trying again may help.
pub const OURS: u8 = 3;

#[derive(Debug)]
#[expect(dead_code, reason = "refusals come with the use cases")]
pub enum Failure {
    Refused { code: String, message: String },
    Configuration(Problems),
    Usage(String),
    Ours(anyhow::Error),
}

impl Failure {
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused { .. } => REFUSED,
            Self::Configuration(_) | Self::Usage(_) => USAGE,
            Self::Ours(_) => OURS,
        }
    }

    /// One line for programs: a stable code and the words.
    pub fn as_json(&self) -> Value {
        match self {
            Self::Refused { code, message } => json!({ "error": code, "message": message }),
            Self::Configuration(problems) => json!({ "error": "configuration", "problems": problems.0 }),
            Self::Usage(message) => json!({ "error": "usage", "message": message }),
            Self::Ours(_) => json!({ "error": "internal", "message": self.to_string() }),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { message, .. } | Self::Usage(message) => f.write_str(message),
            Self::Configuration(problems) => problems.fmt(f),
            Self::Ours(error) => write!(f, "{error:#}"),
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Configuration(problems)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Ours(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Ours(error.into())
    }
}
