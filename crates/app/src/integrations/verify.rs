//! Finds events that are not what was recorded.

use onboarding::chain::{self, Broken};
use store::queries::integrations as queries;
use uuid::Uuid;

use super::open::shortened;
use crate::{Context, Internal};

// Read by read, so that others get their turn.
const AT_ONCE: u32 = 50;

/// What a sweep over every log found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub integrations: u64,
    pub events: u64,
    pub broken: Vec<(String, Broken)>,
}

/// Checks the chain of every integration. Each broken one is named with its reference.
pub async fn verify(ctx: &Context) -> Result<Verified, Internal> {
    let mut found = Verified::default();
    let mut after = Uuid::nil();
    loop {
        let batch = ctx
            .store
            .read(move |tx| {
                let rows = queries::list_after(tx, after, AT_ONCE)?;
                rows.into_iter()
                    .map(|row| queries::log(tx, row.id).map(|log| (row, log)))
                    .collect::<Result<Vec<_>, _>>()
            })
            .await?;
        let Some((last, _)) = batch.last() else { return Ok(found) };
        after = last.id;
        for (row, log) in batch {
            found.integrations += 1;
            found.events += u64::try_from(log.len()).unwrap_or_default();
            let is_whole = log.last().is_some_and(|last| last.hash[..] == row.head[..]);
            match chain::open(&row.id.to_string(), &log) {
                Err(broken) => found.broken.push((row.reference, broken)),
                Ok(_) if !is_whole => {
                    let broken = shortened(&row, log.len());
                    found.broken.push((row.reference, broken));
                }
                Ok(_) => {}
            }
        }
    }
}
