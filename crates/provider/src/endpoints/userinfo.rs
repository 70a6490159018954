//! The userinfo endpoint.

use app::userinfo::{Answered, Call, Refused};
use axum::{
    Json,
    body::Bytes,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, request::Parts};
use kernel::Secret;
use web_kit::{FormData, internal_error};

use super::{bearer_refused, bearer_token, held_back, too_large, too_many, uncached};
use crate::{
    caller,
    limits::Limiters,
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
    let in_header = bearer_token(&parts.headers);
    Call { token: in_header.or(in_body), method, user_agent: caller::user_agent(&parts.headers) }
}

async fn read(provider: &Provider, parts: &Parts, call: Call) -> Response {
    if let Some(response) = too_often(provider, parts, &call) {
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
    if let Some(response) = too_often(provider, parts, &call) {
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

fn too_often(provider: &Provider, parts: &Parts, call: &Call) -> Option<Response> {
    held_back(provider, parts, call.token.as_ref(), Limiters::client).map(too_many)
}

fn refusal(refused: &Refused, has_token: bool) -> Response {
    bearer_refused("userinfo", refused, has_token)
}
