//! The FIDO UAF endpoints that discovery lists: not available yet, and they say so.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;

pub(crate) async fn not_available() -> Response {
    let body = json!({
        "error": "temporarily_unavailable",
        "error_description": "FIDO UAF is not available in this environment yet; people sign in with a password and a code",
    });
    (StatusCode::NOT_IMPLEMENTED, Json(body)).into_response()
}
