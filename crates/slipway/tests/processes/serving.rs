//! `slipway serve`: it says when it is ready, answers, and ends when it is told to.

use crate::house::{Background, House, Server, fetch};

#[test]
fn one_line_says_where_it_is_and_sigterm_ends_it_cleanly() {
    let house = House::new();
    let server = house.serve();
    assert!(fetch(server.portal(), "/").starts_with("HTTP/1.1 200 OK"));
    assert!(fetch(server.portal(), "/health").ends_with("ok"));
    let discovery = fetch(server.issuer(), "/.well-known/openid-configuration");
    assert!(discovery.starts_with("HTTP/1.1 200 OK"), "{discovery}");
    assert!(discovery.contains(&format!("\"issuer\":\"{}\"", server.issuer())), "{discovery}");
    let (status, log) = server.stop();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("ready") && log.contains("stopped"), "{log}");
    assert!(!house.path("data/slipway.sqlite-wal").exists(), "the log of the database was folded in");
}

#[test]
fn it_ends_cleanly_on_postgres_too() {
    let house = House::on_postgres();
    let server = house.serve();
    assert!(fetch(server.issuer(), "/.well-known/jwks.json").contains("\"alg\":\"RS512\""));
    let (status, log) = server.stop();
    assert_eq!(status.code(), Some(0), "{log}");
}

#[test]
fn ctrl_c_ends_it_as_well_and_people_are_told_what_they_need() {
    let house = House::new();
    let mut server = Background::start(&mut house.command(["serve"]));
    let mut said = String::new();
    while !said.ends_with("Stop with Ctrl+C.\n") {
        let line = server.line();
        assert!(!line.is_empty(), "{said}");
        said.push_str(&line);
    }
    server.tell("INT");
    let (status, log) = server.finish();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(said.contains("/outbox   kept there, not sent"), "{said}");
    assert!(said.contains("rowan.p9@people.example       Harbour-Lights-9  190696  P9"), "{said}");
}

#[test]
fn kept_messages_are_shown_unless_somebody_says_no() {
    let house = House::new();
    let server = house.serve();
    assert!(fetch(server.portal(), "/outbox.json").starts_with("HTTP/1.1 200 OK"));
    assert!(server.stop().0.success());
    house.write("slipway.toml", "[outbox]\npage = \"off\"\n");
    let server = house.serve();
    assert!(fetch(server.portal(), "/outbox.json").starts_with("HTTP/1.1 404 "));
    assert!(server.stop().0.success());
}

#[test]
fn a_limit_from_the_settings_holds_until_it_is_switched_off() {
    let house = House::new();
    house.write("slipway.toml", "[limits]\naddress_requests = 1\n");
    let server = house.serve();
    let again = |server: &Server| fetch(server.issuer(), "/authorize").lines().next().map(str::to_owned);
    let statuses = [again(&server), again(&server)];
    assert_eq!(statuses[1].as_deref(), Some("HTTP/1.1 429 Too Many Requests"), "{statuses:?}");
    assert_ne!(statuses[0], statuses[1]);
    assert!(server.stop().0.success());
    house.write("slipway.toml", "[limits]\naddress_requests = 1\nenabled = false\n");
    let server = house.serve();
    assert_eq!(again(&server), again(&server));
    assert!(server.stop().0.success());
}

#[test]
fn a_port_that_is_taken_is_said_before_anything_is_made() {
    let house = House::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = house.command(["serve", "--ready-json"]);
    let output = command.env("SLIPWAY_SANDPIT_LISTEN", &address).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let reason: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(reason["problems"][0]["problem"], format!("something else listens on {address}"));
    assert!(!house.path("data").exists());
}
