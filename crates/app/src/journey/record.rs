//! What a sign-in does with the person's record: it is read again, and what it says now is the account's.

use std::time::Duration;

use identity::{Account, AccountId, Environment, demographics::Record};
use store::queries::accounts;

use crate::{Context, Internal};

/// Somebody waits for the next page. What the account says already is good enough if the record takes longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Brings an account up to its person's record. Where the record cannot be read, everything stays as it is and the sign-in goes on.
pub(crate) async fn refresh(
    ctx: &Context,
    environment: &Environment,
    account: &Account,
) -> Result<(), Internal> {
    let Some(nhs_number) = account.nhs_number else { return Ok(()) };
    if !account.is_traced || !environment.policy.identity_proofing_completes {
        return Ok(());
    }
    let demographics = ctx.adapters(&environment.id).demographics;
    let record = match tokio::time::timeout(PATIENCE, demographics.find(nhs_number)).await {
        Ok(Ok(Some(record))) => record,
        Ok(Ok(None)) => {
            tracing::warn!("an account's NHS number has no record any more; its details stay as they are");
            return Ok(());
        }
        Ok(Err(unavailable)) => {
            tracing::warn!(%unavailable, "an account's details stay as they are");
            return Ok(());
        }
        Err(_) => {
            tracing::warn!("the demographics service takes too long; an account's details stay as they are");
            return Ok(());
        }
    };
    if is_as(account, &record) {
        return Ok(());
    }
    let (environment, id) = (environment.id.clone(), account.id);
    Ok(ctx.store.write(move |tx| accounts::refresh(tx, &environment, id, &record)).await?)
}

/// The same for whoever is known by their id alone.
pub(super) async fn refresh_of(
    ctx: &Context,
    environment: &Environment,
    id: AccountId,
) -> Result<(), Internal> {
    let wanted = environment.id.clone();
    match ctx.store.read(move |tx| accounts::find(tx, &wanted, id)).await? {
        Some(account) => refresh(ctx, environment, &account).await,
        None => Ok(()),
    }
}

fn is_as(account: &Account, record: &Record) -> bool {
    account.family_name.as_deref() == Some(&record.family_name)
        && account.given_name.as_deref() == Some(&record.given_name)
        && account.birthdate == Some(record.birthdate)
        && account.gp_ods_code == record.gp_ods_code
}
