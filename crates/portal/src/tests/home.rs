//! A partner's integrations: the list, starting one, and the home page of each.

use app::Actor;
use http::StatusCode;
use onboarding::Command;

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

async fn act(house: &House, integration: &str, command: Command) {
    let id = integration.split('/').nth(2).unwrap().parse().unwrap();
    app::integrations::act(&house.ctx, Actor::Operator, id, command).await.unwrap();
}

#[tokio::test]
async fn the_home_says_what_is_next_and_what_cannot_start_yet() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    let page = owner.get(&home).await;
    assert_eq!(page.words("h1"), "Harbour");
    let next = page.words(".app-next");
    assert!(next.starts_with("The eligibility questions are not all answered yet."), "{next}");
    let facts = page.words(".nhsuk-summary-list");
    assert!(facts.contains("Whose turn Your turn since 21 November 2026"), "{facts}");
    assert!(facts.contains("Project manager Nobody yet"), "{facts}");
    let apply = page.words("#stage-apply");
    assert!(apply.contains("Complete and submit your application"), "{apply}");
    let last = page.words("#stage-apply > li:last-child");
    assert!(last.starts_with("Submit: ") && last.ends_with("Cannot submit yet"), "{last}");
    assert!(!page.has("#stage-apply > li:last-child a"));
    let locked = format!("main a[href='{home}/tasks/apply.report']");
    assert!(!page.has(&locked) && page.words("main").contains("Write the report on the application"));
    act(&house, &home, Command::Pause { reason: "The team is away".into() }).await;
    let paused = owner.get(&home).await;
    assert!(paused.words(".nhsuk-card").contains("This integration is paused"), "{}", paused.text);
    assert!(paused.words(".nhsuk-card").contains("The team is away."));
    assert!(owner.get("/integrations").await.words("tbody").contains("Paused"));
}

#[tokio::test]
async fn staff_see_the_same_home_with_a_way_to_their_own_page() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    let mut manager = house.staff("project-manager").await;
    let cockpit = format!("main a[href='{home}/cockpit']");
    assert!(manager.get(&home).await.has(&cockpit));
    assert!(!owner.get(&home).await.has(&cockpit));
    assert!(!manager.get("/integrations").await.text.contains("Harbour"));
}

#[tokio::test]
async fn what_happened_is_told_newest_first() {
    let house = House::new();
    let (_, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    for number in 0..60 {
        act(&house, &home, Command::Note { text: format!("Note {number}") }).await;
    }
    let mut manager = house.staff("project-manager").await;
    let page = manager.get(&format!("{home}/history")).await;
    assert!(page.words("tbody tr:first-child").contains("Note 59"), "{}", page.words("tbody"));
    assert!(!page.words("tbody").contains("Started the integration"));
    let older = page.attribute("main a[href*='before=']", "href");
    let page = manager.get(&older).await;
    assert!(page.words("tbody tr:last-child").contains("Started the integration"));
    assert!(!page.has("main a[href*='before=']"));
}

#[tokio::test]
async fn what_the_service_notes_for_itself_is_in_the_history_of_the_service_alone() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    let id = home.trim_start_matches("/integrations/").parse().unwrap();
    let note = Command::Note { text: "Their rival asked the same".into() };
    app::integrations::act(&house.ctx, Actor::Operator, id, note).await.unwrap();
    let history = format!("{home}/history");
    let told = owner.get(&history).await.words("main");
    assert!(told.contains("Started the integration") && !told.contains("rival"), "{told}");
    let mut manager = house.staff("project-manager").await;
    assert!(manager.get(&history).await.words("main").contains("Noted: Their rival asked the same."));
}
