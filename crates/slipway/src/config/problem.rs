//! What is wrong with a setting, for the person who can put it right. No message repeats a secret.

use std::{fmt, path::PathBuf};

use serde::{Serialize, Serializer};

/// Where a value came from; a later one in this list wins over an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Default,
    File { path: PathBuf, line: usize },
    Environment { variable: String },
    Flag { name: &'static str },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{} line {line}", path.display()),
            Self::Environment { variable } => f.write_str(variable),
            Self::Flag { name } => f.write_str(name),
        }
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why one value cannot be used, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub wrong: String,
    pub fix: String,
}

impl Fault {
    pub fn new(wrong: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { wrong: wrong.into(), fix: fix.into() }
    }

    pub fn at(self, key: impl Into<String>, source: Source) -> Problem {
        Problem { key: key.into(), source, wrong: self.wrong, fix: self.fix }
    }
}

/// A fault, with the setting that has it and the place where it was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Empty where the place alone is to blame, as with a line that is not TOML.
    pub key: String,
    #[serde(rename = "from")]
    pub source: Source,
    #[serde(rename = "problem")]
    pub wrong: String,
    pub fix: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            place if self.key.is_empty() => writeln!(f, "{place}: {}", self.wrong)?,
            Source::Default => writeln!(f, "{}: {}", self.key, self.wrong)?,
            set => writeln!(f, "{} (set by {set}): {}", self.key, self.wrong)?,
        }
        write!(f, "  fix: {}", self.fix)
    }
}

/// Everything that is wrong, found in one pass so that it can be put right in one pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(f, "the configuration has a problem")?,
            count => write!(f, "the configuration has {count} problems")?,
        }
        self.0.iter().try_for_each(|problem| write!(f, "\n\n{problem}"))
    }
}
