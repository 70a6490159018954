//! Remembered devices: which there are, and forgetting them.

use identity::Environment;
use kernel::{Secret, Timestamp};
use store::{StoreError, queries::devices};

use super::Visit;
use crate::{Context, Internal, messages, outbox, secrets};

/// A browser that stands in for a code.
#[derive(Clone, Debug)]
pub struct Device {
    /// Names it among its person's own; it opens nothing.
    pub id: String,
    pub remembered_at: Timestamp,
    pub used_at: Option<Timestamp>,
    /// The browser that asks.
    pub is_this: bool,
}

/// The devices of whoever asks, the newest first. `here` is what their browser holds.
pub async fn list(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
    here: Option<&Secret>,
) -> Result<Vec<Device>, Internal> {
    let (environment, account_id, now) = (environment.id.clone(), visit.account.id, ctx.now());
    let listed = ctx.store.read(move |tx| devices::list(tx, &environment, account_id, now)).await?;
    let here = here.map(|token| secrets::hash(token.expose()));
    let device = |device: devices::Device| Device {
        is_this: here.is_some_and(|here| here.as_slice() == device.hash),
        id: jose::base64url(&device.hash),
        remembered_at: device.remembered_at,
        used_at: device.used_at,
    };
    Ok(listed.into_iter().map(device).collect())
}

/// Forgets one; answers whether it was one of theirs.
pub async fn forget(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
    id: &str,
) -> Result<bool, Internal> {
    let Some(hash) = jose::from_base64url(id) else { return Ok(false) };
    let message = told(ctx, environment, visit);
    let (environment, account_id) = (environment.id.clone(), visit.account.id);
    let forgotten = ctx.store.write(move |tx| {
        let forgotten = devices::forget(tx, &environment, account_id, &hash)?;
        if forgotten {
            outbox::queue(tx, &message)?;
        }
        Ok::<_, StoreError>(forgotten)
    });
    let forgotten = forgotten.await?;
    ctx.outgoing.notify_one();
    Ok(forgotten)
}

/// Forgets all; answers whether there were any.
pub async fn forget_all(ctx: &Context, environment: &Environment, visit: &Visit) -> Result<bool, Internal> {
    let message = told(ctx, environment, visit);
    let (environment, account_id) = (environment.id.clone(), visit.account.id);
    let forgotten = ctx.store.write(move |tx| {
        let forgotten = devices::forget_all(tx, &environment, account_id)? > 0;
        if forgotten {
            outbox::queue(tx, &message)?;
        }
        Ok::<_, StoreError>(forgotten)
    });
    let forgotten = forgotten.await?;
    ctx.outgoing.notify_one();
    Ok(forgotten)
}

fn told(ctx: &Context, environment: &Environment, visit: &Visit) -> outbox::StoredMessage {
    ctx.message(environment.id.as_str(), messages::device_forgotten(visit.account.email.clone()))
}
