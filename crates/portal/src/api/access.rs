//! Who a program is, and whether it may come in: its token, how often it comes, what its scopes are, what it can read.

use std::sync::Arc;

use app::{
    TokenId,
    portal::tokens::{self, Program},
};
use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT, AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE},
    request::Parts,
};
use onboarding::scope::Scope;
use web_kit::RateLimit;

use super::problem::{Refusal, refused};
use crate::state::Shared;

/// What a route asks of who comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    /// A token, whatever it is for.
    Token,
    Scope(Scope),
}

/// What stands before every route.
pub struct Door {
    pub portal: Shared,
    pub limit: Option<RateLimit<TokenId>>,
}

/// Lets a request in, or says why not.
pub async fn admit(
    State((door, needs)): State<(Arc<Door>, Needs)>,
    mut request: Request,
    next: Next,
) -> Response {
    if !reads_json(request.headers()) {
        let detail = "The answers are JSON. Accept application/json, or leave the header Accept out.";
        return refused(StatusCode::NOT_ACCEPTABLE, detail);
    }
    if needs == Needs::Nothing {
        return next.run(request).await;
    }
    match door.recognise(request.headers(), needs).await {
        Ok(program) => {
            request.extensions_mut().insert(program);
            next.run(request).await
        }
        Err(response) => response,
    }
}

impl Door {
    async fn recognise(&self, headers: &HeaderMap, needs: Needs) -> Result<Program, Response> {
        let Some(presented) = bearer(headers) else {
            let detail = "Send a token in the header Authorization: Bearer slp_… Make one on the page of your organisation.";
            return Err(challenge(StatusCode::UNAUTHORIZED, detail, "Bearer realm=\"slipway\""));
        };
        let found = tokens::authenticate(&self.portal.ctx, presented).await;
        let Some(program) = found.map_err(|fault| Refusal::Internal(fault).into_response())? else {
            let detail =
                "The token is not one that works: it has ended, was revoked, or never was. Make another.";
            let says = "Bearer realm=\"slipway\", error=\"invalid_token\"";
            return Err(challenge(StatusCode::UNAUTHORIZED, detail, says));
        };
        if let Some(Err(wait)) = self.limit.as_ref().map(|limit| limit.check(&program.id)) {
            let seconds = wait.as_secs() + 1;
            let detail = format!("This token was used too often. Try again in {seconds} seconds.");
            let mut response = refused(StatusCode::TOO_MANY_REQUESTS, detail);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            return Err(response);
        }
        match needs {
            Needs::Scope(scope) if !program.scopes.contains(&scope) => Err(out_of_scope(scope)),
            _ => Ok(program),
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn out_of_scope(scope: Scope) -> Response {
    let detail = format!("The token does not have the scope {scope}. Make one that has it.");
    let says = format!("Bearer realm=\"slipway\", error=\"insufficient_scope\", scope=\"{scope}\"");
    challenge(StatusCode::FORBIDDEN, &detail, &says)
}

fn challenge(status: StatusCode, detail: &str, says: &str) -> Response {
    let mut response = refused(status, detail);
    if let Ok(says) = HeaderValue::from_str(says) {
        response.headers_mut().insert(WWW_AUTHENTICATE, says);
    }
    response
}

fn reads_json(headers: &HeaderMap) -> bool {
    let mut wanted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    if wanted.peek().is_none() {
        return true;
    }
    wanted.flat_map(|value| value.split(',')).any(|range| {
        let kind = range.split(';').next().unwrap_or_default().trim();
        ["*/*", "application/*", "application/json"].iter().any(|one| kind.eq_ignore_ascii_case(one))
    })
}

/// Who asks, for handlers behind [`admit`].
pub struct Asking(pub Program);

impl<S: Sync> FromRequestParts<S> for Asking {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Program>().cloned().map(Self).ok_or(StatusCode::UNAUTHORIZED)
    }
}
