//! `slipway toolkit` and a folder of editions in place of those that Slipway comes with.

use std::{fs, path::Path};

use serde_json::Value;

use crate::house::House;

/// Copies an edition of the repository into the house.
fn copy(house: &House, from: &str, to: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(from);
    for folder in ["", "forms"] {
        fs::create_dir_all(house.path(to).join(folder)).expect("files can be copied");
        for entry in fs::read_dir(root.join(folder)).expect("a folder").map(|entry| entry.expect("an entry"))
        {
            if entry.path().is_file() {
                fs::copy(entry.path(), house.path(to).join(folder).join(entry.file_name()))
                    .expect("files can be copied");
            }
        }
    }
}

fn edit(house: &House, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(house.path(file)).expect("files can be copied");
    assert!(text.contains(from), "{file} has no {from}");
    house.write(file, &text.replacen(from, to, 1));
}

#[test]
fn the_editions_that_slipway_comes_with_have_no_mistake() {
    let house = House::new();
    let found = house.ask("toolkit check");
    let ids: Vec<&str> =
        found["editions"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["2022-10", "2024-01", "2025-09"]);
    assert!(!house.path("data").exists(), "whoever writes an edition needs no database");
}

#[test]
fn a_mistake_is_told_with_file_line_and_id_and_stops_every_start() {
    let house = House::new();
    copy(&house, "toolkit/2025-09", "ours/2025-09");
    let tasks = fs::read_to_string(house.path("ours/2025-09/tasks.toml")).unwrap();
    let line = tasks.lines().position(|line| line.starts_with("checks = [")).unwrap() + 1;
    edit(&house, "ours/2025-09/tasks.toml", "checks = [", "checks = [\"no-such-check\", ");
    let (code, reason) = house.refusal("toolkit check ours");
    assert_eq!((code, &reason["error"]), (1, &"toolkit".into()));
    let problem = &reason["found"][0];
    assert_eq!(problem["file"], "2025-09/tasks.toml");
    assert_eq!(problem["line"], line);
    assert!(problem["id"].as_str().unwrap().starts_with("task `"), "{problem}");
    assert!(problem["what"].as_str().unwrap().contains("no-such-check"), "{problem}");

    house.write("slipway.toml", "[toolkit]\nfolder = \"ours\"\n");
    for line in ["keys list", "serve --ready-json", "verify"] {
        let output = house.run(line);
        assert_eq!(output.status.code(), Some(2), "{line}: {output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("no-such-check"), "{line}: {said}");
    }
    assert!(!house.path("data").exists(), "nothing is made with half a definition");
}

#[test]
fn another_service_needs_a_folder_and_no_other_program() {
    let house = House::new();
    copy(&house, "crates/toolkit/tests/editions/dock-pass", "ours/dock-pass");
    house.write("slipway.toml", "[toolkit]\nfolder = \"ours\"\n");
    let found = house.ask("toolkit check");
    assert_eq!(found["editions"][0]["id"], "dock-pass");
    let answer = house.ask("verify");
    assert_eq!(answer, serde_json::json!({ "integrations": 0, "events": 0, "broken": [] }));
}

#[test]
fn a_folder_that_holds_no_edition_is_named_with_its_setting() {
    let house = House::new();
    house.write("slipway.toml", "[toolkit]\nfolder = \"nowhere\"\n");
    let (code, reason) = house.refusal("verify");
    assert_eq!((code, &reason["problems"][0]["key"]), (2, &"toolkit.folder".into()));
}

#[test]
fn a_diff_names_editions_or_folders() {
    let house = House::new();
    copy(&house, "toolkit/2025-09", "next/2025-09");
    edit(&house, "next/2025-09/stages.toml", "title = \"", "title = \"The new ");
    let changed: Value = house.ask("toolkit diff 2025-09 next/2025-09");
    assert_eq!(changed["kinds"]["stages"]["changed"].as_object().unwrap().len(), 1);
    let text = String::from_utf8(house.run("toolkit diff 2024-01 2025-09").stdout).unwrap();
    assert!(text.starts_with("From 2024-01 to 2025-09\n") && text.contains("\ntasks\n  "), "{text}");
    let (code, reason) = house.refusal("toolkit diff 2024-01 2030-01");
    assert_eq!(code, 2);
    assert!(reason["message"].as_str().unwrap().contains("2022-10, 2024-01, 2025-09"), "{reason}");
}

#[test]
fn an_integration_that_is_not_there_has_no_gates() {
    let (code, reason) = House::new().refusal("gates --integration 7KQM-2D4R");
    assert_eq!((code, &reason["error"]), (1, &"not_found".into()));
}
