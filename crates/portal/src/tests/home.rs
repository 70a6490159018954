//! A partner's integrations: the list, starting one, and the home page of each.

use http::StatusCode;

use super::harness::House;

#[tokio::test]
async fn an_integration_is_started_for_a_product_once() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let empty = owner.get("/integrations").await;
    assert!(empty.words("main").contains("You have none yet"), "{}", empty.text);
    assert!(empty.words("header nav").contains("Integrations"));
    let form = owner.get("/integrations/new").await;
    let id = form.attribute("input[name=product]", "value");
    assert!(product.ends_with(&id));
    let wrong = owner.post("/integrations/new", &[]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.words(".nhsuk-error-message").contains("Select a product"));
    let started = owner.post("/integrations/new", &[("product", &id)]).await;
    let home = started.location.expect("the integration's home");
    let list = owner.get("/integrations").await;
    assert_eq!(list.attribute("tbody a", "href"), home);
    assert!(list.words("tbody").contains("Apply"), "{}", list.words("tbody"));
    assert!(list.words("tbody").contains("Your turn since 21 November 2026"));
    assert!(!list.has("main .nhsuk-button"));
    let again = owner.post("/integrations/new", &[("product", &id)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(owner.get("/integrations/new").await.words("main").contains("no product without an integration"));
}

#[tokio::test]
async fn nobody_starts_an_integration_for_somebody_elses_product() {
    let house = House::new();
    let (_, product) = house.team("owner@harbour.example", "Harbour").await;
    let (mut rival, _) = house.team("rival@quay.example", "Quay").await;
    let id = product.trim_start_matches("/products/");
    let answer = rival.post("/integrations/new", &[("product", id)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let mut stranger = house.developer("new@nowhere.example").await;
    assert!(!stranger.get("/integrations/new").await.has("main form"));
    assert!(!stranger.get("/integrations").await.text.contains("Harbour"));
}
