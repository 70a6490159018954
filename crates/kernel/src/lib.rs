//! The words that every other crate uses: typed identifiers, people's details parsed at the door, time and randomness as values.
//!
//! Pure: it knows no clock, no dice, no file and no network. A [`Clock`] and a [`Random`] are handed in from outside.

pub mod calendar;
mod email;
mod id;
mod landline;
mod mobile;
mod nhs_number;
mod ods;
mod reference;
mod secret;
mod source;

pub use email::{EmailAddress, EmailProblem};
pub use id::{Id, Kind};
pub use jiff::{SignedDuration, Timestamp, civil::Date};
pub use landline::{LandlineNumber, LandlineProblem};
pub use mobile::{MobileNumber, MobileProblem};
pub use nhs_number::{NhsNumber, NhsNumberProblem};
pub use ods::{OdsCode, OdsProblem};
pub use reference::Reference;
pub use secret::Secret;
pub use source::{Clock, FixedClock, Random, SeededRandom};
