//! Text messages through an HTTP service.

mod api_key;
mod notify_api;

pub use api_key::{ApiKey, ApiKeyProblem};
pub use notify_api::NotifyApi;
