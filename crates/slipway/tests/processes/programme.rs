//! A whole programme by command line: made, asked about, moved to another edition, verified, and tampered with.

use std::process::Command;

use serde_json::Value;

use crate::house::House;

fn first_reference(house: &House, from: &str) -> String {
    let tried = house.ask(&format!("toolkit migrate --from {from} --to 2025-09 --dry-run"));
    tried["gain_tasks"][0]["references"][0].as_str().expect("somebody gains a task").to_owned()
}

/// Changes a row behind the program's back.
fn tamper(house: &House, position: i64) {
    let database = store::Location::Sqlite(house.path("data/slipway.sqlite"));
    let store = store::Store::open(&database).expect("the database opens");
    let changed: Result<u64, store::StoreError> = store.write_blocking(move |tx| {
        tx.execute(
            "UPDATE integration_event SET body = '{\"event\":\"noted\",\"text\":\"It was always so.\"}'
             WHERE position = $1 AND integration_id = (SELECT id FROM integration ORDER BY id LIMIT 1)",
            store::params![position],
        )
    });
    assert_eq!(changed.expect("the statement runs"), 1);
}

#[test]
fn a_demonstration_is_made_moved_and_verified_and_tampering_is_found() {
    let house = House::new();
    let demo = house.ask("demo");
    assert_eq!((&demo["organisations"], &demo["integrations"]), (&12.into(), &60.into()));
    let (code, reason) = house.refusal("demo");
    assert_eq!((code, &reason["error"]), (1, &"in_use".into()));

    let reference = first_reference(&house, "2024-01");
    let gates = house.ask(&format!("gates --integration {reference}"));
    assert_eq!(gates["edition"], "2024-01");
    let words = String::from_utf8(house.run(&format!("gates --integration {reference}")).stdout).unwrap();
    let unmet = gates["gates"].as_array().unwrap().iter().find(|gate| gate["met"] == false);
    if let Some(gate) = unmet {
        assert!(words.contains(gate["title"].as_str().unwrap()), "{words}");
        let id = gate["gate"].as_str().unwrap();
        let (code, reason) = house.refusal(&format!("gates --integration {reference} --gate {id}"));
        assert_eq!((code, &reason["error"]), (1, &"gate_not_met".into()));
    }

    for (from, count) in [("2022-10", 9), ("2024-01", 15)] {
        let line = format!("toolkit migrate --from {from} --to 2025-09");
        assert_eq!(house.run(&line).status.code(), Some(2), "whoever moves them says why");
        let findings = String::from_utf8(house.run(&format!("{line} --dry-run")).stdout).unwrap();
        assert!(findings.starts_with(&format!("From {from} to 2025-09, tried on {count} ")), "{findings}");
        assert!(findings.ends_with("Nothing was changed.\n"), "{findings}");
        let moved = house.ask(&format!("{line} --reason Published"));
        assert_eq!(moved["moved"].as_array().unwrap().len(), count);
        let again = house.ask(&format!("{line} --reason Published"));
        assert_eq!(again, serde_json::json!({ "moved": [], "left_out": [] }));
    }
    let (_, reason) = house.refusal(&format!(
        "toolkit migrate --from 2024-01 --to 2025-09 --reason Published --integration {reference}"
    ));
    assert_eq!(reason["error"], "another_edition");
    let verified = house.ask("verify");
    assert_eq!(verified["broken"], Value::Array(Vec::new()));
    // A backup has every event as it was recorded.
    house.ask("backup all.slipway");
    house.ask("restore all.slipway --data second");
    std::fs::copy(house.path("data/master.key"), house.path("second/master.key")).unwrap();
    assert_eq!(house.ask("verify --data second"), verified);

    tamper(&house, 7);
    let (code, reason) = house.refusal("verify");
    assert_eq!((code, &reason["error"]), (1, &"log_broken".into()));
    assert_eq!(reason["found"]["broken"][0]["position"], 7);
    let broken = reason["found"]["broken"][0]["reference"].as_str().unwrap().to_owned();
    let (_, log) = house.serve().stop();
    assert!(log.contains(&broken) && log.contains("position=7"), "{log}");
}

#[test]
fn an_edition_without_a_way_is_not_moved_to() {
    let house = House::new();
    let (code, reason) = house.refusal("toolkit migrate --from 2025-09 --to 2022-10 --dry-run");
    assert_eq!((code, &reason["error"]), (1, &"no_migration".into()));
    let output: std::process::Output =
        Command::new(env!("CARGO_BIN_EXE_slipway")).args(["toolkit", "migrate"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
