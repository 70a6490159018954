//! The endpoints and pages of one OpenID Provider.
//!
//! A skin: each handler parses, calls one use case and renders. It serves whatever [`Environment`] it is handed and never asks
//! which one that is.

mod caller;
mod cookies;
mod endpoints;
mod handlers;
mod limits;
pub mod pages;
mod routes;
mod state;

pub use limits::Limits;
pub use routes::{Policy, ROUTES, Route, router};
pub use state::Settings;

pub use identity::Environment;
