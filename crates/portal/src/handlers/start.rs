//! The start page, and whether we are up.

use app::portal::environments;
use axum::extract::State;

use crate::{
    access::Viewer,
    failure::Answer,
    pages::{Section, Start},
    state::Shared,
};

pub async fn show(State(portal): State<Shared>, Viewer(viewer): Viewer) -> Answer {
    let environment = environments::sandpit(&portal.ctx)?;
    let frame = portal.open_frame(viewer.as_ref(), Section::None);
    Ok(portal.respond(&Start::new(frame, &environment.issuer)))
}

pub async fn health() -> &'static str {
    "ok"
}
