//! Migration documents, what they do to facts, and what must hold of every mapping.

mod properties;

use jiff::{Timestamp, civil::date};

use super::{Kind, Migration, Moved, dry_run};
use crate::{
    Definition, Facts, StageId, TaskId,
    example::{MIGRATION, facts, files, mark, newer},
    facts::{CallRecord, Decided, Deferral, EvidenceVersion, Held, Mark, Submission},
    load,
    problem::lines,
};

const FILE: &str = "2030-01_to_2031-01.toml";

fn editions() -> (Definition, Definition) {
    (load(&files()).unwrap(), load(&newer()).unwrap())
}

fn migration() -> (Definition, Definition, Migration) {
    let (old, new) = editions();
    let migration =
        Migration::load(FILE, MIGRATION, &old, &new).map_err(|problems| lines(&problems)).unwrap();
    (old, new, migration)
}

fn now() -> Timestamp {
    mark(50).at
}

fn accepted(mark: Mark) -> Submission {
    Submission { submitted: mark.clone(), accepted: Some(mark), answers: std::collections::BTreeMap::new() }
}

fn decided(mark: Mark) -> Decided {
    Decided {
        outcome: "approved".into(),
        passes: true,
        ends: false,
        reason: "A good ship".into(),
        missing: None,
        conditions: Vec::new(),
        meeting: Some("17".into()),
        definition: "abc".into(),
        paper_sha256: None,
        mark,
    }
}

fn held(mark: Mark) -> Held {
    Held {
        outcome: "agreed".into(),
        passes: true,
        ends: false,
        reason: None,
        notes: String::new(),
        actions: Vec::new(),
        attended: vec!["Ada".into()],
        started_at: mark.at,
        recorded: mark,
        confirmed: None,
    }
}

fn file(mark: Mark) -> EvidenceVersion {
    EvidenceVersion {
        document: "d".into(),
        name: "papers.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: 3,
        sha256: "cafe".into(),
        dated: Some(date(2030, 1, 1)),
        accepted: Some(mark.clone()),
        added: mark,
        refused: None,
    }
}

/// An integration that has applied, and one that has come to its end.
fn applied() -> Facts {
    let mut facts = facts("2030-01", &[("application.size", "large"), ("application.ships", "Mary,Anne")]);
    facts.submissions.insert("application".parse().unwrap(), accepted(mark(10)));
    facts.acknowledged.insert(TaskId::new("apply.read"), mark(11));
    facts
}

fn finished() -> Facts {
    let mut facts = applied();
    facts.evidence.insert("papers".parse().unwrap(), vec![file(mark(12))]);
    facts.decisions.insert("harbour-board".parse().unwrap(), vec![decided(mark(13))]);
    facts
        .calls
        .insert("first".parse().unwrap(), CallRecord { held: vec![held(mark(12))], ..CallRecord::default() });
    facts
}

#[test]
fn a_right_document_loads() {
    let (old, new, migration) = migration();
    assert_eq!((&migration.from, &migration.to), (&old.edition.id, &new.edition.id));
}

/// What stands in the document, and the mistake instead. The snapshot has what is told of each.
const MISTAKES: &[(&str, &str)] = &[
    ("\"connect.decide\"]", "]"),
    ("\"connect.decide\"]", "\"connect.decided\"]"),
    ("\"connect.decide\"]", "\"connect.decide\", \"apply.read\"]"),
    ("\"apply.read\" = \"apply.rules\"\n\n[tasks.split]", "\"apply.read\" = \"apply.rule\"\n\n[tasks.split]"),
    ("[slots.split]\npapers = [\"crew\", \"hull\"]", ""),
    ("papers = [\"crew\", \"hull\"]", "papers = [\"crew\"]"),
    ("\"The register knows the ships.\"", "\"\""),
    ("add = [\"application.pilot\"]", ""),
    ("bites = \"next-stage\"", "bites = \"soon\""),
    ("\"at-once\", reason = \"No ship moves without a pilot.\"", "\"at-once\""),
    ("\"apply.submitted\" = \"Shorter.\"\n", ""),
    (
        "\"apply.submitted\" = \"Shorter.\"",
        "\"apply.submitted\" = \"Shorter.\"\n\"connect.called\" = \"Other words.\"",
    ),
    (
        "\"apply.submitted\" = \"Shorter.\"",
        "\"apply.submitted\" = \"Shorter.\"\n\"apply.accepted\" = \"Other words.\"",
    ),
    ("port-board = \"The port", "ports-board = \"The port"),
    ("[gates]", "[doors]"),
    ("carry = [\"first\"]", "carry = [\"first\", \"second\"]"),
];

#[test]
fn every_mistake_is_told_with_line_and_id() {
    let (old, new) = editions();
    let mut told = String::new();
    for (there, instead) in MISTAKES {
        assert!(MIGRATION.contains(there), "{there}");
        let problems = Migration::load(FILE, &MIGRATION.replacen(there, instead, 1), &old, &new)
            .expect_err(&format!("{instead} was not noticed"));
        told.extend([format!("{there:?} -> {instead:?}\n"), lines(&problems), "\n".to_owned()]);
    }
    insta::assert_snapshot!(told);
}

#[test]
fn facts_are_carried_and_nothing_is_lost() {
    let (old, _, migration) = migration();
    let Moved { facts, mapping } = migration.plan(&old, &finished(), now());
    assert_eq!(facts.edition, migration.to);
    assert_eq!(facts.answers.keys().map(AsRef::as_ref).collect::<Vec<&str>>(), ["application.size"]);
    assert!(facts.acknowledged.contains_key(&TaskId::new("apply.rules")));
    assert_eq!(facts.evidence.keys().map(AsRef::as_ref).collect::<Vec<&str>>(), ["crew", "hull"]);
    assert!(facts.submissions.values().all(|submission| submission.accepted.is_some()));
    assert!(facts.decisions.is_empty(), "the new Board has decided nothing");
    insta::assert_json_snapshot!("what_is_retired", facts.retired);
    insta::assert_json_snapshot!("a_mapping_as_it_is_stored", mapping);
    let stored = serde_json::to_string(&mapping).unwrap();
    assert_eq!(serde_json::from_str::<super::Mapping>(&stored).unwrap(), mapping);
}

#[test]
fn what_is_new_bites_when_the_document_says() {
    let (old, _, migration) = migration();
    let deferred = |facts: &Facts, now| migration.plan(&old, facts, now).facts.deferred;
    let applied = deferred(&applied(), now());
    let connect = StageId::new("connect");
    assert_eq!(applied.get("task connect.pilot"), Some(&Deferral::AfterStage(connect)));
    assert_eq!(applied.get("check apply.accepted"), Some(&Deferral::From(date(2031, 6, 1))));
    assert_eq!(applied.get("check connect.pilot"), None, "at once");

    let late: Timestamp = "2031-07-01T12:00:00Z".parse().unwrap();
    let noticed = deferred(&facts("2030-01", &[]), late);
    assert_eq!(noticed.get("task connect.pilot"), Some(&Deferral::AfterStage(StageId::new("apply"))));
    assert_eq!(
        noticed.get("check apply.accepted"),
        Some(&Deferral::From(date(2031, 7, 11))),
        "ten days' notice"
    );
}

#[test]
fn a_deferral_that_has_passed_is_not_kept() {
    let mut mapping = super::Mapping::new("2030-01".parse().unwrap(), "2031-01".parse().unwrap());
    mapping.deferred.insert("check a".into(), Deferral::From(date(2030, 5, 1)));
    mapping.deferred.insert("check b".into(), Deferral::From(date(2030, 5, 2)));
    let mut facts = facts("2030-01", &[]);
    facts.deferred.insert("check c".into(), Deferral::From(date(2029, 1, 1)));
    mapping.apply(&mut facts, "2030-05-01T12:00:00Z".parse().unwrap());
    assert_eq!(facts.deferred.keys().collect::<Vec<_>>(), ["check b"]);
}

#[test]
fn approvals_stay_unless_they_are_asked_for_again() {
    let (old, new) = editions();
    let text = MIGRATION.replace("[decisions.again]\nport-board = \"The port has another Board.\"\n", "");
    let migration = Migration::load(FILE, &text, &old, &new).unwrap();
    let facts = migration.plan(&old, &finished(), now()).facts;
    assert_eq!(facts.decisions["port-board"], [decided(mark(13))]);
}

#[test]
fn a_dry_run_says_what_would_happen_to_whom() {
    let (old, new, migration) = migration();
    let begun = facts("2030-01", &[("application.size", "small")]);
    let all = [("HP-1", begun.clone()), ("HP-2", applied()), ("HP-3", finished()), ("HP-4", begun)];
    let run = dry_run(&old, &new, &migration, all.iter().map(|(id, facts)| ((*id).to_owned(), facts)), now());
    insta::assert_snapshot!(run);
    assert_eq!((run.of, run.unaffected), (4, 0));

    // The same with a task that bites at once, and a gate that asks for it.
    let text = MIGRATION.replace("bites = \"next-stage\"", "bites = \"at-once\"");
    let stricter = Migration::load(FILE, &text, &old, &new).unwrap();
    let run = dry_run(&old, &new, &stricter, all.iter().map(|(id, facts)| ((*id).to_owned(), facts)), now());
    insta::assert_snapshot!("a_task_that_bites_at_once", run);
    assert_eq!(run.unaffected, 0);
}

#[test]
fn merged_facts_keep_the_newest_and_tell_the_rest() {
    let mut mapping = super::Mapping::new("2030-01".parse().unwrap(), "2031-01".parse().unwrap());
    let both = ["application.ships", "application.size"]
        .map(|old| (old.to_owned(), vec!["application.fleet".to_owned()]));
    mapping.moves.insert(Kind::Fields, both.into());
    let mut facts = facts("2030-01", &[("application.size", "large"), ("application.ships", "Mary,Anne")]);
    mapping.apply(&mut facts, now());
    let [(field, answer)] = facts.answers.iter().collect::<Vec<_>>()[..] else {
        panic!("one answer is left")
    };
    assert_eq!((field.as_str(), answer.mark.position), ("application.fleet", 3));
    insta::assert_json_snapshot!("what_was_older", facts.retired);
}
