//! The gates of an integration.

use app::portal::NotFound;
use axum::extract::{Path, State};

use super::open;
use crate::{
    access::SignedIn,
    failure::Answer,
    pages::{
        Section,
        partner::{GatePage, Gates},
    },
    state::Shared,
};

pub async fn list(State(portal): State<Shared>, viewer: SignedIn, Path(integration): Path<String>) -> Answer {
    let opened = open(&portal, &viewer, &integration).await?;
    Ok(portal.respond(&Gates::new(portal.frame(&viewer, Section::Integrations), &opened)))
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, gate)): Path<(String, String)>,
) -> Answer {
    let opened = open(&portal, &viewer, &integration).await?;
    let gate = opened.definition.gates.iter().find(|one| one.id.as_str() == gate).ok_or(NotFound)?;
    let why = opened.standing().why(&gate.id).ok_or(NotFound)?;
    Ok(portal.respond(&GatePage::new(portal.frame(&viewer, Section::Integrations), &opened, &why)))
}
