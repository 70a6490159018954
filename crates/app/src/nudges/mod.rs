//! Who is told what, when: mails when it becomes somebody's turn and when something happens that they wait for.
//!
//! Nobody is told what they did themselves, and one change is one mail for each person. The words are those of the standing and of
//! the history: nothing is worded a second time here.

mod circle;
mod daily;
mod delivery;
mod news;
mod notice;
pub mod preferences;
mod reminders;
mod subject;
mod way;

use std::collections::BTreeSet;

use kernel::{SignedDuration, Timestamp};
use onboarding::{Event, Recorded};
use store::{
    StoreError, Tx,
    queries::{
        integrations::{Integration, Waiting},
        portal::products,
    },
};
use toolkit::{Definition, Facts, Standing};

use self::{
    circle::Circle,
    notice::{Notice, Scene},
};
use crate::{
    Context,
    integrations::{People, waiting},
    webhooks,
};

pub use daily::send_daily;
pub(crate) use reminders::plan;
pub use reminders::remind;

/// What has just changed at an integration, within the transaction that changes it.
pub(crate) struct Change<'c> {
    pub integration: &'c Integration,
    pub before: &'c Standing<'c>,
    pub after: &'c Standing<'c>,
    pub facts_before: &'c Facts,
    pub facts: &'c Facts,
    pub recorded: &'c [Recorded],
}

/// Queues what people have to hear of.
pub(crate) fn tell(ctx: &Context, tx: &mut Tx<'_>, change: &Change<'_>) -> Result<(), StoreError> {
    let after = waiting(change.after, change.facts);
    // Another edition names things differently: what it asks for is not news, the move is.
    let is_moved = change.recorded.iter().any(|one| matches!(one.event, Event::EditionChanged { .. }));
    if let Some(last) = change.recorded.last()
        && reminders::turns_differ(change.before, change.after)
    {
        plan(tx, change.integration.id, change.after, last.at)?;
    }
    let standings = (change.before, change.after);
    webhooks::announce(ctx, tx, change.integration, standings, change.facts, change.recorded)?;
    let turns =
        if is_moved { Vec::new() } else { newly(&waiting(change.before, change.facts_before), &after) };
    spread(
        ctx,
        tx,
        &News {
            integration: change.integration,
            definition: change.after.definition,
            facts_before: change.facts_before,
            facts: change.facts,
            recorded: change.recorded,
            turns,
        },
    )
}

/// The same, where nothing but time has passed: a call is over, a file ran out.
pub(crate) fn tell_of_time(
    ctx: &Context,
    tx: &mut Tx<'_>,
    integration: &Integration,
    definition: &Definition,
    facts: &Facts,
    (before, after): (&[Waiting], &[Waiting]),
    now: Timestamp,
) -> Result<(), StoreError> {
    let turns = newly(before, after);
    let standing = Standing::of(definition, facts, now);
    plan(tx, integration.id, &standing, now)?;
    if let Some(changed_at) = integration.summary.recheck_at {
        let earlier = Standing::of(definition, facts, changed_at - SignedDuration::from_micros(1));
        webhooks::announce(ctx, tx, integration, (&earlier, &standing), facts, &[])?;
    }
    spread(ctx, tx, &News { integration, definition, facts_before: facts, facts, recorded: &[], turns })
}

/// What there is to tell, before it is known to whom.
struct News<'c> {
    integration: &'c Integration,
    definition: &'c Definition,
    facts_before: &'c Facts,
    facts: &'c Facts,
    recorded: &'c [Recorded],
    turns: Vec<&'c Waiting>,
}

/// What waits for a role and did not before, what the next gate needs first.
fn newly<'w>(before: &[Waiting], after: &'w [Waiting]) -> Vec<&'w Waiting> {
    let known: BTreeSet<(&str, &str)> =
        before.iter().map(|one| (one.role.as_str(), one.check_id.as_str())).collect();
    let is_new = |one: &&Waiting| !known.contains(&(one.role.as_str(), one.check_id.as_str()));
    let mut new: Vec<&Waiting> = after.iter().filter(is_new).collect();
    new.sort_by_key(|one| !one.is_next);
    new
}

fn spread(ctx: &Context, tx: &mut Tx<'_>, news: &News<'_>) -> Result<(), StoreError> {
    if news.turns.is_empty() && !news.recorded.iter().any(|recorded| news::is_news(&recorded.event, news)) {
        return Ok(());
    }
    let integration = news.integration;
    let Some(product) = products::find(tx, integration.product_id)? else { return Ok(()) };
    let circle = Circle::of(tx, news)?;
    let scene = Scene { news, product: &product, people: people(tx, news)?, portal_url: &ctx.portal_url };
    for person in circle.people() {
        // What was done together was done by one person.
        if news.recorded.first().is_some_and(|recorded| recorded.by == person.user.to_string()) {
            continue;
        }
        if let Some(notice) = Notice::of(&scene, &circle, person) {
            delivery::deliver(ctx, tx, integration.id, person, notice)?;
        }
    }
    Ok(())
}

// Those whom the news name.
fn people(tx: &mut Tx<'_>, news: &News<'_>) -> Result<People, StoreError> {
    let ids = news.recorded.iter().map(|recorded| &recorded.by).chain(&news.facts.project_manager);
    let ids = ids.filter_map(|id| id.parse().ok()).collect();
    let service = news.definition.edition.service.clone();
    People::read(tx, &ids, news.facts.project_manager.clone(), service)
}

#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
pub(crate) use tests as testing;
