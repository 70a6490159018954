//! Use cases: each loads what it needs, lets the pure crates decide, and commits in one transaction.
//!
//! They know no HTTP and no page. Who acts is the first thing after the context; what cannot be done is an error with words.

pub mod account_passkeys;
pub mod adapters;
mod asserted;
pub mod authorize;
pub mod bearer;
pub mod board;
pub mod clients;
mod context;
pub mod demo;
pub mod editions;
pub mod eligibility;
mod error;
pub mod exchanges;
pub mod forms;
pub mod identity_checks;
pub mod integrations;
pub mod journey;
pub mod keys;
pub mod messages;
pub mod nudges;
pub mod outbox;
pub mod passkeys;
pub mod passwords;
pub mod people;
pub mod portal;
pub mod provisioning;
pub mod registers;
pub mod secrets;
pub mod settings;
pub mod setup;
pub mod system;
pub mod test_data;
pub mod tokens;
pub mod userinfo;
pub mod users;
pub mod webhooks;
pub mod worker;

/// What lines about who comes in and how are logged under, so that they can be kept apart from all others.
pub const SECURITY: &str = "app::security";

pub use context::{Actor, Context, Parts, TokenId, UserId};
pub use error::{Error, Internal};
