//! The kinds of ids that an edition gives.

use serde::{Deserialize, Serialize};

/// What a definition gives ids to, as far as facts or gates hang on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Stages,
    Tasks,
    Forms,
    Fields,
    Slots,
    Checks,
    Gates,
    Calls,
    Decisions,
    Needs,
    Milestones,
}

impl Kind {
    pub const ALL: [Self; 11] = [
        Self::Stages,
        Self::Tasks,
        Self::Forms,
        Self::Fields,
        Self::Slots,
        Self::Checks,
        Self::Gates,
        Self::Calls,
        Self::Decisions,
        Self::Needs,
        Self::Milestones,
    ];

    /// As tables of a migration document are called.
    pub fn table(self) -> &'static str {
        match self {
            Self::Stages => "stages",
            Self::Tasks => "tasks",
            Self::Forms => "forms",
            Self::Fields => "fields",
            Self::Slots => "slots",
            Self::Checks => "checks",
            Self::Gates => "gates",
            Self::Calls => "calls",
            Self::Decisions => "decisions",
            Self::Needs => "needs",
            Self::Milestones => "milestones",
        }
    }

    /// One of them.
    pub fn word(self) -> &'static str {
        self.table().strip_suffix('s').unwrap_or(self.table())
    }
}
