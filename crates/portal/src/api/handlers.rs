//! Handlers: each reads what was asked, calls one use case and answers with JSON.

use app::{
    Error,
    integrations::{self, Opened},
    portal::{NotFound, tokens::Program},
};
use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, StatusCode, Uri,
    header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
};
use serde::Serialize;
use web_kit::{FormData, internal_error};

use super::{
    BASE,
    access::Asking,
    answers::{Event, EventList, Gates, Integration, IntegrationList, ListedIntegration, Tasks},
    document,
    evidence::EvidenceList,
    problem::Refusal,
    process::{Edition, EditionLine, Editions},
};
use crate::state::{Portal, Shared};

/// How many things a page has, unless it was said, and at most.
pub const USUAL: u32 = 50;
pub const MOST: u32 = 100;

pub(super) type Answer = Result<Response, Refusal>;

/// Answers with JSON that says what it is by its hash, and nothing again to whoever has it.
pub(super) fn json(headers: &HeaderMap, value: &impl Serialize) -> Response {
    let body = match serde_json::to_string(value) {
        Ok(body) => body,
        Err(error) => return internal_error(error),
    };
    let tag = format!("\"{}\"", &jose::sha256_hex(&body)[..32]);
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known =
        known.flat_map(|value| value.split(',')).any(|one| one.trim().trim_start_matches("W/") == tag);
    let common = [(ETAG, tag.as_str()), (CACHE_CONTROL, "private, no-cache")];
    if is_known {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(CONTENT_TYPE, "application/json")], Body::from(body)).into_response()
}

/// A number in the query, or what it usually is.
fn number(query: &FormData, name: &str, least: u64, most: u64, usual: u64) -> Result<u64, Refusal> {
    let text = query.text(name);
    if text.is_empty() {
        return Ok(usual);
    }
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| Refusal::Wrong(format!("`{name}` is a whole number from {least} to {most}.")))
}

fn limit(query: &FormData) -> Result<u32, Refusal> {
    let limit = number(query, "limit", 1, u64::from(MOST), u64::from(USUAL))?;
    Ok(u32::try_from(limit).unwrap_or(USUAL))
}

fn next(path: &str, after: impl std::fmt::Display, limit: u32) -> String {
    format!("{BASE}{path}?after={after}&limit={limit}")
}

/// By its id, or by what people say on the telephone.
async fn open(portal: &Portal, program: &Program, named: &str) -> Result<Opened, Error<NotFound>> {
    match named.parse() {
        Ok(id) => integrations::open(&portal.ctx, program.actor(), id).await,
        Err(_) => integrations::open_by_reference(&portal.ctx, program.actor(), named).await,
    }
}

pub async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], document::text()).into_response()
}

pub async fn list_integrations(
    State(portal): State<Shared>,
    Asking(program): Asking,
    headers: HeaderMap,
    uri: Uri,
) -> Answer {
    let query = FormData::from_query(&uri);
    let limit = limit(&query)?;
    let after = match query.text("after") {
        "" => None,
        id => Some(id.parse().map_err(|_| {
            Refusal::Wrong(
                "`after` is the id of an integration. Follow `next` of the page before.".to_owned(),
            )
        })?),
    };
    // One more than asked for tells whether there are more.
    let mut listed = integrations::list_of_program(&portal.ctx, &program, after, limit + 1).await?;
    let has_more = listed.len() > limit as usize;
    listed.truncate(limit as usize);
    let last = listed.last().filter(|_| has_more).map(|last| last.integration.id);
    let page = IntegrationList {
        integrations: listed.into_iter().map(ListedIntegration::of).collect(),
        next: last.map(|id| next("/integrations", id, limit)),
    };
    Ok(json(&headers, &page))
}

pub async fn show_integration(
    State(portal): State<Shared>,
    Asking(program): Asking,
    Path(integration): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let opened = open(&portal, &program, &integration).await?;
    let people = integrations::people(&portal.ctx, &opened).await?;
    Ok(json(&headers, &Integration::of(&opened, &people)))
}

pub async fn list_gates(
    State(portal): State<Shared>,
    Asking(program): Asking,
    Path(integration): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let opened = open(&portal, &program, &integration).await?;
    Ok(json(&headers, &Gates::of(&opened.standing())))
}

pub async fn show_gate(
    State(portal): State<Shared>,
    Asking(program): Asking,
    Path((integration, gate)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let opened = open(&portal, &program, &integration).await?;
    let gate = gate.parse().map_err(|_| Refusal::NotFound)?;
    let why = opened.standing().why(&gate).ok_or(Refusal::NotFound)?;
    Ok(json(&headers, &why))
}

pub async fn list_tasks(
    State(portal): State<Shared>,
    Asking(program): Asking,
    Path(integration): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let opened = open(&portal, &program, &integration).await?;
    Ok(json(&headers, &Tasks::of(&opened.standing())))
}

pub async fn list_evidence(
    State(portal): State<Shared>,
    Asking(program): Asking,
    Path(integration): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let opened = open(&portal, &program, &integration).await?;
    Ok(json(&headers, &EvidenceList::of(&opened)))
}

pub async fn list_events(
    State(portal): State<Shared>,
    Asking(program): Asking,
    Path(integration): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Answer {
    let query = FormData::from_query(&uri);
    let (limit, after) = (limit(&query)?, number(&query, "after", 0, u64::from(u32::MAX), 0)?);
    let opened = open(&portal, &program, &integration).await?;
    let people = integrations::people(&portal.ctx, &opened).await?;
    let mut later = opened.events().filter(|recorded| recorded.position > after);
    let events: Vec<Event> =
        later.by_ref().take(limit as usize).map(|recorded| Event::of(&opened, &people, recorded)).collect();
    let last = events.last().filter(|_| later.next().is_some()).map(|last| last.position);
    let page = EventList {
        next: last.map(|position| next(&format!("/integrations/{}/events", opened.id), position, limit)),
        position: opened.log.last().map_or(0, |last| last.position),
        events,
    };
    Ok(json(&headers, &page))
}

pub async fn list_editions(State(portal): State<Shared>, headers: HeaderMap) -> Response {
    let editions = portal.ctx.toolkit.editions().map(|edition| EditionLine::of(edition)).collect();
    json(&headers, &Editions { editions })
}

pub async fn show_edition(
    State(portal): State<Shared>,
    Path(edition): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let id = edition.parse().map_err(|_| Refusal::NotFound)?;
    let definition = portal.ctx.toolkit.get(&id).ok_or(Refusal::NotFound)?;
    Ok(json(&headers, &Edition::of(&definition)))
}
