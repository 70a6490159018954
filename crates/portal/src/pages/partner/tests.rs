//! Holds the gate page to the one answer to why a gate is or is not met, however far an integration has come.

use std::{collections::BTreeMap, sync::LazyLock};

use app::integrations::{Opened, People};
use kernel::SignedDuration;
use onboarding::{
    Event, Recorded, Who, decide, evolve,
    rehearsal::{Meeting, Next, Plain, Player},
};
use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};
use toolkit::standing::{Why, lower_first};
use web_kit::Page;

use super::{GatePage, Home};
use crate::pages::{
    forms::sample::opened,
    frame::{Frame, Section},
};

/// An integration at every moment of its walk to the end.
static WALK: LazyLock<Vec<Opened>> = LazyLock::new(|| {
    let mut at = opened(Vec::new()).expect("an edition is shipped");
    let meeting = Meeting { id: "M1".into(), date: "2026-12-02".parse().unwrap() };
    let mut walk = vec![at.clone()];
    for _ in 0..1_000 {
        let definition = at.definition.clone();
        let player = Player { definition: &definition, words: &Plain, meeting: &meeting };
        match player.next(&at.facts, at.now) {
            Next::Act { role, command } => {
                let who = Who { id: role.clone(), roles: [role].into() };
                for event in decide(&definition, &at.facts, command, &who, at.now).unwrap() {
                    let position = at.facts.touched.position + 1;
                    let recorded = Recorded { position, at: at.now, by: who.id.clone(), event };
                    evolve(&mut at.facts, &recorded);
                    at.log.push(recorded);
                }
                at.now += SignedDuration::from_mins(1);
                walk.push(at.clone());
            }
            Next::Wait(until) => at.now = until,
            _ => return walk,
        }
    }
    panic!("the walk does not end");
});

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn selected<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

fn says_the_same(opened: &Opened, why: &Why) {
    let page = GatePage::new(Frame::sample(Section::Integrations), opened, why);
    let document = Html::parse_fragment(page.main().as_str());
    let lede: Vec<String> = selected(&document, ".nhsuk-lede-text").into_iter().map(words).collect();
    assert_eq!(lede, [why.headline()]);
    let (left, done): (Vec<_>, Vec<_>) = why.reasons.iter().partition(|reason| !reason.state.passes());
    let shown = selected(&document, ".app-check");
    assert_eq!(shown.len(), why.reasons.len());
    let told: BTreeMap<String, Vec<String>> = shown
        .iter()
        .map(|one| {
            let paragraphs = one.select(&Selector::parse("p").unwrap()).map(words).collect();
            (words(one.select(&Selector::parse("h3").unwrap()).next().unwrap()), paragraphs)
        })
        .collect();
    let order: Vec<String> =
        shown.iter().map(|one| words(one.select(&Selector::parse("h3").unwrap()).next().unwrap())).collect();
    let expected: Vec<&String> = left.iter().chain(&done).map(|reason| &reason.title).collect();
    assert_eq!(order.iter().collect::<Vec<_>>(), expected, "what is left comes first");
    for reason in &why.reasons {
        let told = &told[&reason.title];
        let because = reason.because.trim_end().to_owned();
        assert!(because.is_empty() || told.contains(&because), "{because} in {told:?}");
        if let Some(fix) = &reason.fix {
            assert!(told.contains(fix), "{fix} in {told:?}");
        }
        if let Some(role) = &reason.waiting_on {
            let waiting = format!("Waiting on the {}", lower_first(role));
            assert!(told.iter().any(|one| one.starts_with(&waiting)), "{waiting} in {told:?}");
        }
        assert!(told.contains(&format!("Asked for by: {}", reason.requirement)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_gate_page_says_what_why_says(at in any::<prop::sample::Index>()) {
        let opened = at.get(&WALK);
        let standing = opened.standing();
        for gate in &opened.definition.gates {
            says_the_same(opened, &standing.why(&gate.id).unwrap());
        }
    }

    #[test]
    fn the_home_lists_every_task_that_applies_and_leads_to_those_that_can_start(at in any::<prop::sample::Index>()) {
        let opened = at.get(&WALK);
        let page = Home::new(Frame::sample(Section::Integrations), opened, &People::default(), None);
        let document = Html::parse_fragment(page.main().as_str());
        let leads: Vec<String> = selected(&document, ".nhsuk-task-list a")
            .iter()
            .filter_map(|link| link.attr("href").map(ToOwned::to_owned))
            .filter(|href| href.contains("/tasks/"))
            .collect();
        let standing = opened.standing();
        let can_open = standing.tasks.iter().filter(|task| task.status != toolkit::standing::TaskStatus::CannotStartYet);
        let expected: Vec<String> =
            can_open.map(|task| format!("/integrations/{}/tasks/{}", opened.id, task.task.id)).collect();
        prop_assert_eq!(leads, expected);
        let next: Vec<String> = selected(&document, ".app-next").into_iter().map(words).collect();
        prop_assert_eq!(next, [opened.next_step()]);
    }
}

#[test]
fn a_check_that_is_waived_says_why_until_when_and_what_is_done_instead() {
    let fresh = opened(Vec::new()).unwrap();
    let waived = Event::WaiverGranted {
        check: fresh.definition.gates[0].checks[0].clone(),
        reason: "Read on paper".into(),
        control: "A signed copy".into(),
        until: "2027-01-31".parse().unwrap(),
        asked_by: "owner".into(),
    };
    let opened = opened(vec![waived]).unwrap();
    let why = opened.standing().why(&opened.definition.gates[0].id).unwrap();
    let page = GatePage::new(Frame::sample(Section::Integrations), &opened, &why);
    let said = words(Html::parse_fragment(page.main().as_str()).root_element());
    assert!(said.contains("Waived until 31 January 2027: Read on paper. Instead: A signed copy."), "{said}");
}

#[test]
fn the_walk_goes_through_the_whole_process() {
    assert!(WALK.len() > 100 && WALK.last().unwrap().standing().stage.is_none());
}
