//! Which scopes a request may ask for (spec section 3, `scope`).

use super::{Draft, Failure};
use crate::{Finding, Scope, ScopeSet, rules};

/// Unknown values are ignored, known but unregistered ones refused.
pub(super) fn allowed(draft: &mut Draft<'_>) -> Result<(), Failure> {
    let text = draft.parameters.get("scope").unwrap_or_default();
    let (asked, unknown) = ScopeSet::parse(text);
    if !asked.contains(Scope::OpenId) {
        let explanation = if text.is_empty() { "scope is missing" } else { "scope does not contain openid" };
        return Err(invalid(explanation.to_owned(), "openid and the scopes that you need", text));
    }
    let unregistered = asked.without(draft.client.scopes);
    if !unregistered.is_empty() {
        let explanation = format!("this client is not registered for the scope {unregistered}");
        return Err(invalid(explanation, &draft.client.scopes.to_string(), text));
    }
    if !unknown.is_empty() {
        let explanation = format!("NHS login does not know the scope {}, and ignored it", unknown.join(" "));
        draft.warn(Finding::warning(&rules::SCOPE_ALLOWED, explanation).received(text));
    }
    draft.request.scope = asked;
    Ok(())
}

pub(super) fn one_profile(draft: &mut Draft<'_>) -> Result<(), Failure> {
    let asked = draft.request.scope;
    if asked.contains(Scope::Profile) && asked.contains(Scope::BasicDemographics) {
        let explanation = "profile and basic_demographics were asked for together";
        let finding = Finding::failure(&rules::SCOPE_ONE_PROFILE, explanation).received(asked.to_string());
        return Err(Failure::new("invalid_scope", finding));
    }
    Ok(())
}

fn invalid(explanation: String, expected: &str, received: &str) -> Failure {
    Failure::new(
        "invalid_scope",
        Finding::failure(&rules::SCOPE_ALLOWED, explanation).expected(expected).received(received),
    )
}
