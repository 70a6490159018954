//! Single sign-on by another service's word (spec section 7): whose sign-in it was, and whether it still stands.

use identity::{
    Account, Client, ClientId, Environment, Finding, GrantId,
    asserted_login::{self, AssertedLogin},
    consent::Consent,
    rules,
    session::Session,
    sign_in::SignedIn,
};
use store::{
    StoreError, Tx,
    queries::{accounts, assertions, consents, grants, sessions},
};

use crate::{Context, Internal, secrets};

/// The person that an assertion vouches for.
#[derive(Clone, Debug)]
pub(crate) struct VouchedFor {
    pub(crate) signed_in: SignedIn,
    pub(crate) account: Account,
    /// What they agreed to share with whoever asks.
    pub(crate) consent: Option<Consent>,
    /// The sign-in that the service has of them.
    pub(crate) grant_id: GrantId,
}

/// Judges an assertion that came with `asking`, and uses it up. Nobody asks where it leads to the person's own settings.
pub(crate) async fn believe(
    ctx: &Context,
    environment: &Environment,
    assertion: &str,
    asking: Option<&Client>,
) -> Result<Result<VouchedFor, Finding>, Internal> {
    let issuer_id = asserted_login::claimed_issuer(assertion);
    let (clients, id, now) = (ctx.clients.clone(), environment.id.clone(), ctx.now());
    let issuer = ctx.store.read(move |tx| match issuer_id {
        Some(issuer) => clients.find(tx, &id, &issuer, now),
        None => Ok(None),
    });
    let issuer = issuer.await?;
    let asserted = match asserted_login::judge(assertion, asking, issuer.as_deref(), now) {
        Ok(asserted) => asserted,
        Err(finding) => return Ok(Err(finding)),
    };
    let looking = Looking { ctx: ctx.clone(), environment: environment.id.clone(), asserted };
    let asking = asking.map(|client| client.id.clone());
    let outcome = ctx.store.write(move |tx| looking.up(tx, asking.as_ref())).await?;
    Ok(outcome.map_err(|explanation| Finding::failure(&rules::ASSERTED_LOGIN_VALID, explanation)))
}

struct Looking {
    ctx: Context,
    environment: identity::EnvironmentId,
    asserted: AssertedLogin,
}

impl Looking {
    fn up(
        &self,
        tx: &mut Tx<'_>,
        asking: Option<&ClientId>,
    ) -> Result<Result<VouchedFor, &'static str>, StoreError> {
        let (environment, asserted, now) = (&self.environment, &self.asserted, self.ctx.now());
        let jti_hash = secrets::hash(&asserted.jti);
        let used = assertions::Use {
            environment,
            client_id: &asserted.issuer,
            jti_hash: &jti_hash,
            now,
            expires_at: asserted.expires_at + asserted_login::LONGEST_LIFE,
        };
        if assertions::note(tx, used)?.is_some() {
            return Ok(Err("its jti was used before"));
        }
        let grant = grants::find(tx, environment, asserted.grant_id)?;
        let Some(grant) =
            grant.filter(|grant| grant.client_id == asserted.issuer && grant.revoked_at.is_none())
        else {
            return Ok(Err("code names no sign-in of that client that still stands"));
        };
        // The browser's session would have ended by now: the other service's word cannot make it live longer.
        if grant.auth_time + Session::LIFE <= now {
            return Ok(Err("the sign-in that it names is more than an hour old"));
        }
        let Some(account) = accounts::find(tx, environment, grant.account_id)? else {
            return Ok(Err("the person that it names has no account any more"));
        };
        if !sessions::stands(tx, environment, account.id, grant.auth_time, now)? {
            return Ok(Err("the person has ended the sign-in that it names"));
        }
        let consent = match asking {
            Some(asking) => consents::find(tx, environment, account.id, asking)?,
            None => None,
        };
        let signed_in =
            SignedIn { account_id: account.id, auth_time: grant.auth_time, credentials: grant.credentials };
        Ok(Ok(VouchedFor { signed_in, account, consent, grant_id: grant.id }))
    }
}
