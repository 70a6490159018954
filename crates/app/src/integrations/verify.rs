//! Finds events that are not what was recorded.
//!
//! A log is verified whenever it is read. Those that nobody reads are found by `slipway verify`, by a look at the start that is
//! bounded, and by the worker, which goes through all of them in turn.

use kernel::{SignedDuration, Timestamp};
use onboarding::chain::{self, Broken, Stored};
use store::queries::integrations::{self as queries, Integration};
use uuid::Uuid;

use super::open::shortened;
use crate::{Context, Internal};

// Read by read, so that others get their turn.
const AT_ONCE: u32 = 50;
/// How many events the start verifies before it goes on: some tenths of a second, whatever the size of the world.
const AT_START: u64 = 10_000;
/// How many ends of logs the start names at most.
const MOST_NAMED: u32 = 100;
/// How many logs the worker verifies at a time, and how long it rests when it has been through all.
const IN_TURN: u32 = 10;
const REST: SignedDuration = SignedDuration::from_hours(1);

/// What a sweep over logs found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub integrations: u64,
    pub events: u64,
    /// Each broken one with its reference.
    pub broken: Vec<(String, Broken)>,
}

impl Verified {
    fn add(&mut self, row: &Integration, log: &[Stored]) {
        self.integrations += 1;
        self.events += u64::try_from(log.len()).unwrap_or_default();
        let is_whole = log.last().is_some_and(|last| last.hash[..] == row.head[..]);
        let broken = match chain::open(&row.id.to_string(), log) {
            Err(broken) => broken,
            Ok(_) if !is_whole => shortened(row, log.len()),
            Ok(_) => return,
        };
        self.broken.push((row.reference.clone(), broken));
    }
}

/// Checks the chain of every integration, and tells how far it is after each batch.
pub async fn verify(ctx: &Context, mut tell: impl FnMut(&Verified)) -> Result<Verified, Internal> {
    let mut found = Verified::default();
    let mut after = Uuid::nil();
    while let Some(last) = batch(ctx, after, AT_ONCE, &mut found).await? {
        after = last;
        tell(&found);
    }
    Ok(found)
}

/// Verifies the next logs; answers the id of the last one, or none if there was none left.
async fn batch(
    ctx: &Context,
    after: Uuid,
    most: u32,
    found: &mut Verified,
) -> Result<Option<Uuid>, Internal> {
    let logs = ctx
        .store
        .read(move |tx| {
            let rows = queries::list_after(tx, after, most)?;
            rows.into_iter()
                .map(|row| queries::log(tx, row.id).map(|log| (row, log)))
                .collect::<Result<Vec<_>, _>>()
        })
        .await?;
    for (row, log) in &logs {
        found.add(row, log);
    }
    Ok(logs.last().map(|(row, _)| row.id))
}

/// What can be found quickly when the server starts: logs whose end is not what their integration was left with, in one
/// statement, and whatever is wrong with the first so many events. Each is logged; the rest the worker finds.
pub async fn verify_at_start(ctx: &Context) -> Result<Verified, Internal> {
    let mut found = Verified::default();
    let ends = ctx.store.read(|tx| queries::list_with_other_ends(tx, MOST_NAMED)).await?;
    let mut after = Uuid::nil();
    while found.events < AT_START {
        let Some(last) = batch(ctx, after, AT_ONCE, &mut found).await? else { break };
        after = last;
    }
    for row in ends {
        if found.broken.iter().all(|(reference, _)| *reference != row.reference) {
            let broken = shortened(&row, usize::try_from(row.position).unwrap_or_default());
            found.broken.push((row.reference, broken));
        }
    }
    found.broken.iter().for_each(tell);
    Ok(found)
}

fn tell((reference, broken): &(String, Broken)) {
    tracing::error!(%reference, position = broken.position, "{broken}");
}

/// The worker's way through all logs, over and over: what was verified longest ago comes first.
#[derive(Debug)]
pub struct Round {
    after: Uuid,
    rests_until: Timestamp,
}

impl Default for Round {
    fn default() -> Self {
        Self { after: Uuid::nil(), rests_until: Timestamp::MIN }
    }
}

impl Round {
    /// Verifies a few logs and logs each broken one.
    pub async fn go_on(&mut self, ctx: &Context) -> Result<Verified, Internal> {
        let mut found = Verified::default();
        if ctx.now() < self.rests_until {
            return Ok(found);
        }
        match batch(ctx, self.after, IN_TURN, &mut found).await? {
            Some(last) => self.after = last,
            None => *self = Self { after: Uuid::nil(), rests_until: ctx.now() + REST },
        }
        found.broken.iter().for_each(tell);
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
