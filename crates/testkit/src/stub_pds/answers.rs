//! How PDS writes its answers.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

pub(super) fn resource(value: &Value) -> Response {
    ([("content-type", "application/fhir+json")], value.to_string()).into_response()
}

/// An `OperationOutcome` with one issue.
pub(super) fn outcome(status: StatusCode, kind: &str, code: &str, diagnostics: &str) -> Response {
    let mut issue = json!({
        "severity": if status == StatusCode::OK { "information" } else { "error" },
        "code": kind,
        "details": {"coding": [{
            "system": "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode",
            "version": "1",
            "code": code,
            "display": code.replace('_', " ").to_lowercase(),
        }]},
    });
    if !diagnostics.is_empty() {
        issue["diagnostics"] = diagnostics.into();
    }
    let body = json!({"resourceType": "OperationOutcome", "issue": [issue]});
    (status, [("content-type", "application/fhir+json")], body.to_string()).into_response()
}
