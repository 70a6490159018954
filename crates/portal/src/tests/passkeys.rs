//! Passkeys as far as a browser without a device comes: what the pages hand out, and what they say to an answer that is none. Whole
//! ceremonies are in `app`, and in the browser's journeys.

use http::StatusCode;
use serde_json::Value;

use super::harness::{Answer, House};

fn options(page: &Answer) -> Value {
    serde_json::from_str(&page.attribute("form[data-passkey]", "data-options")).unwrap()
}

#[tokio::test]
async fn the_page_to_add_one_hands_out_a_challenge_of_its_own_and_takes_no_nonsense() {
    let house = House::new();
    let mut browser = house.developer("dev@harbour.example").await;
    let (page, again) =
        (browser.get("/second-factor/passkey").await, browser.get("/second-factor/passkey").await);
    let challenge = |page: &Answer| options(page)["publicKey"]["challenge"].as_str().unwrap().to_owned();
    assert_ne!(challenge(&page), challenge(&again));
    assert_eq!(options(&page)["publicKey"]["user"]["name"], "dev@harbour.example");
    assert!(page.has("form[data-passkey=create][hidden]") && page.has("[data-without-passkey]"));
    assert!(page.has("script[src$='/passkey.js']") && !page.text.contains("onclick"));
    let refused = browser.post("/second-factor/passkey", &[("answer", "{}")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.words("main").contains("This passkey did not work"), "{}", refused.words("main"));
    // The page that says so has a new challenge, which an answer can use up again.
    assert_ne!(challenge(&refused), challenge(&again));
    let manage = browser.get("/second-factor/manage").await;
    assert!(manage.has("a[href='/second-factor/passkey']") && !manage.words("main").contains("Remove"));
}

#[tokio::test]
async fn nobody_is_asked_for_a_passkey_who_has_none() {
    let house = House::new();
    let staff = house.staff("auditor").await;
    drop(staff);
    let mut browser = house.developer("auditor@service.example").await;
    let asked = browser.get("/second-factor").await;
    assert!(asked.has("#code") && !asked.has("form[data-passkey]"));
    let refused = browser.post("/second-factor/passkey/show", &[("answer", "{}")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.words("main").contains("This took too long") && refused.has("#code"), "{}", refused.text);
    browser.get("/staff").await.redirects_to("/second-factor?next=%2Fstaff");
}

#[tokio::test]
async fn signing_in_by_passkey_is_offered_and_nonsense_signs_nobody_in() {
    let house = House::new();
    let mut browser = house.visitor();
    let link =
        browser.get("/sign-in?next=%2Ftest-people").await.attribute("a[href^='/sign-in/passkey']", "href");
    let page = browser.get(&link).await;
    assert!(options(&page)["publicKey"]["allowCredentials"].as_array().is_none_or(Vec::is_empty));
    assert!(browser.cookie(crate::access::PASSKEY_TICKET).is_some());
    let refused = browser.post("/sign-in/passkey", &[("answer", "{}")]).await;
    assert_eq!((refused.status, refused.has("a[href='/sign-in']")), (StatusCode::FORBIDDEN, true));
    assert!(refused.words("main").contains("This passkey did not sign you in"));
    let without_ticket = house.visitor().post("/sign-in/passkey", &[("answer", "{}")]).await;
    assert!(without_ticket.words("main").contains("This took too long"), "{}", without_ticket.words("main"));
    browser.get("/products").await.redirects_to("/sign-in?next=%2Fproducts");
}
