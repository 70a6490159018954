//! `iss` and `sub`: both are the client itself (RFC 7523 section 3, OpenID Connect Core section 9).

use serde_json::Value;

use super::{Check, ClaimCheck, Evidence, Outcome, words::spoken};

pub(super) fn issuer(evidence: &Evidence<'_>) -> ClaimCheck {
    own_name(evidence, Check::Iss)
}

pub(super) fn subject(evidence: &Evidence<'_>) -> ClaimCheck {
    own_name(evidence, Check::Sub)
}

fn own_name(evidence: &Evidence<'_>, name: Check) -> ClaimCheck {
    let received = evidence.jws.claims.get(name.as_str());
    let explanation = match received.and_then(Value::as_str) {
        Some(text) if text == evidence.client_id => {
            return ClaimCheck::new(name, Outcome::Pass, evidence.client_id, text, "");
        }
        Some(text) => mismatch(evidence, name, text),
        None if received.is_some() => format!("{} must be text.", name.as_str()),
        None => format!("{} is missing: it must be your client_id.", name.as_str()),
    };
    ClaimCheck::new(name, Outcome::Fail, evidence.client_id, spoken(received), explanation)
}

fn mismatch(evidence: &Evidence<'_>, name: Check, received: &str) -> String {
    let name = name.as_str();
    if received == evidence.policy.issuer {
        format!(
            "{name} is the provider's issuer. It must be your client_id: you issue the assertion, about yourself."
        )
    } else if received.trim() == evidence.client_id {
        format!("{name} has spaces or line breaks around the client_id.")
    } else if received.eq_ignore_ascii_case(evidence.client_id) {
        format!("{name} differs from the client_id by capital letters.")
    } else {
        format!("{name} must be your client_id, the same in iss and sub.")
    }
}
