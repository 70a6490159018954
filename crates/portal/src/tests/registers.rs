//! The code of an organisation: what registers say about it reaches its integrations.

use http::StatusCode;
use kernel::SignedDuration;

use super::harness::House;

#[tokio::test]
async fn a_code_is_looked_up_at_once_and_again_every_night() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let id = integration.trim_start_matches("/integrations/").parse().unwrap();
    let organisation = owner.get("/products").await.attribute("main a[href^='/organisations/']", "href");
    let path = format!("{organisation}/ods-code");
    let says = async || {
        let opened = app::integrations::open(&house.ctx, app::Actor::Operator, id).await.unwrap();
        (opened.facts.registers.get("ods").map(|found| found.says.clone()), opened.log.len())
    };
    assert_eq!(says().await, (None, 1));
    let wrong = owner.post(&path, &[("ods_code", "A-1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute("#ods-code", "value"), "A-1");
    owner.post(&path, &[("ods_code", "zz9a1")]).await.redirects_to(&format!("{organisation}?done=code"));
    assert_eq!(says().await, (Some("active".to_owned()), 2));
    let page = owner.get(&organisation).await;
    assert!(page.words("main").contains("active. ZZ9A1 is Harbour Lights Health."), "{}", page.text);
    // Nothing new is no event; a new integration and a new code are.
    house.clock.advance(SignedDuration::from_hours(25));
    assert_eq!(app::registers::sweep(&house.ctx).await.unwrap(), 1);
    assert_eq!(app::registers::sweep(&house.ctx).await.unwrap(), 0);
    assert_eq!(says().await.1, 2);
    let mut owner = house.developer("owner@harbour.example").await;
    owner.post(&path, &[("ods_code", "ZZ9X9")]).await.redirects_to(&format!("{organisation}?done=code"));
    assert_eq!(says().await, (Some("unknown".to_owned()), 3));
}
