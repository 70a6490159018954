//! Everything as one file while a server runs, and another Slipway from it.

use std::{fs, os::unix::fs::PermissionsExt as _};

use crate::house::House;

#[test]
fn a_server_goes_on_while_it_is_backed_up_and_another_one_is_made_of_the_file() {
    let house = House::new();
    let server = house.serve();
    let key = house.public_key();
    let client = house.ask(&format!(
        "client register --name Harbour --redirect-uri http://localhost:9/callback --public-key {key} --scope openid"
    ));
    let backup = house.ask("backup all.slipway");
    assert_eq!(backup["rows"]["client"], 1);
    let file = house.path("all.slipway");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!house.path("all.slipway.part").exists());
    let (code, reason) = house.refusal("backup all.slipway");
    assert_eq!((code, &reason["error"]), (1, &"file_exists".into()));

    let (code, reason) = house.refusal("restore all.slipway");
    assert_eq!((code, &reason["error"]), (1, &"database_not_empty".into()), "{reason}");
    let (code, reason) = house.refusal("restore nothing.slipway --data other");
    assert_eq!((code, &reason["error"]), (1, &"no_such_file".into()));
    let words = String::from_utf8(house.run("restore all.slipway --data other").stdout).unwrap();
    assert!(words.contains("Put the master key of that time back"), "{words}");
    // Without it nothing starts, and nothing new is made in its place.
    assert_eq!(house.run("client list --data other").status.code(), Some(2));
    fs::copy(house.path("data/master.key"), house.path("other/master.key")).unwrap();
    let listed = house.ask("client list --data other");
    assert_eq!(listed[0]["client_id"], client["client_id"], "{listed}");
    assert_eq!(house.ask("keys list --data other"), house.ask("keys list"));
    drop(server);
}

#[test]
fn a_torn_file_is_refused_and_leaves_room_for_the_whole_one() {
    let house = House::new();
    house.ask("people list");
    house.ask("backup all.slipway");
    let whole = fs::read(house.path("all.slipway")).unwrap();
    fs::write(house.path("torn.slipway"), &whole[..whole.len() / 2]).unwrap();
    let (code, reason) = house.refusal("restore torn.slipway --data other");
    assert_eq!((code, &reason["error"]), (1, &"backup_damaged".into()), "{reason}");
    house.ask("restore all.slipway --data other");
    let (code, reason) = house.refusal("backup none.slipway --data nowhere");
    assert_eq!((code, &reason["error"]), (1, &"database_unusable".into()), "{reason}");
    assert!(!house.path("nowhere").exists() && !house.path("none.slipway.part").exists());
}
