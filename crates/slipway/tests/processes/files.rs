//! What the first start makes, for whom, and what is said when a file is not as it should be.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use crate::house::{House, mode};

#[test]
fn the_first_command_makes_everything_for_its_owner_only() {
    let house = House::new();
    house.ask("keys list");
    assert_eq!(mode(&house.path("data")), 0o700);
    assert_eq!(mode(&house.path("data/master.key")), 0o600);
    assert_eq!(mode(&house.path("data/slipway.sqlite")), 0o600);
}

#[test]
fn the_data_folder_is_named_before_or_after_the_verb() {
    let house = House::new();
    let before = house.ask("--data elsewhere keys list");
    assert_eq!(before, house.ask("keys list --data elsewhere"));
    assert_eq!(before, house.ask("keys --data elsewhere list"));
    assert!(house.path("elsewhere/master.key").exists() && !house.path("data").exists());
}

#[test]
fn commands_that_start_at_once_make_one_house() {
    let house = House::new();
    let running: Vec<_> = (0..4)
        .map(|_| crate::house::Background::start(&mut house.command(["keys", "list", "--json"])))
        .collect();
    for process in running {
        let (status, said) = process.finish();
        assert!(status.success(), "{said}");
    }
    assert_eq!(house.ask("keys list").as_array().unwrap().len(), 2);
    assert_eq!(house.ask("people list").as_array().unwrap().len(), 12);
}

#[test]
fn a_key_file_that_others_can_read_stops_every_command() {
    let house = House::new();
    house.ask("keys list");
    fs::set_permissions(house.path("data/master.key"), Permissions::from_mode(0o644)).unwrap();
    let (code, reason) = house.refusal("keys list");
    assert_eq!(code, 2);
    assert_eq!(reason["problems"][0]["key"], "master_key_file");
    assert!(reason["problems"][0]["fix"].as_str().unwrap().contains("chmod 600 data/master.key"), "{reason}");
}

#[test]
fn a_key_file_that_is_lost_is_not_made_anew_beside_what_it_sealed() {
    let house = House::new();
    house.ask("keys list");
    fs::remove_file(house.path("data/master.key")).unwrap();
    let (code, reason) = house.refusal("keys list");
    assert_eq!(code, 2);
    let wrong = reason["problems"][0]["problem"].as_str().unwrap();
    assert!(wrong.contains("is not there, and the database holds keys sealed with it"), "{wrong}");
    assert!(!house.path("data/master.key").exists());
}

#[test]
fn a_data_folder_that_cannot_be_made_is_named_with_the_flag_that_named_it() {
    let house = House::new();
    house.write("file", "");
    let (code, reason) = house.refusal("keys list --data file/data");
    assert_eq!(code, 2);
    assert_eq!(reason["problems"][0]["key"], "data");
    assert_eq!(reason["problems"][0]["from"], "--data");
}

#[test]
fn a_database_file_that_cannot_be_made_is_named_with_its_setting() {
    let house = House::new();
    let output =
        house.command(["keys", "list", "--json"]).env("SLIPWAY_DATABASE_URL", "sqlite:nowhere/a.db").output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let reason: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(reason["problems"][0]["key"], "database.url");
    assert_eq!(reason["problems"][0]["from"], "SLIPWAY_DATABASE_URL");
}
