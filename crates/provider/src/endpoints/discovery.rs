//! What the provider publishes about itself (spec section 14).

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use identity::{Environment, ProofingLevel, Scope};
use serde_json::{Value, json};
use web_kit::internal_error;

use crate::state::Shared;

pub(crate) async fn configuration(State(provider): Shared) -> Response {
    cacheable(document(&provider.environment))
}

/// There is no `grant_types_supported`, `code_challenge_methods_supported` or `end_session_endpoint`, as in the real one: at
/// least one library behaves differently for their absence, and partners must meet that here.
fn document(environment: &Environment) -> Value {
    let at = |path: &str| format!("{}/{path}", environment.issuer);
    let mut claims: Vec<&str> = Scope::all().flat_map(Scope::claims).copied().collect();
    claims.extend([
        "exp",
        "iat",
        "jti",
        "auth_time",
        "nonce",
        "vot",
        "vtm",
        "surname",
        "id_status",
        "token_use",
    ]);
    claims.sort_unstable();
    claims.dedup();
    json!({
        "issuer": environment.issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at(".well-known/jwks.json"),
        "scopes_supported": Scope::all().map(Scope::name).collect::<Vec<_>>(),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS512"],
        "claims_supported": claims,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS512"],
        "fido_uaf_registration_request_endpoint": at("regRequest"),
        "fido_uaf_registration_response_endpoint": at("regResponse"),
        "fido_uaf_deregistration_endpoint": at("deregRequest"),
        "fido_uaf_authentication_request_endpoint": at("authRequest"),
    })
}

pub(crate) async fn keys(State(provider): Shared) -> Response {
    match app::keys::published(&provider.ctx, &provider.environment.id).await {
        Ok(keys) => cacheable(json!(keys)),
        Err(error) => internal_error(error),
    }
}

// Short: a rotated key must be seen before the first token that it signs is a minute old.
fn cacheable(document: Value) -> Response {
    ([(header::CACHE_CONTROL, "public, max-age=60")], Json(document)).into_response()
}

/// The trustmark (RFC 8485 section 5): which levels and credentials this provider's vectors mean. Another host's is not ours.
pub(crate) async fn trustmark(State(provider): Shared, Path(host): Path<String>) -> Response {
    let environment = &provider.environment;
    if host != environment.host() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let credentials: &[&str] = if environment.policy.passkeys { &["Cp", "Cd", "Cm"] } else { &["Cp", "Cd"] };
    cacheable(json!({
        "idp": environment.issuer,
        "trustmark_provider": environment.issuer,
        "P": ProofingLevel::ALL.map(ProofingLevel::name),
        "C": credentials,
    }))
}
