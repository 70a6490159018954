//! A small edition that is right, for tests: about passes into a harbour, so that nothing in it is particular to one service.

use crate::load::Files;

const FILES: [(&str, &str); 11] = [
    ("edition.toml", include_str!("example/edition.toml")),
    ("stages.toml", include_str!("example/stages.toml")),
    ("roles.toml", include_str!("example/roles.toml")),
    ("tasks.toml", include_str!("example/tasks.toml")),
    ("checks.toml", include_str!("example/checks.toml")),
    ("gates.toml", include_str!("example/gates.toml")),
    ("evidence.toml", include_str!("example/evidence.toml")),
    ("calls.toml", include_str!("example/calls.toml")),
    ("decisions.toml", include_str!("example/decisions.toml")),
    ("letters.toml", include_str!("example/letters.toml")),
    ("forms/application.toml", include_str!("example/application.toml")),
];

pub(crate) fn files() -> Files {
    FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The files with one change.
pub(crate) fn edited(file: &str, there: &str, instead: &str) -> Files {
    edited_more(files(), file, there, instead)
}

/// One more change.
pub(crate) fn edited_more(mut files: Files, file: &str, there: &str, instead: &str) -> Files {
    let text = files.get_mut(file).expect("a file of the example");
    assert!(text.contains(there), "{file} has no {there}");
    *text = text.replacen(there, instead, 1);
    files
}

/// An edition that is shipped.
pub(crate) fn shipped(edition: &str) -> crate::Definition {
    crate::load(&shipped_files(edition))
        .map_err(|problems| crate::problem::lines(&problems))
        .expect("a right edition")
}

pub(crate) fn shipped_files(edition: &str) -> Files {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../toolkit").join(edition);
    let mut files = Files::new();
    for folder in [root.clone(), root.join("forms")] {
        for entry in std::fs::read_dir(folder).expect("the folder of an edition") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path.strip_prefix(&root).expect("inside").to_string_lossy().into_owned();
                files.insert(name, std::fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    files
}

/// Answers by the full ids of fields; several where there is a comma.
pub(crate) fn answers(given: &[(&str, &str)]) -> std::collections::BTreeMap<crate::FieldId, crate::Value> {
    let value = |text: &str| match text.split_once(',') {
        Some(_) => {
            crate::Value::Many(text.split(',').filter(|one| !one.is_empty()).map(ToOwned::to_owned).collect())
        }
        None => crate::Value::text(text),
    };
    given.iter().map(|(field, text)| (crate::FieldId::new(field), value(text))).collect()
}

pub(crate) fn mark(position: u64) -> crate::facts::Mark {
    let day = i64::try_from(position).expect("a small position") * 86_400;
    let at = jiff::Timestamp::from_second(1_900_000_000 + day).expect("a time");
    crate::facts::Mark { at, by: "somebody".into(), position }
}

/// Facts with these answers, in this order.
pub(crate) fn facts(edition: &str, given: &[(&str, &str)]) -> crate::Facts {
    let mut facts = crate::Facts::new(crate::EditionId::new(edition), mark(1));
    for ((field, value), position) in answers(given).into_iter().zip(2..) {
        facts.answers.insert(field, crate::facts::Answer { value, mark: mark(position) });
    }
    facts
}

pub(crate) const MIGRATION: &str = include_str!("example/migration.toml");

/// The edition that comes after: with a pilot, papers in two parts, and another Board.
pub(crate) fn newer() -> Files {
    let task = |id: &str, does: &str, check: &str| {
        format!(
            "[[task]]\nid = \"{id}\"\nstage = \"connect\"\ntitle = \"Do {id}\"\nrole = \"owner\"\n\
             does.{does}\nchecks = [\"{check}\"]\n\n"
        )
    };
    let check = |id: &str, test: &str| {
        format!(
            "[[check]]\nid = \"{id}\"\ntitle = \"{id}\"\ntest.{test}\nowner = \"owner\"\nmet = \"Met.\"\n\
             unmet = \"Not met.\"\nfix = \"Do it.\"\nrequirement = \"Rule 9\"\n\n"
        )
    };
    let mut files = edited("edition.toml", "2030-01\"", "2031-01\"");
    let edits = [
        ("edition.toml", "2030-01-01", "2031-01-01".to_owned()),
        ("tasks.toml", "id = \"apply.read\"", "id = \"apply.rules\"".to_owned()),
        ("tasks.toml", "[\"apply.read\"]", "[\"apply.rules\"]".to_owned()),
        ("tasks.toml", "harbour-board", "port-board".to_owned()),
        ("checks.toml", "The application was submitted.", "Submitted.".to_owned()),
        ("checks.toml", "requirement = \"Rule 2\"", "requirement = \"Rule 2\"\ncan_waive = false".to_owned()),
        (
            "checks.toml",
            "\"apply.read\"\nid = \"apply.read\"",
            "\"apply.rules\"\nid = \"apply.rules\"".to_owned(),
        ),
        ("checks.toml", "test.decided = \"harbour-board\"", "test.decided = \"port-board\"".to_owned()),
        ("gates.toml", "\"apply.read\"", "\"apply.rules\"".to_owned()),
        (
            "gates.toml",
            "\"connect.papers\"",
            "\"connect.crew\", \"connect.hull\", \"connect.pilot\"".to_owned(),
        ),
        ("decisions.toml", "harbour-board", "port-board".to_owned()),
        ("letters.toml", "harbour-board", "port-board".to_owned()),
    ];
    for (file, there, instead) in edits {
        files = edited_more(files, file, there, &instead);
    }
    let mut cut = |file: &str, from: &str, until: &str, instead: &str| {
        let text = files.get_mut(file).expect("a file of the example");
        let start = text.find(from).expect("a beginning");
        let end = text[start..].find(until).map_or(text.len(), |at| start + at);
        text.replace_range(start..end, instead);
    };
    let tasks = task("connect.crew", "evidence = [\"crew\"]", "connect.crew")
        + &task("connect.hull", "evidence = [\"hull\"]", "connect.hull")
        + &task("connect.pilot", "form = \"application\"", "connect.pilot");
    cut("tasks.toml", "[[task]]\nid = \"connect.papers\"", "\u{0}", &tasks);
    let checks = check("connect.crew", "evidence = \"crew\"")
        + &check("connect.hull", "evidence = \"hull\"")
        + &check("connect.pilot", "answered = \"application.pilot\"");
    cut("checks.toml", "[[check]]\nid = \"connect.papers\"", "[[check]]\nid = \"connect.approved\"", &checks);
    let slot = |id: &str| format!("[[slot]]\nid = \"{id}\"\ntitle = \"{id}\"\naccepts = [\"pdf\"]\n\n");
    cut("evidence.toml", "[[slot]]", "\u{0}", &(slot("crew") + &slot("hull")));
    let pilot =
        "[[field]]\nid = \"pilot\"\nquestion = \"Who is the pilot?\"\nlabel = \"Pilot\"\nkind = \"text\"\n";
    cut("forms/application.toml", "[[field]]\nid = \"ships\"", "\u{0}", pilot);
    files
}
