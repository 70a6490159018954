//! The userinfo endpoint.

use app::userinfo::{Answered, Call, Refused};
use axum::{
    Json,
    body::Bytes,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{AUTHORIZATION, WWW_AUTHENTICATE},
    request::Parts,
};
use kernel::Secret;
use serde_json::json;
use web_kit::{FormData, internal_error};

use super::{too_large, too_many, uncached};
use crate::{
    caller,
    state::{Provider, Shared},
};

const MOST_BYTES: usize = 64 * 1024;

pub(crate) async fn get(State(provider): Shared, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let call = call("GET", &parts, None);
    read(&provider, &parts, call).await
}

/// The token may come in the body too (RFC 6750 section 2.2).
pub(crate) async fn post(State(provider): Shared, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, MOST_BYTES).await else {
        return too_large();
    };
    let form = FormData::parse(&bytes);
    let in_body = form.one("access_token").ok().flatten().map(Secret::new);
    let call = call("POST", &parts, in_body);
    read(&provider, &parts, call).await
}

pub(crate) async fn patch(State(provider): Shared, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, MOST_BYTES).await else {
        return too_large();
    };
    update(&provider, &parts, &bytes).await
}

fn call(method: &'static str, parts: &Parts, in_body: Option<Secret>) -> Call {
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let in_header = header.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(token.trim()))
    });
    Call { token: in_header.or(in_body), method, user_agent: caller::user_agent(&parts.headers) }
}

async fn read(provider: &Provider, parts: &Parts, call: Call) -> Response {
    if let Some(response) = held_back(provider, parts, &call) {
        return response;
    }
    let has_token = call.token.is_some();
    match app::userinfo::read(&provider.ctx, &provider.environment, call).await {
        Ok(Answered { outcome: Ok(person), reference }) => {
            uncached(Json(person.claims()).into_response(), &reference)
        }
        Ok(Answered { outcome: Err(refused), reference }) => {
            uncached(refusal(&refused, has_token), &reference)
        }
        Err(error) => internal_error(error),
    }
}

async fn update(provider: &Provider, parts: &Parts, body: &Bytes) -> Response {
    let call = call("PATCH", parts, None);
    if let Some(response) = held_back(provider, parts, &call) {
        return response;
    }
    let has_token = call.token.is_some();
    match app::userinfo::update_metadata(&provider.ctx, &provider.environment, call, body).await {
        Ok(Answered { outcome: Ok(()), reference }) => {
            uncached(StatusCode::NO_CONTENT.into_response(), &reference)
        }
        Ok(Answered { outcome: Err(refused), reference }) => {
            uncached(refusal(&refused, has_token), &reference)
        }
        Err(error) => internal_error(error),
    }
}

fn held_back(provider: &Provider, parts: &Parts, call: &Call) -> Option<Response> {
    let limiters = provider.limiters.as_ref()?;
    let address = web_kit::client_address(&parts.extensions, &parts.headers, provider.trusted_proxy_hops);
    let client = call.token.as_ref().and_then(app::userinfo::claimed_client);
    let checked = limiters.address(address).and_then(|()| limiters.client(&client.unwrap_or_default()));
    checked.err().map(too_many)
}

fn refusal(refused: &Refused, has_token: bool) -> Response {
    let body = json!({ "error": refused.error, "error_description": refused.description });
    let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = (status, Json(body)).into_response();
    let scope = refused.scope.map(|scope| format!(", scope=\"{scope}\"")).unwrap_or_default();
    // RFC 6750 section 3.1: a request without a token is only told which scheme to use.
    let challenge = if has_token {
        let (error, description) = (refused.error, &refused.description);
        format!("Bearer realm=\"userinfo\", error=\"{error}\", error_description=\"{description}\"{scope}")
    } else {
        "Bearer realm=\"userinfo\"".to_owned()
    };
    if let Ok(value) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}
