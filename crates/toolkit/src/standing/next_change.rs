//! When time alone may change how an integration stands: so that lists are refreshed then, and not all the time.

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{judge::valid_until, london};
use crate::{
    Definition,
    definition::Test,
    facts::{Deferral, Facts},
};

/// The next moment after `now` at which a check may come out differently without an event.
pub fn next_change(definition: &Definition, facts: &Facts, now: Timestamp) -> Option<Timestamp> {
    let booked = facts.calls.values().filter_map(|call| call.booked.as_ref()).map(|(at, _)| *at);
    let offered = facts.calls.values().flat_map(|call| call.offered.iter().copied());
    booked
        .chain(offered)
        .chain(days(definition, facts).into_iter().filter_map(start_of))
        .filter(|at| *at > now)
        .min()
}

// The days on which something begins or no longer counts.
fn days(definition: &Definition, facts: &Facts) -> Vec<Date> {
    let evidence = definition.evidence.iter().filter_map(|slot| {
        let version = facts.evidence.get(&slot.id)?.last()?;
        valid_until(slot, version).map(after)
    });
    let waivers = facts.waivers.values().map(|waiver| after(waiver.until));
    let deferred = facts
        .deferred
        .values()
        .filter_map(|one| if let Deferral::From(date) = one { Some(*date) } else { None });
    let tests = definition.checks.iter().filter_map(|check| match &check.test {
        Test::Observed { what, within_days: Some(days), .. } => {
            let seen = facts.observations.get(what)?.seen_at.to_zoned(london()).date();
            Some(seen.saturating_add((i64::from(*days) + 1).days()))
        }
        Test::DateAhead { field, days } => {
            let date: Date = facts.answer(field)?.as_text()?.parse().ok()?;
            Some(date.saturating_sub((i64::from(*days) - 1).days()))
        }
        _ => None,
    });
    evidence.chain(waivers).chain(deferred).chain(tests).collect()
}

fn after(date: Date) -> Date {
    date.saturating_add(1.day())
}

fn start_of(date: Date) -> Option<Timestamp> {
    Some(date.to_zoned(london()).ok()?.timestamp())
}
