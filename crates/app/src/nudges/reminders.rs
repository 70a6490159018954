//! Reminders by age, only to those whose turn it is, each age once; and a pause that is proposed after a long silence.
//!
//! Each integration has one moment at which it has to be looked at next. Whoever moves it on, in the transaction that sends what
//! fell due, is the only one to send it.

use jiff::civil::Date;
use kernel::Timestamp;
use onboarding::Command;
use store::{
    StoreError, Tx,
    queries::{
        integrations::{self as integration_queries, Waiting},
        notices as queries,
        portal::products,
    },
};
use toolkit::{
    Definition, Standing,
    definition::Side,
    standing::{count, london},
};
use uuid::Uuid;

use super::{
    News,
    circle::Circle,
    delivery,
    notice::{Notice, Scene},
    people,
};
use crate::{
    Context, Error, Internal,
    integrations::{ActRefusal, Loaded, act_as_platform_in, waiting},
};

/// The hour in London at which reminders are due.
const HOUR: i8 = 8;
/// How many integrations are looked for at once.
const AT_ONCE: u32 = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Remind(Side),
    ProposePause,
}

/// Something that falls due if nothing moves before.
#[derive(Clone, Copy, Debug)]
struct Moment {
    at: Timestamp,
    what: What,
    /// How many working days it has waited then.
    waited: u32,
}

fn moments(standing: &Standing<'_>) -> Vec<Moment> {
    let (definition, turn) = (standing.definition, &standing.turn);
    let nudges = &definition.nudges;
    let mut moments = Vec::new();
    let mut add = |since: Option<Timestamp>, what: What, ages: &[u32]| {
        let since = since.map(|since| since.to_zoned(london()).date());
        let due = |age: &u32| Some(Moment { at: after(definition, since?, *age)?, what, waited: *age });
        moments.extend(ages.iter().filter_map(due));
    };
    add(turn.partner_since, What::Remind(Side::Partner), &nudges.partner_after);
    add(turn.service_since, What::Remind(Side::Service), &nudges.service_after);
    add(turn.partner_since, What::ProposePause, &[nudges.propose_pause_after]);
    moments
}

fn after(definition: &Definition, since: Date, working_days: u32) -> Option<Timestamp> {
    let days = i32::try_from(working_days).ok()?;
    let day = definition.calendar.add_working_days(since, days);
    Some(day.at(HOUR, 0, 0, 0).to_zoned(london()).ok()?.timestamp())
}

fn next(moments: &[Moment], now: Timestamp) -> Option<Timestamp> {
    moments.iter().map(|moment| moment.at).filter(|at| *at > now).min()
}

/// Whether either side has its turn since another moment than before.
pub(super) fn turns_differ(before: &Standing<'_>, after: &Standing<'_>) -> bool {
    let since = |standing: &Standing<'_>| (standing.turn.partner_since, standing.turn.service_since);
    since(before) != since(after)
}

/// Notes when an integration has to be looked at next.
pub(crate) fn plan(
    tx: &mut Tx<'_>,
    integration: Uuid,
    standing: &Standing<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    queries::plan_reminder(tx, integration, next(&moments(standing), now))
}

/// Sends what fell due. It answers how many integrations were looked at.
pub async fn remind(ctx: &Context) -> Result<usize, Internal> {
    let mut looked_at = 0;
    loop {
        let now = ctx.now();
        let due = ctx.store.read(move |tx| queries::list_reminders(tx, now, AT_ONCE)).await?;
        if due.is_empty() {
            ctx.outgoing.notify_one();
            return Ok(looked_at);
        }
        looked_at += due.len();
        for (integration, due_at) in due {
            let context = ctx.clone();
            match ctx.store.write(move |tx| look_at(&context, tx, integration, due_at, now)).await {
                // Somebody acted at this moment: the next round sees what came of it.
                Err(Internal::Overtaken) => {}
                done => done?,
            }
        }
    }
}

fn look_at(
    ctx: &Context,
    tx: &mut Tx<'_>,
    id: Uuid,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), Internal> {
    let Some(row) = integration_queries::find(tx, id)? else { return Ok(()) };
    let loaded = match Loaded::read::<ActRefusal>(tx, ctx, row) {
        Ok(loaded) => loaded,
        Err(Error::Internal(fault @ Internal::Store(_))) => return Err(fault),
        // A broken log is found and told by the sweep that verifies; here it must not stop the others.
        Err(error) => {
            tracing::error!(integration = %id, %error, "nobody could be reminded of an integration");
            queries::claim_reminder(tx, id, due_at, now + kernel::SignedDuration::from_hours(1))?;
            return Ok(());
        }
    };
    let standing = Standing::of(&loaded.definition, &loaded.facts, now);
    let moments = moments(&standing);
    let is_ours = match next(&moments, now) {
        Some(next) => queries::claim_reminder(tx, id, due_at, next)?,
        None => queries::end_reminder(tx, id, due_at)?,
    };
    if !is_ours {
        return Ok(());
    }
    let fell_due = |what: What| {
        let due =
            moments.iter().filter(|moment| moment.what == what && due_at <= moment.at && moment.at <= now);
        due.max_by_key(|moment| moment.at)
    };
    for side in [Side::Partner, Side::Service] {
        if let Some(moment) = fell_due(What::Remind(side)) {
            remind_side(ctx, tx, &loaded, &standing, side, moment.waited)?;
        }
    }
    if let Some(moment) = fell_due(What::ProposePause) {
        let days = count(moment.waited as usize, "working day", "working days");
        let reason = format!("It has been the partner's turn for {days}");
        act_as_platform_in(ctx, tx, id, Command::ProposePause { reason }, now)?;
    }
    Ok(())
}

fn remind_side(
    ctx: &Context,
    tx: &mut Tx<'_>,
    loaded: &Loaded,
    standing: &Standing<'_>,
    side: Side,
    waited: u32,
) -> Result<(), StoreError> {
    let (definition, facts) = (standing.definition, &loaded.facts);
    let rows = waiting(standing, facts);
    let turns: Vec<&Waiting> =
        rows.iter().filter(|one| one.is_next && definition.side(&one.role) == side).collect();
    let news =
        News { integration: &loaded.row, definition, facts_before: facts, facts, recorded: &[], turns };
    let Some(product) = products::find(tx, loaded.row.product_id)? else { return Ok(()) };
    let circle = Circle::of(tx, &news)?;
    let scene =
        Scene { news: &news, product: &product, people: people(tx, &news)?, portal_url: &ctx.portal_url };
    for person in circle.people() {
        let theirs: Vec<&Waiting> =
            news.turns.iter().copied().filter(|one| circle.is_turn_of(person, &one.role, side)).collect();
        if let Some(notice) = Notice::reminder(&scene, person, &theirs, waited) {
            delivery::deliver(ctx, tx, loaded.row.id, person, notice)?;
        }
    }
    Ok(())
}
