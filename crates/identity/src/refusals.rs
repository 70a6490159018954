//! A catalogue: every refusal of every endpoint, by the rule that it names in the inspector. The documentation is written from it, and
//! in a debug build no exchange is recorded with a refusal that is not here.

mod document;

use crate::{
    exchange::{Endpoint, Exchange, Finding, Outcome},
    provisioning,
    rules::{self, Rule},
    users,
};

pub use document::markdown;

/// One way to be refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub endpoint: Endpoint,
    pub status: u16,
    /// The protocol's code, as the inspector shows it.
    pub error: &'static str,
    pub rule: &'static Rule,
    /// The words of the answer, where they are always the same.
    pub words: Option<String>,
}

type Row = (Endpoint, u16, &'static str, &'static Rule);

use Endpoint::{Authorize, ProvisionAccount, Token, Userinfo, Users};

const INVALID_REQUEST: &str = "invalid_request";
const INVALID_CLIENT: &str = "invalid_client";
const UNAUTHORIZED_CLIENT: &str = "unauthorized_client";
const INVALID_GRANT: &str = "invalid_grant";
const INVALID_SCOPE: &str = "invalid_scope";
const INVALID_TOKEN: &str = "invalid_token";
const INSUFFICIENT: &str = "insufficient_scope";
const BUSY: &str = "temporarily_unavailable";

/// Where a refusal has words of its own each time: what was expected and what came.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    (Authorize, 400, INVALID_REQUEST, &rules::PARAMETERS_READABLE),
    (Authorize, 400, INVALID_REQUEST, &rules::PARAMETERS_ONCE),
    (Authorize, 400, INVALID_REQUEST, &rules::CLIENT_KNOWN),
    (Authorize, 400, INVALID_CLIENT, &rules::CLIENT_KNOWN),
    (Authorize, 400, "invalid_redirect_uri", &rules::REDIRECT_URI_REGISTERED),
    (Authorize, 302, INVALID_REQUEST, &rules::PARAMETERS_READABLE),
    (Authorize, 302, INVALID_REQUEST, &rules::BODY_SIZE),
    (Authorize, 302, INVALID_REQUEST, &rules::PARAMETERS_ONCE),
    (Authorize, 302, UNAUTHORIZED_CLIENT, &rules::CLIENT_IN_USE),
    (Authorize, 302, "unsupported_response_type", &rules::RESPONSE_TYPE_CODE),
    (Authorize, 302, "request_not_supported", &rules::REQUEST_OBJECTS_ABSENT),
    (Authorize, 302, "request_uri_not_supported", &rules::REQUEST_OBJECTS_ABSENT),
    (Authorize, 302, "registration_not_supported", &rules::REQUEST_OBJECTS_ABSENT),
    (Authorize, 302, INVALID_SCOPE, &rules::SCOPE_ALLOWED),
    (Authorize, 302, INVALID_SCOPE, &rules::SCOPE_ONE_PROFILE),
    (Authorize, 302, INVALID_REQUEST, &rules::VTR_READABLE),
    (Authorize, 302, INVALID_REQUEST, &rules::VTR_REGISTERED),
    (Authorize, 302, INVALID_REQUEST, &rules::VTR_REACHABLE),
    (Authorize, 302, INVALID_REQUEST, &rules::STATE_PRESENT),
    (Authorize, 302, INVALID_REQUEST, &rules::NONCE_PRESENT),
    (Authorize, 302, INVALID_REQUEST, &rules::PKCE_S256),
    (Authorize, 302, INVALID_REQUEST, &rules::PROMPT_KNOWN),
    (Authorize, 302, "sso_login_required", &rules::SESSION_FOR_NO_PROMPT),
    (Authorize, 302, "login_required", &rules::SESSION_FOR_NO_PROMPT),
    (Authorize, 302, "interaction_required", &rules::SESSION_FOR_NO_PROMPT),
    (Authorize, 302, "consent_required", &rules::SESSION_FOR_NO_PROMPT),
    (Authorize, 302, "access_denied", &rules::CONSENT_GIVEN),
    (Authorize, 302, "access_denied", &rules::PERSON_FINISHES),
    (Authorize, 429, BUSY, &rules::RATE_LIMIT),
    (Authorize, 413, INVALID_REQUEST, &rules::BODY_SIZE),
    (Token, 400, INVALID_REQUEST, &rules::FORM_CONTENT_TYPE),
    (Token, 400, INVALID_REQUEST, &rules::PARAMETERS_READABLE),
    (Token, 400, INVALID_REQUEST, &rules::PARAMETERS_ONCE),
    (Token, 400, INVALID_CLIENT, &rules::CLIENT_ASSERTION_PRESENT),
    (Token, 400, INVALID_CLIENT, &rules::CLIENT_KNOWN),
    (Token, 400, INVALID_CLIENT, &rules::CLIENT_ASSERTION_VALID),
    (Token, 400, INVALID_CLIENT, &rules::CLIENT_MATCHES_ASSERTION),
    (Token, 400, INVALID_CLIENT, &rules::CLIENT_ASSERTION_FRESH),
    (Token, 400, INVALID_REQUEST, &rules::GRANT_TYPE_KNOWN),
    (Token, 400, "unsupported_grant_type", &rules::GRANT_TYPE_KNOWN),
    (Token, 400, INVALID_REQUEST, &rules::TOKEN_PARAMETERS_PRESENT),
    (Token, 400, INVALID_GRANT, &rules::CODE_KNOWN),
    (Token, 400, INVALID_GRANT, &rules::CODE_ONCE),
    (Token, 400, INVALID_GRANT, &rules::CODE_FRESH),
    (Token, 400, INVALID_GRANT, &rules::CODE_REDIRECT_URI),
    (Token, 400, INVALID_GRANT, &rules::CODE_VERIFIER),
    (Token, 400, INVALID_GRANT, &rules::REFRESH_TOKEN_KNOWN),
    (Token, 400, INVALID_GRANT, &rules::REFRESH_TOKEN_LATEST),
    (Token, 400, INVALID_GRANT, &rules::REFRESH_TOKEN_FRESH),
    (Token, 400, INVALID_SCOPE, &rules::REFRESH_SCOPE_NARROWER),
    (Token, 400, INVALID_GRANT, &rules::CLIENT_ASSERTION_VALID),
    (Token, 400, INVALID_GRANT, &rules::CLIENT_ASSERTION_FRESH),
    (Token, 400, INVALID_GRANT, &rules::CLIENT_MATCHES_ASSERTION),
    (Token, 400, UNAUTHORIZED_CLIENT, &rules::CLIENT_IN_USE),
    (Token, 400, UNAUTHORIZED_CLIENT, &rules::CLIENT_PERMITTED),
    (Token, 400, INVALID_SCOPE, &rules::LOOK_UP_SCOPE),
    (Token, 429, BUSY, &rules::RATE_LIMIT),
    (Token, 413, INVALID_REQUEST, &rules::BODY_SIZE),
    (Userinfo, 401, INVALID_TOKEN, &rules::BEARER_PRESENT),
    (Userinfo, 401, INVALID_TOKEN, &rules::ACCESS_TOKEN_VALID),
    (Userinfo, 401, INVALID_TOKEN, &rules::ACCESS_TOKEN_FRESH),
    (Userinfo, 401, INVALID_TOKEN, &rules::ACCESS_TOKEN_STANDS),
    (Userinfo, 401, INVALID_TOKEN, &rules::TOKEN_OF_PROGRAM),
    (Userinfo, 403, INSUFFICIENT, &rules::SCOPE_SUFFICIENT),
    (Userinfo, 400, INVALID_REQUEST, &rules::METADATA_VALID),
    (Userinfo, 429, BUSY, &rules::RATE_LIMIT),
    (Userinfo, 413, INVALID_REQUEST, &rules::BODY_SIZE),
    (Users, 401, INVALID_TOKEN, &rules::BEARER_PRESENT),
    (Users, 401, INVALID_TOKEN, &rules::ACCESS_TOKEN_VALID),
    (Users, 401, INVALID_TOKEN, &rules::ACCESS_TOKEN_FRESH),
    (Users, 429, BUSY, &rules::RATE_LIMIT),
    (ProvisionAccount, 401, INVALID_TOKEN, &rules::BEARER_PRESENT),
    (ProvisionAccount, 401, INVALID_TOKEN, &rules::ACCESS_TOKEN_VALID),
    (ProvisionAccount, 401, INVALID_TOKEN, &rules::ACCESS_TOKEN_FRESH),
    (ProvisionAccount, 403, INSUFFICIENT, &rules::TOKEN_OF_PROGRAM),
    (ProvisionAccount, 403, INSUFFICIENT, &rules::CLIENT_PERMITTED),
    (ProvisionAccount, 429, BUSY, &rules::RATE_LIMIT),
    (ProvisionAccount, 413, INVALID_REQUEST, &rules::BODY_SIZE),
];

/// Every refusal, endpoint by endpoint.
pub fn all() -> Vec<Refusal> {
    let rows = ROWS.iter().map(|&(endpoint, status, error, rule)| Refusal {
        endpoint,
        status,
        error,
        rule,
        words: None,
    });
    let of_users = users::Refusal::samples().map(|refusal| Refusal {
        endpoint: Users,
        status: refusal.status(),
        error: refusal.error(),
        rule: refusal.rule(),
        words: Some(refusal.to_string()),
    });
    let of_provisioning = provisioning::Refusal::ALL.map(|refusal| Refusal {
        endpoint: ProvisionAccount,
        status: 400,
        error: refusal.code(),
        rule: refusal.rule(),
        words: Some(refusal.description().to_owned()),
    });
    rows.chain(of_users).chain(of_provisioning).collect()
}

/// Whether an exchange that was refused is one of them, by its last finding.
pub fn lists(exchange: &Exchange) -> bool {
    let Some(Finding { rule, .. }) = exchange.details.findings.last() else { return false };
    let (endpoint, error, status) = (exchange.endpoint, exchange.error.as_deref(), exchange.details.status);
    all().iter().any(|refusal| {
        (refusal.endpoint, Some(refusal.error), refusal.status, refusal.rule.id)
            == (endpoint, error, status, rule.as_ref())
    })
}

impl Exchange {
    /// Notes that it was refused, by the rule that the finding names.
    pub fn refuse(&mut self, status: u16, error: &'static str, finding: Finding) {
        self.outcome = Outcome::Refused;
        self.error = Some(error.to_owned());
        self.details.status = status;
        self.details.findings.push(finding);
        debug_assert!(
            lists(self),
            "{} {status} {error} {:?} is in no table of refusals",
            self.endpoint.name(),
            self.details.findings.last()
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_is_there_once() {
        let all = all();
        for (index, refusal) in all.iter().enumerate() {
            assert!(!all[..index].contains(refusal), "{refusal:?} twice");
        }
        // The settings are a person's: who is not let in reads a page.
        let programs = Endpoint::ALL.iter().filter(|endpoint| **endpoint != Endpoint::Settings);
        for endpoint in programs {
            assert!(all.iter().any(|refusal| refusal.endpoint == *endpoint), "{endpoint:?}");
        }
    }
}
