//! The inspector's record of what passed between clients and the provider.

use identity::{ClientId, EnvironmentId, Exchange, GrantId, exchange::Outcome};
use kernel::Reference;
use store::queries::exchanges::{self as queries, Recorded};

use crate::{Context, Internal};

/// A client's exchanges, newest first; `before` is the sequence to page on from.
pub async fn list_before(
    ctx: &Context,
    environment: &EnvironmentId,
    client_id: &ClientId,
    before: Option<i64>,
    most: u32,
) -> Result<Vec<Recorded>, Internal> {
    let (environment, client_id) = (environment.clone(), client_id.clone());
    let before = before.unwrap_or(i64::MAX);
    Ok(ctx.store.read(move |tx| queries::list_before(tx, &environment, &client_id, before, most)).await?)
}

/// A client's exchanges since a sequence, oldest first: to follow what happens.
pub async fn list_after(
    ctx: &Context,
    environment: &EnvironmentId,
    client_id: &ClientId,
    after: i64,
    most: u32,
) -> Result<Vec<Recorded>, Internal> {
    let (environment, client_id) = (environment.clone(), client_id.clone());
    Ok(ctx.store.read(move |tx| queries::list_after(tx, &environment, &client_id, after, most)).await?)
}

/// The exchange that a refusal page's reference names.
pub async fn find(
    ctx: &Context,
    environment: &EnvironmentId,
    reference: &Reference,
) -> Result<Option<Recorded>, Internal> {
    let (environment, reference) = (environment.clone(), reference.clone());
    Ok(ctx.store.read(move |tx| queries::find(tx, &environment, &reference)).await?)
}

/// The exchanges of one sign-in, in order.
pub async fn list_of_grant(
    ctx: &Context,
    environment: &EnvironmentId,
    client_id: &ClientId,
    grant_id: GrantId,
) -> Result<Vec<Recorded>, Internal> {
    let (environment, client_id) = (environment.clone(), client_id.clone());
    Ok(ctx.store.read(move |tx| queries::list_of_grant(tx, &environment, &client_id, grant_id)).await?)
}

/// Records an exchange that had no other effect.
pub async fn record(ctx: &Context, exchange: Exchange) -> Result<(), Internal> {
    tracing::debug!(
        reference = %exchange.reference,
        endpoint = exchange.endpoint.name(),
        outcome = exchange.outcome.name(),
        error = exchange.error.as_deref(),
        "exchange"
    );
    debug_assert!(exchange.outcome != Outcome::Waiting, "a waiting exchange is recorded with its journey");
    Ok(ctx.store.write(move |tx| queries::insert(tx, &exchange)).await?)
}
