//! A small edition walked to its end. The shipped ones are walked by the `app` crate, which carries them.

use std::collections::BTreeMap;

use toolkit::{Definition, EditionId};

use super::*;
use crate::{Recorded, Who, decide, decide::start, evolve, fold};

/// Walks as far as it goes, waiting whenever it has to; answers the facts, how many commands it took, and what stopped it.
fn walk(definition: &Definition, facts: &mut Facts, now: &mut Timestamp) -> (usize, Next) {
    let meeting = Meeting { id: "M1".into(), date: today(*now) };
    let player = Player { definition, words: &Plain, meeting: &meeting };
    for commands in 0..2_000 {
        match player.next(facts, *now) {
            Next::Act { role, command } => {
                let who = Who { id: role.clone(), roles: [role].into() };
                let events = decide(definition, facts, command.clone(), &who, *now);
                let events = events.unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
                assert!(!events.is_empty(), "{command:?} changed nothing");
                for event in events {
                    let position = facts.touched.position + 1;
                    evolve(facts, &Recorded { position, at: *now, by: who.id.clone(), event });
                }
                *now += kernel::SignedDuration::from_mins(1);
            }
            Next::Wait(until) => *now = until,
            end => return (commands, end),
        }
    }
    panic!("the walk does not end");
}

fn begun(edition: &str, now: Timestamp) -> Facts {
    let event = start(&EditionId::new(edition), BTreeMap::new());
    fold([&Recorded { position: 1, at: now, by: "owner".into(), event }]).unwrap()
}

fn walk_to_the_end(definition: &Definition) {
    let mut now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    let mut facts = begun(definition.edition.id.as_str(), now);
    let (commands, end) = walk(definition, &mut facts, &mut now);
    if let Next::Stuck(why) = &end {
        panic!("after {commands} commands: {why}");
    }
    assert_eq!(end, Next::Done, "after {commands} commands");
    let standing = Standing::of(definition, &facts, now);
    assert!(standing.stage.is_none() && standing.gates.iter().all(|gate| !gate.applies || gate.is_met()));
    assert!(commands > 10, "{commands}");
}

#[test]
fn every_shipped_edition_can_be_walked_to_its_end() {
    for edition in ["2025-09", "2024-01", "2022-10"] {
        walk_to_the_end(&shipped(edition));
    }
}

#[test]
fn so_can_one_of_a_quite_different_service() {
    walk_to_the_end(&testing::load("crates/toolkit/tests/editions/dock-pass"));
}
