//! Accounts that partners want changed for their tests, as the workbook of test data says it (spec section 12): what each row asks
//! for, what is wrong with it, and what an account becomes by it.
//!
//! A row is raw cells first, whatever kind of file they came in; [`RawRow::parse`] is the one door to what they mean.

mod answer;
mod columns;
mod row;
mod standing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use kernel::{Date, EmailAddress, MobileNumber, NhsNumber, OdsCode};
use serde::{Deserialize, Serialize};

use crate::{ProofingLevel, account::GpCredentials, demographics::Postcode};

pub use answer::{Answer, Outcome, UndoAnswer};
pub use columns::{Column, Sheet};
pub use standing::Standing;

/// A row as it came: cells without spaces around them, empty ones left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    pub sheet: Sheet,
    /// Where its maker finds it: the row of the sheet, the line of a CSV file, the place in a JSON list, the first being 1.
    pub number: u32,
    pub cells: BTreeMap<Column, String>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The column to look at; nothing where it is the row as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Column>,
    /// What is wrong and what to do, as a sentence without its full stop.
    pub words: String,
}

impl Fault {
    pub fn whole(words: impl Into<String>) -> Self {
        Self { column: None, words: words.into() }
    }

    pub fn at(column: Column, words: impl Into<String>) -> Self {
        Self { column: Some(column), words: words.into() }
    }
}

/// What a row asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose account.
    pub email: EmailAddress,
    pub change: Change,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Uplift(Box<Uplift>),
    /// Down to this level, without what was proved above it.
    Lower(ProofingLevel),
}

/// Details that an account is to have, as if its person had proved them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uplift {
    /// P5 or P9.
    pub level: ProofingLevel,
    /// With the middle names, as `given_name` has them.
    pub given_name: String,
    /// In capitals, as PDS gives it (spec section 14).
    pub family_name: String,
    pub birthdate: Date,
    pub mobile: MobileNumber,
    pub is_mobile_matched: bool,
    /// From the range for tests.
    pub nhs_number: NhsNumber,
    /// Of P5 alone: the workbook asks for it, and no account keeps it.
    pub postcode: Option<Postcode>,
    /// The code `190696` works.
    pub has_static_code: bool,
    /// At sign-in the record is read again and overwrites what is said here.
    pub is_traced: bool,
    pub gp_ods_code: OdsCode,
    pub gp: Gp,
}

/// What connects the person to their GP's online services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gp {
    Nothing,
    /// Those of the person's record; where it has none, made up.
    Defaults,
    These(GpCredentials),
}
