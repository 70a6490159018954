//! Rows that a newer version computes from logs which an older one wrote: a migration names the integrations, and the next start
//! computes their rows before anybody looks at them.

use kernel::Timestamp;
use store::{
    StoreError, Tx,
    queries::{bound as queries, integrations},
};
use uuid::Uuid;

use super::{ActRefusal, act::whole_micros, open::Loaded, project::Rows};
use crate::{Context, Error, Internal};

/// Read by read and write by write, so that other processes get their turn.
const AT_ONCE: u32 = 50;

/// Computes the rows that are asked for; answers how many integrations there were. Nobody is told: nothing has happened.
pub async fn fold_again(ctx: &Context) -> Result<usize, Internal> {
    let (mut folded, mut after) = (0, Uuid::nil());
    loop {
        let wanted = ctx.store.read(move |tx| queries::list_to_fold(tx, after, AT_ONCE)).await?;
        let Some(last) = wanted.last() else { return Ok(folded) };
        (after, folded) = (*last, folded + wanted.len());
        let (context, now) = (ctx.clone(), whole_micros(ctx.now()));
        let all = move |tx: &mut Tx<'_>| wanted.iter().try_for_each(|id| fold(&context, tx, *id, now));
        let done: Result<(), StoreError> = ctx.store.write(all).await;
        done?;
    }
}

fn fold(ctx: &Context, tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let Some(row) = integrations::find(tx, id)? else { return Ok(()) };
    match Loaded::read::<ActRefusal>(tx, ctx, row) {
        Ok(loaded) => {
            let (row, position) = (&loaded.row, loaded.row.position);
            // Whoever has moved it on in the meantime has written its rows.
            if integrations::advance(tx, id, position, position, &row.head, &row.summary)? {
                Rows::of(&loaded.definition, &loaded.facts, now).replace_without_turns(tx, id)?;
            }
        }
        Err(Error::Internal(Internal::Store(error))) => return Err(error),
        // It waits for the next start: a backup may have come back by then.
        Err(error) => {
            tracing::error!(integration = %id, %error, "the rows of an integration could not be computed");
            return Ok(());
        }
    }
    queries::end_fold(tx, id)
}
