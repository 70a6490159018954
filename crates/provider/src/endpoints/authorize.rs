//! The authorization endpoint, by query or by form.

use app::authorize::{Answer, Arrival};
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use http::{StatusCode, header, request::Parts};
use identity::Parameters;
use kernel::Reference;
use web_kit::{FormData, internal_error};

use super::{REFERENCE, parameters, too_large, too_many, uncached};
use crate::{
    caller, cookies,
    handlers::path_of,
    limits::Reached,
    pages::{AuthorizeRefused, TooManyRequests},
    state::{Provider, Shared},
};

pub(crate) async fn get(State(provider): Shared, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let form = FormData::from_query(&parts.uri);
    answer(&provider, "GET", &parts, parameters(&form)).await
}

pub(crate) async fn post(State(provider): Shared, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match axum::body::to_bytes(body, MOST_BYTES).await {
        Ok(bytes) => answer(&provider, "POST", &parts, parameters(&FormData::parse(&bytes))).await,
        Err(_) => too_large(),
    }
}

const MOST_BYTES: usize = 64 * 1024;

async fn answer(
    provider: &Provider,
    method: &'static str,
    parts: &Parts,
    parameters: Parameters,
) -> Response {
    if let Err(reached) = within_limits(provider, parts, &parameters) {
        return held_back(provider, parts, reached);
    }
    let browser = cookies::browser(&parts.headers, &provider.environment);
    let user_agent = caller::user_agent(&parts.headers);
    let arrival = Arrival { parameters, method, user_agent, session: browser.session };
    match app::authorize::begin(&provider.ctx, &provider.environment, arrival).await {
        Ok(Answer::Redirect(to)) => redirect(&to),
        Ok(Answer::Journey { token, next }) => {
            let jar = cookies::with_journey(CookieJar::new(), &provider.environment, &token);
            (jar, redirect(path_of(next))).into_response()
        }
        Ok(Answer::Page { error, explanation, state, reference, client_known }) => {
            let refused = Refused { error, explanation, state, reference, client_known };
            refused.respond(provider, caller::wants_page(&parts.headers))
        }
        Err(error) => internal_error(error),
    }
}

fn within_limits(provider: &Provider, parts: &Parts, parameters: &Parameters) -> Result<(), Reached> {
    let Some(limiters) = &provider.limiters else { return Ok(()) };
    limiters.address(web_kit::client_address(
        &parts.extensions,
        &parts.headers,
        provider.trusted_proxy_hops,
    ))?;
    limiters.client(parameters.get("client_id").unwrap_or_default())
}

pub(crate) fn held_back(provider: &Provider, parts: &Parts, reached: Reached) -> Response {
    if !caller::wants_page(&parts.headers) {
        return too_many(reached);
    }
    let reference = Reference::generate(provider.ctx.random.as_ref());
    let seconds = u32::try_from(reached.seconds).unwrap_or(u32::MAX);
    let mut response = provider.site.respond(&TooManyRequests::new(seconds, reference.as_str()));
    response.headers_mut().insert(header::RETRY_AFTER, reached.seconds.into());
    response
}

/// A refusal that may not be redirected: a page for a person, JSON for a program (spec section 14).
struct Refused {
    error: &'static str,
    explanation: String,
    state: Option<String>,
    reference: Reference,
    client_known: bool,
}

impl Refused {
    fn respond(self, provider: &Provider, as_page: bool) -> Response {
        if as_page {
            let url = format!("{}/exchanges?reference={}", provider.ctx.portal_url, self.reference);
            let inspector_url = self.client_known.then_some(url.as_str());
            let page =
                AuthorizeRefused::new(self.reference.as_str(), self.error, &self.explanation, inspector_url);
            return uncached(provider.site.respond(&page), &self.reference);
        }
        let mut body = serde_json::json!({ "error": self.error, "error_description": self.explanation });
        if let Some(state) = self.state {
            body["state"] = state.into();
        }
        uncached((StatusCode::BAD_REQUEST, Json(body)).into_response(), &self.reference)
    }
}

// 302, as the specification's examples and every library's tests have it.
fn redirect(to: &str) -> Response {
    let mut response = StatusCode::FOUND.into_response();
    match to.parse() {
        Ok(location) => {
            response.headers_mut().insert(header::LOCATION, location);
            response.headers_mut().insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
            response
        }
        Err(_) => {
            internal_error(format_args!("a redirect cannot be written as a header ({REFERENCE} is not set)"))
        }
    }
}
