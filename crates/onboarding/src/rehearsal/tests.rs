//! A small edition walked to its end. The shipped ones are walked by the `app` crate, which carries them.

use toolkit::{Definition, Standing};

use super::*;

fn walk_to_the_end(definition: &Definition) {
    let walked = walk(definition, "2026-03-02T09:00:00Z".parse().unwrap());
    let walked = walked.unwrap_or_else(|end| panic!("{end}"));
    let standing = Standing::of(definition, &walked.facts, walked.ended_at);
    assert!(standing.stage.is_none() && standing.gates.iter().all(|gate| !gate.applies || gate.is_met()));
    assert!(walked.commands > 10, "{}", walked.commands);
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

#[test]
fn one_with_a_task_that_nobody_can_finish_says_which() {
    let mut definition = shipped("2025-09");
    let call = definition.calls.first_mut().unwrap();
    call.outcomes.retain(|outcome| !outcome.passes);
    let end = walk(&definition, "2026-03-02T09:00:00Z".parse().unwrap()).unwrap_err();
    assert!(matches!(&end, walk::DeadEnd::NobodyCan(why) if !why.met), "{end}");
}
