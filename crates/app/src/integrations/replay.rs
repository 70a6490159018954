//! Many commands upon one integration in one transaction: how a history is made that lies in the past.
//!
//! Each command goes the way of every command, by the policy and by the decision, at its own moment; only the rows are written once,
//! and nobody is told, because all of it has happened long ago.

use kernel::Timestamp;
use onboarding::{
    Command, Recorded,
    chain::{self, Stored},
    decide,
};
use store::{
    Tx,
    queries::{
        documents::{self, Document},
        integrations as queries,
    },
};
use toolkit::{Definition, Facts, Standing};

use super::{
    ActRefusal, IntegrationId,
    act::{By, authorise, whole_micros},
    open::Loaded,
    project::Rows,
};
use crate::{Context, Error, nudges, portal::NotFound};

/// Who does what, and when.
pub(crate) struct Step {
    pub by: By,
    pub at: Timestamp,
    pub command: Command,
    /// The file that the command speaks of.
    pub document: Option<Document>,
}

/// Runs what `next` answers, one step after the other, until it answers none. A refusal undoes all of it.
pub(crate) async fn replay(
    ctx: &Context,
    id: IntegrationId,
    now: Timestamp,
    next: impl FnMut(&Definition, &Facts) -> Option<Step> + Send + 'static,
) -> Result<usize, Error<ActRefusal>> {
    let context = ctx.clone();
    ctx.store.write(move |tx| run(&context, tx, id, now, next)).await
}

fn run(
    ctx: &Context,
    tx: &mut Tx<'_>,
    id: IntegrationId,
    now: Timestamp,
    mut next: impl FnMut(&Definition, &Facts) -> Option<Step>,
) -> Result<usize, Error<ActRefusal>> {
    let row = queries::find(tx, id.uuid())?.ok_or(ActRefusal::NotFound(NotFound))?;
    let mut loaded = Loaded::read::<ActRefusal>(tx, ctx, row)?;
    let mut linked: Vec<Stored> = Vec::new();
    while let Some(step) = next(&loaded.definition, &loaded.facts) {
        let new = apply(ctx, tx, &mut loaded, linked.last(), step)?;
        linked.extend(new);
    }
    let last = linked.last().or(loaded.stored.last());
    let (head, to) = last.map(|last| (last.hash, last.position)).unwrap_or_default();
    let rows = Rows::of(&loaded.definition, &loaded.facts, now);
    let (from, to) = (loaded.row.position, i64::try_from(to).unwrap_or(i64::MAX));
    queries::advance(tx, id.uuid(), from, to, &head, &rows.summary)?;
    queries::append(tx, id.uuid(), &linked)?;
    rows.replace(tx, id.uuid())?;
    // Whoever would have been reminded was, long ago: only what is still to come is.
    nudges::plan(tx, id.uuid(), &Standing::of(&loaded.definition, &loaded.facts, now), now)?;
    Ok(linked.len())
}

fn apply(
    ctx: &Context,
    tx: &mut Tx<'_>,
    loaded: &mut Loaded,
    last: Option<&Stored>,
    step: Step,
) -> Result<Vec<Stored>, Error<ActRefusal>> {
    let at = whole_micros(step.at).max(loaded.facts.touched.at);
    if let Some(document) = &step.document {
        documents::insert(tx, document)?;
    }
    let who = authorise(tx, step.by, &loaded.row, ctx, &step.command)?;
    let events =
        decide(&loaded.definition, &loaded.facts, step.command, &who, at).map_err(ActRefusal::from)?;
    let last = last.or(loaded.stored.last());
    let linked = chain::link(&loaded.row.id.to_string(), last, at, &who.id, &events);
    for (stored, event) in linked.iter().zip(events) {
        let recorded = Recorded { position: stored.position, at, by: stored.by.clone(), event };
        onboarding::evolve(&mut loaded.facts, &recorded);
    }
    loaded.definition = ctx.definition(loaded.facts.edition.as_str())?;
    Ok(linked)
}
