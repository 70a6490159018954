//! The parameters with a rule of a line or two each.

use super::{Draft, Failure};
use crate::{Finding, rules, rules::Rule};

/// Longer values are somebody's accident or attack; services are known to send 500 characters of `state` (spec section 15.8).
pub(super) const LONGEST_VALUE: usize = 4096;

pub(super) fn parameters_readable(draft: &mut Draft<'_>) -> Result<(), Failure> {
    if let Some(name) = draft.parameters.malformed() {
        let explanation = format!("{name} is not percent-encoded UTF-8");
        return Err(Failure::new(
            "invalid_request",
            Finding::failure(&rules::PARAMETERS_READABLE, explanation),
        ));
    }
    let echoed = ["state", "nonce"];
    if let Some(name) =
        echoed.into_iter().find(|name| draft.parameters.get(name).is_some_and(|v| v.len() > LONGEST_VALUE))
    {
        let explanation = format!("{name} is longer than {LONGEST_VALUE} bytes");
        // What is too long to keep is too long to give back.
        draft.request.state = draft.request.state.take().filter(|state| state.len() <= LONGEST_VALUE);
        return Err(Failure::new("invalid_request", Finding::failure(&rules::BODY_SIZE, explanation)));
    }
    Ok(())
}

pub(super) fn parameters_once(draft: &mut Draft<'_>) -> Result<(), Failure> {
    match draft.parameters.repeated() {
        None => Ok(()),
        Some(name) => {
            let explanation = format!("{name} comes more than once");
            Err(Failure::new("invalid_request", Finding::failure(&rules::PARAMETERS_ONCE, explanation)))
        }
    }
}

pub(super) fn response_type_is_code(draft: &mut Draft<'_>) -> Result<(), Failure> {
    let finding = match draft.parameters.get("response_type") {
        Some("code") => return Ok(()),
        Some(other) => {
            Finding::failure(&rules::RESPONSE_TYPE_CODE, "response_type is not code").received(other)
        }
        None => Finding::failure(&rules::RESPONSE_TYPE_CODE, "response_type is missing"),
    };
    Err(Failure::new("unsupported_response_type", finding.expected("code")))
}

pub(super) fn no_request_objects(draft: &mut Draft<'_>) -> Result<(), Failure> {
    // OpenID Connect Core section 3.1.2.6 has an error for each.
    let refused = [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ];
    match refused.into_iter().find(|(name, _)| draft.parameters.get(name).is_some()) {
        None => Ok(()),
        Some((name, error)) => {
            let explanation = format!("{name} is not supported");
            Err(Failure::new(error, Finding::failure(&rules::REQUEST_OBJECTS_ABSENT, explanation)))
        }
    }
}

pub(super) fn state_present(draft: &mut Draft<'_>) -> Result<(), Failure> {
    mandatory(draft, "state", &rules::STATE_PRESENT)
}

pub(super) fn nonce_present(draft: &mut Draft<'_>) -> Result<(), Failure> {
    mandatory(draft, "nonce", &rules::NONCE_PRESENT)
}

// Mandatory in the specification, left out by live services: how strict to be is the environment's policy (spec section 15.4).
fn mandatory(draft: &mut Draft<'_>, name: &str, rule: &'static Rule) -> Result<(), Failure> {
    if draft.parameters.get(name).is_some() {
        return Ok(());
    }
    if draft.policy.require_state_and_nonce {
        return Err(Failure::new("invalid_request", Finding::failure(rule, format!("{name} is missing"))));
    }
    let explanation =
        format!("{name} is missing: let through here, but the specification calls it mandatory");
    draft.warn(Finding::warning(rule, explanation));
    Ok(())
}

/// Spec section 15.5: enforced when a challenge came, not demanded otherwise.
pub(super) fn code_challenge_is_s256(draft: &mut Draft<'_>) -> Result<(), Failure> {
    let Some(challenge) = draft.parameters.get("code_challenge") else { return Ok(()) };
    let method = draft.parameters.get("code_challenge_method");
    let failure = |explanation: &str, received: &str| {
        let finding = Finding::failure(&rules::PKCE_S256, explanation)
            .expected("code_challenge_method=S256")
            .received(received);
        Err(Failure::new("invalid_request", finding))
    };
    match method {
        Some("S256") => {}
        Some(other) => return failure("code_challenge_method is not S256", other),
        None => return failure("code_challenge_method is missing, which RFC 7636 reads as plain", "plain"),
    }
    let base64url = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if challenge.len() != 43 || !challenge.bytes().all(base64url) {
        return failure(
            "code_challenge is not the base64url of a SHA-256: that has 43 characters and no padding",
            challenge,
        );
    }
    draft.request.code_challenge = Some(challenge.to_owned());
    Ok(())
}

/// Spec section 15.7: `form_post` is answered by query.
pub(super) fn answered_by_query(draft: &mut Draft<'_>) {
    warn_unless(
        draft,
        "response_mode",
        &["query"],
        &rules::RESPONSE_MODE_QUERY,
        "the answer comes by query all the same",
    );
}

pub(super) fn known_display(draft: &mut Draft<'_>) {
    warn_unless(draft, "display", &["page", "touch"], &rules::DISPLAY_KNOWN, "the pages are shown as ever");
}

fn warn_unless(draft: &mut Draft<'_>, name: &str, known: &[&str], rule: &'static Rule, so: &str) {
    if let Some(value) = draft.parameters.get(name).filter(|value| !known.contains(value)) {
        let explanation = format!("{name} has a value that NHS login does not take: {so}");
        let warning = Finding::warning(rule, explanation).expected(known.join(" or ")).received(value);
        draft.warn(warning);
    }
}

pub(super) fn fido_not_available(draft: &mut Draft<'_>) {
    if draft.parameters.get("fido_auth_response").is_some() {
        let explanation = "fido_auth_response was ignored: FIDO UAF is not available here yet";
        draft.warn(Finding::warning(&rules::FIDO_AVAILABLE, explanation));
    }
}

pub(super) fn ignored_parameters(draft: &mut Draft<'_>) {
    for name in ["max_age", "ui_locales", "id_token_hint", "login_hint", "acr_values"] {
        if draft.parameters.get(name).is_some() {
            let explanation = format!("{name} is not supported and was ignored");
            draft.warn(Finding::warning(&rules::UNSUPPORTED_IGNORED, explanation));
        }
    }
}
