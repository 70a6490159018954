//! Refusals and failures in the one form that programs get them in: RFC 9457.

use std::fmt::Display;

use app::{Error, Internal, portal::NotFound};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use schemars::JsonSchema;
use serde::Serialize;
use web_kit::{RequestReference, internal_error, take_failure};

use crate::words::sentence;

pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why there is no answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says which kind it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    status: u16,
    /// What happened, what was expected and what to do.
    detail: String,
    /// Finds the request in our log: give it to whoever helps you.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

/// Why a handler does not answer.
#[derive(Debug)]
pub enum Refusal {
    NotFound,
    /// A parameter is not what it should be.
    Wrong(String),
    /// The token's maker may not do this.
    Forbidden(String),
    /// It does not fit what is there now.
    Conflict(String),
    /// What it needs does not answer now.
    Unavailable(String),
    Internal(Internal),
}

/// What [`explain`] says about a refusal.
#[derive(Clone)]
struct Detail(String);

/// A refusal that [`explain`] puts into form.
pub fn refused(status: StatusCode, detail: impl Display) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(Detail(detail.to_string()));
    response
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::Wrong(detail) => refused(StatusCode::UNPROCESSABLE_ENTITY, detail),
            Self::Forbidden(detail) => refused(StatusCode::FORBIDDEN, detail),
            Self::Conflict(detail) => refused(StatusCode::CONFLICT, detail),
            Self::Unavailable(detail) => refused(StatusCode::SERVICE_UNAVAILABLE, detail),
            Self::Internal(fault) => internal_error(fault),
        }
    }
}

impl From<NotFound> for Refusal {
    fn from(_: NotFound) -> Self {
        Self::NotFound
    }
}

impl From<Internal> for Refusal {
    fn from(fault: Internal) -> Self {
        Self::Internal(fault)
    }
}

impl From<Error<NotFound>> for Refusal {
    fn from(error: Error<NotFound>) -> Self {
        match error {
            Error::Refused(_) => Self::NotFound,
            Error::Internal(fault) => Self::Internal(fault),
        }
    }
}

/// What no route answers.
pub async fn nothing() -> Refusal {
    Refusal::NotFound
}

/// Puts every refusal into the one form, whoever refused.
pub async fn explain(request: Request, next: Next) -> Response {
    let reference =
        request.extensions().get::<RequestReference>().map(|RequestReference(one)| one.to_string());
    let mut response = next.run(request).await;
    if let Some(reason) = take_failure(&mut response) {
        tracing::error!(reference = reference.as_deref().unwrap_or_default(), %reason, "request failed");
    }
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let said = response.extensions_mut().remove::<Detail>().map(|Detail(said)| said);
    let problem = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or("Error").to_owned(),
        status: status.as_u16(),
        detail: said.unwrap_or_else(|| usual(status)),
        reference,
    };
    let mut explained = (status, axum::Json(problem)).into_response();
    explained.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    for name in [ALLOW, RETRY_AFTER, WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            explained.headers_mut().insert(name, value.clone());
        }
    }
    explained
}

fn usual(status: StatusCode) -> String {
    match status {
        StatusCode::NOT_FOUND => format!("{}.", sentence(NotFound)),
        StatusCode::METHOD_NOT_ALLOWED => {
            "This address does not answer this method. The header Allow says which it does.".to_owned()
        }
        StatusCode::PAYLOAD_TOO_LARGE => "The request is too large.".to_owned(),
        StatusCode::INTERNAL_SERVER_ERROR => {
            "Something went wrong on our side. Try again, and give us the reference if it stays.".to_owned()
        }
        _ => {
            format!("The request was refused: {}.", status.canonical_reason().unwrap_or("no reason is known"))
        }
    }
}
