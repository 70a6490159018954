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

// Nothing but the id of a task, and that it was confirmed, is believed.
fn done(opened: &Opened, query: &FormData) -> Option<String> {
    let words = match query.text("done") {
        "decided" => "Your decision is recorded",
        "pause" => "The integration is paused",
        "resume" => "The integration goes on",
        "withdraw" => "The integration is withdrawn",
        _ => "",
    };
    if !words.is_empty() {
        return Some(words.to_owned());
    }
    let task = opened.definition.tasks.iter().find(|task| task.id.as_str() == query.text("confirmed"))?;
    let is_so = opened.facts.acknowledged.contains_key(&task.id);
    is_so.then(|| format!("Confirmed: {}", task.title))
}
