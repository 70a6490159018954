//! What NHS login's interfaces say, as values and pure functions: requests, vectors of trust, scopes, claims, grants, and
//! sign-in as a state machine.
//!
//! It refuses to know HTTP, databases, the clock and which environment it serves: a [`Policy`] says what differs.

pub mod account;
pub mod asserted_login;
pub mod authorize;
pub mod claims;
pub mod client;
pub mod consent;
pub mod demographics;
pub mod environment;
pub mod exchange;
pub mod grant;
pub mod parameters;
pub mod password;
pub mod people;
pub mod permission;
pub mod photo_identity;
pub mod program_token;
pub mod proving;
pub mod provisioning;
pub mod refusals;
pub mod registration;
pub mod rules;
pub mod scope;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod test_data;
pub mod token;
pub mod users;
pub mod vector;

pub use account::{Account, AccountId, ProofingLevel};
pub use client::{Client, ClientId};
pub use environment::{ClientRegistration, Environment, EnvironmentId, PhotoIdentity, Policy};
pub use exchange::{Exchange, Finding};
pub use grant::{Grant, GrantId};
pub use parameters::Parameters;
pub use permission::{Permission, Permissions};
pub use scope::{Scope, ScopeSet};
pub use session::{Credential, Credentials, Session};
pub use vector::{VectorOfTrust, Vtr};
