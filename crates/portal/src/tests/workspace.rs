//! Organisations, products, test people and the outbox.

use http::StatusCode;
use serde_json::Value;

use super::harness::House;

#[tokio::test]
async fn an_organisation_and_a_product_are_described_step_by_step() {
    let house = House::new();
    let mut browser = house.developer("dev@harbour.example").await;
    browser.get("/products/new").await.redirects_to("/organisations/new");
    let answer = browser.post("/organisations/new", &[("name", " "), ("ods_code", "!")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.has("#name-error") && answer.has("#ods-code-error"));
    let fields = [("name", "Harbour Health"), ("ods_code", "a12345")];
    browser.post("/organisations/new", &fields).await.redirects_to("/products/new");
    let organisation = browser.get("/products/new").await.attribute("input[name=organisation]", "value");
    let fields = [("organisation", organisation.as_str()), ("name", "Appointments")];
    let made = browser.post("/products/new", &fields).await;
    let page = browser.get(made.location.as_deref().unwrap()).await;
    assert_eq!(page.words("h1"), "Appointments");
    assert!(page.words("main").contains("Register a client"));
    let again = browser.post("/products/new", &fields).await;
    assert!(
        again.words("#name-error").contains("has a product called Appointments already"),
        "{}",
        again.text
    );
    assert!(browser.get("/products").await.words("main").contains("Appointments"));
}

#[tokio::test]
async fn a_product_cannot_be_added_to_somebody_elses_organisation() {
    let house = House::new();
    let (mut owner, _) = house.team("owner@harbour.example", "Harbour").await;
    let organisation = owner.get("/products/new").await.attribute("input[name=organisation]", "value");
    let (mut rival, _) = house.team("rival@quay.example", "Quay").await;
    let answer = rival.post("/products/new", &[("organisation", &organisation), ("name", "Mine")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_colleague_who_is_invited_belongs_once_they_sign_in() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let organisation = owner.get("/products").await.attribute("main a[href^='/organisations/']", "href");
    let invitations = format!("{organisation}/invitations");
    let wrong = owner.post(&invitations, &[("email", "x")]).await;
    assert!(wrong.has("#email-error"));
    let none = owner.post(&invitations, &[("email", "new@harbour.example")]).await;
    assert!(none.has("#role-error"));
    let asked = [("email", "new@harbour.example"), ("role", "viewer"), ("role", "clinical-safety-officer")];
    let sent = owner.post(&invitations, &asked).await;
    let page = owner.get(sent.location.as_deref().unwrap()).await;
    assert!(page.words(".nhsuk-notification-banner").contains("new@harbour.example"));
    assert!(
        page.words("tbody")
            .contains("new@harbour.example Standing Invited Roles Clinical safety officer Viewer")
    );
    let twice = owner.post(&invitations, &asked).await;
    assert!(twice.words("#email-error").contains("asked to join already"));
    let mails = app::outbox::list(&house.ctx, 9).await.unwrap();
    assert!(
        mails
            .iter()
            .any(|mail| mail.subject == "Join Harbour on Slipway" && mail.recipient == "new@harbour.example")
    );
    owner.post(&invitations, &[("email", "mistyped@habrour.example"), ("role", "viewer")]).await;
    let withdraw = owner.get(&organisation).await.attribute("form[id^=withdraw]", "action");
    owner.post(&withdraw, &[("email", "mistyped@habrour.example")]).await.redirects_to(&organisation);
    assert!(!owner.get(&organisation).await.text.contains("habrour"));
    let mut colleague = house.developer("new@harbour.example").await;
    assert_eq!(colleague.get(&product).await.words("h1"), "Harbour");
    let member = owner.post(&invitations, &asked).await;
    assert!(member.words("#email-error").contains("belongs to the organisation already"));
}

#[tokio::test]
async fn an_owner_decides_what_colleagues_may_do() {
    let house = House::new();
    let (mut owner, product, _) = house.registered("owner@harbour.example", "Harbour").await;
    let organisation = owner.get("/products").await.attribute("main a[href^='/organisations/']", "href");
    let asked = [("email", "new@harbour.example"), ("role", "viewer")];
    owner.post(&format!("{organisation}/invitations"), &asked).await;
    let mut colleague = house.developer("new@harbour.example").await;
    let page = colleague.get(&product).await;
    assert!(!page.text.contains("/sandpit/edit") && !page.text.contains("/sandpit/keys"), "{}", page.text);
    for path in ["sandpit/register", "sandpit/edit", "sandpit/keys", "sandpit/keys/remove"] {
        for answer in [
            colleague.get(&format!("{product}/{path}")).await,
            colleague.post(&format!("{product}/{path}"), &[]).await,
        ] {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            assert!(answer.words("main").contains("Only the owner or developer can do this."), "{path}");
        }
    }
    assert_eq!(colleague.get(&format!("{product}/sandpit/exchanges")).await.status, StatusCode::OK);
    assert!(!colleague.get(&organisation).await.has("main form"));

    let people = owner.get(&organisation).await;
    let links = people.words("table a");
    assert!(links.contains("Change new@harbour.example"), "{links}");
    let member = people.attribute("table tbody tr:nth-child(2) a", "href");
    assert_eq!(colleague.get(&member).await.status, StatusCode::FORBIDDEN);
    assert_eq!(owner.post(&member, &[]).await.words("#role-error"), "Error: Select at least one role");
    let done = format!("{organisation}?done=roles");
    owner.post(&member, &[("role", "developer"), ("role", "viewer")]).await.redirects_to(&done);
    assert_eq!(colleague.get(&format!("{product}/sandpit/edit")).await.status, StatusCode::OK);
    owner.post(&format!("{member}/remove"), &[]).await.redirects_to(&format!("{organisation}?done=removed"));
    assert_eq!(colleague.get(&product).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.get(&member).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_last_owner_stays() {
    let house = House::new();
    let (mut owner, _) = house.team("owner@harbour.example", "Harbour").await;
    let organisation = owner.get("/products").await.attribute("main a[href^='/organisations/']", "href");
    let own = owner.get(&organisation).await.attribute("table a", "href");
    let changed = owner.post(&own, &[("role", "viewer")]).await;
    assert!(changed.words("#role-error").contains("needs an owner"), "{}", changed.text);
    let removed = owner.post(&format!("{own}/remove"), &[]).await;
    assert_eq!(removed.status, StatusCode::CONFLICT);
    assert_eq!(owner.get(&own).await.status, StatusCode::OK);
}

#[tokio::test]
async fn test_people_are_listed_with_all_that_signing_in_takes_and_put_back() {
    let house = House::new();
    let mut browser = house.developer("dev@harbour.example").await;
    browser.post("/test-people/reset", &[]).await.redirects_to("/test-people?done=all");
    let page = browser.get("/test-people").await;
    assert!(page.words("main").contains("Harbour-Lights-9") && page.words("main").contains("190696"));
    assert!(page.words("table").contains("rowan.p9@people.example"));
    let reset = page.attribute("table a[href^='/test-people/reset?person=']", "href");
    let confirmation = browser.get(&reset).await;
    let person = confirmation.attribute("input[name=person]", "value");
    assert!(confirmation.words("h1").starts_with("Reset "));
    browser.post("/test-people/reset", &[("person", &person)]).await.redirects_to("/test-people?done=one");
    let nobody = "00000000-0000-4000-8000-000000000000";
    let answer = browser.post("/test-people/reset", &[("person", nobody)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = browser.get(&format!("/test-people/reset?person={nobody}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_is_to_be_matched_is_listed_where_there_are_records() {
    let without = House::new();
    let mut browser = without.developer("dev@harbour.example").await;
    assert!(!browser.get("/test-people").await.words("main").contains("People to prove to be"));
    let house = House::with_records();
    let mut browser = house.developer("dev@harbour.example").await;
    let words = browser.get("/test-people").await.words("main");
    let shown = ["People to prove to be", "Greta MATCHEM", "1980-02-10", "ZZ99 9ZZ", "Linkage key Key00100"];
    assert!(shown.iter().all(|one| words.contains(one)), "{words}");
    // The many are for finding nobody in particular.
    assert_eq!(words.matches("ZZ99").count(), 19, "{words}");
}

#[tokio::test]
async fn the_outbox_shows_messages_to_people_and_programs() {
    let house = House::new();
    for email in ["a@harbour.example", "b@harbour.example"] {
        house.visitor().post("/sign-in", &[("email", email)]).await;
    }
    let mut browser = house.visitor();
    let page = browser.get("/outbox").await;
    assert!(page.words(".nhsuk-card").contains("Anybody who reaches this page can read it"), "{}", page.text);
    let opened = browser.get(&page.attribute("table a", "href")).await;
    assert!(opened.words("main").contains(&house.code("b@harbour.example").await));
    let json = browser.get("/outbox.json?to=A%40harbour.example").await;
    let messages: Vec<Value> = serde_json::from_str(&json.text).unwrap();
    assert_eq!(messages.len(), 1);
    assert_eq!((&messages[0]["to"], &messages[0]["sender"]), (&"a@harbour.example".into(), &"portal".into()));
    assert!(messages[0]["text"].as_str().unwrap().contains(&house.code("a@harbour.example").await));
}
