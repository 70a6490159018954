//! An onboarding process as data: definitions, facts, checks, gates, and moving from one edition to the next.
//!
//! A [`Definition`] is one published edition of the process. [`Facts`] are what is known about one integration; they are a fold
//! over its events (see the `onboarding` crate). A check is a pure function of facts and the time, a gate is a set of checks, and
//! [`Standing`] answers everything a page, a program or a mail wants to know: what is met, what is not and why, whose turn it is
//! and since when. Nothing here is ever stored.

mod all;
pub mod answer;
pub mod answers;
pub mod definition;
pub mod diff;
pub mod eligible;
#[cfg(test)]
mod example;
pub mod facts;
mod id;
pub mod levels;
pub mod load;
pub mod migration;
pub mod problem;
pub mod proposal;
pub mod scopes;
pub mod standing;
pub mod value;

pub use all::{MIGRATIONS, Toolkit, load_all};
pub use definition::Definition;
pub use facts::Facts;
pub use id::*;
pub use load::load;
pub use problem::Problem;
pub use standing::Standing;
pub use value::Value;
