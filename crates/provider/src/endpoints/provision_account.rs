//! Account provisioning: programs ask for accounts on behalf of patients.

use app::provisioning::{Answered, Call, NotProvisioned};
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use identity::provisioning::Kind;
use serde_json::json;
use web_kit::internal_error;

use super::{bearer_refused, bearer_token, held_back, too_large, too_many, uncached};
use crate::{caller, limits::Limiters, state::Shared};

const MOST_BYTES: usize = 64 * 1024;

pub(crate) async fn post(State(provider): Shared, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let token = bearer_token(&parts.headers);
    if let Some(reached) = held_back(&provider, &parts, token.as_ref(), Limiters::provisioning) {
        return too_many(reached);
    }
    let Ok(bytes) = axum::body::to_bytes(body, MOST_BYTES).await else {
        return too_large();
    };
    let has_token = token.is_some();
    let call = Call { token, body: bytes.to_vec(), user_agent: caller::user_agent(&parts.headers) };
    match app::provisioning::provision(&provider.ctx, &provider.environment, call).await {
        Ok(Answered { outcome, reference }) => uncached(answer(outcome, has_token), &reference),
        Err(error) => internal_error(error),
    }
}

fn answer(outcome: Result<Kind, NotProvisioned>, has_token: bool) -> Response {
    let said = |status: StatusCode, code: &str, description: &str| {
        (status, Json(json!({ "code": code, "description": description }))).into_response()
    };
    match outcome {
        Ok(kind) => said(StatusCode::OK, kind.code(), kind.description()),
        Err(NotProvisioned::Refused(refusal)) => {
            said(StatusCode::BAD_REQUEST, refusal.code(), refusal.description())
        }
        Err(NotProvisioned::Bearer(refused)) => bearer_refused("provision-account", &refused, has_token),
    }
}
