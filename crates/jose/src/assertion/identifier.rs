//! `jti`: any text, but there. Whether it came before is for the caller to know.

use serde_json::Value;

use super::{Check, ClaimCheck, Evidence, Outcome, words::spoken};

const LONGEST: usize = 1024;

pub(super) fn identifier(evidence: &Evidence<'_>) -> ClaimCheck {
    let received = evidence.jws.claims.get("jti");
    let (outcome, explanation) = match received {
        None => (Outcome::Fail, "jti is missing: every assertion needs a value of its own, such as a UUID."),
        Some(Value::String(jti)) if jti.is_empty() => {
            (Outcome::Fail, "jti is empty: send a value such as a UUID.")
        }
        Some(Value::String(jti)) if jti.len() > LONGEST => (Outcome::Fail, "jti is longer than 1024 bytes."),
        Some(Value::String(_)) => (Outcome::Pass, ""),
        Some(_) => (Outcome::Fail, "jti must be text: write it in quotation marks."),
    };
    ClaimCheck::new(
        Check::Jti,
        outcome,
        "a text of 1 to 1024 bytes, new each time",
        spoken(received),
        explanation,
    )
}
