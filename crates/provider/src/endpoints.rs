//! The endpoints that programs call.

pub(crate) mod authorize;
pub(crate) mod discovery;
pub(crate) mod fido;
pub(crate) mod provision_account;
pub(crate) mod token;
pub(crate) mod userinfo;
pub(crate) mod users;

use app::bearer::Refused;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use identity::Parameters;
use kernel::{Reference, Secret};
use web_kit::FormData;

use crate::{
    caller,
    limits::{Limiters, Reached},
    state::Provider,
};

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

/// The access token of the Authorization header (RFC 6750 section 2.1).
fn bearer_token(headers: &HeaderMap) -> Option<Secret> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(token.trim()))
}

/// Adds to a refusal what a bearer would need (RFC 6750 section 3): a request without a token is only told which scheme to use.
fn challenged(mut response: Response, realm: &str, refused: &Refused, has_token: bool) -> Response {
    let scope = refused.scope.map(|scope| format!(", scope=\"{scope}\"")).unwrap_or_default();
    let challenge = if has_token {
        let (error, description) = (refused.error, &refused.description);
        format!("Bearer realm=\"{realm}\", error=\"{error}\", error_description=\"{description}\"{scope}")
    } else {
        format!("Bearer realm=\"{realm}\"")
    };
    if let Ok(value) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    response
}

/// A refusal of a bearer as a program reads it, with the challenge.
fn bearer_refused(realm: &str, refused: &Refused, has_token: bool) -> Response {
    let body = serde_json::json!({ "error": refused.error, "error_description": refused.description });
    let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::BAD_REQUEST);
    challenged((status, Json(body)).into_response(), realm, refused, has_token)
}

/// Holds one caller back, by address and by what `by_client` counts of the client that the token says it is of.
fn held_back(
    provider: &Provider,
    parts: &Parts,
    token: Option<&Secret>,
    by_client: impl FnOnce(&Limiters, &str) -> Result<(), Reached>,
) -> Option<Reached> {
    let limiters = provider.limiters.as_ref()?;
    let address = web_kit::client_address(&parts.extensions, &parts.headers, provider.trusted_proxy_hops);
    let client = token.and_then(app::bearer::claimed_client).unwrap_or_default();
    limiters.address(address).and_then(|()| by_client(limiters, &client)).err()
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

fn too_many_words(reached: Reached) -> String {
    format!(
        "too many requests from {}: the sandpit is not for load testing; try again in {} seconds",
        reached.from, reached.seconds
    )
}

/// 429 for a program: which rule, and when to come back.
fn too_many(reached: Reached) -> Response {
    let body = serde_json::json!({
        "error": "temporarily_unavailable",
        "error_description": too_many_words(reached),
    });
    too_many_with(reached, body)
}

fn too_many_with(reached: Reached, body: serde_json::Value) -> Response {
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, reached.seconds.to_string())], Json(body))
        .into_response()
}
