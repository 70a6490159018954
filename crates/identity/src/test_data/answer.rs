//! What is answered to a row, and kept.

use serde::{Deserialize, Serialize};

use super::{Fault, RawRow, Sheet};
use crate::ProofingLevel;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub sheet: Sheet,
    pub row: u32,
    /// As it was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(flatten)]
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    Applied {
        from: ProofingLevel,
        to: ProofingLevel,
        /// What its maker may not expect, as sentences without their full stop.
        notes: Vec<String>,
    },
    Refused {
        faults: Vec<Fault>,
    },
}

impl Answer {
    pub fn of(row: &RawRow, outcome: Outcome) -> Self {
        Self { sheet: row.sheet, row: row.number, email: row.email().map(str::to_owned), outcome }
    }

    pub fn is_applied(&self) -> bool {
        matches!(self.outcome, Outcome::Applied { .. })
    }
}

/// What became of a row when its upload was undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoAnswer {
    pub sheet: Sheet,
    pub row: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Why the account stays as it is; nothing where it is as it was before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<String>,
}
