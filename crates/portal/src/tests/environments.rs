//! A product in the integration environment: what its page says before staff allow a client, who allows it, and what opens then.

use http::StatusCode;
use identity::{
    EnvironmentId,
    exchange::{Details, Endpoint, Outcome},
};

use super::harness::{Browser, House, another_public_key, public_key, registration};

const WHY: &str = "The request form was accepted";

async fn allowed(house: &House, place: &str) -> Browser {
    let mut live = house.staff("live-service").await;
    let answer = live.post(&format!("{place}/allow"), &[("reason", WHY)]).await;
    answer.redirects_to(&format!("{place}?done=allowed"));
    live
}

#[tokio::test]
async fn before_it_is_allowed_the_page_says_what_has_to_happen_and_nothing_can_be_registered() {
    let house = House::new();
    let (mut owner, product) = house.team("dev@harbour.example", "Harbour").await;
    let page = owner.get(&product).await;
    assert!(page.words("main").contains("The service’s staff have to allow a client first"), "{}", page.text);
    let place = page.attribute("a[href$='/integration']", "href");
    assert_eq!(place, format!("{product}/integration"));
    let page = owner.get(&place).await;
    assert_eq!(page.words("h1"), "Integration environment");
    let text = page.words("main");
    for fact in [
        "cannot have a client in the integration environment yet",
        "The live service team allows it",
        "http://localhost:4002",
    ] {
        assert!(text.contains(fact), "{fact} in {text}");
    }
    assert!(!page.has(&format!("main a[href='{place}/register']")) && !page.has("main a[href$='/allow']"));
    owner.get(&format!("{place}/register")).await.redirects_to(&place);
    owner
        .post(&format!("{place}/register"), &registration("Harbour", public_key()))
        .await
        .redirects_to(&place);
    assert!(!owner.get(&place).await.has("#client-id"));
    // The sandpit stands on the product's own page, and an environment that is not there nowhere.
    owner.get(&format!("{product}/sandpit")).await.redirects_to(&product);
    assert_eq!(owner.get(&format!("{product}/live")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn once_allowed_its_developers_register_rotate_and_look_into_what_it_sends() {
    let house = House::new();
    let (mut owner, product) = house.team("dev@harbour.example", "Harbour").await;
    let place = format!("{product}/integration");
    allowed(&house, &place).await;
    let page = owner.get(&place).await.words("main");
    assert!(
        page.contains("allowed this product a client in the integration environment on 21 November 2026"),
        "{page}"
    );
    assert!(!page.contains(WHY), "the reason is between staff: {page}");
    let form = owner.get(&format!("{place}/register")).await;
    assert_eq!(form.words("h1"), "Register a client in the integration environment");
    // The rules are those of the environment: judged on the same page.
    let refused = owner.post(&format!("{place}/register"), &registration("Harbour", "no key")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words("#rules").contains("Not met"), "{}", refused.text);
    let made = owner.post(&format!("{place}/register"), &registration("Harbour", public_key())).await;
    made.redirects_to(&format!("{place}?done=registered"));
    let page = owner.get(&place).await;
    assert!(page.words("main").contains("CLIENT_ASSERTION_AUDIENCE=http://localhost:4002/token"));
    let added =
        owner.post(&format!("{place}/keys"), &[("public_key", another_public_key()), ("overlap", "1")]).await;
    added.redirects_to(&format!("{place}?done=key-added"));
    let client_id = identity::ClientId::new(page.words("#client-id"));
    let exchange = identity::Exchange {
        reference: "7Q4M-2XKD".parse().unwrap(),
        environment: EnvironmentId::new("integration"),
        client_id: Some(client_id.clone()),
        grant_id: None,
        endpoint: Endpoint::Authorize,
        at: house.ctx.now(),
        outcome: Outcome::Succeeded,
        error: None,
        details: Details::default(),
    };
    app::exchanges::record(&house.ctx, exchange).await.unwrap();
    assert!(owner.get(&format!("{place}/exchanges")).await.words("main").contains("7Q4M-2XKD"));
    let found = owner.get("/exchanges?reference=7q4m2xkd").await;
    found.redirects_to(&format!("{place}/exchanges/7Q4M-2XKD"));
    assert_eq!(owner.get(&format!("{place}/exchanges/7Q4M-2XKD")).await.status, StatusCode::OK);
    assert!(
        owner.get(&product).await.words("main").contains(client_id.as_str()),
        "in the list of environments"
    );
    assert_eq!(owner.get(&format!("{product}/sandpit/exchanges")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn live_service_decides_with_a_reason_and_others_cannot() {
    let house = House::new();
    let (mut owner, product) = house.team("dev@harbour.example", "Harbour").await;
    let (mut rival, _) = house.team("rival@quay.example", "Quay").await;
    let place = format!("{product}/integration");
    let allow = format!("{place}/allow");
    // What is for the other side is not there for partners.
    assert_eq!(owner.post(&allow, &[("reason", WHY)]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(rival.get(&place).await.status, StatusCode::NOT_FOUND);
    let mut manager = house.staff("project-manager").await;
    assert_eq!(manager.get(&place).await.status, StatusCode::OK);
    assert_eq!(manager.get(&allow).await.status, StatusCode::NOT_FOUND);
    assert_eq!(manager.post(&allow, &[("reason", WHY)]).await.status, StatusCode::NOT_FOUND);
    let mut live = house.staff("live-service").await;
    assert!(live.get(&place).await.has(&format!("main a[href='{allow}']")));
    let no_reason = live.post(&allow, &[("reason", " ")]).await;
    assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no_reason.words("#reason-error").contains("Say why"), "{}", no_reason.text);
    live.post(&allow, &[("reason", WHY)]).await.redirects_to(&format!("{place}?done=allowed"));
    let again = live.post(&allow, &[("reason", WHY)]).await;
    assert!(again.words("#reason-error").contains("is allowed a client here already"), "{}", again.text);
    let log = live.get(&place).await.words("#access");
    assert!(
        log.contains("Allowed") && log.contains(WHY) && log.contains("live-service@service.example"),
        "{log}"
    );
    let on_sandpit = live.post(&format!("{product}/sandpit/allow"), &[("reason", WHY)]).await;
    assert!(on_sandpit.words("#reason-error").contains("Nobody has to be allowed"), "{}", on_sandpit.text);
}

#[tokio::test]
async fn taking_it_back_tells_the_partner_why_and_can_be_undone() {
    let house = House::new();
    let (mut owner, product) = house.team("dev@harbour.example", "Harbour").await;
    let place = format!("{product}/integration");
    let mut live = allowed(&house, &place).await;
    owner.post(&format!("{place}/register"), &registration("Harbour", public_key())).await;
    let why = "Details of real people were sent";
    assert!(live.get(&format!("{place}/take-back")).await.words("main").contains("you can allow it again"));
    let taken = live.post(&format!("{place}/take-back"), &[("reason", why)]).await;
    taken.redirects_to(&format!("{place}?done=taken-back"));
    let page = owner.get(&place).await.words("main");
    assert!(page.contains(why) && page.contains("The client is suspended"), "{page}");
    assert!(owner.get(&product).await.words("main").contains("suspended"));
    live.post(&format!("{place}/allow"), &[("reason", "Put right")]).await;
    assert!(!owner.get(&place).await.words("main").contains("suspended"));
}
