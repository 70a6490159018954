//! The home of an integration.

use app::integrations::Opened;
use axum::extract::{Path, State};
use http::Uri;
use web_kit::FormData;

use super::{open, people};
use crate::{
    access::SignedIn,
    failure::Answer,
    pages::{Section, partner::Home},
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
    let done = done(&opened, &FormData::from_query(&uri));
    let frame = portal.frame(&viewer, Section::Integrations);
    Ok(portal.respond(&Home::new(frame, &opened, &people, done)))
}

// Nothing but the id of a task is believed.
fn done(opened: &Opened, query: &FormData) -> Option<String> {
    let task = opened.definition.tasks.iter().find(|task| task.id.as_str() == query.text("confirmed"))?;
    let is_so = opened.facts.acknowledged.contains_key(&task.id);
    is_so.then(|| format!("Confirmed: {}", task.title))
}
