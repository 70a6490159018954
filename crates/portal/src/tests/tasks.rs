//! Tasks: each has a page that leads to where it is done.

use app::integrations::{IntegrationId, act_as_platform};
use http::StatusCode;
use onboarding::Command;
use toolkit::ObservationId;

use super::harness::House;

#[tokio::test]
async fn what_was_read_is_confirmed_once_and_shown_as_completed() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    let task = format!("{home}/tasks/apply.working-together");
    let page = owner.get(&task).await;
    assert_eq!(page.words("main form button"), "I have read this");
    assert!(page.words("main").contains("Incomplete"));
    let confirmed = format!("{home}?confirmed=apply.working-together");
    owner.post(&task, &[]).await.redirects_to(&confirmed);
    let page = owner.get(&confirmed).await;
    assert!(page.words(".nhsuk-notification-banner").contains("Confirmed: Read how we work together"));
    let row = page.words("#stage-apply > li:first-child");
    assert!(row.ends_with("Completed"), "{row}");
    let page = owner.get(&task).await;
    assert!(page.words("main").contains("Confirmed by owner@harbour.example on 21 November 2026"));
    assert!(!page.has("main form"));
    let again = owner.post(&task, &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.words(".nhsuk-card").contains("Nothing has changed"), "{}", again.text);
    assert_eq!(owner.get(&format!("{home}/tasks/nothing")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_task_leads_to_its_own_page_and_one_that_waits_says_for_what() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    for (task, leads) in [
        ("apply.application", "forms/application/start"),
        ("discovery.level", "levels/level"),
        ("discovery.scopes", "scopes/scopes"),
        ("discovery.plan", "plan"),
        ("discovery.user-journeys", "evidence/user-journeys"),
        ("discovery.proceed", "decisions/proceed"),
    ] {
        let page = owner.get(&format!("{home}/tasks/{task}")).await;
        assert!(page.has(&format!("main a[href='{home}/{leads}']")), "{task}: {}", page.words("main"));
    }
    let page = owner.get(&format!("{home}/tasks/apply.report")).await;
    assert!(page.words(".nhsuk-inset-text").contains("You cannot start this yet."), "{}", page.text);
    assert!(!page.has("main .nhsuk-action-link"));
}

#[tokio::test]
async fn what_the_platform_sees_by_itself_nobody_confirms() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    let task = format!("{home}/tasks/discovery.sandpit");
    let page = owner.get(&task).await;
    assert!(page.words("main").contains("Slipway has not seen it yet."), "{}", page.words("main"));
    assert_eq!(page.attribute("main form", "action"), format!("{task}/check"));
    assert_eq!(owner.post(&task, &[]).await.status, StatusCode::CONFLICT);
    let id: IntegrationId = home.split('/').nth(2).unwrap().parse().unwrap();
    let seen = Command::Observe {
        what: ObservationId::new("sandpit.sign-in"),
        seen_at: "2026-11-21T20:00:00Z".parse().unwrap(),
        references: vec!["7Q4M-2XKD".into()],
    };
    act_as_platform(&house.ctx, id, seen).await.unwrap();
    let page = owner.get(&task).await;
    assert!(page.words("main").contains("Slipway saw it on 21 November 2026 at 8:00pm."));
    assert!(page.has(&format!("main a[href='{product}/sandpit/exchanges/7Q4M-2XKD']")));
}

#[tokio::test]
async fn a_viewer_reads_a_task_and_confirms_nothing() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    let organisation = owner.get("/products").await.attribute("main a[href^='/organisations/']", "href");
    let invitation = [("email", "viewer@harbour.example"), ("role", "viewer")];
    owner.post(&format!("{organisation}/invitations"), &invitation).await;
    let mut viewer = house.developer("viewer@harbour.example").await;
    let task = format!("{home}/tasks/apply.working-together");
    assert!(!viewer.get(&task).await.has("main form"));
    let refused = viewer.post(&task, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.words(".nhsuk-card").contains("Only the owner"), "{}", refused.text);
}
