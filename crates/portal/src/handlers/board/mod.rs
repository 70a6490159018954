//! The Board: meetings, their items, and the letters afterwards.

pub mod items;
pub mod letters;
pub mod meetings;

use app::{
    Error,
    board::{BoardRefusal, MeetingId},
    integrations::{ActRefusal, IntegrationId},
    portal::NotFound,
};
use axum::response::{IntoResponse, Redirect, Response};
use toolkit::DecisionId;
use web_kit::FormData;

use crate::{failure::Failure, pages::board::TypedDate, words::sentence};

fn meeting_id(text: &str) -> Result<MeetingId, NotFound> {
    text.parse().map_err(|_| NotFound)
}

fn integration_id(text: &str) -> Result<IntegrationId, NotFound> {
    text.parse().map_err(|_| NotFound)
}

fn decision_id(text: &str) -> Result<DecisionId, NotFound> {
    text.parse().map_err(|_| NotFound)
}

/// What the path of an item names.
type ItemPath = (String, String, String);

fn ids(
    (meeting, integration, decision): &ItemPath,
) -> Result<(MeetingId, IntegrationId, DecisionId), NotFound> {
    Ok((meeting_id(meeting)?, integration_id(integration)?, decision_id(decision)?))
}

/// A refusal for its page, unless there is no page to say it on.
fn refused(error: Error<BoardRefusal>) -> Result<BoardRefusal, Failure> {
    match error {
        Error::Refused(BoardRefusal::Denied(denied)) => Err(denied.into()),
        Error::Refused(BoardRefusal::Act(ActRefusal::NotFound(not_found))) => Err(not_found.into()),
        Error::Refused(refusal) => Ok(refusal),
        Error::Internal(fault) => Err(fault.into()),
    }
}

fn in_words(error: Error<BoardRefusal>) -> Result<String, Failure> {
    Ok(sentence(refused(error)?))
}

fn to(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// The three boxes of a date.
fn typed_date(form: &FormData, name: &str) -> TypedDate {
    let part = |part: &str| form.text(&format!("{name}[{part}]")).to_owned();
    TypedDate { day: part("day"), month: part("month"), year: part("year") }
}
