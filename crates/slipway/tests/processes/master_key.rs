//! The master key from outside: a variable, or a program such as the client of a key management service.

use serde_json::Value;

use crate::house::House;

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// What a command answers on standard output or error where a variable is set, and how it ended.
fn with(house: &House, line: &str, variable: (&str, &str)) -> (Option<i32>, Value) {
    let mut command = house.command(line.split_whitespace().chain(["--json"]));
    let output = command.env(variable.0, variable.1).output().expect("the program runs");
    let said = if output.status.success() { &output.stdout } else { &output.stderr };
    assert!(!String::from_utf8_lossy(&output.stderr).contains(KEY), "{output:?}");
    (output.status.code(), serde_json::from_slice(said).expect("it answers JSON"))
}

fn a_key_from_outside_opens_what_it_sealed_and_nothing_else_does(house: &House, (name, value): (&str, &str)) {
    let (code, keys) = with(house, "keys list", (name, value));
    assert_eq!((code, keys.as_array().map(Vec::len)), (Some(0), Some(2)), "{keys}");
    assert!(!house.path("data/master.key").exists(), "none is made beside it");
    assert_eq!(with(house, "keys list", (name, value)).1, keys, "a second start finds the same");

    let other = "ff".repeat(32);
    let (code, reason) = with(house, "keys list", ("SLIPWAY_MASTER_KEY", &other));
    let problem = &reason["problems"][0];
    assert_eq!((code, &problem["key"]), (Some(2), &"master_key".into()), "{reason}");
    assert!(
        problem["problem"].as_str().expect("words").contains("sealed with another master key"),
        "{reason}"
    );

    // Without it the file is wanted, and none is made.
    let (code, reason) = house.refusal("keys list");
    assert_eq!((code, &reason["problems"][0]["key"]), (2, &"master_key_file".into()), "{reason}");
    assert!(!house.path("data/master.key").exists());
}

#[test]
fn a_variable_holds_the_key_on_sqlite() {
    let house = House::new();
    a_key_from_outside_opens_what_it_sealed_and_nothing_else_does(&house, ("SLIPWAY_MASTER_KEY", KEY));
}

#[test]
fn a_variable_holds_the_key_on_postgres() {
    let house = House::on_postgres();
    a_key_from_outside_opens_what_it_sealed_and_nothing_else_does(&house, ("SLIPWAY_MASTER_KEY", KEY));
}

#[test]
fn a_program_answers_with_the_key() {
    let house = House::new();
    house.write("key", KEY);
    let command = ("SLIPWAY_MASTER_KEY_COMMAND", r#"["/bin/cat", "key"]"#);
    a_key_from_outside_opens_what_it_sealed_and_nothing_else_does(&house, command);
}

#[test]
fn a_program_that_fails_stops_the_start_and_says_how() {
    let house = House::new();
    house.write(
        "slipway.toml",
        "master_key_command = [\"/bin/sh\", \"-c\", \"echo no access >&2; exit 3\"]\n",
    );
    let (code, reason) = house.refusal("keys list");
    let problem = &reason["problems"][0];
    assert_eq!(
        (code, &problem["key"], &problem["from"]),
        (2, &"master_key_command".into(), &"slipway.toml line 1".into())
    );
    assert_eq!(problem["problem"], "/bin/sh failed with exit status: 3, and said: no access");
    assert!(!house.path("data/master.key").exists());
}

#[test]
fn another_key_file_than_the_databases_own_stops_the_start() {
    let house = House::new();
    house.ask("keys list");
    house.write("data/master.key", KEY);
    let (code, reason) = house.refusal("keys list");
    assert_eq!((code, &reason["problems"][0]["key"]), (2, &"master_key_file".into()), "{reason}");
    assert!(!reason.to_string().contains(KEY));
}
