//! The token endpoint: a signed JWT for an access token, judged claim by claim.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jose::CompactJws;
use serde_json::json;
use url::form_urlencoded;

use super::{CLIENT, Failing, KEY_ID, StubPds, failed};

const LONGEST_LIFE: i64 = 300;

pub(super) async fn sell(State(stub): State<Arc<StubPds>>, body: Bytes) -> Response {
    let failing = stub.script(|script| script.failing.filter(|_| script.failures_left.is_none()));
    match failing {
        Some(Failing::NoTokens) => return refused("public_key error"),
        Some(Failing::Hanging) => return failed(Failing::Hanging).await,
        _ => {}
    }
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let one = |wanted: &str| form.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    if one("grant_type") != Some("client_credentials") {
        return refused("grant_type is invalid");
    }
    if one("client_assertion_type") != Some("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") {
        return refused("Missing or invalid client_assertion_type");
    }
    match stub.judge(one("client_assertion").unwrap_or_default()) {
        Err(why) => refused(why),
        Ok(()) => stub.script(|script| {
            script.tokens_sold += 1;
            let token = format!("token-{}", script.tokens_sold);
            script.tokens.insert(token.clone());
            let life = script.token_life.unwrap_or(599).to_string();
            let now = stub.clock.now().as_millisecond().to_string();
            Json(json!({"access_token": token, "expires_in": life, "token_type": "Bearer", "issued_at": now}))
                .into_response()
        }),
    }
}

fn refused(why: &str) -> Response {
    (StatusCode::UNAUTHORIZED, Json(json!({"error": "invalid_request", "error_description": why})))
        .into_response()
}

impl StubPds {
    fn judge(&self, assertion: &str) -> Result<(), &'static str> {
        let jws = CompactJws::parse(assertion).map_err(|_| "Malformed JWT in client_assertion")?;
        if (jws.header_text("alg"), jws.header_text("kid")) != (Some("RS512"), Some(KEY_ID)) {
            return Err("Invalid 'alg' or 'kid' in JWT header");
        }
        if !self.key.verify_rs512(jws.signing_input.as_bytes(), &jws.signature) {
            return Err("JWT signature verification failed");
        }
        if (jws.claim_text("iss"), jws.claim_text("sub")) != (Some(CLIENT), Some(CLIENT)) {
            return Err("Missing or non-matching iss/sub claims in JWT");
        }
        if jws.claim_text("aud") != Some(&self.token_url()) {
            return Err("Missing or invalid aud claim in JWT");
        }
        let left = jws
            .claims
            .get("exp")
            .and_then(serde_json::Value::as_i64)
            .map(|exp| exp - self.clock.now().as_second());
        if !left.is_some_and(|left| (1..=LONGEST_LIFE).contains(&left)) {
            return Err("Invalid exp claim in JWT - more than 5 minutes in future");
        }
        let id = jws.claim_text("jti").ok_or("Missing jti claim in JWT")?.to_owned();
        if self.script(|script| script.assertions.insert(id)) {
            Ok(())
        } else {
            Err("Non-unique jti claim in JWT")
        }
    }
}
