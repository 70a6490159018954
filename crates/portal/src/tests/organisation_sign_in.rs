//! Staff through their organisation's provider, as a browser sees it.

use http::StatusCode;
use serde_json::json;
use testkit::StubProvider;

use super::harness::{Answer, Browser, House};

const CALLBACK: &str = "/sign-in/organisation/callback";

/// To the provider and back, with its answer.
async fn journey(browser: &mut Browser, stub: &StubProvider, next: &str) -> Answer {
    let away = browser.get(&format!("/sign-in/organisation?next={next}")).await;
    assert_eq!(away.status, StatusCode::SEE_OTHER, "{}", away.text);
    let (state, code) = stub.sign_in(&away.location.expect("the provider's address"));
    browser.get(&format!("{CALLBACK}?code={code}&state={state}")).await
}

async fn auditor(house: &House) {
    let email = "ada@service.example".parse().unwrap();
    let given = app::portal::staff::give(&house.ctx, app::Actor::Operator, email, "auditor".parse().unwrap());
    given.await.unwrap();
}

#[tokio::test]
async fn staff_find_the_button_and_come_back_to_the_page_that_they_wanted() {
    let (house, stub) = House::with_provider().await;
    auditor(&house).await;
    let mut browser = house.visitor();
    let page = browser.get("/sign-in?next=%2Fstaff").await;
    let button = page.attribute("a[href^='/sign-in/organisation']", "href");
    assert_eq!(button, "/sign-in/organisation?next=%2Fstaff");
    assert!(page.words("main").contains("Sign in with NHSmail"));
    stub.script(|script| script.claims = json!({"amr": ["mfa"]}));
    journey(&mut browser, &stub, "/staff").await.redirects_to("/staff");
    assert!(browser.get("/staff").await.words("header").contains("ada@service.example"));
    assert_eq!(browser.cookie(crate::access::ORGANISATION_TICKET), None);
    // An answer that comes a second time opens nothing, and leaves the session as it is.
    let again = browser.get(&format!("{CALLBACK}?code=the-code&state=x")).await;
    assert_eq!((again.status, again.words("h1").as_str()), (StatusCode::GONE, "This sign-in is over"));
    assert_eq!(browser.get("/staff").await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_a_strong_sign_in_the_second_factor_comes_next() {
    let (house, stub) = House::with_provider().await;
    auditor(&house).await;
    let mut browser = house.visitor();
    journey(&mut browser, &stub, "/staff").await.redirects_to("/staff");
    browser.get("/staff").await.redirects_to("/second-factor?next=%2Fstaff");
}

#[tokio::test]
async fn known_and_unknown_outsiders_read_the_same() {
    let (house, stub) = House::with_provider().await;
    let unknown = journey(&mut house.visitor(), &stub, "").await;
    house.developer("ada@service.example").await;
    let known = journey(&mut house.visitor(), &stub, "").await;
    assert_eq!((unknown.status, &unknown.text), (StatusCode::FORBIDDEN, &known.text));
    assert_eq!(unknown.words("h1"), "You cannot sign in this way");
    assert!(unknown.has("a[href='/sign-in']"));
}

#[tokio::test]
async fn every_other_end_is_a_page_with_the_way_on() {
    let (house, stub) = House::with_provider().await;
    auditor(&house).await;
    let mut browser = house.visitor();
    let away = browser.get("/sign-in/organisation").await.location.unwrap();
    let (state, _) = stub.sign_in(&away);
    let declined = browser.get(&format!("{CALLBACK}?error=access_denied&state={state}")).await;
    // Begun in another browser.
    let away = house.visitor().get("/sign-in/organisation").await.location.unwrap();
    let (state, code) = stub.sign_in(&away);
    let stolen = browser.get(&format!("{CALLBACK}?code={code}&state={state}")).await;
    stub.script(|script| script.claims = json!({"nonce": "another"}));
    let not_trusted = journey(&mut browser, &stub, "").await;
    stub.script(|script| script.is_down = true);
    house.clock.advance(kernel::SignedDuration::from_hours(1));
    let outage = browser.get("/sign-in/organisation").await;
    for (answer, status, title) in [
        (declined, StatusCode::FORBIDDEN, "Your organisation did not sign you in"),
        (stolen, StatusCode::GONE, "This sign-in is over"),
        (not_trusted, StatusCode::BAD_GATEWAY, "We could not use your organisation's answer"),
        (outage, StatusCode::SERVICE_UNAVAILABLE, "Your organisation's sign-in is not working"),
    ] {
        assert_eq!((answer.status, answer.words("h1").as_str()), (status, title));
        assert!(answer.words("main").contains("code in an email") && answer.has("a[href='/sign-in']"));
    }
}

#[tokio::test]
async fn where_no_provider_is_set_there_is_no_button_and_no_page() {
    let house = House::new();
    let mut browser = house.visitor();
    assert!(!browser.get("/sign-in").await.text.contains("/sign-in/organisation"));
    for path in ["/sign-in/organisation", CALLBACK] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND);
    }
}
