//! What a partner decides: to go on, to pause, to resume, to withdraw.

use http::StatusCode;

use super::harness::{Browser, House};

async fn begun(house: &House) -> (Browser, String) {
    let (owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    (owner, home)
}

#[tokio::test]
async fn a_pause_asks_for_a_reason_and_then_once_more_and_can_be_resumed() {
    let house = House::new();
    let (mut owner, home) = begun(&house).await;
    let pause = owner.get(&home).await.attribute("main a[href$='/pause']", "href");
    let empty = owner.post(&pause, &[("reason", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = owner.post(&pause, &[("reason", "People are away")]).await;
    assert_eq!(asked.words("h1"), "Pause this integration?");
    assert!(asked.words("main").contains("People are away"));
    assert!(
        !owner.get(&home).await.words("main").contains("This integration is paused"),
        "nothing happened yet"
    );
    let confirmed = [("reason", "People are away"), ("confirmed", "yes")];
    owner.post(&pause, &confirmed).await.redirects_to(&format!("{home}?done=pause"));
    let again = owner.post(&pause, &confirmed).await;
    assert!(again.words(".nhsuk-error-message").contains("is paused: resume it first"), "{}", again.text);
    let task = owner.post(&format!("{home}/tasks/apply.working-together"), &[]).await;
    assert_eq!(task.status, StatusCode::CONFLICT);
    let resume = owner.get(&home).await.attribute("main a[href$='/resume']", "href");
    owner.post(&resume, &[("reason", "All are back")]).await.redirects_to(&format!("{home}?done=resume"));
    assert!(owner.get(&home).await.has("main a[href$='/pause']"));
}

#[tokio::test]
async fn what_was_withdrawn_stays_readable_and_another_one_can_begin() {
    let house = House::new();
    let (mut owner, home) = begun(&house).await;
    let confirmed = [("reason", "Not built any more"), ("confirmed", "yes")];
    owner.post(&format!("{home}/withdraw"), &confirmed).await.redirects_to(&format!("{home}?done=withdraw"));
    let page = owner.get(&home).await;
    assert!(page.words(".nhsuk-card").contains("This integration is withdrawn"), "{}", page.text);
    assert!(!page.has("main a[href$='/withdraw']") && !page.has("main a[href$='/resume']"));
    assert!(owner.get("/integrations/new").await.has("input[name=product]"));
    let mut manager = house.staff("project-manager").await;
    let answer = manager.post(&format!("{home}/withdraw"), &confirmed).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "withdrawing is the partner's");
}

#[tokio::test]
async fn the_partner_decides_to_go_on_or_not_with_a_reason_from_the_list() {
    let house = House::new();
    let (mut owner, home) = begun(&house).await;
    let path = format!("{home}/decisions/proceed");
    let none = owner.post(&path, &[]).await;
    assert!(none.words(".nhsuk-error-message").contains("Select what you decide"), "{}", none.text);
    let bare = owner.post(&path, &[("outcome", "pause"), ("words", "Later")]).await;
    assert!(bare.words("#reason-pause-error").contains("Select a reason"), "{}", bare.text);
    assert_eq!(bare.words("textarea"), "Later");
    let fields = [("outcome", "pause"), ("reason-pause", "Other work comes first"), ("words", "Until May")];
    let asked = owner.post(&path, &fields).await;
    assert_eq!(asked.words("h1"), "Pause this integration?");
    let confirmed: Vec<_> = fields.into_iter().chain([("confirmed", "yes")]).collect();
    owner.post(&path, &confirmed).await.redirects_to(&format!("{home}?done=decided"));
    let page = owner.get(&home).await;
    assert!(page.words(".nhsuk-card").contains("Other work comes first. Until May."), "{}", page.text);
    owner.post(&format!("{home}/resume"), &[("reason", "May has come")]).await;
    owner.post(&path, &[("outcome", "proceed")]).await.redirects_to(&format!("{home}?done=decided"));
    assert!(
        owner
            .get(&path)
            .await
            .words(".nhsuk-inset-text")
            .contains("Going on: decided by owner@harbour.example")
    );
    let board = owner.get(&format!("{home}/decisions/board-application")).await;
    assert_eq!(board.status, StatusCode::NOT_FOUND, "the Board decides elsewhere");
}
