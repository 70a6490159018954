//! The token endpoint.

use app::tokens::Call;
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header::CONTENT_TYPE, request::Parts};
use identity::Parameters;
use web_kit::{FormData, internal_error};

use super::{parameters, too_large, too_many, uncached};
use crate::{
    caller,
    limits::Reached,
    state::{Provider, Shared},
};

const MOST_BYTES: usize = 64 * 1024;

pub(crate) async fn post(State(provider): Shared, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, MOST_BYTES).await else {
        return too_large();
    };
    let form = is_form(&parts.headers).then(|| parameters(&FormData::parse(&bytes)));
    if let Err(reached) = within_limits(&provider, &parts, form.as_ref()) {
        return too_many(reached);
    }
    let call = Call { form, method: "POST", user_agent: caller::user_agent(&parts.headers) };
    match app::tokens::exchange(&provider.ctx, &provider.environment, call).await {
        Ok(answered) => {
            let response = match answered.outcome {
                Ok(tokens) => Json(tokens).into_response(),
                Err(error) => (StatusCode::BAD_REQUEST, Json(error)).into_response(),
            };
            uncached(response, &answered.reference)
        }
        Err(error) => internal_error(error),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn within_limits(provider: &Provider, parts: &Parts, form: Option<&Parameters>) -> Result<(), Reached> {
    let Some(limiters) = &provider.limiters else { return Ok(()) };
    limiters.address(web_kit::client_address(
        &parts.extensions,
        &parts.headers,
        provider.trusted_proxy_hops,
    ))?;
    let assertion = form.and_then(|form| form.get("client_assertion").or_else(|| form.get("assertion")));
    // Not yet verified: whoever uses another client's name spends that client's budget, and that client's alone.
    limiters.client(&assertion.and_then(jose::peek_subject).unwrap_or_default())
}
