//! What Slipway sees of a product's sign-ins: whole ones of its own client.

use app::integrations::observe;
use identity::{
    ClientId, EnvironmentId, Exchange,
    exchange::{Details, Endpoint, Outcome},
};
use kernel::{Reference, SignedDuration};
use uuid::Uuid;

use super::harness::{Browser, House};

/// Steps of one sign-in, as the provider records them.
async fn exchanges(house: &House, client: &ClientId, grant: u128, steps: &[(Endpoint, Outcome)]) {
    for (endpoint, outcome) in steps {
        house.clock.advance(SignedDuration::from_secs(1));
        let exchange = Exchange {
            reference: Reference::generate(house.ctx.random.as_ref()),
            environment: EnvironmentId::new("sandpit"),
            client_id: Some(client.clone()),
            grant_id: Some(Uuid::from_u128(grant).into()),
            endpoint: *endpoint,
            at: house.ctx.now(),
            outcome: *outcome,
            error: None,
            details: Details::default(),
        };
        app::exchanges::record(&house.ctx, exchange).await.unwrap();
    }
}

const WHOLE: [(Endpoint, Outcome); 3] = [
    (Endpoint::Authorize, Outcome::Succeeded),
    (Endpoint::Token, Outcome::Succeeded),
    (Endpoint::Userinfo, Outcome::Succeeded),
];

/// What the task of the sandpit says, after it was asked to look again.
async fn looked(owner: &mut Browser, integration: &str) -> String {
    let task = format!("{integration}/tasks/discovery.sandpit");
    owner.post(&format!("{task}/check"), &[]).await.redirects_to(&task);
    owner.get(&task).await.words("main")
}

#[tokio::test]
async fn a_whole_sign_in_by_the_products_own_client_meets_the_check_and_nothing_less_does() {
    let house = House::new();
    let (mut owner, product, client) = house.registered("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let (_, _, rivals) = house.registered("rival@quay.example", "Quay").await;
    exchanges(&house, &client, 1, &WHOLE[..2]).await;
    exchanges(&house, &client, 2, &[WHOLE[0], WHOLE[1], (Endpoint::Userinfo, Outcome::Refused)]).await;
    exchanges(&house, &client, 3, &WHOLE[2..]).await;
    exchanges(&house, &rivals, 4, &WHOLE).await;
    assert!(looked(&mut owner, &integration).await.contains("Slipway has not seen it yet"));
    exchanges(&house, &client, 5, &WHOLE).await;
    let words = looked(&mut owner, &integration).await;
    assert!(words.contains("Slipway saw it on 21 November 2026"), "{words}");
    let page = owner.get(&format!("{integration}/tasks/discovery.sandpit")).await;
    let request = page.attribute("main a[href*='/exchanges/']", "href");
    assert_eq!(owner.get(&request).await.status, http::StatusCode::OK);
    // Looking again finds nothing new.
    let id = integration.trim_start_matches("/integrations/").parse().unwrap();
    assert_eq!(observe::look(&house.ctx, id).await.unwrap(), 0);
}

#[tokio::test]
async fn the_sweep_finds_it_without_being_asked() {
    let house = House::new();
    let (mut owner, product, client) = house.registered("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let id = integration.trim_start_matches("/integrations/").parse().unwrap();
    let waits_for_it = toolkit::CheckId::new("sandpit.sign-in");
    let opened = app::integrations::open(&house.ctx, app::Actor::Operator, id).await.unwrap();
    let standing = opened.standing();
    let task = standing.tasks.iter().find(|task| task.task.checks.contains(&waits_for_it)).unwrap();
    let can_start = task.can_start();
    exchanges(&house, &client, 1, &WHOLE).await;
    let noted = observe::look_for_all(&house.ctx, 100).await.unwrap();
    // Before its task can start nobody waits for it.
    assert_eq!(noted, usize::from(can_start));
    let words = looked(&mut owner, &integration).await;
    assert!(words.contains("Slipway saw it"), "{words}");
}
