//! The editions that are shipped, as they are: each of them loads, and so does the one that is about something else.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use toolkit::{Definition, load};

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut files);
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a readable file of the edition") {
        let path = entry.expect("a readable file of the edition").path();
        let name = format!(
            "{prefix}{}",
            path.file_name()
                .expect("a readable file of the edition")
                .to_str()
                .expect("a readable file of the edition")
        );
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read_to_string(&path).expect("a readable file of the edition"));
        }
    }
}

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../toolkit")
}

fn loaded(folder: &Path) -> Definition {
    load(&files(folder)).unwrap_or_else(|problems| {
        let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}:\n{}", folder.display(), words.join("\n"))
    })
}

fn edition(name: &str) -> Definition {
    loaded(&shipped().join(name))
}

/// Every id of an edition: what other editions, programs and links refer to.
fn ids(definition: &Definition) -> String {
    let mut text = String::new();
    macro_rules! lines {
        ($($kind:literal: $list:ident),*) => {
            $(definition.$list.iter().for_each(|one| writeln!(text, "{} {}", $kind, one.id).expect("a readable file of the edition"));)*
        };
    }
    lines!("stage": stages, "task": tasks, "slot": evidence, "check": checks, "gate": gates, "call": calls);
    lines!("decision": decisions, "letter": letters, "role": roles, "scope": scopes);
    for form in &definition.forms {
        form.fields.iter().for_each(|field| {
            writeln!(text, "field {}.{}", form.id, field.id).expect("a readable file of the edition")
        });
    }
    text
}

#[test]
fn september_2025_loads() {
    insta::assert_snapshot!(ids(&edition("2025-09")));
}

#[test]
fn january_2024_loads() {
    insta::assert_snapshot!(ids(&edition("2024-01")));
}

#[test]
fn october_2022_loads() {
    insta::assert_snapshot!(ids(&edition("2022-10")));
}

#[test]
fn an_edition_about_another_service_loads() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editions/dock-pass");
    insta::assert_snapshot!(ids(&loaded(&folder)));
}
