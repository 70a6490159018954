//! Every statement, once, by topic. They say what is kept; what it means is for the use cases.

pub mod account_links;
pub mod account_passkeys;
pub mod accounts;
pub mod assertions;
pub mod board;
pub mod bound;
pub mod clients;
pub mod consents;
pub mod devices;
pub mod documents;
pub mod eligibility;
pub mod exchanges;
pub mod grants;
pub mod housekeeping;
pub mod identity_checks;
pub mod integrations;
pub mod journeys;
pub mod looks;
pub mod messages;
pub mod notices;
pub mod portal;
pub mod portfolio;
pub mod sessions;
pub mod signing_keys;
pub mod throttles;
pub mod webhooks;
mod words;
