//! What no provider can leave out: the client, its redirect URI, its assertion, the person's session, the access token.

use std::borrow::Cow;

use axum::{
    Json,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use jose::{AssertionPolicy, check_assertion, constant_time_eq};
use serde_json::json;
use store::StoreError;

use super::Floor;
use crate::wall_clock;

/// An OAuth error code. The floor explains nothing.
#[derive(Debug)]
pub struct Refusal(pub &'static str);

pub struct AuthorizationRequest {
    pub state: String,
    pub nonce: String,
}

pub struct TokenRequest {
    pub code: String,
    pub jti: String,
    pub assertion_expires: i64,
}

pub fn authorization(
    floor: &Floor,
    query: &str,
    headers: &HeaderMap,
) -> Result<AuthorizationRequest, Refusal> {
    let parameters = parameters(query.as_bytes())?;
    expect(&parameters, "client_id", &floor.setup.client_id, "unauthorized_client")?;
    expect(&parameters, "redirect_uri", &floor.setup.redirect_uri, "invalid_request")?;
    expect(&parameters, "response_type", "code", "unsupported_response_type")?;
    let scope = value(&parameters, "scope")?;
    if !scope.split(' ').any(|scope| scope == "openid") {
        return Err(Refusal("invalid_scope"));
    }
    if !is_signed_in(floor, headers) {
        return Err(Refusal("login_required"));
    }
    let text = |name| value(&parameters, name).map(str::to_owned);
    Ok(AuthorizationRequest { state: text("state")?, nonce: text("nonce")? })
}

fn is_signed_in(floor: &Floor, headers: &HeaderMap) -> bool {
    let cookies = headers.get("cookie").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let session = cookies.split("; ").find_map(|cookie| cookie.strip_prefix("session="));
    session.is_some_and(|session| constant_time_eq(session.as_bytes(), floor.setup.session.as_bytes()))
}

pub fn token(floor: &Floor, form: &[u8]) -> Result<TokenRequest, Refusal> {
    let parameters = parameters(form)?;
    expect(&parameters, "grant_type", "authorization_code", "unsupported_grant_type")?;
    expect(&parameters, "redirect_uri", &floor.setup.redirect_uri, "invalid_grant")?;
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    expect(&parameters, "client_assertion_type", kind, "invalid_client")?;
    let policy = AssertionPolicy::new(&floor.token_endpoint, &floor.issuer, wall_clock::now());
    let assertion = value(&parameters, "client_assertion")?;
    let report = check_assertion(assertion, &floor.setup.client_id, &floor.client_keys, &policy);
    let report = report.ok().filter(jose::AssertionReport::is_accepted).ok_or(Refusal("invalid_client"))?;
    Ok(TokenRequest {
        code: value(&parameters, "code")?.to_owned(),
        jti: report.jti.ok_or(Refusal("invalid_client"))?,
        assertion_expires: report.expires_at.ok_or(Refusal("invalid_client"))?.as_second(),
    })
}

/// The person whom a good access token is about.
pub fn access(floor: &Floor, headers: &HeaderMap) -> Result<String, Refusal> {
    let header = headers.get("authorization").and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or(Refusal("invalid_token"))?;
    let token = floor.verifier.verify(token).map_err(|_| Refusal("invalid_token"))?;
    let expires = token.claims.get("exp").and_then(serde_json::Value::as_i64).unwrap_or_default();
    let sub = token.claim_text("sub").filter(|_| expires > wall_clock::seconds());
    sub.map(str::to_owned).ok_or(Refusal("invalid_token"))
}

type Parameters<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

fn parameters(encoded: &[u8]) -> Result<Parameters<'_>, Refusal> {
    let all: Parameters<'_> = form_urlencoded::parse(encoded).collect();
    let twice =
        all.iter().enumerate().any(|(index, (name, _))| all[..index].iter().any(|(other, _)| other == name));
    if twice { Err(Refusal("invalid_request")) } else { Ok(all) }
}

fn value<'a>(parameters: &'a Parameters<'_>, name: &str) -> Result<&'a str, Refusal> {
    let found = parameters.iter().find(|(other, _)| other == name);
    found.map(|(_, value)| value.as_ref()).ok_or(Refusal("invalid_request"))
}

fn expect(parameters: &Parameters<'_>, name: &str, wanted: &str, code: &'static str) -> Result<(), Refusal> {
    if value(parameters, name)? == wanted { Ok(()) } else { Err(Refusal(code)) }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({ "error": self.0 }))).into_response()
    }
}

impl From<StoreError> for Refusal {
    fn from(_: StoreError) -> Self {
        Self("server_error")
    }
}
