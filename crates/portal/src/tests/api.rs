//! The API: programs with tokens ask, JSON and problems answer, and both are as the OpenAPI document says.

mod schema;

use std::num::NonZeroU32;

use app::portal::tokens::{self, For, Wanted};
use axum::body::Body;
use http::{Request, StatusCode};
use onboarding::scope::Scope;
use serde_json::Value;
use store::queries::portal::users;

use super::harness::{Answer, Browser, House, settings};
use crate::{Settings, api};

/// A program with a token.
struct Program {
    browser: Browser,
    token: String,
}

impl Program {
    async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, &[]).await
    }

    async fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let path = if path.starts_with("/api") { path.to_owned() } else { format!("/api/v1{path}") };
        let mut request = Request::builder().method(method).uri(path).header("accept", "application/json");
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.browser.send_bare(request, Body::empty()).await
    }
}

/// An organisation with a product, an integration, and a token of its owner's for all of it.
struct Team {
    program: Program,
    integration: String,
}

impl Team {
    async fn new(house: &House, email: &str, name: &str, scopes: &[Scope]) -> Self {
        let (mut owner, product) = house.team(email, name).await;
        let integration = house.integration(&product).await;
        let organisation = owner.get("/products").await.attribute("main a[href^='/organisations/']", "href");
        let what = For::Organisation(organisation.trim_start_matches("/organisations/").parse().unwrap());
        let address = email.parse().unwrap();
        let user = house.ctx.store.read(move |tx| users::find_by_email(tx, &address)).await.unwrap().unwrap();
        let wanted = Wanted {
            name: "Build server".parse().unwrap(),
            scopes: scopes.iter().copied().collect(),
            product: None,
            days: 30,
        };
        let actor = app::Actor::User(user.id.into());
        let (secret, _) = tokens::create(&house.ctx, actor, what, wanted).await.unwrap();
        let program = Program { browser: house.visitor(), token: secret.expose().to_owned() };
        Self { program, integration }
    }
}

fn value(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

#[track_caller]
fn is_problem(answer: &Answer, status: StatusCode) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = value(answer);
    assert_eq!(problem["status"], status.as_u16());
    assert!(
        problem["detail"].as_str().unwrap().ends_with('.') && problem["reference"].is_string(),
        "{problem}"
    );
    schema::holds("Problem", &problem);
}

#[tokio::test]
async fn every_answer_is_as_the_document_says() {
    let house = House::new();
    let mut team = Team::new(&house, "owner@harbour.example", "Harbour", &Scope::ALL).await;
    let mut tried = 0;
    // Test data has a test of its own: it belongs to a product that has a client where there are records.
    let reads = |route: &api::routes::Route| !route.path.contains("/test-data");
    for route in api::routes::table().into_iter().filter(reads) {
        let path = route
            .path
            .replace("/integrations/{integration}", &team.integration)
            .replace("{gate}", first_gate(&house).as_str())
            .replace("{edition}", newest(&house).as_str());
        assert!(!path.contains('{'), "{path}");
        let answer = team.program.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
        schema::holds_for_route(route.path, &value(&answer));
        if route.needs != api::access::Needs::Nothing {
            let again = team.program.ask("GET", &path, &[("if-none-match", answer.header("etag"))]).await;
            assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
        }
        tried += 1;
    }
    assert!(tried > 8);
}

fn newest(house: &House) -> String {
    house.ctx.toolkit.editions().last().unwrap().edition.id.to_string()
}

fn first_gate(house: &House) -> String {
    house.ctx.toolkit.editions().last().unwrap().gates[0].id.to_string()
}

#[tokio::test]
async fn a_gates_reasons_are_the_words_of_its_standing() {
    let house = House::new();
    let mut team = Team::new(&house, "owner@harbour.example", "Harbour", &[Scope::Integrations]).await;
    let id = team.integration.trim_start_matches("/integrations/").parse().unwrap();
    let opened = app::integrations::open(&house.ctx, app::Actor::Operator, id).await.unwrap();
    let gates = value(&team.program.get(&format!("{}/gates", team.integration)).await);
    let standing = opened.standing();
    assert_eq!(gates["gates"].as_array().unwrap().len(), standing.gates.len());
    for (told, gate) in gates["gates"].as_array().unwrap().iter().zip(&standing.gates) {
        let why = standing.why(&gate.gate.id).unwrap();
        assert_eq!(told, &serde_json::to_value(&why).unwrap());
        let one = team.program.get(&format!("{}/gates/{}", team.integration, why.gate)).await;
        assert_eq!(&value(&one), told);
        for reason in why.unmet() {
            assert!(one.text.contains(&reason.check.to_string()));
        }
    }
    // What people say on the telephone finds it too.
    let by_reference = team.program.get(&format!("/integrations/{}", opened.reference)).await;
    assert_eq!(value(&by_reference)["id"], opened.id.to_string());
}

#[tokio::test]
async fn competitors_get_the_same_answer_as_for_what_does_not_exist() {
    let house = House::new();
    let ours = Team::new(&house, "owner@harbour.example", "Harbour", &Scope::ALL).await;
    let mut rival = Team::new(&house, "rival@quay.example", "Quay", &Scope::ALL).await.program;
    let nowhere = "/integrations/00000000-0000-7000-8000-000000000000";
    let without = |answer: &Answer| {
        let mut problem = value(answer);
        problem["reference"].take();
        problem
    };
    for below in ["", "/gates", "/gates/none", "/tasks", "/evidence", "/events"] {
        let theirs = rival.get(&format!("{}{below}", ours.integration)).await;
        let nothing = rival.get(&format!("{nowhere}{below}")).await;
        is_problem(&theirs, StatusCode::NOT_FOUND);
        assert_eq!(without(&theirs), without(&nothing), "{below}");
        assert_eq!(theirs.header_names(), nothing.header_names());
    }
    let listed = rival.get("/integrations").await;
    assert_eq!(value(&listed)["integrations"].as_array().unwrap().len(), 1);
    assert!(!listed.text.contains("Harbour"));
}

#[tokio::test]
async fn every_refusal_is_a_problem() {
    let house = House::with(Settings { token_requests_per_minute: NonZeroU32::new(6), ..settings() });
    let mut team = Team::new(&house, "owner@harbour.example", "Harbour", &[Scope::Integrations]).await;
    let events = team.program.get(&format!("{}/events", team.integration)).await;
    is_problem(&events, StatusCode::FORBIDDEN);
    assert!(events.header("www-authenticate").contains("scope=\"events:read\""));
    is_problem(&team.program.get("/nothing").await, StatusCode::NOT_FOUND);
    let posted = team.program.ask("POST", "/integrations", &[]).await;
    is_problem(&posted, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(posted.header("allow"), "GET,HEAD");
    for query in ["limit=0", "limit=101", "limit=x", "after=x"] {
        let wrong = team.program.get(&format!("/integrations?{query}")).await;
        is_problem(&wrong, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let too_often = team.program.get("/integrations").await;
    is_problem(&too_often, StatusCode::TOO_MANY_REQUESTS);
    assert!(too_often.header("retry-after").parse::<u32>().unwrap() > 0);
    let page = team.program.ask("GET", "/openapi.json", &[("accept", "text/html")]).await;
    assert_eq!(page.status, StatusCode::OK, "one of two headers will do");
}

#[tokio::test]
async fn only_a_token_that_works_opens_the_api() {
    let house = House::new();
    let mut team = Team::new(&house, "owner@harbour.example", "Harbour", &[Scope::Events]).await;
    let mut stranger = Program { browser: house.visitor(), token: String::new() };
    for path in ["/integrations", "/editions", team.integration.as_str()] {
        let nobody = stranger.get(path).await;
        is_problem(&nobody, StatusCode::UNAUTHORIZED);
        assert_eq!(nobody.header("www-authenticate"), "Bearer realm=\"slipway\"");
    }
    stranger.token = "slp_wrong".into();
    is_problem(&stranger.get("/editions").await, StatusCode::UNAUTHORIZED);
    // A cookie is no token.
    let owner = house.developer("owner@harbour.example").await;
    let cookie = format!("{0}={1}", crate::access::SESSION, owner.cookie(crate::access::SESSION).unwrap());
    let with_cookie = stranger.ask("GET", "/integrations", &[("cookie", cookie.as_str())]).await;
    is_problem(&with_cookie, StatusCode::UNAUTHORIZED);
    assert_eq!(team.program.get("/editions").await.status, StatusCode::OK);
    let html = Request::get("/api/v1/editions").header("accept", "text/html");
    is_problem(&stranger.browser.send_bare(html, Body::empty()).await, StatusCode::NOT_ACCEPTABLE);
    assert!(team.program.get("/openapi.json").await.header("access-control-allow-origin").is_empty());
}

#[tokio::test]
async fn events_and_integrations_come_page_by_page() {
    let house = House::new();
    let mut team = Team::new(&house, "owner@harbour.example", "Harbour", &Scope::ALL).await;
    let id: app::integrations::IntegrationId =
        team.integration.trim_start_matches("/integrations/").parse().unwrap();
    for text in ["one", "two"] {
        let pause = onboarding::Command::Pause { reason: text.into() };
        app::integrations::act(&house.ctx, app::Actor::Operator, id, pause).await.unwrap();
        let resume = onboarding::Command::Resume { reason: text.into() };
        app::integrations::act(&house.ctx, app::Actor::Operator, id, resume).await.unwrap();
    }
    let note = onboarding::Command::Note { text: "a secret of the service".into() };
    app::integrations::act(&house.ctx, app::Actor::Operator, id, note).await.unwrap();
    let mut path = format!("{}/events?limit=2", team.integration);
    let mut seen = Vec::new();
    loop {
        let answer = team.program.get(&path).await;
        assert!(!answer.text.contains("a secret of the service"));
        let page = value(&answer);
        seen.extend(
            page["events"].as_array().unwrap().iter().map(|event| event["position"].as_u64().unwrap()),
        );
        match page["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, [1, 2, 3, 4, 5]);
    let first = value(&team.program.get("/integrations?limit=1").await);
    assert!(first["next"].is_null() && first["integrations"][0]["reference"].is_string());
}

#[test]
fn the_document_is_the_one_that_is_checked_in() {
    let checked_in = include_str!("../../../../docs/openapi.json");
    assert!(
        checked_in == api::document::text(),
        "run `make run`, then `curl -s localhost:4000/api/v1/openapi.json > docs/openapi.json`"
    );
}

/// Posts a file, or nothing.
async fn post(program: &mut Program, path: &str, media_type: &str, body: &str) -> Answer {
    let request = Request::post(format!("/api/v1{path}"))
        .header("authorization", format!("Bearer {}", program.token))
        .header("content-type", media_type);
    program.browser.send_bare(request, Body::from(body.to_owned())).await
}

const ADA: &str = r#"{ "p9_users": [{ "email_address": "ada@harbour.example", "first_name": "John", "last_name": "Doe",
    "date_of_birth": "1970-01-01", "phone_number": "07700900555", "phone_number_pds_matched": true, "nhs_number": 9998000017,
    "disable_otp": true, "disable_pds_trace": true, "gp_ods_code": "A00002", "manually_confirmed": true }] }"#;

#[tokio::test]
async fn a_program_changes_test_people_and_puts_them_back_as_the_document_says() {
    let house = House::with_integration();
    let (mut owner, product) = super::test_data::team_with_a_person(&house).await;
    let organisation = owner.get("/products").await.attribute("main a[href^='/organisations/']", "href");
    let what = For::Organisation(organisation.trim_start_matches("/organisations/").parse().unwrap());
    let address = "owner@harbour.example".parse().unwrap();
    let user = house.ctx.store.read(move |tx| users::find_by_email(tx, &address)).await.unwrap().unwrap();
    let wanted =
        |scope| Wanted { name: "Nightly".parse().unwrap(), scopes: [scope].into(), product: None, days: 30 };
    let actor = app::Actor::User(user.id.into());
    let (secret, _) = tokens::create(&house.ctx, actor, what, wanted(Scope::TestData)).await.unwrap();
    let mut program = Program { browser: house.visitor(), token: secret.expose().to_owned() };
    let place = format!("{product}/integration/test-data");
    let of_table = "/products/{product}/{environment}/test-data";

    let tried = post(&mut program, &format!("{place}?dry_run=true"), "application/json", ADA).await;
    schema::holds_for("post", of_table, &value(&tried));
    assert!(
        value(&tried).get("upload").is_none() && value(&tried)["rows"][0]["applied"] == true,
        "{}",
        tried.text
    );
    let applied = post(&mut program, &place, "application/json", ADA).await;
    schema::holds_for("post", of_table, &value(&applied));
    assert_eq!(value(&applied)["rows"][0]["to"], "P9");
    let again = post(&mut program, &place, "application/json", &ADA.replace("9998000017", "1")).await;
    assert_eq!(value(&again)["rows"][0]["faults"][0]["column"], "nhs_number", "{}", again.text);

    let listed = program.get(&place).await;
    schema::holds_for_route(of_table, &value(&listed));
    assert_eq!(value(&listed)["people"][0]["nhs_number"], "9998000017");
    assert_eq!(value(&listed)["uploads"].as_array().unwrap().len(), 2);

    let undo = format!("{place}/{}/undo", value(&applied)["upload"].as_str().unwrap());
    let undone = post(&mut program, &undo, "application/json", "").await;
    schema::holds_for("post", "/products/{product}/{environment}/test-data/{upload}/undo", &value(&undone));
    assert_eq!(value(&undone)["rows"][0]["put_back"], true);
    is_problem(&post(&mut program, &undo, "application/json", "").await, StatusCode::CONFLICT);

    is_problem(&post(&mut program, &place, "text/plain", "x").await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    is_problem(
        &post(&mut program, &place, "text/csv", "Colour\nred\n").await,
        StatusCode::UNPROCESSABLE_ENTITY,
    );
    is_problem(
        &post(&mut program, &format!("{place}?dry_run=maybe"), "text/csv", "x").await,
        StatusCode::UNPROCESSABLE_ENTITY,
    );
    is_problem(&program.get(&format!("{product}/sandpit/test-data")).await, StatusCode::NOT_FOUND);

    let (secret, _) = tokens::create(&house.ctx, actor, what, wanted(Scope::Events)).await.unwrap();
    program.token = secret.expose().to_owned();
    is_problem(&post(&mut program, &place, "application/json", ADA).await, StatusCode::FORBIDDEN);
    let mut rival = Team::new(&house, "rival@quay.example", "Quay", &Scope::ALL).await.program;
    is_problem(&post(&mut rival, &place, "application/json", ADA).await, StatusCode::NOT_FOUND);
}
