//! `slipway trace`: what a service sends shows in a terminal, with the reason for a refusal.

use serde_json::Value;

use crate::house::{Background, House, Server, fetch};

struct Watched {
    house: House,
    server: Server,
    client: String,
}

impl Watched {
    fn new(house: House) -> Self {
        let server = house.serve();
        let key = house.public_key();
        let register = "client register --name Example --redirect-uri http://localhost:9999/callback";
        let registered = house.ask(&format!("{register} --public-key {key}"));
        let client = registered["client_id"].as_str().expect("an id").to_owned();
        Self { house, server, client }
    }

    /// Asks for a sign-in that ends at `redirect_uri`.
    fn authorize(&self, redirect_uri: &str) {
        let client = &self.client;
        let query = "response_type=code&scope=openid&state=s&nonce=n&vtr=[\"P9.Cp.Cd\"]";
        let path = format!("/authorize?client_id={client}&redirect_uri={redirect_uri}&{query}");
        let answer = fetch(self.server.issuer(), &path.replace('"', "%22"));
        assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    }
}

#[test]
fn a_refusal_is_one_line_that_says_why() {
    let watched = Watched::new(House::new());
    watched.authorize("http://localhost:9999/callback/");
    watched.authorize("http://localhost:9999/callback");
    let trace = watched.house.run(&format!("trace --client {}", watched.client));
    let said = String::from_utf8(trace.stdout).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].contains("  authorize  refused  "), "{said}");
    assert!(lines[0].ends_with("redirect_uri differs from the registered one by a trailing slash"), "{said}");
    assert!(lines[1].ends_with("  authorize  waiting"), "{said}");
    assert_eq!(lines.len(), 2, "{said}");
}

fn a_follower_sees_what_happens_and_ends_when_interrupted(house: House) {
    let watched = Watched::new(house);
    watched.authorize("http://localhost:9999/callback/");
    let line = format!("trace --client {} --follow --json", watched.client);
    let mut follower = Background::start(&mut watched.house.command(line.split_whitespace()));
    let mut next = || serde_json::from_str::<Value>(&follower.line()).expect("a line of JSON");
    let before = next();
    assert_eq!((&before["endpoint"], &before["outcome"]), (&"authorize".into(), &"refused".into()));
    watched.authorize("http://localhost:9999/callback");
    let after = next();
    assert_eq!(
        (&after["client_id"], &after["outcome"]),
        (&watched.client.as_str().into(), &"waiting".into())
    );
    assert!(after["sequence"].as_i64() > before["sequence"].as_i64());
    follower.tell("INT");
    let (status, said) = follower.finish();
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(watched.server.stop().0.success());
}

#[test]
fn a_follower_sees_what_happens_on_sqlite() {
    a_follower_sees_what_happens_and_ends_when_interrupted(House::new());
}

#[test]
fn a_follower_sees_what_happens_on_postgres() {
    a_follower_sees_what_happens_and_ends_when_interrupted(House::on_postgres());
}
