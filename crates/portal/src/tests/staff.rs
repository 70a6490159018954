//! Those who work for the service: who sees them, who gives roles, and what a role opens at once.

use http::StatusCode;

use super::harness::House;

#[tokio::test]
async fn a_process_owner_gives_roles_and_takes_them_away() {
    let house = House::new();
    let mut owner = house.staff("process-owner").await;
    let wrong = owner.post("/staff/give", &[("email", "x"), ("role", "")]).await;
    assert!(wrong.has("#email-error") && wrong.has("#role-error"), "{}", wrong.text);
    let auditor = [("email", "new@service.example"), ("role", "auditor")];
    owner.post("/staff/give", &auditor).await.redirects_to("/staff?done=given");
    let mails = app::outbox::list(&house.ctx, 9).await.unwrap();
    assert!(
        mails.iter().any(|mail| mail.recipient == "new@service.example" && mail.subject.contains("auditor"))
    );
    let clash =
        owner.post("/staff/give", &[("email", "new@service.example"), ("role", "live-service")]).await;
    assert!(clash.words("#email-error").contains("cannot have another role"), "{}", clash.text);
    let page = owner.get("/staff").await;
    assert!(page.words("tbody").contains("new@service.example Role Auditor"));
    assert!(page.has("option[value='reviewer:data-security']"));
    owner.post("/staff/take", &auditor).await.redirects_to("/staff?done=taken");
    assert!(!owner.get("/staff").await.words("tbody").contains("new@service.example"));
    let last = [("email", "process-owner@service.example"), ("role", "process-owner")];
    assert!(
        owner
            .post("/staff/take", &last)
            .await
            .words("#email-error")
            .contains("another person process owner first")
    );
}

#[tokio::test]
async fn an_auditor_looks_and_nobody_else_knows_of_the_page() {
    let house = House::new();
    let mut auditor = house.staff("auditor").await;
    let page = auditor.get("/staff").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.has("main form"));
    let auditor_gives = auditor.post("/staff/give", &[("email", "a@b.example"), ("role", "auditor")]).await;
    assert_eq!(auditor_gives.status, StatusCode::NOT_FOUND);
    let (mut partner, _) = house.team("owner@harbour.example", "Harbour").await;
    let mut reviewer = house.staff("reviewer:data-security").await;
    for browser in [&mut partner, &mut reviewer] {
        assert_eq!(browser.get("/staff").await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post("/staff/take", &[]).await.status, StatusCode::NOT_FOUND);
    }
}
