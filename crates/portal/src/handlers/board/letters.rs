//! Letters after decisions: looking at one, issuing it, and reading it.

use app::board;
use axum::extract::{Path, State};
use http::Uri;
use web_kit::FormData;

use super::{ItemPath, decision_id, ids, in_words, integration_id, to};
use crate::{
    access::SignedIn,
    failure::Answer,
    pages::{
        Section,
        board::{LetterPage, LetterPreview, item_path},
    },
    state::{Portal, Shared},
};

pub async fn preview(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<ItemPath>,
    uri: Uri,
) -> Answer {
    let notice = (FormData::from_query(&uri).text("done") == "issued").then_some("Letter issued");
    page(&portal, &viewer, &path, notice, None).await
}

async fn page(
    portal: &Portal,
    viewer: &SignedIn,
    path: &ItemPath,
    notice: Option<&str>,
    refusal: Option<&str>,
) -> Answer {
    let (meeting, integration, decision) = ids(path)?;
    let letter = board::letter(&portal.ctx, viewer.actor, meeting, integration, decision).await?;
    Ok(portal.respond(&LetterPreview::new(portal.frame(viewer, Section::Board), &letter, notice, refusal)))
}

pub async fn issue(State(portal): State<Shared>, viewer: SignedIn, Path(path): Path<ItemPath>) -> Answer {
    let (meeting, integration, decision) = ids(&path)?;
    let issued = board::issue(&portal.ctx, viewer.actor, meeting, integration, decision.clone());
    match issued.await {
        Ok(()) => {
            let item = item_path(meeting.uuid(), integration.uuid(), &decision);
            Ok(to(&format!("{item}/letter?done=issued")))
        }
        Err(error) => {
            let why = format!("{}.", in_words(error)?);
            page(&portal, &viewer, &path, None, Some(&why)).await
        }
    }
}

/// The letter as it was issued, for whoever may see the integration.
pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, decision)): Path<(String, String)>,
) -> Answer {
    let (integration, decision) = (integration_id(&integration)?, decision_id(&decision)?);
    let letter = board::issued(&portal.ctx, viewer.actor, integration, decision).await?;
    Ok(portal.respond(&LetterPage::new(portal.frame(&viewer, Section::Integrations), &letter)))
}
