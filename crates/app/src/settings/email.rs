//! A new email address: a link to it proves it, and the old one is told.
//!
//! An address that somebody else has gets the same page; its owner gets a different mail.

use identity::{AccountId, Environment, EnvironmentId};
use kernel::EmailAddress;
use store::{
    StoreError, Tx,
    queries::{
        account_links::{self, AccountLink},
        accounts,
    },
};

use super::Confirmed;
use crate::{
    Context, Internal,
    journey::{
        register::LINK_LIFE,
        throttle::{Counted, Subject},
    },
    messages, outbox, secrets,
};

/// Sends a link to the new address.
pub async fn ask(
    ctx: &Context,
    environment: &Environment,
    Confirmed(visit): Confirmed<'_>,
    email: EmailAddress,
) -> Result<(), Internal> {
    let (ctx_in, issuer, account_id) = (ctx.clone(), environment.issuer.clone(), visit.account.id);
    let (environment, now) = (environment.id.clone(), ctx.now());
    let sent = ctx.store.write(move |tx| {
        let sent = Subject::new(Counted::Emails, email.as_str());
        // Silently: the page is the same, and nobody's inbox is flooded.
        if sent.locked(tx, &environment, now)?.is_some() {
            return Ok(());
        }
        sent.count(tx, &environment, now)?;
        let draft = if accounts::find_by_email(tx, &environment, &email)?.is_some() {
            messages::address_in_use(email)
        } else {
            let token = secrets::token(ctx_in.random.as_ref());
            let link = AccountLink { account_id, email: Some(email.clone()) };
            let hash = secrets::hash(token.expose());
            account_links::replace(tx, &environment, &hash, &link, now + LINK_LIFE)?;
            let address = format!("{issuer}/settings/confirm-email?token={}", token.expose());
            messages::confirm_new_email(email, &address)
        };
        outbox::queue(tx, &ctx_in.message(environment.as_str(), draft))
    });
    sent.await?;
    ctx.outgoing.notify_one();
    Ok(())
}

/// Whether a link still works. Looking does not use it up: mail scanners open links too.
pub async fn link_stands(ctx: &Context, environment: &Environment, token: &str) -> Result<bool, Internal> {
    let (environment, hash, now) = (environment.id.clone(), secrets::hash(token), ctx.now());
    let link = ctx.store.read(move |tx| account_links::find(tx, &environment, &hash, now)).await?;
    Ok(link.is_some_and(|link| link.email.is_some()))
}

/// Uses the link: the account has the new address from now on. Answers whether it did; an address that somebody else has got
/// meanwhile is not said to be taken.
pub async fn confirm(ctx: &Context, environment: &Environment, token: &str) -> Result<bool, Internal> {
    let (ctx_in, environment, hash) = (ctx.clone(), environment.id.clone(), secrets::hash(token));
    let changed = ctx.store.write(move |tx| {
        let link = account_links::find(tx, &environment, &hash, ctx_in.now())?;
        let Some((account_id, email)) = link.and_then(|link| Some((link.account_id, link.email?))) else {
            return Ok(false);
        };
        account_links::delete(tx, &environment, &hash)?;
        change(&ctx_in, tx, &environment, account_id, email)
    });
    match changed.await {
        // Two processes at once, on a database that lets both try: the constraint decides.
        Err(error) if error.is_conflict_on("account.environment,account.email") => Ok(false),
        outcome => {
            ctx.outgoing.notify_one();
            Ok(outcome?)
        }
    }
}

fn change(
    ctx: &Context,
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    email: EmailAddress,
) -> Result<bool, StoreError> {
    let Some(before) = accounts::find(tx, environment, account_id)? else { return Ok(false) };
    if !accounts::change_email(tx, environment, account_id, &email)? {
        return Ok(false);
    }
    // A password that was asked for at the old address is chosen by whoever reads mail there.
    account_links::delete_of_account(tx, environment, account_id)?;
    tracing::info!(target: crate::SECURITY, account = %account_id, "email address changed");
    for draft in [messages::email_changed(before.email), messages::email_is_yours(email)] {
        outbox::queue(tx, &ctx.message(environment.as_str(), draft))?;
    }
    Ok(true)
}
