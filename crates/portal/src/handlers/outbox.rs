//! Messages that are kept instead of sent, for whoever reaches the portal: only where development says so.

use app::outbox::{self, StoredMessage};
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::Uri;
use kernel::Timestamp;
use serde::Serialize;
use web_kit::FormData;

use crate::{
    access::Viewer,
    failure::{Answer, Failure},
    handlers::download::download,
    pages::{Outbox, OutboxMessage, Section, Shown},
    state::{Portal, Shared},
};

const MOST: u32 = 200;

/// A message as programs read it.
#[derive(Serialize)]
struct Message {
    id: String,
    channel: String,
    to: String,
    subject: String,
    text: String,
    sender: String,
    created_at: Timestamp,
}

async fn messages(portal: &Portal) -> Result<Vec<Shown>, Failure> {
    let stored = outbox::list(&portal.ctx, MOST).await?;
    let shown = stored.into_iter().map(|message| Shown {
        id: message.id.to_string(),
        channel: message.channel,
        to: message.recipient,
        subject: message.subject,
        text: message.text,
        sender: message.sender,
        created_at: message.created_at,
        has_html: message.html.is_some(),
        attachment: message.attachment.map(|file| file.name),
    });
    Ok(shown.collect())
}

pub async fn list(State(portal): State<Shared>, Viewer(viewer): Viewer) -> Answer {
    let frame = portal.open_frame(viewer.as_ref(), Section::Outbox);
    Ok(portal.respond(&Outbox::new(frame, &messages(&portal).await?)))
}

pub async fn list_json(State(portal): State<Shared>, uri: Uri) -> Result<Response, Failure> {
    let query = FormData::from_query(&uri);
    let to = query.text("to").to_lowercase();
    let wanted = messages(&portal).await?.into_iter().filter(|message| to.is_empty() || message.to == to);
    let wanted = wanted.map(|Shown { id, channel, to, subject, text, sender, created_at, .. }| Message {
        id,
        channel,
        to,
        subject,
        text,
        sender,
        created_at,
    });
    Ok(Json(wanted.collect::<Vec<_>>()).into_response())
}

pub async fn open(State(portal): State<Shared>, Viewer(viewer): Viewer, Path(id): Path<String>) -> Answer {
    let messages = messages(&portal).await?;
    let message = messages.iter().find(|message| message.id == id).ok_or(Failure::NotFound)?;
    let frame = portal.open_frame(viewer.as_ref(), Section::Outbox);
    Ok(portal.respond(&OutboxMessage::new(frame, message)))
}

/// The HTML of a mail, to keep and open outside of this site.
pub async fn html(State(portal): State<Shared>, Path(id): Path<String>) -> Answer {
    let message = stored(&portal, &id).await?;
    let html = message.html.ok_or(Failure::NotFound)?;
    Ok(download("mail.html", "text/html; charset=utf-8", html))
}

/// The file that travels with a mail.
pub async fn attachment(State(portal): State<Shared>, Path(id): Path<String>) -> Answer {
    let file = stored(&portal, &id).await?.attachment.ok_or(Failure::NotFound)?;
    Ok(download(&file.name, &file.media_type, file.content))
}

async fn stored(portal: &Portal, id: &str) -> Result<StoredMessage, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    outbox::find(&portal.ctx, id).await?.ok_or(Failure::NotFound)
}
