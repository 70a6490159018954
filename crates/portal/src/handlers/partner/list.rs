//! The list of one's own integrations.

use app::integrations;
use axum::extract::State;

use crate::{
    access::SignedIn,
    failure::Answer,
    pages::{Section, partner::Integrations},
    state::Shared,
};

pub async fn show(State(portal): State<Shared>, viewer: SignedIn) -> Answer {
    let own = integrations::list_own(&portal.ctx, viewer.actor).await?;
    let can_start = !integrations::list_startable(&portal.ctx, viewer.actor).await?.is_empty();
    let frame = portal.frame(&viewer, Section::Integrations);
    Ok(portal.respond(&Integrations::new(frame, &own, can_start)))
}
