//! What a demographics service knows of people, and whether what somebody says of themselves is one of them.
//!
//! A record stands for a patient's entry in the Personal Demographics Service (PDS). Where records come from is for others: the
//! synthetic [`Population`] of an environment for tests, or a connector to a real service.

mod claim;
mod population;
mod synthetic;

use kernel::{Date, EmailAddress, MobileNumber, NhsNumber, OdsCode};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use claim::{Claim, Postcode, PostcodeProblem};
pub use population::{Population, SyntheticPerson};

/// The youngest age at which somebody can have an account (NHS login: 13 and over).
pub const YOUNGEST: i16 = 13;

/// One person, as PDS has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub nhs_number: NhsNumber,
    /// In capitals, as PDS gives it (spec section 14).
    pub family_name: String,
    pub given_name: String,
    pub birthdate: Date,
    pub postcode: Option<Postcode>,
    pub mobile: Option<MobileNumber>,
    pub gp_ods_code: Option<OdsCode>,
    pub is_deceased: bool,
}

/// How a record says that its person is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    pub email: Option<EmailAddress>,
    pub mobile: Option<MobileNumber>,
}

/// What a search came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    One(Box<Record>),
    None,
    /// More than one fits what was said: PDS then names none of them.
    Several,
}

/// Why somebody was not matched. The words are for pages to find; the reasons are for the inspector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Unmatched {
    #[error("no record fits these details")]
    NoMatch,
    #[error("more than one record fits these details")]
    Several,
    #[error("the record says that the person has died")]
    Deceased,
    #[error("the person is younger than {YOUNGEST}")]
    TooYoung,
}

/// Holds what was said against what was found: a record that a service gave for a number must fit the rest of it, too.
pub fn judge(claim: &Claim, found: Found, today: Date) -> Result<Record, Unmatched> {
    let record = match found {
        Found::One(record) => *record,
        Found::None => return Err(Unmatched::NoMatch),
        Found::Several => return Err(Unmatched::Several),
    };
    if !claim.fits(&record) {
        return Err(Unmatched::NoMatch);
    }
    // Only after everything fits: nobody learns of a death from a number alone.
    if record.is_deceased {
        return Err(Unmatched::Deceased);
    }
    if is_too_young(record.birthdate, today) {
        return Err(Unmatched::TooYoung);
    }
    Ok(record)
}

pub(crate) fn is_too_young(birthdate: Date, today: Date) -> bool {
    // Whoever is born on 29 February is a year older on 1 March.
    let years = today.year() - birthdate.year();
    let had_birthday = (today.month(), today.day()) >= (birthdate.month(), birthdate.day());
    years - i16::from(!had_birthday) < YOUNGEST
}

#[cfg(test)]
mod tests;
