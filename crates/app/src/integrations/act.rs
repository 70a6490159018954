//! Acting on an integration.

use std::sync::Arc;

use kernel::Timestamp;
use onboarding::{
    Command, Event, Recorded, Who,
    chain::{self, Stored},
    decide, policy,
};
use store::{
    StoreError, Tx,
    queries::{
        documents::{self, Document},
        integrations::{self as queries, Integration},
        portal::products,
    },
};
use toolkit::{Facts, Standing};
use uuid::Uuid;

use super::{
    ActRefusal, IntegrationId,
    open::Loaded,
    project::{self, Rows},
};
use crate::{Actor, Context, Error, Internal, nudges, portal::NotFound};

/// How often a command is decided again because somebody else was faster.
const TRIES: usize = 8;

/// What a command did.
#[derive(Clone, Debug)]
pub struct Acted {
    pub events: Vec<Event>,
    pub position: u64,
}

/// Does something to an integration, if the actor may and it can be done now.
pub async fn act(
    ctx: &Context,
    actor: Actor,
    id: IntegrationId,
    command: Command,
) -> Result<Acted, Error<ActRefusal>> {
    run(ctx, By::Actor(actor), id.uuid(), command, None).await
}

/// Whether [`act`] would do it now: what a page asks before it says what will happen. It changes nothing.
pub async fn would_act(
    ctx: &Context,
    actor: Actor,
    id: IntegrationId,
    command: Command,
) -> Result<(), Error<ActRefusal>> {
    let (context, now) = (ctx.clone(), whole_micros(ctx.now()));
    ctx.store
        .read(move |tx| {
            let row = queries::find(tx, id.uuid())?.ok_or(ActRefusal::NotFound(NotFound))?;
            let who = authorise(tx, By::Actor(actor), &row, &context, &command)?;
            let loaded = Loaded::read::<ActRefusal>(tx, &context, row)?;
            decide(&loaded.definition, &loaded.facts, command, &who, now).map_err(ActRefusal::from)?;
            Ok(())
        })
        .await
}

/// The same with a file that the command is about: both are kept, or neither.
pub(super) async fn act_with_file(
    ctx: &Context,
    actor: Actor,
    id: IntegrationId,
    command: Command,
    file: Arc<Document>,
) -> Result<Acted, Error<ActRefusal>> {
    run(ctx, By::Actor(actor), id.uuid(), command, Some(file)).await
}

/// What the platform does by itself: noting what it saw, looking into registers, proposing a pause.
pub async fn act_as_platform(
    ctx: &Context,
    id: IntegrationId,
    command: Command,
) -> Result<Acted, Error<ActRefusal>> {
    run(ctx, By::Platform, id.uuid(), command, None).await
}

/// The same within a transaction of the caller's. What cannot be done now is logged and left.
pub(crate) fn act_as_platform_in(
    ctx: &Context,
    tx: &mut Tx<'_>,
    id: Uuid,
    command: Command,
    now: Timestamp,
) -> Result<(), Internal> {
    match attempt(ctx, tx, By::Platform, id, command, whole_micros(now)) {
        Ok(_) => Ok(()),
        Err(Error::Internal(fault)) => Err(fault),
        Err(Error::Refused(refusal)) => {
            tracing::warn!(integration = %id, %refusal, "the platform could not act");
            Ok(())
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum By {
    Actor(Actor),
    Platform,
}

async fn run(
    ctx: &Context,
    by: By,
    id: Uuid,
    command: Command,
    file: Option<Arc<Document>>,
) -> Result<Acted, Error<ActRefusal>> {
    in_transaction(ctx, move |ctx, tx, now| {
        let acted = attempt(ctx, tx, by, id, command.clone(), now)?;
        // Only where the log says that it is there; a savepoint takes both back if it does not fit.
        if let (Some(file), false) = (&file, acted.events.is_empty()) {
            documents::insert(tx, file)?;
        }
        Ok(acted)
    })
    .await
}

/// Runs a use case that acts on integrations, on several or together with other rows, in one transaction; again where somebody
/// was faster with one of them.
pub(crate) async fn in_transaction<T, R, F>(ctx: &Context, work: F) -> Result<T, Error<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(&Context, &mut Tx<'_>, Timestamp) -> Result<T, Error<R>> + Clone + Send + 'static,
{
    for _ in 0..TRIES {
        let (context, work, now) = (ctx.clone(), work.clone(), whole_micros(ctx.now()));
        match ctx.store.write(move |tx| work(&context, tx, now)).await {
            Err(Error::Internal(Internal::Overtaken)) => {}
            done => {
                if done.is_ok() {
                    ctx.outgoing.notify_one();
                }
                return done;
            }
        }
    }
    Err(Internal::Overtaken.into())
}

/// [`act`] within a transaction of [`in_transaction`].
pub(crate) fn act_within(
    ctx: &Context,
    tx: &mut Tx<'_>,
    actor: Actor,
    id: IntegrationId,
    command: Command,
    now: Timestamp,
) -> Result<Acted, Error<ActRefusal>> {
    attempt(ctx, tx, By::Actor(actor), id.uuid(), command, now)
}

fn attempt(
    ctx: &Context,
    tx: &mut Tx<'_>,
    by: By,
    id: Uuid,
    command: Command,
    now: Timestamp,
) -> Result<Acted, Error<ActRefusal>> {
    let row = queries::find(tx, id)?.ok_or(ActRefusal::NotFound(NotFound))?;
    let who = authorise(tx, by, &row, ctx, &command)?;
    let loaded = Loaded::read(tx, ctx, row)?;
    // A clock that was set back must not write a log that runs backwards.
    let now = project::last_moment(&loaded.log).map_or(now, |last| last.max(now));
    let events = decide(&loaded.definition, &loaded.facts, command, &who, now).map_err(ActRefusal::from)?;
    let position = loaded.row.position;
    if events.is_empty() {
        return Ok(Acted { events, position: u64::try_from(position).unwrap_or_default() });
    }
    let linked = chain::link(&id.to_string(), loaded.stored.last(), now, &who.id, &events);
    if !save(ctx, tx, &loaded, &linked, &events, now)? {
        return Err(Internal::Overtaken.into());
    }
    Ok(Acted { position: linked.last().map_or(0, |last| last.position), events })
}

// The policy is asked here and nowhere else. Whoever cannot see the integration learns nothing of it.
pub(super) fn authorise(
    tx: &mut Tx<'_>,
    by: By,
    row: &Integration,
    ctx: &Context,
    command: &Command,
) -> Result<Who, Error<ActRefusal>> {
    let actor = match by {
        By::Platform => return Ok(Who::platform()),
        By::Actor(Actor::Operator) => return Ok(Who::operator()),
        By::Actor(actor) => actor,
    };
    let product = products::find(tx, row.product_id)?.ok_or(ActRefusal::NotFound(NotFound))?;
    let roles = crate::portal::roles::of_product(tx, actor, &product)?;
    if !policy::may(policy::Action::ViewIntegration, &roles) {
        return Err(ActRefusal::NotFound(NotFound).into());
    }
    let definition = ctx.definition(&row.summary.edition)?;
    policy::allow(command.action(&definition), &roles)
        .map_err(|refusal| ActRefusal::NotAllowed(refusal.to_string()))?;
    let person = crate::portal::roles::person_behind(tx, actor)?;
    let Some(user) = person else { return Ok(Who::operator()) };
    Ok(Who { id: user.to_string(), roles: super::open::ids(&roles) })
}

/// Appends, folds, refreshes the rows and tells whoever has to know; `false` if somebody else appended first.
fn save(
    ctx: &Context,
    tx: &mut Tx<'_>,
    before: &Loaded,
    linked: &[Stored],
    events: &[Event],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut facts = before.facts.clone();
    let mut recorded = Vec::with_capacity(events.len());
    for (stored, event) in linked.iter().zip(events) {
        let one = Recorded {
            position: stored.position,
            at: stored.at,
            by: stored.by.clone(),
            event: event.clone(),
        };
        onboarding::evolve(&mut facts, &one);
        recorded.push(one);
    }
    let after = ctx.toolkit.get(&facts.edition).unwrap_or_else(|| before.definition.clone());
    let rows = Rows::of(&after, &facts, now);
    let Some(last) = linked.last() else { return Ok(true) };
    let (id, from) = (before.row.id, before.row.position);
    let to = i64::try_from(last.position).unwrap_or(i64::MAX);
    if !queries::advance(tx, id, from, to, &last.hash, &rows.summary)? {
        return Ok(false);
    }
    queries::append(tx, id, linked)?;
    rows.replace(tx, id)?;
    let change = nudges::Change {
        integration: &before.row,
        before: &Standing::of(&before.definition, &before.facts, now),
        after: &Standing::of(&after, &facts, now),
        facts_before: &before.facts,
        facts: &facts,
        recorded: &recorded,
    };
    nudges::tell(ctx, tx, &change)?;
    Ok(true)
}

/// Refreshes the rows of integrations that time has changed. It answers how many there were.
pub async fn recheck(ctx: &Context, most: u32) -> Result<usize, Internal> {
    let (context, now) = (ctx.clone(), whole_micros(ctx.now()));
    Ok(ctx.store.write(move |tx| recheck_now(&context, tx, now, most)).await?)
}

fn recheck_now(ctx: &Context, tx: &mut Tx<'_>, now: Timestamp, most: u32) -> Result<usize, StoreError> {
    let due = queries::list_to_recheck(tx, now, most)?;
    let count = due.len();
    for id in due {
        let Some(row) = queries::find(tx, id)? else { continue };
        match Loaded::read::<ActRefusal>(tx, ctx, row) {
            Ok(loaded) => refresh(ctx, tx, &loaded, now)?,
            Err(Error::Internal(Internal::Store(error))) => return Err(error),
            // A broken log is found and told by the sweep that verifies; here it must not stop the others.
            Err(error) => {
                tracing::error!(integration = %id, %error, "an integration could not be refreshed");
                queries::put_off(tx, id, now + kernel::SignedDuration::from_hours(1))?;
            }
        }
    }
    Ok(count)
}

fn refresh(ctx: &Context, tx: &mut Tx<'_>, loaded: &Loaded, now: Timestamp) -> Result<(), StoreError> {
    let rows = Rows::of(&loaded.definition, &loaded.facts, now);
    let (id, position) = (loaded.row.id, loaded.row.position);
    if !queries::advance(tx, id, position, position, &loaded.row.head, &rows.summary)? {
        return Ok(());
    }
    let before = queries::list_waiting(tx, id)?;
    rows.replace(tx, id)?;
    let turns = (before.as_slice(), rows.waiting.as_slice());
    nudges::tell_of_time(ctx, tx, &loaded.row, &loaded.definition, &loaded.facts, turns, now)
}

/// Both databases keep microseconds, and the hash of an event covers its moment.
pub(super) fn whole_micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

pub(super) fn facts_of(log: &[Recorded], id: Uuid) -> Result<Facts, Internal> {
    onboarding::fold(log)
        .ok_or_else(|| Internal::Log(format!("the log of integration {id} does not begin with its start")))
}
