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
    Refused {
        code: &'static str,
        message: String,
        rules: Vec<BrokenRule>,
    },
    /// A check that was asked for found something: the same as a refusal, with what was found.
    Found {
        code: &'static str,
        message: String,
        found: Value,
    },
    Configuration(Problems),
    /// Files of the toolkit that do not hold together.
    Toolkit(Vec<toolkit::Problem>),
    Usage(String),
    Ours(anyhow::Error),
}

impl Failure {
    /// A refusal for one reason, which the message says.
    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused { code, message: message.into(), rules: Vec::new() }
    }

    /// Whether nobody reads our answer any more, as when it is piped to `head`.
    pub fn is_of_a_closed_pipe(&self) -> bool {
        let Self::Ours(error) = self else { return false };
        let error = error.downcast_ref::<io::Error>();
        error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused { .. } | Self::Found { .. } => REFUSED,
            Self::Configuration(_) | Self::Toolkit(_) | Self::Usage(_) => USAGE,
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
            Self::Found { code, message, found } => {
                json!({ "error": code, "message": message, "found": found })
            }
            Self::Configuration(problems) => json!({ "error": "configuration", "problems": problems.0 }),
            Self::Toolkit(problems) => json!({ "error": "toolkit", "problems": problems }),
            Self::Usage(message) => json!({ "error": "usage", "message": message }),
            Self::Ours(_) => json!({ "error": "internal", "message": self.to_string() }),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) | Self::Found { message, .. } => f.write_str(message),
            // Half a definition would be a wrong one.
            Self::Toolkit(problems) => {
                write!(f, "the toolkit cannot be used: {}", toolkit_problems(problems))
            }
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

/// How many there are, and each on a line of its own.
pub fn toolkit_problems(problems: &[toolkit::Problem]) -> String {
    let count = toolkit::standing::count(problems.len(), "problem", "problems");
    problems.iter().fold(count, |lines, problem| format!("{lines}\n  {problem}"))
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
