//! The endpoints that programs call.

pub(crate) mod authorize;
pub(crate) mod discovery;
pub(crate) mod fido;
pub(crate) mod token;
pub(crate) mod userinfo;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use identity::Parameters;
use kernel::Reference;
use web_kit::FormData;

use crate::{caller, limits::Reached};

/// The header that carries the reference of the exchange in the inspector.
const REFERENCE: HeaderName = HeaderName::from_static("x-reference");

/// A form or query as the rules read it.
pub(crate) fn parameters(form: &FormData) -> Parameters {
    let fields = form.fields();
    let pairs = fields.iter().map(|field| (field.name_lossy().to_owned(), field.value_lossy().to_owned()));
    let malformed = fields.iter().filter(|field| !field.is_utf8()).map(|field| field.name_lossy().to_owned());
    Parameters::new(pairs.collect(), malformed.collect())
}

/// RFC 6749 section 5.1: no answer with a token may be kept by a cache.
fn uncached(mut response: Response, reference: &Reference) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    if let Ok(value) = HeaderValue::from_str(reference.as_str()) {
        headers.insert(REFERENCE, value);
    }
    response
}

/// 413 for a program: nothing that the interfaces name is as large.
fn too_large() -> Response {
    refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 64 kB")
}

/// 405 where the path is known and the method is not; axum adds which are.
pub(crate) async fn method_not_allowed(headers: HeaderMap) -> Response {
    if caller::wants_page(&headers) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    refused(
        StatusCode::METHOD_NOT_ALLOWED,
        "this endpoint does not take that method; the Allow header lists those it takes",
    )
}

fn refused(status: StatusCode, description: &str) -> Response {
    let body = serde_json::json!({ "error": "invalid_request", "error_description": description });
    (status, Json(body)).into_response()
}

/// 429 for a program: which rule, and when to come back.
fn too_many(reached: Reached) -> Response {
    let body = serde_json::json!({
        "error": "temporarily_unavailable",
        "error_description": format!(
            "too many requests from {}: the sandpit is not for load testing; try again in {} seconds",
            reached.from, reached.seconds
        ),
    });
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, reached.seconds.to_string())], Json(body))
        .into_response()
}
