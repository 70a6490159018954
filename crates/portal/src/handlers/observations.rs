//! What Slipway sees by itself, looked for once more because somebody asks.

use app::{
    integrations::{self, IntegrationId, observe},
    portal::NotFound,
};
use axum::extract::{Path, State};

use super::forms::to;
use crate::{access::SignedIn, failure::Answer, state::Shared};

pub async fn look(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, task)): Path<(String, String)>,
) -> Answer {
    let id: IntegrationId = integration.parse().map_err(|_| NotFound)?;
    let opened = integrations::open(&portal.ctx, viewer.actor, id).await?;
    let known = opened.definition.tasks.iter().find(|one| one.id.as_str() == task).ok_or(NotFound)?;
    observe::look(&portal.ctx, id).await?;
    Ok(to(&format!("/integrations/{id}/tasks/{}", known.id)))
}
