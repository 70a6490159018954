//! Rate limits: who is counted, what a caller over a limit is told, and that they can be off.

use std::num::NonZeroU32;

use axum::body::Body;
use http::{HeaderMap, Request, header};
use provider::Limits;
use testkit::{TestDatabase, on_both_databases};

use crate::support::{Answer, Sandpit, Tokens, people};

const MANY: NonZeroU32 = NonZeroU32::new(10_000).expect("it is not zero");

fn limited(database: &TestDatabase, adjust: impl FnOnce(&mut Limits)) -> Sandpit {
    let mut limits = Limits {
        client_requests: MANY,
        client_look_ups: MANY,
        client_provisionings: MANY,
        address_requests: MANY,
        address_sign_ins: MANY,
    };
    adjust(&mut limits);
    Sandpit::with(database, |setup| {
        setup.settings.limits = Some(limits);
        setup.settings.trusted_proxy_hops = 1;
    })
}

#[track_caller]
fn assert_held_back(answer: &Answer, from: &str) {
    answer.assert_refused(429, "temporarily_unavailable", &format!("too many requests from {from}"));
    assert!(answer.refusal().2.contains("the sandpit is not for load testing"));
    assert_wait(&answer.headers);
}

#[track_caller]
fn assert_wait(headers: &HeaderMap) {
    let seconds: u64 = headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=61).contains(&seconds), "{seconds}");
}

async fn from(sandpit: &Sandpit, address: &str, path: &str) -> Answer {
    let request = Request::get(path).header("x-forwarded-for", address);
    sandpit.send(request.body(Body::empty()).unwrap()).await
}

on_both_databases! {
    async fn a_client_over_its_limit_is_told_which_and_when_to_come_back(database: &TestDatabase) {
        let sandpit = limited(database, |limits| limits.client_requests = NonZeroU32::MIN);
        let (service, other) = (sandpit.service().await, sandpit.other_service().await);
        assert_eq!(service.authorize(&service.request()).await.location(), "/login");
        assert_held_back(&service.authorize(&service.request()).await, "this client");
        assert_held_back(&service.redeem("c").await, "this client");
        assert_eq!(other.redeem("c").await.status, 400, "another client has a count of its own");
        let page = sandpit.visitor().open(&service.authorize_url(&service.request())).await;
        assert_eq!(page.status, 429);
        assert!(page.main().contains("not for load testing"), "{}", page.main());
        assert_wait(&page.headers);
    }

    async fn userinfo_counts_for_the_client_of_the_token(database: &TestDatabase) {
        let sandpit = limited(database, |limits| limits.client_requests = NonZeroU32::new(2).unwrap());
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        assert_held_back(&service.userinfo(&tokens.access).await, "this client");
        assert_eq!(service.userinfo("no token").await.status, 401);
    }

    async fn an_address_has_a_count_of_its_own(database: &TestDatabase) {
        let sandpit = limited(database, |limits| limits.address_requests = NonZeroU32::MIN);
        let service = sandpit.service().await;
        let path = service.authorize_url(&service.request());
        assert_eq!(from(&sandpit, "192.0.2.1", &path).await.location(), "/login");
        assert_held_back(&from(&sandpit, "192.0.2.1", &path).await, "this network address");
        assert_held_back(&from(&sandpit, "6.6.6.6, 192.0.2.1", &path).await, "this network address");
        assert_eq!(from(&sandpit, "192.0.2.2", &path).await.location(), "/login");
    }

    async fn passwords_and_codes_from_one_address_are_counted(database: &TestDatabase) {
        let sandpit = limited(database, |limits| limits.address_sign_ins = NonZeroU32::MIN);
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let code = visitor.give_password(&page, people::P9, people::PASSWORD).await;
        code.assert_at("/enter-mobile-code");
        let held_back = visitor.give_code(&code, people::CODE).await;
        assert_eq!(held_back.status, 429);
        assert_wait(&held_back.headers);
        visitor.headers.insert("x-forwarded-for", "192.0.2.9".parse().unwrap());
        visitor.give_code(&code, people::CODE).await.assert_at("/nhs-login-consent");
    }

    async fn without_limits_nobody_is_held_back(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        for _ in 0..300 {
            assert_eq!(service.userinfo(&tokens.access).await.status, 200);
        }
        Tokens::of(&service.refresh(&tokens.refresh).await);
    }
}
