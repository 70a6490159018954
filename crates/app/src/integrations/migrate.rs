//! Moving integrations to another edition: what it would do to whom, and doing it.
//!
//! Both go through all integrations of the edition that is left, a log at a time. Moving is an event for each integration, so it can
//! be broken off and begun again: who has moved is not on the old edition any more.

use std::sync::Arc;

use onboarding::{
    Command, Refusal,
    policy::{self, Action},
};
use serde::Serialize;
use store::queries::integrations::{self as queries, Integration};
use thiserror::Error;
use toolkit::{
    Definition, EditionId,
    migration::{DryRun, Migration, Trial},
};
use uuid::Uuid;

use super::{ActRefusal, act, open::Loaded};
use crate::{Actor, Context, Error, Internal, portal::NotFound};

const AT_ONCE: u32 = 50;

/// From where to where, and which.
#[derive(Clone, Debug)]
pub struct Move {
    pub from: EditionId,
    pub to: EditionId,
    /// Only this one.
    pub integration: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MigrateRefusal {
    #[error(transparent)]
    NotFound(#[from] NotFound),
    #[error("{0}")]
    NotAllowed(String),
    #[error("there is no edition {edition}: use one of {known}")]
    NoEdition { edition: EditionId, known: String },
    #[error(
        "no document says what becomes of what is in {from} when it moves to {to}: write migrations/{from}_to_{to}.toml"
    )]
    NoDocument { from: EditionId, to: EditionId },
    #[error("there is no integration {0}")]
    NoIntegration(String),
    #[error("integration {reference} is on edition {on}, not on {from}")]
    OnAnother { reference: String, on: String, from: EditionId },
    #[error("say why they move: the reason is shown to the people of each integration")]
    NoReason,
}

impl From<MigrateRefusal> for Error<MigrateRefusal> {
    fn from(refusal: MigrateRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// An integration that could not be moved or tried, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    pub reference: String,
    pub why: String,
}

/// What a trial found.
#[derive(Clone, Debug, Serialize)]
pub struct Tried {
    #[serde(flatten)]
    pub findings: DryRun,
    pub left_out: Vec<LeftOut>,
}

/// Who moved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Migrated {
    pub moved: Vec<String>,
    pub left_out: Vec<LeftOut>,
}

/// The two editions and the way between them.
struct Way {
    old: Arc<Definition>,
    new: Arc<Definition>,
    migration: Arc<Migration>,
}

async fn prepare(ctx: &Context, actor: Actor, wanted: &Move) -> Result<Way, Error<MigrateRefusal>> {
    let roles = ctx.store.read(move |tx| crate::portal::roles::of_staff(tx, actor)).await;
    let roles = roles.map_err(Internal::from)?;
    if roles.is_empty() {
        return Err(MigrateRefusal::NotFound(NotFound).into());
    }
    policy::allow(Action::MigrateEditions, &roles)
        .map_err(|refusal| MigrateRefusal::NotAllowed(refusal.to_string()))?;
    let edition = |id: &EditionId| {
        ctx.toolkit.get(id).ok_or_else(|| {
            let known: Vec<&str> = ctx.toolkit.editions().map(|one| one.edition.id.as_str()).collect();
            MigrateRefusal::NoEdition { edition: id.clone(), known: known.join(", ") }
        })
    };
    let (old, new) = (edition(&wanted.from)?, edition(&wanted.to)?);
    let migration = ctx.toolkit.migration(&wanted.from, &wanted.to);
    let migration = migration
        .ok_or_else(|| MigrateRefusal::NoDocument { from: wanted.from.clone(), to: wanted.to.clone() })?;
    Ok(Way { old, new, migration })
}

/// Those who are on the edition that is left, after the one with this id.
async fn next(ctx: &Context, wanted: &Move, after: Uuid) -> Result<Vec<Integration>, Error<MigrateRefusal>> {
    let from = wanted.from.clone();
    let Some(reference) = wanted.integration.clone() else {
        let all = ctx.store.read(move |tx| queries::list_on_edition_after(tx, from.as_str(), after, AT_ONCE));
        return Ok(all.await.map_err(Internal::from)?);
    };
    if after != Uuid::nil() {
        return Ok(Vec::new());
    }
    let asked = reference.clone();
    let found = ctx.store.read(move |tx| match asked.parse() {
        Ok(id) => queries::find(tx, id),
        Err(_) => queries::find_by_reference(tx, &asked),
    });
    let row = found.await.map_err(Internal::from)?.ok_or(MigrateRefusal::NoIntegration(reference))?;
    if row.summary.edition != from.as_str() {
        let (reference, on) = (row.reference, row.summary.edition);
        return Err(MigrateRefusal::OnAnother { reference, on, from }.into());
    }
    Ok(vec![row])
}

async fn load(ctx: &Context, row: Integration) -> Result<Loaded, Error<ActRefusal>> {
    let context = ctx.clone();
    ctx.store.read(move |tx| Loaded::read::<ActRefusal>(tx, &context, row)).await
}

/// Tries it on all of them: nothing changes. `tell` hears how many it has been tried on.
pub async fn try_migration(
    ctx: &Context,
    actor: Actor,
    wanted: &Move,
    mut tell: impl FnMut(usize),
) -> Result<Tried, Error<MigrateRefusal>> {
    let way = prepare(ctx, actor, wanted).await?;
    let mut trial = Trial::new(&way.old, &way.new, &way.migration, ctx.now());
    let (mut after, mut left_out, mut count) = (Uuid::nil(), Vec::new(), 0);
    loop {
        let rows = next(ctx, wanted, after).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in rows {
            let reference = row.reference.clone();
            match load(ctx, row).await {
                Ok(loaded) => trial.try_on(&reference, &loaded.facts),
                Err(error) => left_out.push(left(reference, error)?),
            }
            count += 1;
        }
        tell(count);
    }
    Ok(Tried { findings: trial.findings(), left_out })
}

// A log that cannot be read is told of and does not stop the others; a database that cannot be read does.
fn left(reference: String, error: Error<ActRefusal>) -> Result<LeftOut, Error<MigrateRefusal>> {
    match error {
        Error::Internal(fault @ (Internal::Broken(_) | Internal::Log(_) | Internal::Overtaken)) => {
            Ok(LeftOut { reference, why: fault.to_string() })
        }
        Error::Internal(fault) => Err(fault.into()),
        Error::Refused(refusal) => Ok(LeftOut { reference, why: refusal.to_string() }),
    }
}

/// Moves them.
pub async fn migrate(
    ctx: &Context,
    actor: Actor,
    wanted: &Move,
    reason: &str,
    mut tell: impl FnMut(usize),
) -> Result<Migrated, Error<MigrateRefusal>> {
    let way = prepare(ctx, actor, wanted).await?;
    if reason.trim().is_empty() {
        return Err(MigrateRefusal::NoReason.into());
    }
    let (mut after, mut done) = (Uuid::nil(), Migrated::default());
    loop {
        let rows = next(ctx, wanted, after).await?;
        let Some(last) = rows.last() else { return Ok(done) };
        after = last.id;
        for row in rows {
            let reference = row.reference.clone();
            match move_one(ctx, actor, &way, row, reason).await {
                Ok(()) => done.moved.push(reference),
                Err(error) => done.left_out.push(left(reference, error)?),
            }
        }
        tell(done.moved.len() + done.left_out.len());
    }
}

// The mapping is of the facts as they were read. What somebody does in between moves with it; at most, what is new bites a stage
// earlier or later than it would have.
async fn move_one(
    ctx: &Context,
    actor: Actor,
    way: &Way,
    row: Integration,
    reason: &str,
) -> Result<(), Error<ActRefusal>> {
    let id = row.id.into();
    let loaded = load(ctx, row).await?;
    let mapping = Box::new(way.migration.mapping(&way.old, &loaded.facts, ctx.now()));
    match act(ctx, actor, id, Command::Migrate { mapping, reason: reason.to_owned() }).await {
        // Somebody else moved it at the same time.
        Err(Error::Refused(ActRefusal::Refused(Refusal::EditionAlready(_)))) => Ok(()),
        other => other.map(drop),
    }
}
