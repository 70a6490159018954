//! Moving an integration from one edition to another.
//!
//! A [`Migration`] is a document that says for every id what becomes of it. From it comes, for one integration, a [`Mapping`]: small,
//! stored with the event, and all that is needed to carry the facts. A [`DryRun`] says beforehand what it would do to whom.

mod apply;
mod document;
mod dry_run;
mod kind;
mod mapping;
mod plan;
mod validate;
mod words;

pub(crate) use document::editions_of;
pub use document::{Addition, Bites, BitesWord, Migration};
pub use dry_run::{DryRun, Gained, Lost, Redecided, Trial, dry_run};
pub use kind::Kind;
pub use mapping::{Again, Gone, Mapping};
pub use plan::Moved;

#[cfg(test)]
mod tests;
