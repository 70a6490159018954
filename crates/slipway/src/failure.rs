//! Why a command did not do what was asked, and the exit code that says so to programs.

use std::{fmt, io};

use serde::Serialize;
use serde_json::{Value, json};

use crate::config::Problems;

/// The rules of the product refused: the same command gives the same answer until something else changes.
pub const REFUSED: u8 = 1;
/// The command line or the configuration is wrong. Clap uses the same number.
pub const USAGE: u8 = 2;
/// Something broke on our side; trying again may help.
pub const OURS: u8 = 3;

/// One rule that an input breaks, and the argument that has it.
#[derive(Debug, Serialize)]
pub struct BrokenRule {
    pub argument: &'static str,
    pub reason: String,
}

#[derive(Debug)]
pub enum Failure {
    Refused { code: &'static str, message: String, rules: Vec<BrokenRule> },
    Configuration(Problems),
    Usage(String),
    Ours(anyhow::Error),
}

impl Failure {
    /// A refusal for one reason, which the message says.
    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused { code, message: message.into(), rules: Vec::new() }
    }

    /// Files of the toolkit that do not hold together: the start stops, because half a definition would be a wrong one.
    pub fn toolkit(problems: &[toolkit::Problem]) -> Self {
        let lines: Vec<String> = problems.iter().map(|problem| format!("\n  {problem}")).collect();
        let count = toolkit::standing::count(problems.len(), "problem", "problems");
        Self::Usage(format!("the toolkit cannot be used: {count}{}", lines.concat()))
    }

    /// Whether nobody reads our answer any more, as when it is piped to `head`.
    pub fn is_of_a_closed_pipe(&self) -> bool {
        let Self::Ours(error) = self else { return false };
        let error = error.downcast_ref::<io::Error>();
        error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    }

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
            Self::Refused { code, message, rules } if rules.is_empty() => {
                json!({ "error": code, "message": message })
            }
            Self::Refused { code, message, rules } => {
                json!({ "error": code, "message": message, "rules": rules })
            }
            Self::Configuration(problems) => json!({ "error": "configuration", "problems": problems.0 }),
            Self::Usage(message) => json!({ "error": "usage", "message": message }),
            Self::Ours(_) => json!({ "error": "internal", "message": self.to_string() }),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Refused { message, rules, .. } => {
                f.write_str(message)?;
                f.write_str(if rules.is_empty() { "" } else { ":" })?;
                rules.iter().try_for_each(|rule| write!(f, "\n  {}: {}", rule.argument, rule.reason))
            }
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

impl From<app::Internal> for Failure {
    fn from(error: app::Internal) -> Self {
        Self::Ours(error.into())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Ours(error.into())
    }
}
