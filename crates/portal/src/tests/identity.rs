//! Checks of identity: the queue, a decision on its page, and that nobody else knows of either.

use http::StatusCode;
use identity::{
    ProofingLevel,
    people::seeded,
    photo_identity::{Likeness, PhotoDocument},
};
use store::{
    StoreError,
    queries::identity_checks::{self as queries, IdentityCheck},
};

use super::harness::House;

/// Somebody at P5 who sent a video; the address of their check.
async fn sent(house: &House) -> String {
    let ctx = house.ctx.clone();
    tokio::task::spawn_blocking(move || app::setup::ensure(&ctx)).await.unwrap().unwrap();
    let environment = house.ctx.environments()[0].id.clone();
    let people = seeded(&environment, house.ctx.now());
    let account = people.into_iter().map(|person| person.account);
    let account = { account }.find(|account| account.level == ProofingLevel::P5).unwrap();
    let check = IdentityCheck {
        id: uuid::Uuid::from_u128(7),
        account_id: account.id,
        document: PhotoDocument::Passport,
        likeness: Likeness::Video { numbers: "4821".into() },
        sent_at: house.ctx.now(),
        decided: None,
    };
    let id = check.id;
    let place = format!("/identity-checks/{environment}/{id}");
    let kept = house.ctx.store.write(move |tx| queries::insert(tx, &environment, &check));
    assert!(kept.await.map_err(|error: StoreError| error).unwrap());
    place
}

#[tokio::test]
async fn a_checker_finds_who_waits_and_decides_once() {
    let house = House::new();
    let place = sent(&house).await;
    let mut checker = house.staff("identity-checker").await;
    let list = checker.get("/identity-checks").await;
    assert!(list.words("tbody").contains("Passport Face Video Environment sandpit"), "{}", list.text);
    let page = checker.get(&place).await;
    assert!(page.text.contains("say 4 8 2 1") && page.has("video[controls]") && page.has("img[alt]"));
    // What was sent is another request, and here there is none.
    assert_eq!(checker.get(&format!("{place}/face")).await.status, StatusCode::NOT_FOUND);
    let wrong = checker.post(&place, &[("verdict", "perhaps")]).await;
    assert!(wrong.words("#verdict-error").contains("Select what you decide"), "{}", wrong.text);
    // There is no record to go by here, so nobody can be approved.
    let approved = checker.post(&place, &[("verdict", "approved")]).await;
    assert!(approved.words("#verdict-error").contains("try again in a few minutes"), "{}", approved.text);
    checker.post(&place, &[("verdict", "not-genuine")]).await.redirects_to("/identity-checks?done=refused");
    let page = checker.get(&place).await;
    assert!(page.text.contains("What was sent has been deleted") && !page.has("main form"));
    let again = checker.post(&place, &[("verdict", "unreadable")]).await;
    again.redirects_to("/identity-checks?done=too-late");
    let list = checker.get("/identity-checks?done=too-late").await;
    assert!(
        list.text.contains("somebody else has decided this") && list.text.contains("Important"),
        "{}",
        list.text
    );
    assert!(list.text.contains("Nobody waits for a decision"));
}

#[tokio::test]
async fn nobody_else_knows_of_it_and_a_checker_sees_no_integrations() {
    let house = House::new();
    let place = sent(&house).await;
    for role in ["process-owner", "auditor", "project-manager"] {
        let mut other = house.staff(role).await;
        for path in ["/identity-checks", &place, &format!("{place}/document")] {
            assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{role} {path}");
        }
        assert_eq!(other.post(&place, &[("verdict", "approved")]).await.status, StatusCode::NOT_FOUND);
    }
    let mut checker = house.staff("identity-checker").await;
    for path in ["/portfolio", "/staff", "/board"] {
        assert_eq!(checker.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/identity-checks/nowhere/x", "/identity-checks/sandpit/x"] {
        assert_eq!(checker.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
