//! Environments that somebody adds by the file alone, and one for real people among them.

use std::{fs, os::unix::fs::PermissionsExt as _};

use jose::SigningKey;
use serde_json::{Value, json};

use crate::house::{House, fetch};

/// As behind a proxy, with every service that it needs; none of them is there, and none is asked at the start.
const LIVE: &str = r#"
[portal]
url = "https://portal.example"
[sandpit]
issuer = "https://sandpit.example"
[mail]
smtp_url = "smtp://127.0.0.1:9"
from = "Slipway <slipway@mail.example>"
[text_messages]
url = "http://127.0.0.1:9"
api_key = "name-00000000-0000-0000-0000-000000000000-00000000-0000-0000-0000-000000000000"
template_id = "template"
[integration]
enabled = false
[proxy]
trusted_hops = 1
[environments.live]
kind = "live"
issuer = "https://auth.example"
demographics = "fhir"
[environments.live.pds]
base_url = "http://127.0.0.1:9/personal-demographics/FHIR/R4"
token_url = "http://127.0.0.1:9/oauth2/token"
client_id = "application"
private_key_file = "pds.pem"
key_id = "slipway-1"
"#;

fn live(house: House) -> House {
    house.write("slipway.toml", LIVE);
    house.write("pds.pem", &SigningKey::generate().to_pkcs8_pem());
    fs::set_permissions(house.path("pds.pem"), fs::Permissions::from_mode(0o600)).expect("it is ours");
    house
}

fn at(ready: &Value, what: &str) -> String {
    format!("http://{}", ready["listening"][what].as_str().expect("an address"))
}

fn nothing_of_a_test_is_in_it(house: &House) {
    let server = house.serve();
    let issuers = json!({ "sandpit": "https://sandpit.example", "live": "https://auth.example" });
    assert_eq!(server.ready["environments"], issuers);
    let discovery = fetch(&at(&server.ready, "live"), "/.well-known/openid-configuration");
    assert!(discovery.contains("\"issuer\":\"https://auth.example\""), "{discovery}");
    assert!(fetch(&at(&server.ready, "portal"), "/outbox").starts_with("HTTP/1.1 404 "));
    let key = house.public_key();
    let register = |uri: &str| {
        format!("client register --environment live --name Example --redirect-uri {uri} --public-key {key}")
    };
    let (code, refused) = house.refusal(&register("http://localhost:9999/callback"));
    assert_eq!(code, 1, "{refused}");
    assert!(refused.to_string().contains("http is for localhost in test environments"), "{refused}");
    let id = house.ask(&register("https://service.example/callback"))["client_id"].clone();
    assert_eq!(house.ask("client list --environment live")[0]["client_id"], id);
    assert_eq!(house.ask("client list --environment sandpit"), json!([]));
    for command in ["people list", "people reset"] {
        let (code, refused) = house.refusal(&format!("{command} --environment live"));
        assert_eq!((code, &refused["error"]), (1, &json!("no_test_people")), "{refused}");
    }
    assert_eq!(house.ask("keys list --environment live").as_array().map(Vec::len), Some(2));
    assert!(server.stop().0.success());
}

#[test]
fn one_for_real_people_runs_without_anything_of_a_test() {
    nothing_of_a_test_is_in_it(&live(House::new()));
}

#[test]
fn one_for_real_people_runs_on_postgres_and_in_several_processes() {
    let house = live(House::on_postgres());
    nothing_of_a_test_is_in_it(&house);
    let both = [house.serve(), house.serve()];
    let keys = both.each_ref().map(|server| fetch(&at(&server.ready, "live"), "/.well-known/jwks.json"));
    let kids = keys.each_ref().map(|answer| answer.split("\r\n\r\n").nth(1).map(str::to_owned));
    assert!(kids[0].is_some() && kids[0] == kids[1], "{keys:?}");
    for server in both {
        assert!(server.stop().0.success());
    }
}

#[test]
fn access_that_others_can_use_stops_the_start() {
    let house = live(House::new());
    fs::set_permissions(house.path("pds.pem"), fs::Permissions::from_mode(0o644)).expect("it is ours");
    let output = house.command(["serve", "--ready-json"]).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(said.contains("environments.live.pds.private_key_file") && said.contains("chmod 600"), "{said}");
}

#[test]
fn another_for_practice_is_one_section_and_commands_know_its_name() {
    let house = House::new();
    house.write("slipway.toml", "[environments.training]\nkind = \"integration\"\npeople = 20\n");
    let server = house.serve();
    let issuer = server.ready["environments"]["training"].as_str().expect("it runs").to_owned();
    assert!(fetch(&issuer, "/.well-known/openid-configuration").contains(&issuer));
    assert_eq!(house.ask("people list --environment training").as_array().map(Vec::len), Some(12));
    let (code, refused) = house.refusal("client list --environment trainng");
    assert_eq!(code, 2);
    assert!(refused.to_string().contains("this Slipway runs sandpit, integration, training"), "{refused}");
    assert!(server.stop().0.success());
}
