//! Two services that take each other's word for who is signed in (spec section 7).

use identity::{ClientId, Environment};

use super::{Change, Refusal, find, update};
use crate::{Context, Error};

/// Makes each a partner of the other. One alone counts for nothing, so doing it again mends what was left half done.
pub async fn pair(
    ctx: &Context,
    environment: &Environment,
    [one, other]: [&ClientId; 2],
) -> Result<(), Error<Refusal>> {
    for client in [one, other] {
        find(ctx, &environment.id, client).await?.ok_or_else(|| Refusal::NotFound(client.clone()))?;
    }
    add(ctx, environment, one, other).await?;
    add(ctx, environment, other, one).await
}

async fn add(
    ctx: &Context,
    environment: &Environment,
    to: &ClientId,
    partner: &ClientId,
) -> Result<(), Error<Refusal>> {
    let owned = find(ctx, &environment.id, to).await?.ok_or_else(|| Refusal::NotFound(to.clone()))?;
    if owned.client.sso_partners.contains(partner) {
        return Ok(());
    }
    let mut change = Change::of(&owned.client);
    change.sso_partners.push(partner.to_string());
    update(ctx, environment, to, change).await.map(drop)
}
