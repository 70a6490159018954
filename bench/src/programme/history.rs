//! A whole way through an edition, step by step, as people would go it who do what they are asked.

use anyhow::{Context, Result, bail, ensure};
use jiff::{SignedDuration, Timestamp};
use onboarding::{
    Event, Recorded, Who, decide,
    decide::{PLATFORM, start},
    evolve, fold,
    rehearsal::{Meeting, Next, Plain, Player},
};
use toolkit::{Definition, Facts, standing::london};

/// Each step: when it was, and what happened.
pub struct History {
    pub steps: Vec<(Timestamp, Vec<Event>)>,
}

/// More than any edition takes.
const MOST: usize = 2_000;

pub fn rehearse(definition: &Definition, began: Timestamp) -> Result<History> {
    let mut now = began;
    let first = start(&definition.edition.id, std::collections::BTreeMap::new());
    let mut facts = only_first(&first, now)?;
    let mut steps = vec![(now, vec![first])];
    let meeting = Meeting { id: "bench".into(), date: now.to_zoned(london()).date() };
    let player = Player { definition, words: &Plain, meeting: &meeting };
    for _ in 0..MOST {
        match player.next(&facts, now) {
            Next::Act { role, command } => {
                let who = Who { id: role.clone(), roles: [role].into() };
                let events = decide(definition, &facts, command, &who, now)?;
                ensure!(!events.is_empty(), "a rehearsed command changed nothing");
                go_on(&mut facts, now, &events);
                steps.push((now, events));
                now += SignedDuration::from_hours(1);
            }
            Next::Wait(until) => now = until,
            Next::Done => return Ok(History { steps }),
            other => bail!("the edition {} cannot be walked: {other:?}", definition.edition.id),
        }
    }
    bail!("the way through {} does not end", definition.edition.id)
}

fn only_first(event: &Event, at: Timestamp) -> Result<Facts> {
    let first = Recorded { position: 1, at, by: PLATFORM.to_owned(), event: event.clone() };
    fold([&first]).context("a log begins with its start")
}

fn go_on(facts: &mut Facts, at: Timestamp, events: &[Event]) {
    for event in events {
        let position = facts.touched.position + 1;
        evolve(facts, &Recorded { position, at, by: PLATFORM.to_owned(), event: event.clone() });
    }
}

impl History {
    /// The way up to and with a number of events; where it has fewer, notes are added at its end.
    pub fn events(&self, count: usize) -> Vec<(Timestamp, Event)> {
        let mut events: Vec<(Timestamp, Event)> = self
            .steps
            .iter()
            .flat_map(|(at, events)| events.iter().map(|event| (*at, event.clone())))
            .take(count)
            .collect();
        let last = events.last().map_or(Timestamp::UNIX_EPOCH, |(at, _)| *at);
        let note = || (last, Event::Noted { text: "Talked to the partner about the next step.".to_owned() });
        events.resize_with(count, note);
        events
    }
}
