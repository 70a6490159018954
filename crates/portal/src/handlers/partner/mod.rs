//! What a partner's people see of their integrations, and do.

pub mod decisions;
pub mod gates;
pub mod history;
pub mod holds;
pub mod home;
pub mod list;
pub mod start;
pub mod tasks;

use app::{
    integrations::{self, IntegrationId, Opened, People},
    portal::NotFound,
};

use crate::{access::SignedIn, failure::Failure, state::Portal};

/// The integration that a path names, for somebody who may see it.
async fn open(portal: &Portal, viewer: &SignedIn, integration: &str) -> Result<Opened, Failure> {
    let id: IntegrationId = integration.parse().map_err(|_| NotFound)?;
    Ok(integrations::open(&portal.ctx, viewer.actor, id).await?)
}

async fn people(portal: &Portal, opened: &Opened) -> Result<People, Failure> {
    Ok(integrations::people(&portal.ctx, opened).await?)
}
