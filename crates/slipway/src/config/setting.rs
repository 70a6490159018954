//! What one setting is: its key, its words for people, and how it is read and shown. Which there are, the catalogue says.

use super::{problem::Fault, settings::Settings};

/// How a value is written in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Switch,
    Number,
}

/// One setting.
pub struct Setting {
    /// The path in the file, such as `portal.listen`.
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
    pub read: fn(&mut Settings, &str) -> Result<(), Fault>,
    /// The value in force, safe to show.
    pub show: fn(&Settings) -> Option<String>,
}

impl Setting {
    /// The environment variable: `portal.listen` is `SLIPWAY_PORTAL_LISTEN`.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.key.replace('.', "_").to_ascii_uppercase())
    }

    /// The default as people read it.
    pub fn default_words(&self) -> String {
        let value = || (self.show)(&Settings::default()).unwrap_or_default();
        self.default.map_or_else(value, str::to_owned)
    }
}

/// What every environment variable of ours starts with.
pub const PREFIX: &str = "SLIPWAY_";
