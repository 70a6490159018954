//! What happened to an integration.

use axum::extract::{Path, State};
use http::Uri;
use web_kit::FormData;

use super::{open, people};
use crate::{
    access::SignedIn,
    failure::Answer,
    pages::{Section, partner::History},
    state::Shared,
};

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
    uri: Uri,
) -> Answer {
    let opened = open(&portal, &viewer, &integration).await?;
    let people = people(&portal, &opened).await?;
    let before = FormData::from_query(&uri).text("before").parse().ok();
    let frame = portal.frame(&viewer, Section::Integrations);
    Ok(portal.respond(&History::new(frame, &opened, &people, before)))
}
