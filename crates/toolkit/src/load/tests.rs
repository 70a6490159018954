//! Every rule of the loader: a small edition that is right, and one mistake at a time.

use super::load;
use crate::{
    EditionId,
    example::{self, edited},
    problem::lines,
};

#[test]
fn a_right_edition_loads_whole() {
    let definition = load(&example::files()).map_err(|problems| lines(&problems)).unwrap();
    assert_eq!(definition.edition.id, EditionId::new("2030-01"));
    assert_eq!(definition.stages.len(), 2);
    assert_eq!(definition.digest.len(), 64);
}

#[test]
fn the_digest_follows_every_byte() {
    let digest = |files| load(&files).unwrap().digest;
    let one = digest(example::files());
    assert_eq!(one, digest(example::files()));
    assert_ne!(one, digest(edited("edition.toml", "Harbour pass", "Harbour Pass")));
}

/// File, what stands there, and the mistake that stands there instead. The snapshot has what is told of each.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("tasks.toml", "\"apply.submitted\"", "\"apply.submited\""),
    ("tasks.toml", "needs = [\"apply-done\"]", "needs = [\"aply-done\"]"),
    ("tasks.toml", "role = \"owner\"\ndoes = \"read\"", "role = \"captain\"\ndoes = \"read\""),
    ("tasks.toml", "stage = \"connect\"\ntitle = \"Hold", "stage = \"conect\"\ntitle = \"Hold"),
    ("tasks.toml", "does.form = \"application\"", "does.form = \"appplication\""),
    ("tasks.toml", "url = \"https://", "url = \"http://"),
    ("tasks.toml", "[\"apply.read\"]", "[]"),
    ("tasks.toml", "does = \"read\"", "does = \"plan\""),
    ("stages.toml", "exit = \"apply-done\"", "exit = \"apply-dune\""),
    ("stages.toml", "id = \"connect\"", "id = \"apply\""),
    ("gates.toml", "checks = [\"connect.called\", \"connect.papers\", \"connect.approved\"]", "checks = []"),
    (
        "gates.toml",
        "opens = \"The call.\"",
        "opens = \"The call.\"\nwhen = { field = \"application.size\", is = \"huge\" }",
    ),
    (
        "gates.toml",
        "opens = \"The call.\"",
        "opens = \"The call.\"\nwhen = { field = \"application.ships\", is = \"a\" }",
    ),
    ("gates.toml", "opens = \"The call.\"", "opens = \"The call.\"\nwhen = { field = \"application.size\" }"),
    (
        "gates.toml",
        "opens = \"The call.\"",
        "opens = \"The call.\"\nwhen = { any = [{ not = { field = \"application.sizes\", answered = true } }] }",
    ),
    ("checks.toml", "test.form-submitted", "test.form-sent"),
    ("checks.toml", "owner = \"owner\"\nmet = \"The application was", "met = \"The application was"),
    ("checks.toml", "test.evidence = \"papers\"", "test.date-allowed = \"application.size\""),
    ("checks.toml", "test.evidence = \"papers\"", "test.planned = true"),
    ("checks.toml", "test.evidence = \"papers\"", "test = \"planned\""),
    (
        "checks.toml",
        "test.evidence = \"papers\"",
        "test.answer-is = { field = \"application.size\", any_of = [\"larg\"] }",
    ),
    ("checks.toml", "test.evidence = \"papers\"", "test.level-covers = \"application\""),
    ("checks.toml", "test.evidence = \"papers\"", "test.named = [\"pilot\"]"),
    ("evidence.toml", "\"pdf\"", "\"pfd\""),
    ("evidence.toml", "\"06-30\"", "\"02-29\""),
    ("calls.toml", "after = \"apply-done\"", "after = \"connect-done\""),
    ("calls.toml", "passes = true", "passes = false"),
    ("calls.toml", "guest = \"owner\"", "guest = \"manager\""),
    ("calls.toml", "\"application.size\"", "\"application.width\""),
    ("decisions.toml", "id = \"refused\"", "id = \"approved\""),
    ("letters.toml", "outcome = \"approved\"", "outcome = \"aproved\""),
    ("letters.toml", "{{product}}", "{{produkt}}"),
    ("forms/application.toml", "id = \"application\"", "id = \"aplication\""),
    ("forms/application.toml", "kind = \"choice\"", "kind = \"text\""),
    ("forms/application.toml", "section = \"harbour\"", "section = \"harbor\""),
    ("forms/application.toml", "kind = \"records\"", "kind = \"scopes\""),
    ("edition.toml", "in_force_from = \"2030-01-01\"", "in_force_from = 2030-01-01"),
    ("edition.toml", "[calendar]", "[calender]"),
    ("edition.toml", "every_weeks = 2", "every_weeks = 53"),
    ("roles.toml", "side = \"service\"", "side = \"servic\""),
    ("roles.toml", "title = \"Manager\"", "title = Manager"),
];

#[test]
fn every_mistake_is_told_with_file_line_and_id() {
    let mut told = String::new();
    for (file, there, instead) in MISTAKES {
        let problems = load(&edited(file, there, instead)).expect_err(&format!("{instead} was not noticed"));
        told.extend([format!("{there:?} -> {instead:?}\n"), lines(&problems), "\n".to_owned()]);
    }
    insta::assert_snapshot!(told);
}

#[test]
fn all_mistakes_are_told_at_once_in_order() {
    let mut files = edited("tasks.toml", "needs = [\"apply-done\"]", "needs = [\"x\"]\ntypo = 1");
    files.remove("gates.toml");
    files.insert("cheks.toml".into(), String::new());
    files.insert("forms/more.toml".into(), "id = \"more\"\n[[field]]\nid = 1\n[[field]]\nid = 2\n".into());
    insta::assert_snapshot!(lines(&load(&files).unwrap_err()));
}

#[test]
fn what_nothing_uses_is_told() {
    let unused = edited("tasks.toml", "\"apply.submitted\", ", "");
    let files = example::edited_more(unused, "gates.toml", "\"apply.submitted\", ", "");
    insta::assert_snapshot!(lines(&load(&files).unwrap_err()));
    let unmarked =
        edited("checks.toml", "test.acknowledged = \"apply.read\"", "test.answered = \"application.size\"");
    insta::assert_snapshot!(lines(&load(&unmarked).unwrap_err()));
}

/// Mistakes in what only an edition with levels has, made in one that is shipped. Lines move with it, so they are left out.
const MISTAKES_OF_SERVICES: &[(&str, &str, &str)] = &[
    ("levels.toml", "use_cases_field = \"level.use-cases\"", "use_cases_field = \"level.vectors\""),
    ("levels.toml", "level = \"P0\"", "level = \"P1\""),
    ("levels.toml", "levels = [\"P5\"]", "levels = [\"P5\", \"P0\"]"),
    ("levels.toml", "requests = [[\"P0.Cp\"]]", "requests = [[]]"),
    ("levels.toml", "field = \"level.sensitive\"", "field = \"level.sensible\""),
    ("scopes.toml", "excludes = [\"basic_demographics\"]", "excludes = [\"basic_demographic\"]"),
    ("scopes.toml", "levels = [\"P9\"]", "levels = [\"P99\"]"),
    ("eligibility.toml", "form = \"eligibility\"", "form = \"application\""),
    ("eligibility.toml", "is = \"rest-of-uk\"", "is = \"rest-of-the-uk\""),
    ("eligibility.toml", "id = \"e1-rest-of-uk\"", "id = \"e1-elsewhere\""),
    ("forms/level.toml", "kind = \"vectors\"", "kind = \"text\""),
    ("forms/checklist.toml", "checks = [\"sandpit.sign-in\"]", "checks = [\"sandpit.signin\"]"),
    ("forms/checklist.toml", "fields = [\"level.vectors\"]\n", ""),
    ("forms/checklist.toml", "section = \"technology\"\nfields", "section = \"technologie\"\nfields"),
    ("forms/checklist.toml", "milestone = \"go-live\"", "milestone = \"golive\""),
    ("forms/checklist.toml", "milestone = \"go-live\"", "answer = \"checklist.pen-test\""),
    ("forms/checklist.toml", "name = \"name\"", "name = \"names\""),
    ("forms/checklist.toml", "{ for = \"legal\" }", "{ for = \"leagal\" }"),
    ("forms/checklist.toml", "legal-lead =", "legal-leed ="),
];

#[test]
fn mistakes_about_levels_scopes_and_eligibility_are_told() {
    let mut told = String::new();
    for (file, there, instead) in MISTAKES_OF_SERVICES {
        let files = example::edited_more(example::shipped_files("2025-09"), file, there, instead);
        let problems = load(&files).expect_err(&format!("{instead} was not noticed"));
        told.extend([format!("{there:?} -> {instead:?}\n")]);
        // One edit of a form that all rules read would be told once for each.
        for problem in problems.into_iter().take(3) {
            assert!(problem.line > 0);
            told.extend([crate::Problem { line: 0, ..problem }.to_string(), "\n".to_owned()]);
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn gates_that_wait_for_each_other_are_told_once() {
    let files = edited("tasks.toml", "does = \"read\"", "does = \"read\"\nneeds = [\"connect-done\"]");
    insta::assert_snapshot!(lines(&load(&files).unwrap_err()));
}
