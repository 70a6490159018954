//! Single sign-on by another service's word (spec section 7): whose sign-in it was, and whether it still stands.

use identity::{
    Account, Client, Finding,
    asserted_login::{self, AssertedLogin},
    consent::Consent,
    rules,
    session::Session,
    sign_in::{self, SignedIn},
};
use store::{
    StoreError,
    queries::{accounts, assertions, consents, grants},
};

use super::Begun;
use crate::{Internal, secrets};

type VouchedFor = (SignedIn, Account, Option<Consent>);

impl Begun<'_> {
    /// The person that the request's `asserted_login_identity` vouches for. One that cannot be believed is remarked on, and
    /// the person signs in as if it had not come.
    pub(super) async fn asserted(&mut self, client: &Client) -> Result<Option<VouchedFor>, Internal> {
        // Taken out: a journey that goes on by the pages must not keep what opens a door.
        let Some(assertion) = self.request.asserted_login_identity.take() else { return Ok(None) };
        if !sign_in::may_use_session(&self.request) {
            return Ok(None);
        }
        match self.believe(&assertion, client).await? {
            Ok(person) => Ok(Some(person)),
            Err(finding) => {
                self.exchange.details.findings.push(finding);
                Ok(None)
            }
        }
    }

    async fn believe(
        &self,
        assertion: &str,
        client: &Client,
    ) -> Result<Result<VouchedFor, Finding>, Internal> {
        let issuer_id = asserted_login::claimed_issuer(assertion);
        let (clients, environment, now) =
            (self.ctx.clients.clone(), self.environment.id.clone(), self.ctx.now());
        let issuer = self.ctx.store.read(move |tx| match issuer_id {
            Some(id) => clients.find(tx, &environment, &id, now),
            None => Ok(None),
        });
        let issuer = issuer.await?;
        match asserted_login::judge(assertion, client, issuer.as_deref(), self.ctx.now()) {
            Ok(asserted) => self.look_up_sign_in(asserted).await,
            Err(finding) => Ok(Err(as_warning(finding))),
        }
    }

    async fn look_up_sign_in(
        &self,
        asserted: AssertedLogin,
    ) -> Result<Result<VouchedFor, Finding>, Internal> {
        let (environment, now, asking) =
            (self.environment.id.clone(), self.ctx.now(), self.request.client_id.clone());
        let outcome = self.ctx.store.write(move |tx| {
            let jti_hash = secrets::hash(&asserted.jti);
            let used = assertions::Use {
                environment: &environment,
                client_id: &asserted.issuer,
                jti_hash: &jti_hash,
                now,
                expires_at: asserted.expires_at + asserted_login::LONGEST_LIFE,
            };
            if assertions::note(tx, used)?.is_some() {
                return Ok::<_, StoreError>(Err("its jti was used before"));
            }
            let grant = grants::find(tx, &environment, asserted.grant_id)?;
            let Some(grant) =
                grant.filter(|grant| grant.client_id == asserted.issuer && grant.revoked_at.is_none())
            else {
                return Ok(Err("code names no sign-in of that client that still stands"));
            };
            // The browser's session would have ended by now: the other service's word cannot make it live longer.
            if grant.auth_time + Session::LIFE <= now {
                return Ok(Err("the sign-in that it names is more than an hour old"));
            }
            let Some(account) = accounts::find(tx, &environment, grant.account_id)? else {
                return Ok(Err("the person that it names has no account any more"));
            };
            let consent = consents::find(tx, &environment, account.id, &asking)?;
            let signed_in = SignedIn {
                account_id: account.id,
                auth_time: grant.auth_time,
                credentials: grant.credentials,
            };
            Ok(Ok((signed_in, account, consent)))
        });
        let outcome = outcome.await?;
        Ok(outcome.map_err(|explanation| Finding::warning(&rules::ASSERTED_LOGIN_VALID, explanation)))
    }
}

// The journey goes on by the pages, so what is wrong with the assertion is a warning.
fn as_warning(finding: Finding) -> Finding {
    Finding { severity: identity::exchange::Severity::Warning, ..finding }
}
