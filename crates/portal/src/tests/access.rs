//! Who gets where: every route of the table is tried by somebody who may not use it.

use http::StatusCode;
use identity::exchange::{Details, Outcome};

use super::harness::{House, settings};
use crate::{access::Policy, routes, state::Portal};

/// The routes with a policy, their parameters filled in.
fn routes(house: &House, product: &str, organisation: &str, integration: &str) -> Vec<(Policy, String)> {
    let portal = Portal {
        ctx: house.ctx.clone(),
        settings: settings(),
        site: crate::pages::site(&settings()).into_shared(),
        limit: None,
        checks: None,
    };
    let filled = |path: &str| {
        path.replace("/products/{product}", product)
            .replace("/organisations/{organisation}", organisation)
            .replace("/integrations/{integration}", integration)
            .replace("/eligibility/questions/{field}", "/eligibility/questions/people")
            .replace(
                "{meeting}/items/{integration}",
                "00000000-0000-7000-8000-000000000008/items/00000000-0000-7000-8000-000000000007",
            )
            .replace("{meeting}", "00000000-0000-7000-8000-000000000008")
            .replace("{decision}", "board-application")
            .replace("{form}", "application")
            .replace("{decision}", "proceed")
            .replace("{call}", "application-review")
            .replace("{gate}", "application-to-board")
            .replace("{task}", "apply.working-together")
            .replace("{field}", "commissioners")
            .replace("{row}", "new")
            .replace("{number}", "1")
            .replace("{call}", "application-review")
            .replace("{milestone}", "product-demonstration")
            .replace("{need}", "product-owner")
            .replace("{slot}", "sponsor-letter")
            .replace("{document}", "00000000-0000-7000-8000-00000000000d")
            .replace("{member}", "00000000-0000-7000-8000-000000000009")
            .replace("{token}", "00000000-0000-7000-8000-000000000009")
            .replace("{webhook}", "00000000-0000-7000-8000-000000000009")
            .replace("{delivery}", "00000000-0000-7000-8000-000000000009")
            .replace("{reference}", "7Q4M-2XKD")
            .replace("{environment}/{check}", "sandpit/00000000-0000-7000-8000-00000000000c")
            .replace("{environment}/test-data", "integration/test-data")
            .replace("{upload}", "00000000-0000-7000-8000-00000000000e")
            .replace("{template}", "template.csv")
            .replace("{environment}", "sandpit")
            .replace("{part}", "face")
            .replace("{message}", "none")
    };
    let routes: Vec<_> =
        routes::table(&portal).iter().map(|route| (route.policy, filled(route.path))).collect();
    assert!(routes.iter().all(|(_, path)| !path.contains('{')), "{routes:?}");
    routes
}

async fn organisation_of(browser: &mut super::harness::Browser) -> String {
    browser.get("/products").await.attribute("main a[href^='/organisations/']", "href")
}

#[tokio::test]
async fn strangers_are_asked_to_sign_in_wherever_it_is_not_for_anyone() {
    let house = House::new();
    let (mut owner, product, _) = house.registered("owner@harbour.example", "Harbour").await;
    let organisation = organisation_of(&mut owner).await;
    let integration = house.integration(&product).await;
    let mut tried = 0;
    for (policy, path) in routes(&house, &product, &organisation, &integration) {
        let mut stranger = house.visitor();
        let (got, posted) = (stranger.get(&path).await, stranger.post(&path, &[]).await);
        if policy == Policy::Anyone {
            continue;
        }
        tried += 1;
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", &path).finish();
        got.redirects_to(&format!("/sign-in?{query}"));
        posted.redirects_to("/sign-in");
    }
    assert!(tried > 15);
}

#[tokio::test]
async fn competitors_find_nothing_where_something_is_and_where_nothing_is() {
    let house = House::new();
    let (mut owner, product, client_id) = house.registered("owner@harbour.example", "Harbour").await;
    let organisation = organisation_of(&mut owner).await;
    let integration = house.integration(&product).await;
    house.record(&client_id, "7Q4M-2XKD", Outcome::Succeeded, Details::default()).await;
    let (mut competitor, _, _) = house.registered("rival@quay.example", "Quay").await;
    let nowhere = "00000000-0000-7000-8000-000000000000";
    let theirs = routes(&house, &product, &organisation, &integration);
    let nobodys = routes(
        &house,
        &format!("/products/{nowhere}"),
        &format!("/organisations/{nowhere}"),
        &format!("/integrations/{nowhere}"),
    );
    let mut tried = 0;
    for ((policy, path), (_, nobodys)) in
        theirs.into_iter().zip(nobodys).filter(|(route, _)| matches!(route.0, Policy::May(_)))
    {
        tried += 1;
        for (there, missing) in [
            (competitor.get(&path).await, competitor.get(&nobodys).await),
            (competitor.post(&path, &[]).await, competitor.post(&nobodys, &[]).await),
        ] {
            let is_refused = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&there.status);
            assert!(is_refused, "{policy:?} {path}: {}", there.status);
            let (said, of_nothing) = (there.words("main"), missing.words("main"));
            let (said, of_nothing) = (said.split(" ref ").next(), of_nothing.split(" ref ").next());
            assert_eq!(said, of_nothing, "{path}");
            assert!(!there.text.contains("Harbour"), "{path}");
        }
        let own = owner.get(&path).await;
        assert!(own.location.is_none_or(|to| !to.starts_with("/sign-in")), "{path} is open to its owner");
    }
    assert!(tried > 10);
}

#[tokio::test]
async fn a_form_from_another_website_does_nothing() {
    let house = House::new();
    let mut developer = house.developer("dev@harbour.example").await;
    let answer = developer.post_from_elsewhere("/sign-out").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.words("h1"), "You cannot do this");
    assert_eq!(developer.get("/products").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_there_has_a_designed_page_and_the_outbox_is_only_where_it_is_wanted() {
    let house = House::with(crate::Settings { outbox: false, ..settings() });
    for path in ["/outbox", "/outbox.json", "/nothing"] {
        let answer = house.visitor().get(path).await;
        assert_eq!(
            (answer.status, answer.words("h1").as_str()),
            (StatusCode::NOT_FOUND, "Page not found"),
            "{path}"
        );
        assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    }
    assert!(!house.visitor().get("/").await.text.contains("/outbox"));
    assert_eq!(house.visitor().get("/health").await.text, "ok");
}
