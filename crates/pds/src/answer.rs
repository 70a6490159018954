//! What an answer means: a person, nobody, several, or nothing that can be believed.
//!
//! Only the service's own word for "there is nobody" counts as that: any other 404 would come from a wrong address.

use identity::demographics::{Found, Record};
use kernel::Date;
use reqwest::StatusCode;
use serde_json::Value;

use crate::{Problem, http::Reply, patient, problem::ErrorCode};

const TOO_MANY_MATCHES: &str = "TOO_MANY_MATCHES";
/// Nobody has the number; and somebody had it, whose record is not valid any more.
const NOBODY: [&str; 2] = ["RESOURCE_NOT_FOUND", "INVALIDATED_RESOURCE"];

/// The answer to a read.
pub(crate) fn of_read(reply: &Reply, today: Date) -> Result<Option<Record>, Problem> {
    if reply.status == StatusCode::NOT_FOUND {
        let code = error_code(&reply.body);
        return if NOBODY.iter().any(|name| code.is(name)) {
            Ok(None)
        } else {
            Err(refused(reply.status, code))
        };
    }
    patient::read(&found(reply)?, today)
}

/// The answer to a search.
pub(crate) fn of_search(reply: &Reply, today: Date) -> Result<Found, Problem> {
    let bundle = found(reply)?;
    match text(&bundle, "resourceType") {
        Some("OperationOutcome") if first_code(&bundle).is(TOO_MANY_MATCHES) => return Ok(Found::Several),
        Some("Bundle") => {}
        _ => return Err(Problem::NotUnderstood("the answer to a search")),
    }
    let entries = match bundle.get("entry") {
        None => &[][..],
        Some(Value::Array(entries)) => entries,
        Some(_) => return Err(Problem::NotUnderstood("the answer to a search")),
    };
    let total = bundle.get("total").and_then(Value::as_u64).unwrap_or_default();
    match entries {
        [] if total == 0 => Ok(Found::None),
        [only] if total <= 1 => {
            let resource = only.get("resource").unwrap_or(&Value::Null);
            Ok(patient::read(resource, today)?.map_or(Found::None, |record| Found::One(Box::new(record))))
        }
        _ => Ok(Found::Several),
    }
}

/// [`of_read`] for an answer that somebody has already, such as one that was recorded.
pub fn read_answer(status: u16, body: &[u8], today: Date) -> Result<Option<Record>, Problem> {
    of_read(&reply(status, body)?, today)
}

/// [`of_search`] likewise.
pub fn search_answer(status: u16, body: &[u8], today: Date) -> Result<Found, Problem> {
    of_search(&reply(status, body)?, today)
}

fn reply(status: u16, body: &[u8]) -> Result<Reply, Problem> {
    let status =
        StatusCode::from_u16(status).map_err(|_| Problem::NotUnderstood("the status of an answer"))?;
    Ok(Reply { status, retry_after: None, body: body.to_owned() })
}

/// Why an answer is none, where its status says so. "There is nobody" is an answer.
pub(crate) fn refusal(reply: &Reply) -> Option<Problem> {
    let is_answer = reply.status == StatusCode::OK || reply.status == StatusCode::NOT_FOUND;
    (!is_answer).then(|| refused(reply.status, error_code(&reply.body)))
}

fn refused(status: StatusCode, code: ErrorCode) -> Problem {
    Problem::Refused { status: status.as_u16(), code }
}

fn found(reply: &Reply) -> Result<Value, Problem> {
    if reply.status != StatusCode::OK {
        return Err(refused(reply.status, error_code(&reply.body)));
    }
    serde_json::from_slice(&reply.body).map_err(|_| Problem::NotUnderstood("an answer that is no JSON"))
}

fn error_code(body: &[u8]) -> ErrorCode {
    serde_json::from_slice(body).map(|outcome| first_code(&outcome)).unwrap_or_default()
}

// An OperationOutcome's `issue[0].details.coding[0].code`.
fn first_code(outcome: &Value) -> ErrorCode {
    let code = outcome.pointer("/issue/0/details/coding/0/code").and_then(Value::as_str);
    code.map(ErrorCode::new).unwrap_or_default()
}

fn text<'v>(value: &'v Value, member: &str) -> Option<&'v str> {
    value.get(member)?.as_str()
}
