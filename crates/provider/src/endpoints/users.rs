//! The Users endpoint, version 2: programs look accounts up.

use app::users::{Answered, Call, NotFoundOut};
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::{Value, json};
use web_kit::{FormData, internal_error};

use super::{bearer_token, challenged, held_back, too_many_with, too_many_words, uncached};
use crate::{caller, limits::Limiters, state::Shared};

pub(crate) async fn get(State(provider): Shared, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let token = bearer_token(&parts.headers);
    if let Some(reached) = held_back(&provider, &parts, token.as_ref(), Limiters::look_up) {
        return too_many_with(reached, errors(&too_many_words(reached), StatusCode::TOO_MANY_REQUESTS));
    }
    let query = FormData::from_query(&parts.uri);
    let filters = query.fields().iter().filter(|field| field.name_lossy() == "filter");
    let has_token = token.is_some();
    let call = Call {
        token,
        filters: filters.map(|field| field.value_lossy().to_owned()).collect(),
        user_agent: caller::user_agent(&parts.headers),
    };
    match app::users::look_up(&provider.ctx, &provider.environment, call).await {
        Ok(Answered { outcome, reference }) => uncached(answer(outcome, has_token), &reference),
        Err(error) => internal_error(error),
    }
}

fn answer(outcome: Result<identity::users::ListResponse, NotFoundOut>, has_token: bool) -> Response {
    match outcome {
        Ok(list) => Json(list).into_response(),
        Err(NotFoundOut::Refused(refusal)) => refused(&refusal.to_string(), refusal.status()),
        Err(NotFoundOut::Bearer(bearer)) => {
            challenged(refused(&bearer.description, bearer.status), "users", &bearer, has_token)
        }
    }
}

fn refused(description: &str, status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    (status, Json(errors(description, status))).into_response()
}

/// Interface specification, table 10.
fn errors(description: &str, status: StatusCode) -> Value {
    json!({ "Errors": [{ "description": description, "code": status.as_str() }] })
}
