//! Handlers: each reads what was sent, calls one use case and shows a page.

pub mod access;
pub mod board;
pub mod calls;
pub mod client;
pub mod desk;
mod download;
pub mod eligibility;
pub mod evidence;
pub mod exchanges;
pub mod forms;
pub mod keys;
pub mod levels;
pub mod notifications;
pub mod observations;
pub mod organisation_sign_in;
pub mod organisations;
pub mod outbox;
pub mod partner;
pub mod passkeys;
pub mod permissions;
pub mod plan;
pub mod products;
pub mod second_factor;
pub mod sign_in;
pub mod staff;
pub mod start;
pub mod test_data;
pub mod test_people;
pub mod tokens;
pub mod webhooks;

use app::portal::{NotFound, OrganisationId, ProductId, environments::Place};
use identity::EnvironmentId;

/// An id in a path; what is no id names nothing.
fn product_id(text: &str) -> Result<ProductId, NotFound> {
    text.parse().map_err(|_| NotFound)
}

/// A product and an environment in a path. Whether there is such an environment, the use case says.
fn place((product, environment): &(String, String)) -> Result<Place, NotFound> {
    Ok(Place { product: product_id(product)?, environment: EnvironmentId::new(environment.as_str()) })
}

fn organisation_id(text: &str) -> Result<OrganisationId, NotFound> {
    text.parse().map_err(|_| NotFound)
}

/// What stands in a box for several lines, one a line, empty ones left out.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}
