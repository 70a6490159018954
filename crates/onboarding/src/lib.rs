//! What happens to an integration, and who may do what.
//!
//! A [`Command`] and what is known lead to events or to a [`Refusal`] ([`decide`]); events fold into facts ([`evolve`]), and are
//! kept in a log that cannot be changed unseen ([`chain`]).

pub mod chain;
pub mod command;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod history;
pub mod letter;
pub mod policy;
mod refusal;
pub mod rehearsal;
pub mod role;
pub mod scope;

pub use command::Command;
pub use decide::{Who, decide};
pub use event::{Event, Recorded};
pub use evolve::{begin, evolve, fold};
pub use refusal::Refusal;
