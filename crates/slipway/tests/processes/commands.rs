//! Commands, alone and beside a running server.

use std::io::Write;
use std::process::Stdio;

use jose::SigningKey;
use serde_json::Value;

use crate::house::{Background, House};

const REGISTER: &str =
    "client register --environment sandpit --name Example --redirect-uri http://localhost:9999/callback";

fn register(house: &House) -> Value {
    let key = house.public_key();
    house.ask(&format!("{REGISTER} --public-key {key} --scope openid --vector P9.Cp.Cd"))
}

fn count(list: &Value) -> usize {
    list.as_array().expect("a list").len()
}

fn kid_of(keys: &Value, state: &str) -> Value {
    let keys = keys.as_array().expect("a list");
    keys.iter().find(|key| key["state"] == state).expect("a key in this state")["kid"].clone()
}

/// The next key takes over, and a new next one is published.
fn keys_rotate(house: &House) {
    let before = house.ask("keys list");
    assert_eq!(house.ask("keys rotate")["kid"], kid_of(&before, "next"));
    let after = house.ask("keys list");
    assert_eq!((count(&before), count(&after)), (2, 3));
    assert_eq!(kid_of(&after, "signing"), kid_of(&before, "next"));
    assert_eq!(kid_of(&after, "retired"), kid_of(&before, "signing"));
}

/// Somebody has an account from their first role on; who was never heard of has nothing to reset.
fn second_factor_is_reset(house: &House) {
    house.ask("staff add owner@service.example --role process-owner");
    let reset = house.ask("staff reset-second-factor owner@service.example");
    assert_eq!(reset["has_second_factor"], false);
    let unknown = house.run("staff reset-second-factor nobody@service.example");
    assert!(!unknown.status.success(), "{unknown:?}");
}

/// Whoever runs the machine changes anybody's account by a file, and puts it back.
fn people_are_changed_by_a_file(house: &House) {
    let file = house.path("people.json");
    house.ask(&format!("people template {}", house.path("template.xlsx").display()));
    let rows = r#"{ "reset_proofing_levels": [{ "email_address": "rowan.p9@people.example", "new_level": 5 },
        { "email_address": "nobody@people.example", "new_level": 0 }] }"#;
    std::fs::write(&file, rows).expect("a file");
    let level = |house: &House| {
        let people = house.ask("people list --environment integration");
        let mut people = people.as_array().expect("a list").iter();
        people.find(|person| person["email"] == "rowan.p9@people.example").expect("Rowan")["proofing_level"]
            .clone()
    };
    let tried = house.ask(&format!("people upload {} --dry-run", file.display()));
    assert_eq!(
        (&tried["upload"], &tried["applied"], &tried["refused"]),
        (&Value::Null, &1.into(), &1.into())
    );
    assert_eq!(level(house), "P9");
    let applied = house.ask(&format!("people upload {}", file.display()));
    assert_eq!((&applied["rows"][0]["to"], level(house)), (&"P5".into(), "P5".into()));
    let upload = applied["upload"].as_str().expect("an id");
    house.ask(&format!("people undo {upload}"));
    assert_eq!(level(house), "P9");
    let (code, refused) = house.refusal(&format!("people undo {upload}"));
    assert_eq!(code, 1, "{refused}");
    let (code, refused) = house.refusal(&format!("people upload {} --environment sandpit", file.display()));
    assert_eq!((code, &refused["error"]), (1, &"not_found".into()), "{refused}");
}

fn commands_work_beside_a_server(house: &House) {
    let server = house.serve();
    let registered = register(house);
    let id = registered["client_id"].as_str().expect("an id");
    assert_eq!(house.ask("client list")[0]["client_id"], id);
    assert_eq!(house.ask(&format!("client show {id}")), registered);
    assert_eq!(count(&house.ask("people list")), 12);
    assert_eq!(house.ask("people reset")["reset"], 12);
    people_are_changed_by_a_file(house);
    second_factor_is_reset(house);
    keys_rotate(house);
    let trace = house.run(&format!("trace --client {id}"));
    assert!(trace.status.success() && trace.stdout.is_empty(), "{trace:?}");
    assert!(server.stop().0.success());
}

#[test]
fn commands_work_beside_a_server_on_sqlite() {
    commands_work_beside_a_server(&House::new());
}

#[test]
fn commands_work_beside_a_server_on_postgres() {
    commands_work_beside_a_server(&House::on_postgres());
}

#[test]
fn a_registration_answers_what_a_service_needs() {
    let house = House::new();
    let key = house.public_key();
    let command = ["client", "register", "--name", "My service", "--public-key", &key, "--json"];
    let more = ["--redirect-uri", "https://a.example/back", "--redirect-uri", "http://localhost:1/back"];
    let mut command = house.command(command.iter().chain(&more));
    let output = command.env("SLIPWAY_SANDPIT_ISSUER", "https://sandpit.example").output().unwrap();
    let service: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(service["client_id"].as_str().unwrap().starts_with("my-service-"), "{service}");
    assert_eq!(service["name"], "My service");
    assert_eq!(service["issuer"], "https://sandpit.example");
    assert_eq!(service["redirect_uris"][1], "http://localhost:1/back");
    assert_eq!((&service["scope"], &service["vectors"][0]), (&"openid".into(), &"P9.Cp.Cd".into()));
    assert_eq!(service["keys"][0]["kid"].as_str().unwrap().len(), 40);
    assert_eq!(service["keys"][0]["thumbprint"].as_str().unwrap().len(), 43);
}

#[test]
fn two_services_are_paired_both_ways_and_a_second_time_changes_nothing() {
    let house = House::new();
    let ids = [register(&house), register(&house)].map(|client| client["client_id"].clone());
    let [one, other] = ids.each_ref().map(|id| id.as_str().expect("an id"));
    for _ in 0..2 {
        let paired = house.ask(&format!("client pair {one} {other}"));
        assert_eq!(paired["partners"], serde_json::json!([one, other]));
        for (client, partner) in [(one, other), (other, one)] {
            let shown = house.ask(&format!("client show {client}"));
            assert_eq!(shown["sso_partners"], serde_json::json!([partner]));
        }
    }
    let (code, reason) = house.refusal(&format!("client pair {one} nobody"));
    assert_eq!((code, &reason["error"]), (1, &"client_not_found".into()), "{reason}");
    let (code, reason) = house.refusal(&format!("client pair {one} {one}"));
    assert_eq!((code, &reason["error"]), (2, &"usage".into()), "{reason}");
}

#[test]
fn an_issuer_that_only_the_server_knows_is_not_made_up() {
    let house = House::new();
    assert!(register(&house)["issuer"].is_null());
    let id = house.ask("client list")[0]["client_id"].as_str().unwrap().to_owned();
    let words = String::from_utf8(house.run(&format!("client show {id}")).stdout).unwrap();
    assert!(words.contains("issuer         the address that slipway serve prints\n"), "{words}");
}

#[test]
fn the_key_may_come_by_standard_input_and_keeps_its_owners_name() {
    let house = House::new();
    let mut jwk = serde_json::to_value(SigningKey::generate().public_jwk()).unwrap();
    jwk["kid"] = "mine-2026".into();
    let line = format!("{REGISTER} --public-key - --json");
    let mut command = house.command(line.split_whitespace());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(jwk.to_string().as_bytes()).unwrap();
    let service: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(service["keys"][0]["kid"], "mine-2026");
}

#[test]
fn a_refused_registration_names_every_rule_that_it_breaks() {
    let house = House::new();
    let key = house.public_key();
    let (code, reason) = house.refusal(&format!(
        "client register --name Example --redirect-uri http://a.example/* --public-key {key} --scope frogs --vector P3"
    ));
    assert_eq!((code, &reason["error"]), (1, &"registration_refused".into()));
    let rules = reason["rules"].as_array().unwrap();
    let arguments: Vec<&str> = rules.iter().map(|rule| rule["argument"].as_str().unwrap()).collect();
    assert_eq!(arguments, ["--redirect-uri", "--scope", "--scope", "--vector"]);
    assert_eq!(count(&house.ask("client list")), 0);
}

#[test]
fn a_private_key_given_by_mistake_is_refused_and_kept_nowhere() {
    let house = House::new();
    let pem = SigningKey::generate().to_pkcs8_pem();
    house.write("private.pem", &pem);
    let (code, reason) = house.refusal(&format!("{REGISTER} --public-key private.pem"));
    assert_eq!((code, &reason["error"]), (1, &"key_is_private".into()));
    let body = pem.lines().nth(1).unwrap();
    assert!(!reason.to_string().contains(body));
    for file in std::fs::read_dir(house.path("data")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(body.len()).any(|window| window == body.as_bytes()));
    }
    assert_eq!(count(&house.ask("client list")), 0);
}

#[test]
fn a_key_file_that_is_not_there_is_a_mistake_of_usage() {
    let (code, reason) = House::new().refusal(&format!("{REGISTER} --public-key nowhere.pem"));
    assert_eq!((code, &reason["error"]), (2, &"usage".into()));
    assert!(reason["message"].as_str().unwrap().starts_with("--public-key nowhere.pem cannot be read"));
}

#[test]
fn a_client_that_is_not_there_is_refused_by_every_command_that_names_one() {
    let house = House::new();
    for line in ["client show nobody", "trace --client nobody", "trace --client nobody --follow"] {
        let (code, reason) = house.refusal(line);
        assert_eq!((code, &reason["error"]), (1, &"client_not_found".into()), "{line}");
    }
}

#[test]
fn whoever_closes_the_pipe_is_not_an_error() {
    let house = House::new();
    let mut people = Background::start(&mut house.command(["people", "list"]));
    people.close();
    let (status, said) = people.finish();
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}
