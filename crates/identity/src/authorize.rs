//! The authentication request (spec section 3): judged by one visible list of rules, the first that fails decides.

mod addressee;
mod difference;
mod extras;
mod prompt;
mod scope;
mod vtr;

use serde::{Deserialize, Serialize};

use crate::{Client, ClientId, Finding, Parameters, Policy, ScopeSet, Vtr, rules};

pub use difference::explain as explain_difference;
pub use prompt::Prompt;

/// A request that may go on: everything that the rest of the journey needs of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    pub client_id: ClientId,
    pub redirect_uri: String,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub scope: ScopeSet,
    pub vtr: Vtr,
    pub prompt: Prompt,
    pub code_challenge: Option<String>,
    pub allow_registration: bool,
    /// A JWT by which another service vouches for the person (section 7); judged apart, since that needs look-ups.
    pub asserted_login_identity: Option<String>,
}

/// The answer to a request that may not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Where to send the person is not to be trusted: say so here, never redirect (RFC 6749 section 4.1.2.1).
    Page { error: &'static str, state: Option<String> },
    /// Back to the client with `error`, `error_description` and `state`.
    Redirect { redirect_uri: String, error: &'static str, description: String, state: Option<String> },
}

/// A judged request: whether it may go on, and what was found on the way (the failure is last).
#[derive(Debug)]
pub struct Judged {
    pub outcome: Result<AuthorizationRequest, Refusal>,
    pub findings: Vec<Finding>,
}

/// A rule that does not hold.
pub(crate) struct Failure {
    error: &'static str,
    finding: Finding,
}

impl Failure {
    pub(crate) fn new(error: &'static str, finding: Finding) -> Self {
        Self { error, finding }
    }
}

/// What the checks look at, and what they have learnt so far.
pub(crate) struct Draft<'a> {
    parameters: &'a Parameters,
    client: &'a Client,
    policy: &'a Policy,
    warnings: Vec<Finding>,
    request: AuthorizationRequest,
}

type Check = fn(&mut Draft<'_>) -> Result<(), Failure>;

/// The order in which a request is judged once it is known whom it is from and where the answer may go.
const CHECKS: &[Check] = &[
    extras::parameters_readable,
    extras::parameters_once,
    addressee::may_be_used,
    extras::response_type_is_code,
    extras::no_request_objects,
    scope::allowed,
    scope::one_profile,
    vtr::readable_and_registered,
    vtr::reachable,
    extras::state_present,
    extras::nonce_present,
    extras::code_challenge_is_s256,
    prompt::known,
];

/// What is only remarked on: these never refuse.
const REMARKS: &[fn(&mut Draft<'_>)] = &[
    extras::answered_by_query,
    extras::known_display,
    extras::fido_not_available,
    extras::ignored_parameters,
];

/// Judges a request. `client` is the registration that its `client_id` names, if there is one.
pub fn judge(parameters: &Parameters, client: Option<&Client>, policy: &Policy) -> Judged {
    let (client, redirect_uri) = match addressee::find(parameters, client) {
        Ok(found) => found,
        Err(failure) => {
            let state = addressee::echoed_state(parameters);
            return Judged {
                outcome: Err(Refusal::Page { error: failure.error, state }),
                findings: vec![failure.finding],
            };
        }
    };
    let request = AuthorizationRequest {
        client_id: client.id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        state: parameters.get("state").map(str::to_owned),
        nonce: parameters.get("nonce").map(str::to_owned),
        scope: ScopeSet::EMPTY,
        vtr: Vtr::default_vectors(),
        prompt: Prompt::WhenNeeded,
        code_challenge: None,
        // Spec section 15.7: only the exact word switches registration off.
        allow_registration: parameters.get("allow_registration") != Some("false"),
        asserted_login_identity: parameters.get("asserted_login_identity").map(str::to_owned),
    };
    let mut draft = Draft { parameters, client, policy, warnings: Vec::new(), request };
    let failure = CHECKS.iter().find_map(|check| check(&mut draft).err());
    for remark in REMARKS {
        remark(&mut draft);
    }
    draft.into_judged(failure)
}

impl Draft<'_> {
    fn warn(&mut self, finding: Finding) {
        self.warnings.push(finding);
    }

    fn into_judged(self, failure: Option<Failure>) -> Judged {
        let mut findings = self.warnings;
        let Some(failure) = failure else {
            return Judged { outcome: Ok(self.request), findings };
        };
        let refusal = Refusal::Redirect {
            redirect_uri: self.request.redirect_uri,
            error: failure.error,
            description: description(&failure.finding.explanation),
            // A repeated state has no one value to give back.
            state: self.request.state.filter(|_| !self.parameters.is_repeated("state")),
        };
        findings.push(failure.finding);
        Judged { outcome: Err(refusal), findings }
    }
}

/// Text fit for `error_description`: RFC 6749 section 4.1.2.1 leaves out quotes, backslashes and all but ASCII.
pub fn description(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' => '\'',
            '\\' => '/',
            ' '..='~' => c,
            _ => '?',
        })
        .collect()
}

/// A refusal of the whole request as malformed, for what is found before any parameter can be trusted.
pub fn unreadable(explanation: impl Into<String>) -> Judged {
    Judged {
        outcome: Err(Refusal::Page { error: "invalid_request", state: None }),
        findings: vec![Finding::failure(&rules::PARAMETERS_READABLE, explanation)],
    }
}

#[cfg(test)]
pub(crate) mod tests;
