//! A forgotten password: whoever reads the account's mail chooses a new one. What else signing in takes stays as it is.
//!
//! The page is the same whether or not an address has an account; the mail says which.

use identity::Environment;
use kernel::{EmailAddress, Secret};
use store::{
    StoreError,
    queries::{
        account_links::{self, AccountLink},
        accounts, sessions,
    },
};

use crate::{
    Context, Internal,
    journey::{
        register::LINK_LIFE,
        throttle::{Counted, Subject},
    },
    messages, outbox, secrets,
};

/// Sends a mail to an address: with a link where it has an account, with words where it has none.
pub async fn ask(ctx: &Context, environment: &Environment, email: EmailAddress) -> Result<(), Internal> {
    let (ctx_in, issuer) = (ctx.clone(), environment.issuer.clone());
    let (environment, now) = (environment.id.clone(), ctx.now());
    let sent = ctx.store.write(move |tx| {
        let sent = Subject::new(Counted::Emails, email.as_str());
        // Silently: the page is the same, and nobody's inbox is flooded.
        if sent.locked(tx, &environment, now)?.is_some() {
            return Ok(());
        }
        sent.count(tx, &environment, now)?;
        let draft = match accounts::find_by_email(tx, &environment, &email)? {
            Some((account, _)) => {
                let token = secrets::token(ctx_in.random.as_ref());
                let link = AccountLink { account_id: account.id, email: None };
                let hash = secrets::hash(token.expose());
                account_links::replace(tx, &environment, &hash, &link, now + LINK_LIFE)?;
                let address = format!("{issuer}/reset-password?token={}", token.expose());
                messages::choose_new_password(email, &address)
            }
            None => messages::no_account(email),
        };
        outbox::queue(tx, &ctx_in.message(environment.as_str(), draft))
    });
    sent.await?;
    ctx.outgoing.notify_one();
    Ok(())
}

/// The address of the account that a link is for, while it works. Looking does not use it up.
pub async fn whose(
    ctx: &Context,
    environment: &Environment,
    token: &str,
) -> Result<Option<EmailAddress>, Internal> {
    let (environment, hash, now) = (environment.id.clone(), secrets::hash(token), ctx.now());
    let found = ctx.store.read(move |tx| {
        let link = account_links::find(tx, &environment, &hash, now)?;
        match link.filter(|link| link.email.is_none()) {
            Some(link) => accounts::find(tx, &environment, link.account_id),
            None => Ok(None),
        }
    });
    Ok(found.await?.map(|account| account.email))
}

/// Uses the link: the new password counts, and every session of the person ends. Answers whether the link still worked.
pub async fn reset(
    ctx: &Context,
    environment: &Environment,
    token: &str,
    password: Secret,
) -> Result<bool, Internal> {
    let password_hash = ctx.passwords.hash(password).await?;
    let (ctx_in, environment, hash, now) =
        (ctx.clone(), environment.id.clone(), secrets::hash(token), ctx.now());
    let reset = ctx.store.write(move |tx| {
        let link = account_links::find(tx, &environment, &hash, now)?.filter(|link| link.email.is_none());
        let Some(link) = link else { return Ok(false) };
        let Some(account) = accounts::find(tx, &environment, link.account_id)? else { return Ok(false) };
        account_links::delete_of_account(tx, &environment, account.id)?;
        accounts::change_password(tx, &environment, account.id, &password_hash)?;
        sessions::end_others(tx, &environment, account.id, &[], now)?;
        // Whoever forgot it guessed before: the lock was against guesses at the old one.
        Subject::new(Counted::Password, account.email.as_str()).clear(tx, &environment)?;
        tracing::info!(target: crate::SECURITY, account = %account.id, "password reset");
        let draft = messages::password_changed(account.email);
        outbox::queue(tx, &ctx_in.message(environment.as_str(), draft))?;
        Ok::<_, StoreError>(true)
    });
    let reset = reset.await?;
    ctx.outgoing.notify_one();
    Ok(reset)
}
