//! `slipway toolkit migrate`: moving integrations to another edition.

use app::{
    Actor, Error,
    integrations::{self, LeftOut, MigrateRefusal, Migrated, Move, Tried},
};
use toolkit::{EditionId, standing::count};

use super::{Workplace, progress};
use crate::{
    arguments::Migrate,
    failure::Failure,
    output::{Output, harmless},
};

/// After how many integrations somebody who waits hears how far it is.
const EVERY: usize = 100;

pub fn run(migrate: &Migrate, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let wanted = Move {
        from: edition(&migrate.from)?,
        to: edition(&migrate.to)?,
        integration: migrate.integration.clone(),
    };
    if migrate.dry_run {
        let trying = integrations::try_migration(&workplace.ctx, Actor::Operator, &wanted, tell("tried"));
        let tried = workplace.runtime.block_on(trying).map_err(failure)?;
        return answer_tried(&tried, out);
    }
    let reason = migrate.reason.clone().unwrap_or_default();
    let moving = integrations::migrate(&workplace.ctx, Actor::Operator, &wanted, &reason, tell("moved"));
    let migrated = workplace.runtime.block_on(moving).map_err(failure)?;
    answer_migrated(&migrated, &wanted, out)
}

fn edition(id: &str) -> Result<EditionId, Failure> {
    id.parse().map_err(|_| Failure::Usage(format!("{id:?} is not the id of an edition, such as 2025-09")))
}

fn tell(done: &'static str) -> impl FnMut(usize) {
    let mut told = 0;
    move |so_far| {
        if so_far >= told + EVERY {
            told = so_far;
            progress(format_args!("{} {done}", count(so_far, "integration", "integrations")));
        }
    }
}

fn answer_tried(tried: &Tried, out: &mut Output<'_>) -> Result<(), Failure> {
    if out.is_json() {
        return Ok(out.json(tried)?);
    }
    for line in tried.findings.to_string().lines() {
        out.line(&harmless(line))?;
    }
    left_out(&tried.left_out, out)?;
    Ok(out.line("Nothing was changed.")?)
}

fn answer_migrated(migrated: &Migrated, wanted: &Move, out: &mut Output<'_>) -> Result<(), Failure> {
    if out.is_json() {
        return Ok(out.json(migrated)?);
    }
    let moved = count(migrated.moved.len(), "integration", "integrations");
    out.line(&format!("Moved {moved} from {} to {}.", wanted.from, wanted.to))?;
    left_out(&migrated.left_out, out)
}

fn left_out(all: &[LeftOut], out: &mut Output<'_>) -> Result<(), Failure> {
    all.iter()
        .try_for_each(|one| Ok(out.line(&harmless(&format!("{} was left out: {}", one.reference, one.why)))?))
}

fn failure(error: Error<MigrateRefusal>) -> Failure {
    match error {
        Error::Internal(fault) => fault.into(),
        Error::Refused(refusal) => Failure::refused(code(&refusal), refusal.to_string()),
    }
}

fn code(refusal: &MigrateRefusal) -> &'static str {
    match refusal {
        MigrateRefusal::NotFound(_) | MigrateRefusal::NotAllowed(_) => "not_allowed",
        MigrateRefusal::NoEdition { .. } => "unknown_edition",
        MigrateRefusal::NoDocument { .. } => "no_migration",
        MigrateRefusal::NoIntegration(_) => "not_found",
        MigrateRefusal::OnAnother { .. } => "another_edition",
        MigrateRefusal::NoReason => "no_reason",
    }
}
