//! What runs by itself: sending messages, looking for what checks wait to see, removing what has run out, and
//! verifying logs.

use std::time::Duration;

use kernel::SignedDuration;
use store::queries::housekeeping::{self, Horizon};

use crate::{
    Context, Internal, board,
    integrations::{self, observe},
    keys, nudges, outbox, registers, webhooks,
};

/// How many integrations are refreshed at once where time has changed them.
const RECHECKED_AT_ONCE: u32 = 20;

/// How long exchanges and messages are kept: two weeks of a developer's questions.
const TRAFFIC_KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Grants go after the life of a refresh token that was given out on their last day, and a day.
const GRANTS_KEPT: SignedDuration = SignedDuration::from_hours(61 * 24);

/// How many integrations are looked at in a row: others want the database too.
const LOOKED_AT: u32 = 100;

/// Runs until it is dropped. Faults are logged and tried again: nobody waits for this.
pub async fn run(ctx: Context) {
    // Apart from each other: an address that does not answer must not keep a sign-in code waiting.
    tokio::join!(send_webhooks(&ctx), run_the_rest(&ctx));
}

async fn send_webhooks(ctx: &Context) {
    let mut due = tokio::time::interval(Duration::from_secs(5));
    loop {
        due.tick().await;
        log(webhooks::deliver(ctx).await, "sending to webhooks failed");
    }
}

async fn run_the_rest(ctx: &Context) {
    let mut sweep_due = tokio::time::interval(Duration::from_mins(10));
    let mut looking_due = tokio::time::interval(Duration::from_secs(30));
    let mut nudges_due = tokio::time::interval(Duration::from_mins(1));
    let mut delivery_due = tokio::time::interval(Duration::from_secs(15));
    let mut papers_due = tokio::time::interval(Duration::from_mins(1));
    let mut registers_due = tokio::time::interval(Duration::from_mins(10));
    let mut verification_due = tokio::time::interval(Duration::from_secs(2));
    let mut verification = integrations::Round::default();
    loop {
        tokio::select! {
            _ = registers_due.tick() => log(registers::sweep(ctx).await.map(drop), "asking registers failed"),
            _ = papers_due.tick() => log(board::freeze_due(ctx).await, "freezing papers failed"),
            _ = sweep_due.tick() => {
                log(sweep(ctx).await, "housekeeping failed");
                log(keys::rotate_due(ctx).await, "rotating signing keys failed");
            }
            _ = looking_due.tick() => log(observe::look_for_all(ctx, LOOKED_AT).await, "looking for sign-ins failed"),
            _ = nudges_due.tick() => log(nudge(ctx).await, "reminding people failed"),
            _ = delivery_due.tick() => log(outbox::deliver(ctx).await, "sending messages failed"),
            _ = verification_due.tick() => log(verification.go_on(ctx).await, "verifying logs failed"),
            () = ctx.outgoing.notified() => log(outbox::deliver(ctx).await, "sending messages failed"),
        }
    }
}

fn log<T>(outcome: Result<T, Internal>, what: &'static str) {
    if let Err(error) = outcome {
        tracing::error!(%error, "{what}");
    }
}

/// Looks again at what time alone has changed, reminds those whose turn it is, and sends the mails of the day.
pub async fn nudge(ctx: &Context) -> Result<(), Internal> {
    while integrations::recheck(ctx, RECHECKED_AT_ONCE).await? > 0 {}
    nudges::remind(ctx).await?;
    nudges::send_daily(ctx).await?;
    Ok(())
}

/// Removes what has run out, a thousand rows at a time; answers how many went.
pub async fn sweep(ctx: &Context) -> Result<u64, Internal> {
    let now = ctx.now();
    let horizon = Horizon { now, traffic: now - TRAFFIC_KEPT, grants: now - GRANTS_KEPT };
    let mut removed = 0;
    loop {
        match ctx.store.write(move |tx| housekeeping::sweep(tx, horizon)).await? {
            0 => return Ok(removed),
            some => removed += some,
        }
    }
}
