//! The request inspector.

use http::StatusCode;
use identity::{
    Finding,
    exchange::{Details, Outcome},
    rules,
};
use kernel::SignedDuration;

use super::harness::{Browser, House};

async fn house_with_traffic() -> (House, Browser, String) {
    let house = House::new();
    let (browser, product, client_id) = house.registered("dev@harbour.example", "Harbour").await;
    let words = "redirect_uri differs from the registered one by a trailing slash";
    let refused = Details {
        method: "GET".into(),
        parameters: vec![("redirect_uri".into(), "http://localhost:9999/callback/".into())],
        findings: vec![
            Finding::failure(&rules::REDIRECT_URI_REGISTERED, words)
                .expected("http://localhost:9999/callback")
                .received("http://localhost:9999/callback/"),
        ],
        ..Details::default()
    };
    house.record(&client_id, "AAAA-0001", Outcome::Succeeded, Details::default()).await;
    house.clock.advance(SignedDuration::from_mins(1));
    house.record(&client_id, "AAAA-0002", Outcome::Refused, refused).await;
    (house, browser, product)
}

#[tokio::test]
async fn requests_are_listed_newest_first_with_the_first_rule_that_failed() {
    let (house, mut browser, product) = house_with_traffic().await;
    let list = browser.get(&format!("{product}/sandpit/exchanges")).await;
    let rows = list.words("tbody tr");
    assert!(rows.find("AAAA-0002").unwrap() < rows.find("AAAA-0001").unwrap(), "{rows}");
    assert!(rows.contains("Refused") && rows.contains("invalid_request: redirect_uri differs"), "{rows}");
    house.clock.advance(SignedDuration::from_hours(2));
    assert!(browser.get("/sign-in").await.status == StatusCode::OK, "the session has ended");
    let mut again = house.developer("dev@harbour.example").await;
    assert!(again.get(&product).await.words("main").contains("2 hours ago"));
}

#[tokio::test]
async fn the_list_is_narrowed_by_endpoint_outcome_words_and_reference() {
    let (_house, mut browser, product) = house_with_traffic().await;
    for (query, found) in [
        ("", "AAAA-0002 AAAA-0001"),
        ("outcome=refused", "AAAA-0002"),
        ("outcome=succeeded&endpoint=authorize", "AAAA-0001"),
        ("endpoint=token", ""),
        ("q=TRAILING+slash", "AAAA-0002"),
        ("q=aaaa0001", "AAAA-0001"),
        ("q=100%25", ""),
        ("outcome=nonsense&before=nonsense", "AAAA-0002 AAAA-0001"),
    ] {
        let rows = browser.get(&format!("{product}/sandpit/exchanges/rows?{query}")).await;
        assert_eq!(rows.words("tbody th a"), found, "{query}: {}", rows.text);
        assert!(!rows.has("h1"), "rows alone");
    }
    let none = browser.get(&format!("{product}/sandpit/exchanges?endpoint=token")).await;
    assert!(none.words("main").contains("No request fits"));
}

#[tokio::test]
async fn long_lists_are_paged() {
    let house = House::new();
    let (mut browser, product, client_id) = house.registered("dev@harbour.example", "Harbour").await;
    for number in 0..30 {
        let outcome = if number == 2 { Outcome::Refused } else { Outcome::Succeeded };
        house.record(&client_id, &format!("AAAA-00{number:02}"), outcome, Details::default()).await;
    }
    let first = browser.get(&format!("{product}/sandpit/exchanges")).await;
    assert!(
        first.words("tbody th a").starts_with("AAAA-0029")
            && first.words("tbody th a").ends_with("AAAA-0005")
    );
    let older = browser.get(&first.attribute("a[rel=next]", "href")).await;
    assert_eq!(older.words("tbody th a"), "AAAA-0004 AAAA-0003 AAAA-0002 AAAA-0001 AAAA-0000");
    assert!(!older.has("a[rel=next]") && !older.has("[data-live]"));
    let newest = browser.get(&older.attribute("a[rel=prev]", "href")).await;
    assert!(newest.words("tbody th a").starts_with("AAAA-0029"));
    let refused = browser.get(&format!("{product}/sandpit/exchanges?outcome=refused")).await;
    assert_eq!(refused.words("tbody th a"), "AAAA-0002");
}

#[tokio::test]
async fn an_opened_refusal_leads_to_its_fix() {
    let (_house, mut browser, product) = house_with_traffic().await;
    let page = browser.get(&format!("{product}/sandpit/exchanges/aaaa0002")).await;
    assert_eq!(page.words("h1"), "Request AAAA-0002");
    let text = page.words("main");
    for fact in ["differs from the registered one by a trailing slash", "How to fix it", "curl --include"] {
        assert!(text.contains(fact), "{fact} in {text}");
    }
    let fix = browser.get(&page.attribute(".nhsuk-action-link", "href")).await;
    assert!(fix.words("#redirect-uris").ends_with("http://localhost:9999/callback/"));
    let missing = browser.get(&format!("{product}/sandpit/exchanges/ZZZZ-ZZZZ")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_reference_finds_a_request_of_ones_own_and_of_nobody_else() {
    let (house, mut browser, product) = house_with_traffic().await;
    let found = browser.get("/exchanges?reference=aaaa+0002").await;
    found.redirects_to(&format!("{product}/sandpit/exchanges/AAAA-0002"));
    let (mut rival, own, _) = house.registered("rival@quay.example", "Quay").await;
    for reference in ["AAAA-0002", "ZZZZ-ZZZZ"] {
        let answer = rival.get(&format!("/exchanges?reference={reference}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let words = "No exchange with this reference belongs to your products";
        assert!(answer.words("#reference-error").contains(words));
        let opened = rival.get(&format!("{own}/sandpit/exchanges/{reference}")).await;
        assert_eq!(opened.status, StatusCode::NOT_FOUND);
    }
    let unreadable = rival.get("/exchanges?reference=x").await;
    assert_eq!(unreadable.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(rival.get("/exchanges").await.status, StatusCode::OK);
}
