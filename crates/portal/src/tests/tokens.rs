//! Tokens for programs: made by those who may, shown once, revoked.

use http::StatusCode;

use super::harness::{Browser, House};

async fn tokens_page(browser: &mut Browser) -> String {
    let organisation = browser.get("/products").await.attribute("main a[href^='/organisations/']", "href");
    browser.get(&organisation).await.attribute("main a[href$='/tokens']", "href")
}

#[tokio::test]
async fn a_token_is_shown_once_and_ends_when_it_is_revoked() {
    let house = House::new();
    let (mut owner, _) = house.team("owner@harbour.example", "Harbour").await;
    let path = tokens_page(&mut owner).await;
    let wrong = owner.post(&path, &[("name", "  "), ("days", "400")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("#name-error") && wrong.has("#scope-error"), "{}", wrong.text);
    let form = [("name", "Build server"), ("scope", "integrations:read"), ("days", "400")];
    let too_long = owner.post(&path, &form).await;
    assert!(too_long.words("#days-error").contains("365 days at most"), "{}", too_long.text);
    assert_eq!(too_long.attribute("#name", "value"), "Build server");
    let made = owner.post(&path, &[form[0], form[1], ("days", "30")]).await;
    let secret = made.words("#token code");
    assert!(secret.starts_with("slp_") && made.header("cache-control") == "no-store", "{}", made.text);
    let page = owner.get(&path).await;
    assert!(page.words("tbody").contains("Build server") && !page.text.contains(&secret));
    assert!(app::portal::tokens::authenticate(&house.ctx, &secret).await.unwrap().is_some());
    let revoke = page.attribute("tbody a[href$='/revoke']", "href");
    assert!(owner.get(&revoke).await.words("main").contains("refused at once"));
    owner.post(&revoke, &[]).await.redirects_to(&format!("{path}?done=revoked"));
    assert!(app::portal::tokens::authenticate(&house.ctx, &secret).await.unwrap().is_none());
    assert_eq!(owner.get(&revoke).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_service_has_tokens_of_its_own() {
    let house = House::new();
    let mut owner = house.staff("process-owner").await;
    let path = owner.get("/staff").await.attribute("main a[href$='/tokens']", "href");
    let form = [("name", "Dashboard"), ("scope", "integrations:read"), ("days", "90")];
    assert!(owner.post(&path, &form).await.has("#token"));
    let mut auditor = house.staff("auditor").await;
    assert_eq!(auditor.get(&path).await.status, StatusCode::NOT_FOUND);
}
