//! The API for programs: what the pages show, as JSON, for those who have a token; and test data, which programs change too.
//!
//! It shares the use cases with the pages and takes its words from the same `Standing`. No cookie counts here, and nothing here
//! answers to another origin. Every refusal is problem+json.

pub mod access;
mod answers;
pub mod document;
mod evidence;
mod handlers;
mod problem;
mod process;
pub mod routes;
mod test_data;

use std::sync::Arc;

use axum::{Router, middleware::from_fn};
use web_kit::{RateLimit, catch_panics};

use crate::state::Shared;

/// Where the API is below the portal.
pub const BASE: &str = "/api/v1";

/// Everything below [`BASE`].
pub fn router(portal: Shared) -> Router {
    let limit = portal.settings.token_requests_per_minute.map(RateLimit::new);
    let door = Arc::new(access::Door { portal: portal.clone(), limit });
    let routes = routes::table().into_iter().fold(Router::new(), |router, route| {
        let gate = axum::middleware::from_fn_with_state((door.clone(), route.needs), access::admit);
        router.route(route.path, route.answers.layer(gate))
    });
    let whole = catch_panics(routes.fallback(problem::nothing)).layer(from_fn(problem::explain));
    Router::new().nest(BASE, whole).with_state(portal)
}
