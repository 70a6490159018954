//! What one setting is: its key, its words for people, and how it is read and shown. Which there are, the catalogue says.

use std::borrow::Cow;

use super::{environment::EnvironmentSettings, problem::Fault, settings::Settings};

/// How a value is written in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Switch,
    Number,
    /// Texts in square brackets; in the environment a JSON array.
    List,
}

/// One row of the catalogue: a setting of `T`, which is the whole program or one environment.
pub struct Row<T> {
    /// The path in the file, such as `portal.listen`; of an environment, what follows its section.
    pub key: &'static str,
    pub kind: Kind,
    /// One line for people.
    pub doc: &'static str,
    /// The default in words, where it follows from something else or there is none.
    pub default: Option<&'static str>,
    /// What the file's example shows where the default is not a value.
    pub example: &'static str,
    /// Whether the value is never shown: only that it is set.
    pub secret: bool,
    pub read: fn(&mut T, &str) -> Result<(), Fault>,
    /// The value in force, safe to show.
    pub show: fn(&T) -> Option<String>,
}

/// A setting that can be written somewhere.
pub enum Setting {
    Whole(&'static Row<Settings>),
    /// Of the environment whose settings are in `section`.
    Environment {
        section: String,
        row: &'static Row<EnvironmentSettings>,
    },
}

/// What is the same of every row, whatever it is a setting of.
macro_rules! of_row {
    ($($field:ident: $kind:ty),+) => {
        $(pub fn $field(&self) -> $kind {
            match self {
                Self::Whole(row) => row.$field,
                Self::Environment { row, .. } => row.$field,
            }
        })+
    };
}

impl Setting {
    of_row!(kind: Kind, doc: &'static str, default: Option<&'static str>, example: &'static str);

    pub fn key(&self) -> Cow<'static, str> {
        match self {
            Self::Whole(row) => row.key.into(),
            Self::Environment { section, row } => format!("{section}.{}", row.key).into(),
        }
    }

    pub fn variable(&self) -> String {
        variable(&self.key())
    }

    /// Whether it is read from the environment alone: a file is copied and backed up, beside what this one protects.
    pub fn is_for_the_environment_only(&self) -> bool {
        self.key() == "master_key"
    }

    pub fn read(&self, settings: &mut Settings, text: &str) -> Result<(), Fault> {
        match self {
            Self::Whole(row) => (row.read)(settings, text),
            Self::Environment { section, row } => match settings.environment_mut(section) {
                Some(environment) => (row.read)(environment, text),
                None => Err(Fault::new("there is no such environment", "take it out")),
            },
        }
    }

    pub fn show(&self, settings: &Settings) -> Option<String> {
        match self {
            Self::Whole(row) => (row.show)(settings),
            Self::Environment { section, row } => (row.show)(settings.environment(section)?),
        }
    }
}

/// The environment variable of a key: `portal.listen` is `SLIPWAY_PORTAL_LISTEN`.
pub fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase())
}

/// What every environment variable of ours starts with.
pub const PREFIX: &str = "SLIPWAY_";
