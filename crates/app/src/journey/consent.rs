//! Agreeing to share, refusing to, and leaving a journey that cannot be finished.

use identity::{Environment, Finding, consent::Consent, rules, sign_in::Next};
use store::{
    StoreError, Tx,
    queries::{consents, journeys},
};

use super::{Browser, Destination, Loaded, Onward, Taking};
use crate::{
    Context, Internal,
    authorize::{Finish, redirect},
};

/// Remembers that the person agrees, and answers the client with a code.
pub async fn agree(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Onward, Internal> {
    let (Next::AskConsent { vot }, Some(account)) = (loaded.next(), loaded.account.as_ref()) else {
        return Ok(Onward::to(Destination::Lost));
    };
    let Some(signed_in) = loaded.stored.state.who() else { return Ok(Onward::to(Destination::Lost)) };
    let taking = Taking::new(ctx, environment, loaded, browser);
    let consent = Consent::extended(loaded.consent, loaded.request().scope, account.level);
    let destination = ctx.store.write(move |tx| {
        let client_id = &taking.stored.request.client_id;
        consents::save(tx, &taking.environment, signed_in.account_id, client_id, consent, taking.now)?;
        taking.finish(tx, Finish { vot, signed_in })
    });
    Ok(Onward::to(destination.await?))
}

/// Answers the client that the person does not agree (spec section 3).
pub async fn refuse(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Onward, Internal> {
    if !matches!(loaded.next(), Next::AskConsent { .. }) {
        return Ok(Onward::to(Destination::Lost));
    }
    let finding = Finding::failure(&rules::CONSENT_GIVEN, "the person chose not to share their information");
    deny(ctx, environment, loaded, browser, "ConsentNotGiven", finding).await
}

/// Answers the client that the person's identity could not be proved here.
pub async fn leave_unproved(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Onward, Internal> {
    let Next::ProveIdentity { from, to } = loaded.next() else { return Ok(Onward::to(Destination::Lost)) };
    let explanation =
        format!("the person is at {} and went back without reaching {}", from.name(), to.name());
    let finding =
        Finding::failure(&rules::PERSON_FINISHES, explanation).expected(to.name()).received(from.name());
    deny(ctx, environment, loaded, browser, "IdentityNotProven", finding).await
}

async fn deny(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    description: &'static str,
    finding: Finding,
) -> Result<Onward, Internal> {
    let taking = Taking::new(ctx, environment, loaded, browser);
    let destination = ctx.store.write(move |tx| taking.deny(tx, description, finding)).await?;
    Ok(Onward::to(destination))
}

impl Taking {
    fn deny(&self, tx: &mut Tx<'_>, description: &str, finding: Finding) -> Result<Destination, StoreError> {
        if !journeys::delete(tx, &self.environment, &self.hash)? {
            return Ok(Destination::Lost);
        }
        self.complete_exchange(tx, |exchange| {
            exchange.refuse(302, "access_denied", finding);
            exchange.details.answer = vec![("error_description".to_owned(), description.to_owned())];
        })?;
        let request = &self.stored.request;
        let answer = [("error", "access_denied"), ("error_description", description)];
        Ok(Destination::Client(redirect(&request.redirect_uri, &answer, request.state.as_deref())))
    }
}
