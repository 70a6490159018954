//! Sending what is due, one after the other, each until it arrives or is given up.

use kernel::SignedDuration;
use store::queries::webhooks::{self as queries, Claimed};

use super::opened;
use crate::{Context, Internal, outbox::next_attempt};

/// Sends what is due; answers how many were tried.
pub async fn deliver(ctx: &Context) -> Result<usize, Internal> {
    let mut tried = 0;
    loop {
        let now = ctx.now();
        // Longer than a send may take, so that nobody sends it a second time meanwhile.
        let lease_ends_at = now + SignedDuration::from_mins(2);
        let claimed = ctx.store.write(move |tx| queries::claim(tx, now, lease_ends_at)).await?;
        let Some(claimed) = claimed else { return Ok(tried) };
        tried += 1;
        attempt(ctx, claimed).await?;
    }
}

async fn attempt(ctx: &Context, claimed: Claimed) -> Result<(), Internal> {
    let Claimed { delivery, url, sealed_secret } = claimed;
    let secret = opened(ctx, delivery.webhook_id, &sealed_secret)?;
    let signature = notify::signature(secret.expose(), ctx.now(), &delivery.body);
    let outcome = ctx.webhooks.send(&url, &signature, delivery.body).await;
    let (id, now) = (delivery.id, ctx.now());
    match outcome {
        Ok(()) => ctx.store.write(move |tx| queries::mark(tx, id, Some(now), None, None)).await?,
        Err(error) => {
            let next = next_attempt(delivery.attempts, error.retry, now);
            let failure = error.to_string();
            tracing::warn!(delivery = %id, attempts = delivery.attempts, given_up = next.is_none(), failure, "webhook not reached");
            ctx.store.write(move |tx| queries::mark(tx, id, None, Some(&failure), next)).await?;
        }
    }
    Ok(())
}
