//! The whole provider in this process, on both databases: each test is named after the rule that it holds the provider to.

#![cfg(test)]

mod authorize;
mod claiming;
mod client_authentication;
mod consent;
mod demographics;
mod headers;
mod hostile;
mod inspector;
mod keys;
mod limits;
mod passkeys;
mod photo_id;
mod program_tokens;
mod proving;
mod provisioning;
mod races;
mod registration;
mod section_14;
mod section_15;
mod settings;
mod sign_in;
mod single_sign_on;
mod step_up;
mod support;
mod suspended;
mod tokens;
mod two_processes;
mod userinfo;
mod users;
