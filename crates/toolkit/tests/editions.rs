//! The editions that are shipped, as they are: they load, lead into each other, lose nothing on the way, and speak as they should.
//! And so does one about something else.

#[path = "editions/walk.rs"]
mod walk;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use toolkit::{
    Definition, EditionId, Facts, FieldId, Standing, Toolkit, Value,
    definition::{Field, Form, Side, Test},
    facts::{Answer, EvidenceVersion, Held, Mark, Named, Planned, Submission, Waiver},
    load, load_all,
};

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut files);
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder that is there") {
        let path = entry.expect("an entry that can be read").path();
        let name = format!("{prefix}{}", name_of(&path));
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read_to_string(&path).expect("a text"));
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).expect("a name in plain letters").to_owned()
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All that is shipped: every folder beside the description of the format.
fn shipped() -> Toolkit {
    let entries = fs::read_dir(here("../../toolkit")).expect("the shipped editions");
    let paths = entries.map(|entry| entry.expect("an entry that can be read").path());
    let folders = paths.filter(|path| path.is_dir()).map(|path| (name_of(&path), files(&path))).collect();
    load_all(&folders).unwrap_or_else(|problems| {
        let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", words.join("\n"))
    })
}

fn id(text: &str) -> EditionId {
    EditionId::new(text)
}

/// Every id of an edition: what other editions, programs and links refer to.
fn ids(definition: &Definition) -> String {
    let mut text = String::new();
    macro_rules! lines {
        ($($kind:literal: $list:ident),*) => {
            $(definition.$list.iter().for_each(|one| writeln!(text, "{} {}", $kind, one.id).expect("a text takes all"));)*
        };
    }
    lines!("stage": stages, "task": tasks, "slot": evidence, "check": checks, "gate": gates, "call": calls);
    lines!("decision": decisions, "letter": letters, "role": roles, "scope": scopes);
    for form in &definition.forms {
        form.fields
            .iter()
            .for_each(|field| writeln!(text, "field {}.{}", form.id, field.id).expect("a text takes all"));
    }
    text
}

#[test]
fn every_shipped_edition_loads_with_these_ids() {
    let toolkit = shipped();
    let editions: Vec<_> = toolkit.editions().map(|one| one.edition.id.to_string()).collect();
    assert_eq!(editions, ["2022-10", "2024-01", "2025-09"]);
    for edition in toolkit.editions() {
        insta::assert_snapshot!(edition.edition.id.as_str(), ids(edition));
    }
}

#[test]
fn an_edition_about_another_service_loads_and_uses_every_kind_of_test() {
    let definition = load(&files(&here("tests/editions/dock-pass"))).unwrap();
    insta::assert_snapshot!("dock-pass", ids(&definition));
    let kinds: BTreeSet<String> = definition
        .checks
        .iter()
        .map(|check| match serde_json::to_value(&check.test).unwrap() {
            serde_json::Value::Object(one) => one.keys().next().unwrap().clone(),
            word => word.as_str().unwrap().to_owned(),
        })
        .collect();
    assert_eq!(kinds.len(), 20, "{kinds:?}");
}

#[test]
fn every_older_edition_leads_to_the_newest_one() {
    let toolkit = shipped();
    let ways = [("2022-10", "2024-01"), ("2024-01", "2025-09"), ("2022-10", "2025-09")];
    for (from, to) in ways {
        assert!(toolkit.migration(&id(from), &id(to)).is_some(), "{from} to {to}");
    }
    assert_eq!(toolkit.migrations().count(), ways.len());
}

#[test]
fn new_integrations_start_with_the_edition_of_their_day() {
    let toolkit = shipped();
    for (day, edition) in [("2023-05-04", "2022-10"), ("2024-01-08", "2024-01"), ("2027-01-04", "2025-09")] {
        let newest = toolkit.newest_open(day.parse().unwrap()).unwrap();
        assert_eq!(newest.edition.id, id(edition), "{day}");
    }
}

fn timestamp(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn at(position: u64) -> Mark {
    Mark { at: timestamp("2025-06-02T09:00:00Z"), by: "somebody".to_owned(), position }
}

fn field_id(form: &Form, field: &Field) -> FieldId {
    FieldId::of(&form.id, &field.id).expect("ids of an edition")
}

/// An integration about which everything is known that an edition has a place for.
fn full(definition: &Definition) -> Facts {
    let mut facts = Facts::new(definition.edition.id.clone(), at(0));
    let mut position = 0;
    let mut mark = || {
        position += 1;
        at(position)
    };
    for form in &definition.forms {
        for field in &form.fields {
            let value = Value::text(&format!("<{} {}>", form.id, field.id));
            facts.answers.insert(field_id(form, field), Answer { value, mark: mark() });
        }
        let of_form = facts.answers.iter().filter(|(field, _)| field.form() == form.id.as_str());
        let answers = of_form.map(|(field, answer)| (field.clone(), answer.value.clone())).collect();
        let submission = Submission { submitted: mark(), accepted: Some(mark()), answers };
        facts.submissions.insert(form.id.clone(), submission);
    }
    for slot in &definition.evidence {
        facts.evidence.insert(slot.id.clone(), vec![version(slot.id.as_str(), mark())]);
    }
    for call in &definition.calls {
        facts.calls.entry(call.id.clone()).or_default().held.push(held(&call.outcomes[0].id, mark()));
    }
    for task in &definition.tasks {
        facts.acknowledged.insert(task.id.clone(), mark());
    }
    for need in &definition.plan.needs {
        let named = Named { name: need.id.clone(), email: "a@partner.example".to_owned(), mark: mark() };
        facts.named.insert(need.id.clone(), named);
    }
    for milestone in &definition.plan.milestones {
        let date = "2025-11-03".parse().expect("a day");
        facts.plan.insert(milestone.id.clone(), Planned { date, reason: String::new(), mark: mark() });
    }
    for check in &definition.checks {
        let waiver = Waiver {
            reason: check.id.to_string(),
            control: "Another".to_owned(),
            until: "2026-01-01".parse().expect("a day"),
            asked_by: "somebody".to_owned(),
            mark: mark(),
        };
        facts.waivers.insert(check.id.clone(), waiver);
    }
    facts
}

fn version(name: &str, added: Mark) -> EvidenceVersion {
    EvidenceVersion {
        document: name.to_owned(),
        name: format!("{name}.pdf"),
        media_type: "application/pdf".to_owned(),
        bytes: 7,
        sha256: String::new(),
        dated: None,
        accepted: Some(added.clone()),
        refused: None,
        added,
    }
}

fn held(outcome: &str, recorded: Mark) -> Held {
    Held {
        outcome: outcome.to_owned(),
        passes: true,
        ends: false,
        reason: None,
        notes: String::new(),
        actions: Vec::new(),
        attended: Vec::new(),
        started_at: recorded.at,
        recorded,
        confirmed: None,
    }
}

#[test]
fn moving_by_way_of_another_edition_ends_where_moving_at_once_does() {
    let toolkit = shipped();
    let get = |edition: &str| toolkit.get(&id(edition)).unwrap();
    let way = |from: &str, to: &str| toolkit.migration(&id(from), &id(to)).unwrap();
    let now = timestamp("2025-09-15T09:00:00Z");
    let facts = full(&get("2022-10"));
    let between = way("2022-10", "2024-01").plan(&get("2022-10"), &facts, now).facts;
    let mut by_way = way("2024-01", "2025-09").plan(&get("2024-01"), &between, now).facts;
    let mut at_once = way("2022-10", "2025-09").plan(&get("2022-10"), &facts, now).facts;
    // What was retired says of which edition, so it cannot be the same; but as much is kept.
    let kept = |facts: &mut Facts| {
        let mut was: Vec<String> = facts.retired.drain(..).map(|one| one.was).collect();
        was.sort();
        was
    };
    assert_eq!(kept(&mut by_way), kept(&mut at_once));
    assert_eq!(by_way, at_once);
}

#[test]
fn what_was_answered_or_added_has_a_place_in_the_newest_edition_or_is_kept_in_words() {
    let toolkit = shipped();
    let newest = toolkit.get(&id("2025-09")).unwrap();
    let now = timestamp("2025-09-15T09:00:00Z");
    for from in ["2022-10", "2024-01"] {
        let old = toolkit.get(&id(from)).unwrap();
        let facts = full(&old);
        let moved = toolkit.migration(&id(from), &newest.edition.id).unwrap().plan(&old, &facts, now).facts;
        assert!(moved.answers.keys().all(|field| newest.field(field).is_some()), "{from}");
        assert!(moved.evidence.keys().all(|slot| newest.slot(slot).is_some()), "{from}");
        assert!(moved.submissions.keys().all(|form| newest.form(form).is_some()), "{from}");
        let values = moved.answers.values().filter_map(|answer| answer.value.as_text());
        let known: String = values.chain(moved.retired.iter().map(|one| one.was.as_str())).collect();
        let before = facts.answers.values().filter_map(|answer| answer.value.as_text());
        let lost: Vec<_> = before.filter(|text| !known.contains(text)).collect();
        assert!(lost.is_empty(), "{from}: {lost:?}");
    }
}

/// Words that both sides, the Board and programs read speak to nobody.
#[test]
fn sentences_of_checks_are_neutral_and_fixes_say_what_to_do() {
    for definition in shipped().editions() {
        for check in &definition.checks {
            let words = format!("{} {} {}", check.title, check.met, check.unmet);
            let lower = format!(" {} ", words.to_lowercase().replace(['.', ',', ':'], " "));
            for forbidden in [" you ", " your ", " we ", " our ", " please ", " log in ", " not "] {
                let is_fine = forbidden == " not " && !check.met.contains(" not ");
                assert!(is_fine || !lower.contains(forbidden), "{}: {words}", check.id);
            }
            for sentence in [&check.met, &check.unmet, &check.fix] {
                assert!(sentence.ends_with('.'), "{}: {sentence}", check.id);
            }
            assert!(!check.requirement.is_empty(), "{}", check.id);
        }
    }
}

/// A check waits for the side that can do something about it.
#[test]
fn checks_on_forms_are_owned_by_the_side_that_answers_them() {
    for definition in shipped().editions() {
        for check in &definition.checks {
            let (Test::FormComplete(form) | Test::FormSubmitted(form) | Test::FormAccepted(form)) =
                &check.test
            else {
                continue;
            };
            let form = definition.form(form).unwrap();
            assert_eq!(definition.side(&check.owner), definition.side(&form.role), "{}", check.id);
            let reviewer = form.reviewer.as_deref().map(|reviewer| definition.side(reviewer));
            assert!(reviewer.is_none_or(|side| side == Side::Service), "{}", form.id);
        }
    }
}

#[test]
fn every_edition_can_be_walked_to_its_end_whatever_is_answered() {
    let toolkit = shipped();
    let other = load(&files(&here("tests/editions/dock-pass"))).unwrap();
    let now = timestamp("2027-06-02T09:00:00Z");
    for definition in toolkit.editions().map(AsRef::as_ref).chain([&other]) {
        for yes_no in ["yes", "no"] {
            let walked = walk::walk(definition, yes_no, now);
            let edition = &definition.edition.id;
            let facts = walked.unwrap_or_else(|stuck| panic!("{edition}, answering {yes_no}: {stuck}"));
            let standing = Standing::of(definition, &facts, now);
            assert!(standing.stage.is_none(), "{edition}, answering {yes_no}");
        }
    }
}

/// Wherever an integration is when it is moved: it is not sent back, and it still gets to the end, also once everything bites.
#[test]
fn an_integration_that_was_moved_goes_on_to_the_end() {
    let toolkit = shipped();
    let newest = toolkit.get(&id("2025-09")).unwrap();
    let (now, later) = (timestamp("2027-06-02T09:00:00Z"), timestamp("2027-09-01T09:00:00Z"));
    let place = |definition: &Definition, facts: &Facts| {
        let stage = Standing::of(definition, facts, now).stage.map(|stage| stage.id.clone());
        definition
            .stages
            .iter()
            .position(|one| Some(&one.id) == stage.as_ref())
            .unwrap_or(definition.stages.len())
    };
    for from in ["2022-10", "2024-01"] {
        let old = toolkit.get(&id(from)).unwrap();
        let migration = toolkit.migration(&old.edition.id, &newest.edition.id).unwrap();
        let mut facts = Facts::new(old.edition.id.clone(), at(0));
        let mut steps = 0;
        loop {
            let moved = migration.plan(&old, &facts, now).facts;
            if place(&newest, &moved) < place(&old, &facts) {
                let standing = Standing::of(&newest, &moved, now);
                let why = standing.stage.and_then(|stage| standing.why(&stage.exit)).unwrap();
                panic!("{from} is sent back after {steps} steps: {why}");
            }
            let walked = walk::walk_on(&newest, moved, "yes", later);
            assert!(walked.is_ok(), "{from} after {steps} steps: {}", walked.unwrap_err());
            steps += 1;
            if !walk::step(&old, &mut facts, "yes", now).unwrap() {
                break;
            }
        }
        assert!(steps > 15, "{steps}");
    }
}

#[test]
fn every_form_has_a_place_in_the_process() {
    for definition in shipped().editions() {
        assert_eq!(walk::unused_forms(definition), Vec::<&Form>::new(), "{}", definition.edition.id);
    }
}
