//! Verifies an access token: signed here, for userinfo, and not run out.

use identity::{ClientId, Environment, Finding, ScopeSet, grant::IssueId, rules};
use jose::CompactJws;
use kernel::{Secret, Timestamp};
use serde_json::Value;

use super::Failure;
use crate::{Context, Internal, keys};

/// What a verified token says.
pub(super) struct Bearer {
    pub(super) issue: IssueId,
    pub(super) client_id: ClientId,
    pub(super) scope: ScopeSet,
}

/// Why a token is not accepted, and whose inspector shows it: only a token that was signed here names its client for sure.
pub(super) struct NotAccepted {
    pub(super) failure: Failure,
    pub(super) client_id: Option<ClientId>,
}

impl From<Failure> for NotAccepted {
    fn from(failure: Failure) -> Self {
        Self { failure, client_id: None }
    }
}

pub(super) async fn verify(
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
            let scope = ScopeSet::parse(jws.claim_text("scope").unwrap_or_default()).0;
            Ok(Bearer { issue, client_id, scope })
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
