//! `aud`: the token endpoint, alone or among others; the issuer where the environment lets it pass.

use serde_json::Value;

use super::{
    AssertionPolicy, Check, ClaimCheck, Evidence, Outcome,
    words::{shortened, spoken},
};
use crate::url_difference;

pub(super) fn audience(evidence: &Evidence<'_>) -> ClaimCheck {
    let policy = evidence.policy;
    let received = evidence.jws.claims.get("aud");
    let (outcome, explanation) = match listed(received) {
        Some(audiences) => judge(policy, &audiences),
        None if received.is_none() => {
            (Outcome::Fail, "aud is missing: it must be the token endpoint.".to_owned())
        }
        None => (Outcome::Fail, "aud must be text, or a list of texts.".to_owned()),
    };
    ClaimCheck::new(Check::Aud, outcome, policy.token_endpoint, spoken(received), explanation)
}

fn listed(received: Option<&Value>) -> Option<Vec<&str>> {
    match received? {
        Value::String(one) => Some(vec![one]),
        Value::Array(several) => several.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

fn judge(policy: &AssertionPolicy<'_>, audiences: &[&str]) -> (Outcome, String) {
    if audiences.contains(&policy.token_endpoint) {
        return (Outcome::Pass, String::new());
    }
    if !audiences.contains(&policy.issuer) {
        return (Outcome::Fail, mismatch(policy, audiences));
    }
    if policy.accept_issuer_audience {
        let explanation = "aud is the issuer. It is accepted here and refused in other environments: send the token endpoint.";
        (Outcome::Warning, explanation.to_owned())
    } else {
        (Outcome::Fail, "aud is the issuer: send the address of the token endpoint instead.".to_owned())
    }
}

fn mismatch(policy: &AssertionPolicy<'_>, audiences: &[&str]) -> String {
    let [received] = audiences else {
        return match audiences {
            [] => "aud is an empty list: it must hold the token endpoint.".to_owned(),
            _ => "None of the audiences is the token endpoint.".to_owned(),
        };
    };
    if received.strip_prefix(policy.issuer) == Some("/authorize") {
        return "aud is the authorize endpoint: an assertion is addressed to the token endpoint.".to_owned();
    }
    match url_difference(policy.token_endpoint, received) {
        Some(difference) => format!("aud differs from the token endpoint {}.", shortened(&difference)),
        None => "aud must be the address of the token endpoint.".to_owned(),
    }
}
