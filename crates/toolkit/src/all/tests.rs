//! Which edition is the newest, and what folders and documents are called.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::load_all;
use crate::{EditionId, example, load::Files, problem::lines};

fn folders(second: &str) -> BTreeMap<String, Files> {
    let newer = example::edited("edition.toml", "2030-01\"", &format!("{second}\""));
    let newer = example::edited_more(newer, "edition.toml", "2030-01-01", "2031-01-01");
    BTreeMap::from([("2030-01".to_owned(), example::files()), ("2031-01".to_owned(), newer)])
}

#[test]
fn the_newest_edition_in_force_takes_new_integrations() {
    let all = load_all(&folders("2031-01")).unwrap();
    let newest = |on| all.newest_open(on).map(|one| one.edition.id.to_string());
    assert_eq!(newest(date(2029, 12, 31)), None);
    assert_eq!(newest(date(2030, 12, 31)).as_deref(), Some("2030-01"));
    assert_eq!(newest(date(2031, 1, 1)).as_deref(), Some("2031-01"));
    assert!(all.get(&EditionId::new("2030-01")).is_some());
    assert!(all.migrations().next().is_none());
}

#[test]
fn folders_and_documents_are_named_for_what_they_hold() {
    let problems = lines(&load_all(&folders("2032-01")).unwrap_err());
    let expected =
        "2031-01/edition.toml:1: the edition's id is `2032-01`; folder and edition have the same name\n";
    assert_eq!(problems, expected);

    let mut with = folders("2031-01");
    let documents = ["hello.toml", "2030-01_to_2033-01.toml"].map(|name| (name.to_owned(), String::new()));
    with.insert("migrations".to_owned(), documents.into());
    let problems = lines(&load_all(&with).unwrap_err());
    let expected = "migrations/2030-01_to_2033-01.toml:1: one of its editions is not there; add the edition, or remove the migration\n\
                    migrations/hello.toml:1: the name does not say from where to where; call it `<from>_to_<to>.toml`\n";
    assert_eq!(problems, expected);
}
