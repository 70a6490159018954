//! The portal from outside: requests in, answers out, on a database of their own each.

mod access;
mod api;
mod board;
mod calls;
mod calls_staff;
mod client;
mod cockpit;
mod decisions;
mod eligibility;
mod evidence;
mod forms;
mod gates;
mod harness;
mod home;
mod identity;
mod inspector;
mod levels;
mod notifications;
mod observations;
mod organisation_sign_in;
mod passkeys;
mod permissions;
mod plan;
mod portfolio;
mod registers;
mod reports;
mod reuse;
mod review;
mod second_factor;
mod sign_in;
mod staff;
mod tasks;
mod tokens;
mod webhooks;
mod workspace;

pub use harness::settings;
