//! What holds of every mapping: nothing is lost, approvals stay, and two mappings after each other are as good as one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use proptest::prelude::*;

use super::{super::words::Words, accepted, decided, file, held, now};
use crate::{
    EditionId, Facts, StageId, Value,
    example::mark,
    facts::{About, Answer, CallRecord, Deferral, Named, Planned, Question, Report, Waiver},
    migration::{Again, Gone, Kind, Mapping},
};

const IDS: usize = 5;

/// What becomes of an id. The first id of each kind is never split or merged, and no decision is split: see `Mapping::then`.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Carry,
    Rename,
    Split,
    Merge,
    Retire,
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    const FATES: [Fate; 7] =
        [Fate::Carry, Fate::Carry, Fate::Rename, Fate::Split, Fate::Merge, Fate::Merge, Fate::Retire];
    proptest::collection::vec((0..FATES.len()).prop_map(|index| FATES[index]), IDS * 2)
}

fn fate_of(kind: Kind, index: usize, fate: Fate) -> Fate {
    match fate {
        Fate::Split | Fate::Merge if index == 0 => Fate::Rename,
        Fate::Split if kind == Kind::Decisions => Fate::Carry,
        fate => fate,
    }
}

/// Everything that the mapping of one step is made of.
#[derive(Clone, Debug)]
struct Step {
    fates: BTreeMap<Kind, Vec<Fate>>,
    again: Vec<bool>,
    deferred: Vec<Option<Deferral>>,
}

const KINDS: [Kind; 9] = [
    Kind::Tasks,
    Kind::Forms,
    Kind::Fields,
    Kind::Slots,
    Kind::Checks,
    Kind::Calls,
    Kind::Decisions,
    Kind::Needs,
    Kind::Milestones,
];

fn deferral() -> impl Strategy<Value = Option<Deferral>> {
    prop_oneof![
        2 => Just(None),
        1 => Just(Some(Deferral::Never)),
        1 => Just(Some(Deferral::AfterStage(StageId::new("s")))),
        1 => (2029_i16..2033).prop_map(|year| Some(Deferral::From(date(year, 6, 1)))),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let fates = proptest::collection::vec(fates(), KINDS.len());
    let again = proptest::collection::vec(proptest::bool::weighted(0.2), IDS * 2);
    let deferred = proptest::collection::vec(deferral(), IDS * 2);
    (fates, again, deferred).prop_map(|(fates, again, deferred)| Step {
        fates: KINDS.into_iter().zip(fates).collect(),
        again,
        deferred,
    })
}

/// The ids of every kind in an edition.
type Ids = BTreeMap<Kind, Vec<String>>;

fn first_ids() -> Ids {
    let ids = |kind: Kind| (0..IDS).map(|index| format!("{}.i{index}", kind.word())).collect();
    KINDS.into_iter().map(|kind| (kind, ids(kind))).collect()
}

/// A mapping from these ids, and the ids that it leads to.
fn mapping(step: &Step, from: &str, to: &str, ids: &Ids) -> (Mapping, Ids) {
    let mut mapping = Mapping::new(EditionId::new(from), EditionId::new(to));
    let mut next = Ids::new();
    for (kind, ids) in ids {
        let mut moves = BTreeMap::new();
        let new = next.entry(*kind).or_default();
        for (index, (old, fate)) in ids.iter().zip(&step.fates[kind]).enumerate() {
            let targets = match fate_of(*kind, index, *fate) {
                Fate::Carry => vec![old.clone()],
                Fate::Rename => vec![format!("{old}{to}")],
                Fate::Split => vec![format!("{old}x"), format!("{old}y")],
                Fate::Merge => vec![format!("{}.m{to}", kind.word())],
                Fate::Retire => {
                    let (edition, reason) = (EditionId::new(from), "Gone.".to_owned());
                    mapping.retired.push(Gone {
                        kind: *kind,
                        old: old.clone(),
                        id: old.clone(),
                        edition,
                        reason,
                    });
                    continue;
                }
            };
            new.extend(targets.iter().filter(|id| !new.contains(id)).cloned().collect::<Vec<_>>());
            if targets != [old.clone()] {
                moves.insert(old.clone(), targets);
            }
        }
        if !moves.is_empty() {
            mapping.moves.insert(*kind, moves);
        }
    }
    for (old, _) in ids[&Kind::Decisions].iter().zip(&step.again).filter(|(_, again)| **again) {
        for new in mapping.targets(Kind::Decisions, old) {
            let (old, edition, reason) = (old.clone(), EditionId::new(from), "Again.".to_owned());
            mapping.again.push(Again { old, new, edition, reason });
        }
    }
    for (check, deferral) in next[&Kind::Checks].iter().zip(&step.deferred) {
        if let Some(deferral) = deferral {
            mapping.deferred.insert(format!("check {check}"), deferral.clone());
        }
    }
    (mapping, next)
}

/// Facts about some of the ids; which, the numbers say. Each has a position of its own.
fn some_facts() -> impl Strategy<Value = Facts> {
    let order = Just((2..60).collect::<Vec<u64>>()).prop_shuffle();
    (proptest::collection::vec(any::<bool>(), 45), order, deferral()).prop_map(|(there, order, deferral)| {
        let mut facts = Facts::new(EditionId::new("a"), mark(1));
        let (mut there, mut order) = (there.into_iter(), order.into_iter());
        for (kind, ids) in first_ids() {
            for id in ids {
                let at = mark(order.next().unwrap());
                if there.next().unwrap() {
                    add(&mut facts, kind, &id, at);
                }
            }
        }
        let answers = facts.answers.iter().map(|(field, answer)| (field.clone(), answer.value.clone()));
        let answers: BTreeMap<_, _> = answers.collect();
        facts.submissions.values_mut().for_each(|submission| submission.answers.clone_from(&answers));
        facts.deferred.extend(deferral.map(|deferral| ("check check.i1".to_owned(), deferral)));
        facts
    })
}

fn add(facts: &mut Facts, kind: Kind, id: &str, mark: crate::facts::Mark) {
    let said = format!("Said at {}", mark.position);
    match kind {
        Kind::Tasks => _ = facts.acknowledged.insert(id.parse().unwrap(), mark),
        Kind::Forms => _ = facts.submissions.insert(id.parse().unwrap(), accepted(mark)),
        Kind::Fields => {
            if id.ends_with("i0") {
                facts.questions.push(question(About::Field(id.parse().unwrap()), mark.clone()));
            }
            facts.answers.insert(id.parse().unwrap(), Answer { value: Value::Text(said), mark });
        }
        Kind::Slots => _ = facts.evidence.insert(id.parse().unwrap(), vec![file(mark)]),
        Kind::Checks => {
            let (reason, control, until) = (said, String::new(), date(2031, 1, 1));
            let waiver = Waiver { reason, control, until, asked_by: "a".into(), mark };
            facts.waivers.insert(id.parse().unwrap(), waiver);
        }
        Kind::Calls => {
            let record = CallRecord {
                booked: Some((mark.at, mark.clone())),
                held: vec![held(mark)],
                ..CallRecord::default()
            };
            facts.calls.insert(id.parse().unwrap(), record);
        }
        Kind::Decisions => {
            let report = Report { recommendation: "Yes".into(), text: said, mark: mark.clone() };
            facts.reports.insert(id.parse().unwrap(), report);
            facts.decisions.insert(id.parse().unwrap(), vec![decided(mark)]);
        }
        Kind::Needs => {
            _ = facts.named.insert(id.to_owned(), Named { name: said, email: "a@example.org".into(), mark });
        }
        Kind::Milestones => {
            let planned = Planned { date: date(2030, 1, 1), reason: said, mark };
            facts.plan.insert(id.parse().unwrap(), planned);
        }
        Kind::Stages | Kind::Gates => {}
    }
}

fn question(about: About, asked: crate::facts::Mark) -> Question {
    let text = format!("Why at {}?", asked.position);
    Question { number: 1, about, to: None, text, asked, before: None, reply: None, closed: None }
}

/// Everything that facts say, each in words.
fn said(facts: &Facts) -> BTreeSet<String> {
    fn each<'f, W: Words + 'f>(all: impl IntoIterator<Item = &'f W>) -> Vec<String> {
        all.into_iter().flat_map(Words::words).collect()
    }
    let all = [
        each(facts.answers.values()),
        each(facts.submissions.values()),
        each(&facts.questions),
        each(facts.evidence.values()),
        each(facts.decisions.values()),
        each(facts.reports.values()),
        each(facts.acknowledged.values()),
        each(facts.waivers.values()),
        each(facts.named.values()),
        each(facts.plan.values()),
        each(facts.calls.values()),
    ];
    all.concat().into_iter().collect()
}

/// Facts without what depends on the way: under which id and for which reason something was retired.
fn comparable(mut facts: Facts) -> (Facts, BTreeSet<(String, String)>) {
    let retired = std::mem::take(&mut facts.retired);
    (facts, retired.into_iter().map(|one| (one.kind, one.was)).collect())
}

fn applied(mapping: &Mapping, facts: &Facts) -> Facts {
    let mut facts = facts.clone();
    mapping.apply(&mut facts, now());
    facts
}

proptest! {
    #[test]
    fn nothing_is_lost(facts in some_facts(), step in step()) {
        let (mapping, _) = mapping(&step, "a", "b", &first_ids());
        let after = applied(&mapping, &facts);
        let retired: Vec<&str> = after.retired.iter().map(|one| one.was.as_str()).collect();
        let kept = said(&after);
        for words in said(&facts) {
            prop_assert!(kept.contains(&words) || retired.contains(&words.as_str()), "{words} is gone; {after:#?}");
        }
    }

    #[test]
    fn approvals_stay_unless_they_are_asked_for_again(facts in some_facts(), mut step in step()) {
        let (mapping_with_again, _) = mapping(&step, "a", "b", &first_ids());
        step.again.fill(false);
        let (mapping, _) = mapping(&step, "a", "b", &first_ids());
        let (after, after_again) = (applied(&mapping, &facts), applied(&mapping_with_again, &facts));
        for (old, decided) in &facts.decisions {
            for new in mapping.targets(Kind::Decisions, old.as_str()) {
                prop_assert!(decided.iter().all(|one| after.decisions[new.as_str()].contains(one)));
                let counts = after_again.decisions.get(new.as_str()).is_some_and(|all| all.contains(&decided[0]));
                prop_assert_eq!(counts, !mapping_with_again.is_again(old.as_str(), &new));
            }
        }
        prop_assert!(after.submissions.values().all(|submission| submission.accepted.is_some()));
        prop_assert!(after.evidence.values().flatten().all(|version| version.accepted.is_some()));
    }

    #[test]
    fn two_mappings_are_as_good_as_one(facts in some_facts(), first in step(), second in step()) {
        let (ab, ids) = mapping(&first, "a", "b", &first_ids());
        let (bc, _) = mapping(&second, "b", "c", &ids);
        let one_by_one = comparable(applied(&bc, &applied(&ab, &facts)));
        let at_once = comparable(applied(&ab.then(&bc), &facts));
        prop_assert_eq!(one_by_one, at_once);
    }

    #[test]
    fn a_mapping_survives_being_stored(step in step()) {
        let (mapping, _) = mapping(&step, "a", "b", &first_ids());
        let stored = serde_json::to_string(&mapping).unwrap();
        prop_assert_eq!(serde_json::from_str::<Mapping>(&stored).unwrap(), mapping);
    }
}
