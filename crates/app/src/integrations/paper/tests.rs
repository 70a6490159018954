//! Papers of an integration that was walked to the Board.

use std::collections::BTreeMap;

use kernel::{SignedDuration, Timestamp};
use onboarding::{
    Command, Recorded, Who,
    decide::{decide, start},
    rehearsal::{Meeting, Next, Plain, Player},
    role::{Roles, StaffRole},
};
use toolkit::definition::Side;

use super::*;
use crate::portal::{Organisation, Product};

/// An integration of the newest edition, as it stands before the first decision that the service's side takes.
fn before_the_board() -> (Opened, Decision) {
    let mut now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    let toolkit = crate::editions::shipped().unwrap();
    let definition = toolkit.newest_open("2026-03-02".parse().unwrap()).unwrap();
    let first = start(&definition.edition.id, BTreeMap::new());
    let mut log = vec![Recorded { position: 1, at: now, by: "owner".into(), event: first }];
    let meeting = Meeting { id: "M1".into(), date: "2026-06-01".parse().unwrap() };
    let player = Player { definition: &definition, words: &Plain, meeting: &meeting };
    let decision = loop {
        let facts = onboarding::fold(&log).unwrap();
        match player.next(&facts, now) {
            Next::Act { role, command: Command::Decide(new) } if definition.side(&role) == Side::Service => {
                break definition.decision(&new.decision).unwrap().clone();
            }
            Next::Act { role, command } => {
                now += SignedDuration::from_mins(1);
                let who = Who { id: role.clone(), roles: [role].into() };
                for event in decide(&definition, &facts, command, &who, now).unwrap() {
                    let position = u64::try_from(log.len()).unwrap() + 1;
                    log.push(Recorded { position, at: now, by: who.id.clone(), event });
                }
            }
            Next::Wait(until) => now = until,
            other => panic!("{other:?}"),
        }
    };
    (opened(log, definition, now), decision)
}

fn opened(log: Vec<Recorded>, definition: std::sync::Arc<toolkit::Definition>, now: Timestamp) -> Opened {
    let organisation = Organisation {
        id: uuid::Uuid::nil(),
        name: "Harbour Health".into(),
        ods_code: None,
        created_at: now,
    };
    let product = Product {
        id: uuid::Uuid::nil(),
        organisation_id: uuid::Uuid::nil(),
        organisation_name: "Harbour Health".into(),
        name: "Harbour".into(),
        created_at: now,
    };
    Opened {
        id: uuid::Uuid::nil().into(),
        reference: "7Q4M-2XKD".into(),
        organisation,
        product,
        definition,
        facts: onboarding::fold(&log).unwrap(),
        log,
        roles: Roles::of_staff([StaffRole::BoardMember]),
        now,
    }
}

#[test]
fn a_paper_says_what_the_record_says() {
    let (opened, decision) = before_the_board();
    let paper = build(&opened, &decision, &People::default());
    let gate = paper.gate.as_ref().unwrap();
    assert!(gate.met, "{gate}");
    assert_eq!(Some(gate), opened.standing().why(decision.after.as_ref().unwrap()).as_ref());
    let recommendation = paper.recommendation.as_ref().unwrap();
    assert_eq!(recommendation.text, opened.facts.reports[&decision.id].text);
    let titles: Vec<&str> = paper.sections.iter().map(|section| section.title.as_str()).collect();
    for form in &decision.paper {
        let form = opened.definition.form(form).unwrap();
        assert!(titles.contains(&form.title.as_str()), "{} is in {titles:?}", form.title);
    }
    let held = paper.sections.iter().find(|section| section.lines.iter().any(|line| line.label == "Notes"));
    assert!(held.is_some(), "what was said at the call is in {titles:?}");
    assert!(!titles.contains(&"Decided before"));
}

#[test]
fn equal_papers_have_one_hash_and_a_frozen_one_reads_back() {
    let (mut opened, decision) = before_the_board();
    let paper = build(&opened, &decision, &People::default());
    let read: Paper = serde_json::from_str(&paper.json()).unwrap();
    assert_eq!((&read, read.sha256()), (&paper, build(&opened, &decision, &People::default()).sha256()));
    assert_eq!(paper.sha256().len(), 64);
    opened.facts.reports.get_mut(&decision.id).unwrap().text.push('!');
    assert_ne!(build(&opened, &decision, &People::default()).sha256(), paper.sha256());
}
