//! Client authentication by `private_key_jwt` (RFC 7523): every failure is `invalid_client`, and says what came.

use std::sync::Arc;

use identity::{
    Client, ClientId, Environment, Finding, Parameters, rules,
    token::{self, Presented, Refusal},
};
use jose::{AssertionPolicy, AssertionReport, PublicKey};
use kernel::SignedDuration;
use store::{StoreError, Tx, queries::assertions};

use super::Redeeming;
use crate::{Context, Internal, secrets};

pub(super) struct Authenticated {
    pub(super) client: Arc<Client>,
    pub(super) report: AssertionReport,
    /// What its developers should know, although it is let in.
    pub(super) warning: Option<Finding>,
    /// The assertion is the grant itself.
    pub(super) is_grant: bool,
}

pub(super) struct NotAuthenticated {
    pub(super) refusal: Refusal,
    pub(super) report: Option<Box<AssertionReport>>,
    /// The client whose inspector shows this: only one that the assertion names and that exists.
    pub(super) client_id: Option<ClientId>,
}

impl NotAuthenticated {
    fn unnamed(refusal: Refusal) -> Self {
        Self { refusal, report: None, client_id: None }
    }
}

/// Finds the client that an assertion names, and checks the assertion against its keys. That the assertion is used only once
/// is checked in the transaction that its use belongs to.
pub(super) async fn client(
    ctx: &Context,
    environment: &Environment,
    parameters: &Parameters,
    method: &str,
) -> Result<Result<Authenticated, NotAuthenticated>, Internal> {
    if method != "POST" || parameters.pairs().is_empty() {
        return Ok(Err(NotAuthenticated::unnamed(no_form(method))));
    }
    let named_directly = parameters.get("client_id").map(ClientId::new);
    let presented = match token::presented(parameters) {
        Ok(presented) => presented,
        Err(refusal) => {
            let client_id = known(ctx, environment, named_directly).await?.map(|client| client.id.clone());
            return Ok(Err(NotAuthenticated { refusal, report: None, client_id }));
        }
    };
    // Spec section 15.1: the assertion's subject names the client, whether or not client_id came too.
    let named = jose::peek_subject(presented.assertion).map(ClientId::new).or(named_directly);
    let Some(client) = known(ctx, environment, named.clone()).await? else {
        return Ok(Err(NotAuthenticated::unnamed(unknown(named))));
    };
    Ok(judge(ctx, environment, parameters, presented, client))
}

fn no_form(method: &str) -> Refusal {
    let finding = Finding::failure(&rules::FORM_CONTENT_TYPE, "the request has no form in its body")
        .expected("POST with Content-Type: application/x-www-form-urlencoded")
        .received(method);
    Refusal::new("invalid_request", finding)
}

fn unknown(named: Option<ClientId>) -> Refusal {
    let finding = match named {
        Some(id) => {
            Finding::failure(&rules::CLIENT_KNOWN, "no client with the assertion's sub is registered here")
                .expected("a client_id of this environment")
                .received(id.as_str())
        }
        None => {
            Finding::failure(&rules::CLIENT_ASSERTION_VALID, "the assertion names no client in sub or iss")
        }
    };
    Refusal::invalid_client(finding)
}

async fn known(
    ctx: &Context,
    environment: &Environment,
    id: Option<ClientId>,
) -> Result<Option<Arc<Client>>, Internal> {
    let Some(id) = id else { return Ok(None) };
    let (clients, environment, now) = (ctx.clients.clone(), environment.id.clone(), ctx.now());
    if let Some(client) = clients.recent(&environment, &id, now) {
        return Ok(Some(client));
    }
    Ok(ctx.store.read(move |tx| clients.find(tx, &environment, &id, now)).await?)
}

fn judge(
    ctx: &Context,
    environment: &Environment,
    parameters: &Parameters,
    presented: Presented<'_>,
    client: Arc<Client>,
) -> Result<Authenticated, NotAuthenticated> {
    let now = ctx.now();
    let token_endpoint = environment.token_endpoint();
    let policy = AssertionPolicy {
        accept_issuer_audience: environment.policy.accept_issuer_audience,
        ..AssertionPolicy::new(&token_endpoint, &environment.issuer, now)
    };
    let keys: Vec<PublicKey> = client.valid_keys(now).cloned().collect();
    let refused = |finding, report| NotAuthenticated {
        refusal: presented.refused(finding),
        report,
        client_id: Some(client.id.clone()),
    };
    let report = match jose::check_assertion(presented.assertion, client.id.as_str(), &keys, &policy) {
        Ok(report) => report,
        Err(problem) => {
            let explanation = format!("the client assertion cannot be read: {problem}");
            return Err(refused(Finding::failure(&rules::CLIENT_ASSERTION_VALID, explanation), None));
        }
    };
    if let Some(check) = report.first_failure() {
        let finding = Finding::failure(
            &rules::CLIENT_ASSERTION_VALID,
            format!("{}: {}", check.name.as_str(), check.explanation),
        )
        .expected(check.expected.clone())
        .received(check.received.clone());
        return Err(refused(finding, Some(Box::new(report))));
    }
    if let Some(named) = parameters.get("client_id").filter(|named| *named != client.id.as_str()) {
        let finding =
            Finding::failure(&rules::CLIENT_MATCHES_ASSERTION, "client_id and the assertion's sub differ")
                .expected(client.id.as_str())
                .received(named);
        return Err(refused(finding, Some(Box::new(report))));
    }
    if let Some(finding) = client.suspended() {
        return Err(NotAuthenticated {
            refusal: Refusal::new("unauthorized_client", finding),
            report: Some(Box::new(report)),
            client_id: Some(client.id.clone()),
        });
    }
    let warning = client.key_that_ends(presented.assertion, now);
    Ok(Authenticated { client, report, warning, is_grant: presented.is_grant })
}

impl Redeeming {
    /// Notes that the assertion was used; a second use is refused (RFC 7523 section 3, item 7).
    pub(super) fn note_assertion(&mut self, tx: &mut Tx<'_>) -> Result<Result<(), Refusal>, StoreError> {
        let jti_hash = secrets::hash(self.report.jti.as_deref().unwrap_or_default());
        // Somewhat longer than it is accepted, so that clocks that differ open no gap.
        let expires_at = self.report.expires_at.unwrap_or(self.now) + SignedDuration::from_mins(2);
        let used = assertions::Use {
            environment: &self.environment.id,
            client_id: &self.client.id,
            jti_hash: &jti_hash,
            now: self.now,
            expires_at,
        };
        let Some(first_seen) = assertions::note(tx, used)? else { return Ok(Ok(())) };
        self.report.refuse_as_replayed(Some(first_seen));
        let finding = Finding::failure(
            &rules::CLIENT_ASSERTION_FRESH,
            "this client assertion was used before: its jti is not new",
        )
        .expected("a jti that this client has never sent")
        .received(format!("one that was first used at {first_seen}"));
        let presented = Presented { assertion: "", is_grant: self.is_grant };
        Ok(Err(presented.refused(finding)))
    }
}
