//! The portfolio, a project manager's day, and who looks after what.

use http::StatusCode;

use super::harness::House;

#[tokio::test]
async fn the_portfolio_lists_every_integration_and_its_filters_travel_in_the_address() {
    let house = House::new();
    let (_, harbour) = house.team("owner@harbour.example", "Harbour").await;
    let (_, quay) = house.team("owner@quay.example", "=Quay").await;
    house.integration(&harbour).await;
    house.integration(&quay).await;
    let mut auditor = house.staff("auditor").await;
    let page = auditor.get("/portfolio").await;
    let words = page.words("main table");
    assert!(words.contains("Harbour") && words.contains("=Quay") && words.contains("Nobody yet"), "{words}");
    assert!(page.words("main table").contains("Partner, 1 second"), "{words}");
    let page = auditor.get("/portfolio?q=harb&turn=partner&stage=apply").await;
    let words = page.words("main table");
    assert!(words.contains("Harbour") && !words.contains("Quay"), "{words}");
    let file = page.attribute("main a[href^='/portfolio.csv']", "href");
    let file = auditor.get(&file).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert!(file.text.contains("Harbour") && !file.text.contains("Quay"), "{}", file.text);
    // No name becomes a formula.
    assert!(auditor.get("/portfolio.csv").await.text.contains("'=Quay"));
    for none in ["?whose=mine", "?q=nobody", "?hold=withdrawn", "?turn=service"] {
        let page = auditor.get(&format!("/portfolio{none}")).await;
        assert!(page.words("main").contains("No integration is like this"), "{none}");
    }
    // What is no filter is none.
    assert!(auditor.get("/portfolio?stage=x&turn=%25&after=never").await.words("main").contains("Harbour"));
}

#[tokio::test]
async fn a_project_manager_takes_what_nobody_looks_after_and_has_it_in_their_day() {
    let house = House::new();
    let (_, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let mut manager = house.staff("project-manager").await;
    let page = manager.get("/my-day").await;
    assert!(page.words("main").contains("Nothing waits for you") && page.words("main").contains("Take"));
    let (action, email) =
        (page.attribute("main form", "action"), page.attribute("input[name=email]", "value"));
    assert_eq!(action, format!("{integration}/assign"));
    manager.post(&action, &[("email", &email), ("from", "my-day")]).await.redirects_to("/my-day");
    let page = manager.get("/my-day").await;
    assert!(page.words("main").contains("Every integration has a project manager"), "{}", page.text);
    let page = manager.get("/portfolio?whose=mine").await;
    assert!(page.words("main table").contains("project-manager@service.example"));
    // Only to somebody who is one, and not twice.
    for (email, said) in [
        ("owner@harbour.example", "is not a project manager"),
        ("nobody@service.example", "is not a project manager"),
        ("", "Choose a project manager"),
        ("project-manager@service.example", "Nothing has changed"),
    ] {
        let refused = manager.post(&action, &[("email", email)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.words(".nhsuk-error-message").contains(said), "{}", refused.text);
    }
}

#[tokio::test]
async fn no_list_of_the_services_side_is_there_for_partners() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    for path in ["/portfolio", "/portfolio.csv", "/my-day", "/lane", &format!("{integration}/cockpit")] {
        assert_eq!(owner.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!owner.get("/integrations").await.text.contains("/portfolio"));
    let mut reviewer = house.staff("reviewer:data-security").await;
    assert_eq!(reviewer.get("/my-day").await.status, StatusCode::NOT_FOUND);
    let page = reviewer.get("/lane").await;
    assert!(
        page.words("main").contains("Reviewer, data security")
            && page.words("main").contains("Nothing waits")
    );
}
