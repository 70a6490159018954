//! Verifies an access token: signed here, and not run out. What it opens is for the endpoint to say.

use identity::{ClientId, Environment, Exchange, Finding, ScopeSet, grant::IssueId, rules};
use jose::CompactJws;
use kernel::{Secret, Timestamp};
use serde_json::Value;

use crate::{Context, Internal, keys};

/// What a verified token says.
pub(crate) struct Bearer {
    pub(crate) issue: IssueId,
    pub(crate) client_id: ClientId,
    /// The scopes of a sign-in.
    pub(crate) scope: ScopeSet,
    /// The scope as the token has it.
    pub(crate) scope_text: String,
    /// Whether it speaks of a person who signed in; otherwise it is a program's own.
    pub(crate) is_of_sign_in: bool,
}

/// A refusal of a bearer (RFC 6750 section 3.1) with the rule that it breaks, on its way to both readers: the caller and the inspector.
pub(crate) struct Failure {
    pub(crate) status: u16,
    pub(crate) error: &'static str,
    pub(crate) finding: Finding,
    pub(crate) scope: Option<&'static str>,
}

/// The same as the caller reads it.
#[derive(Debug)]
pub struct Refused {
    pub status: u16,
    pub error: &'static str,
    pub description: String,
    /// Named where more scope would have helped.
    pub scope: Option<&'static str>,
}

impl Failure {
    pub(crate) fn invalid_token(finding: Finding) -> Self {
        Self { status: 401, error: "invalid_token", finding, scope: None }
    }

    pub(crate) fn invalid_request(finding: Finding) -> Self {
        Self { status: 400, error: "invalid_request", finding, scope: None }
    }

    pub(crate) fn insufficient_scope(finding: Finding) -> Self {
        Self { status: 403, error: "insufficient_scope", finding, scope: None }
    }

    pub(crate) fn note_in(self, exchange: &mut Exchange) -> Refused {
        let description = identity::authorize::description(&self.finding.explanation);
        exchange.refuse(self.status, self.error, self.finding);
        Refused { status: self.status, error: self.error, description, scope: self.scope }
    }
}

/// The client that a token says it was issued to, before it is verified: for counting requests only.
pub fn claimed_client(token: &Secret) -> Option<String> {
    CompactJws::parse(token.expose()).ok()?.claim_text("client_id").map(str::to_owned)
}

/// Why a token is not accepted, and whose inspector shows it: only a token that was signed here names its client for sure.
pub(crate) struct NotAccepted {
    pub(crate) failure: Failure,
    pub(crate) client_id: Option<ClientId>,
}

impl From<Failure> for NotAccepted {
    fn from(failure: Failure) -> Self {
        Self { failure, client_id: None }
    }
}

pub(crate) async fn verify(
    ctx: &Context,
    environment: &Environment,
    token: Option<&Secret>,
) -> Result<Result<Bearer, NotAccepted>, Internal> {
    let Some(token) = token else {
        let finding = Finding::failure(&rules::BEARER_PRESENT, "no access token came")
            .expected("Authorization: Bearer and the access token");
        return Ok(Err(Failure::invalid_token(finding).into()));
    };
    let jws = match CompactJws::parse(token.expose()) {
        Ok(jws) => jws,
        Err(problem) => return Ok(Err(invalid(format!("the token cannot be read: {problem}")).into())),
    };
    let key = match jws.header_text("kid") {
        Some(kid) => keys::open(ctx, &environment.id, kid).await?,
        None => None,
    };
    let Some(key) = key else {
        return Ok(Err(invalid("no key of this environment signed the token".to_owned()).into()));
    };
    let signed = jws.header_text("alg") == Some("RS512")
        && key.public_key().verify_rs512(jws.signing_input.as_bytes(), &jws.signature);
    if !signed {
        let explanation = "the token's signature does not fit: it was changed or cut on its way";
        return Ok(Err(invalid(explanation.to_owned()).into()));
    }
    Ok(read(&jws, environment, ctx.now())
        .map_err(|failure| NotAccepted { failure, client_id: issued_to(&jws) }))
}

// An ID token that is sent by mistake names its client as the audience.
fn issued_to(jws: &CompactJws) -> Option<ClientId> {
    jws.claim_text("client_id").or_else(|| jws.claim_text("aud")).map(ClientId::new)
}

fn read(jws: &CompactJws, environment: &Environment, now: Timestamp) -> Result<Bearer, Failure> {
    if jws.claim_text("token_use") != Some("access") {
        return Err(invalid("the token is not an access token".to_owned())
            .received(jws.claim_text("token_use").unwrap_or("no token_use")));
    }
    if jws.claim_text("iss") != Some(&environment.issuer) {
        return Err(invalid("the token was issued by another environment".to_owned()));
    }
    let expires_at = jws.claims.get("exp").and_then(Value::as_i64).unwrap_or_default();
    let late = now.as_second() - expires_at;
    if late >= 0 {
        let finding = Finding::failure(
            &rules::ACCESS_TOKEN_FRESH,
            format!("the access token ran out {late} seconds ago"),
        );
        return Err(Failure::invalid_token(finding));
    }
    let issue = jws.claim_text("jti").and_then(|jti| jti.parse().ok());
    let client_id = jws.claim_text("client_id").map(ClientId::new);
    match (issue, client_id) {
        (Some(issue), Some(client_id)) => {
            let scope_text = jws.claim_text("scope").unwrap_or_default().to_owned();
            let scope = ScopeSet::parse(&scope_text).0;
            // Every sign-in has a time, and nobody signs in for a program's token.
            let is_of_sign_in = jws.claims.contains_key("auth_time");
            Ok(Bearer { issue, client_id, scope, scope_text, is_of_sign_in })
        }
        _ => Err(invalid("the token lacks jti or client_id".to_owned())),
    }
}

fn invalid(explanation: String) -> Failure {
    Failure::invalid_token(Finding::failure(&rules::ACCESS_TOKEN_VALID, explanation))
}

impl Failure {
    fn received(mut self, received: &str) -> Self {
        self.finding = self.finding.received(received);
        self
    }
}
