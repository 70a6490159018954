//! Passkeys: seen and named by whoever is in their settings, added and removed by whoever showed lately that it is them.

use identity::Environment;
use store::queries::account_passkeys::AccountPasskey;
use uuid::Uuid;

use super::{Confirmed, Visit};
use crate::{
    Context, Error, Internal,
    account_passkeys::{self, Holder, Refusal},
};

pub use crate::account_passkeys::are_offered;

fn holder(visit: &Visit) -> Holder {
    Holder { account: visit.account.clone(), hash: visit.hash }
}

pub async fn list(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
) -> Result<Vec<AccountPasskey>, Internal> {
    account_passkeys::list(ctx, environment, &visit.account).await
}

/// What the browser needs to make a passkey, as JSON.
pub async fn begin(
    ctx: &Context,
    environment: &Environment,
    Confirmed(visit): Confirmed<'_>,
) -> Result<String, Error<Refusal>> {
    account_passkeys::begin(ctx, environment, &holder(visit)).await
}

/// Adds the passkey that the browser made.
pub async fn add(
    ctx: &Context,
    environment: &Environment,
    Confirmed(visit): Confirmed<'_>,
    name: &str,
    answer: &str,
) -> Result<(), Error<Refusal>> {
    account_passkeys::add(ctx, environment, &holder(visit), name, answer).await
}

pub async fn rename(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
    id: Uuid,
    name: &str,
) -> Result<(), Error<Refusal>> {
    account_passkeys::rename(ctx, environment, &visit.account, id, name).await
}

pub async fn remove(
    ctx: &Context,
    environment: &Environment,
    Confirmed(visit): Confirmed<'_>,
    id: Uuid,
) -> Result<(), Error<Refusal>> {
    account_passkeys::remove(ctx, environment, &visit.account, id).await
}
