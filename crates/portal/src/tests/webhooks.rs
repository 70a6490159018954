//! The page of webhooks.

use http::StatusCode;

use super::harness::House;

#[tokio::test]
async fn a_webhook_is_added_with_a_secret_that_is_shown_once_and_removed() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let path = format!("{}/webhooks", house.integration(&product).await);
    assert!(owner.get(&path).await.words("main").contains("There are no webhooks"));
    let wrong = owner.post(&path, &[("url", "https://192.168.0.1/hook")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.words("#url-error").contains("public internet"), "{}", wrong.text);
    assert_eq!(wrong.attribute("input[name=url]", "value"), "https://192.168.0.1/hook");
    let added = owner.post(&path, &[("url", "https://hooks.harbour.example/a")]).await;
    let secret = added.words("#secret");
    assert!(added.status == StatusCode::OK && secret.len() >= 43, "{}", added.text);
    let page = owner.get(&path).await;
    let listed = page.words("tbody");
    assert!(listed.contains("https://hooks.harbour.example/a"), "{listed}");
    assert!(listed.contains("owner@harbour.example"), "{listed}");
    assert!(!page.text.contains(&secret));
    let remove = page.attribute("form[id='remove-1']", "action");
    let mut viewer = house.staff("auditor").await;
    assert_eq!(viewer.post(&remove, &[]).await.status, StatusCode::FORBIDDEN);
    owner.post(&remove, &[]).await.redirects_to(&format!("{path}?done=removed"));
    assert!(owner.get(&path).await.words("main").contains("There are no webhooks"));
}
