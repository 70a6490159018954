//! Codes, tokens and keys over their lives: the specification's section 5.

use kernel::SignedDuration;
use testkit::on_both_databases;

use crate::support::{Answer, Parameters, Sandpit, Service, Tokens, people};

async fn code(service: &Service) -> String {
    service.sandpit.visitor().code_for(service, &service.request(), people::P9).await
}

async fn rule(answer: &Answer, service: &Service) -> (String, Vec<String>) {
    let error = answer.json()["error"].as_str().unwrap_or_default().to_owned();
    (error, service.sandpit.latest_findings(service).await)
}

fn grant_error(rule: &str) -> (String, Vec<String>) {
    ("invalid_grant".to_owned(), vec![rule.to_owned()])
}

on_both_databases! {
    async fn a_code_lives_ten_minutes(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (early, late) = (code(&service).await, code(&service).await);
        sandpit.advance(SignedDuration::from_secs(599));
        Tokens::of(&service.redeem(&early).await);
        sandpit.advance(SignedDuration::from_secs(1));
        assert_eq!(rule(&service.redeem(&late).await, &service).await, grant_error("code-fresh"));
    }

    async fn a_second_use_of_a_code_revokes_what_the_first_gave(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let code = code(&service).await;
        let tokens = Tokens::of(&service.redeem(&code).await);
        assert_eq!(service.userinfo(&tokens.access).await.status, 200);
        assert_eq!(rule(&service.redeem(&code).await, &service).await, grant_error("code-once"));
        service.userinfo(&tokens.access).await.assert_refused(401, "invalid_token", "revoked");
        assert_eq!(sandpit.latest_findings(&service).await, ["access-token-stands"]);
        service.refresh(&tokens.refresh).await.assert_refused(400, "invalid_grant", "revoked");
    }

    async fn a_code_that_is_replayed_after_its_end_still_takes_its_tokens_back(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let code = code(&service).await;
        let tokens = Tokens::of(&service.redeem(&code).await);
        sandpit.advance(SignedDuration::from_mins(11));
        assert_eq!(rule(&service.redeem(&code).await, &service).await, grant_error("code-once"));
        service.refresh(&tokens.refresh).await.assert_refused(400, "invalid_grant", "revoked");
    }

    async fn a_code_is_bound_to_its_client_and_redirect_uri(sandpit: Sandpit) {
        let (service, other) = (sandpit.service().await, sandpit.other_service().await);
        let code = code(&service).await;
        let stolen = other.code_form(&code).with("redirect_uri", service.redirect_uri());
        assert_eq!(rule(&other.token(&stolen).await, &other).await, grant_error("code-known"));
        assert!(sandpit.latest_exchange(&other).await.grant_id.is_none(), "another client's sign-in shows");
        for uri in ["", "http://localhost:9999/callback/", "https://appointments.example/callback/"] {
            let form = service.code_form(&code).with("redirect_uri", uri);
            assert_eq!(
                rule(&service.token(&form).await, &service).await,
                grant_error("code-redirect-uri"),
                "{uri}"
            );
        }
        // None of these used the code up.
        Tokens::of(&service.redeem(&code).await);
        assert_eq!(rule(&service.redeem("never-issued").await, &service).await, grant_error("code-known"));
    }

    async fn an_access_token_lives_five_minutes(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        sandpit.advance(SignedDuration::from_secs(299));
        assert_eq!(service.userinfo(&tokens.access).await.status, 200);
        sandpit.advance(SignedDuration::from_secs(1));
        service.userinfo(&tokens.access).await.assert_refused(401, "invalid_token", "ran out");
        assert_eq!(sandpit.latest_findings(&service).await, ["access-token-fresh"]);
    }

    async fn a_refresh_rotates_and_gives_no_id_token(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let first = service.tokens_of(people::P9, &service.request()).await;
        sandpit.advance(SignedDuration::from_hours(24));
        let second = Tokens::of(&service.refresh(&first.refresh).await);
        assert!(second.body.get("id_token").is_none());
        assert_ne!(first.refresh, second.refresh);
        let (old, new) =
            (service.verify(&first.access).await.claims, service.verify(&second.access).await.claims);
        for same in ["sub", "auth_time", "vot", "scope"] {
            assert_eq!(old[same], new[same], "{same}");
        }
        assert_ne!(old["jti"], new["jti"]);
        assert_eq!(service.userinfo(&second.access).await.json()["sub"], old["sub"]);
        sandpit.advance(SignedDuration::from_hours(24));
        Tokens::of(&service.refresh(&second.refresh).await);
    }

    async fn a_refresh_may_ask_for_less_and_never_for_more(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let more = Service::refresh_form(&tokens.refresh).with("scope", "openid phone");
        let answer = service.token(&more).await;
        answer.assert_refused(400, "invalid_scope", "phone was not granted");
        let less = Service::refresh_form(&tokens.refresh).with("scope", "openid email");
        let narrow = Tokens::of(&service.token(&less).await);
        assert_eq!(narrow.body["scope"], "email openid");
        let claims = service.userinfo(&narrow.access).await.json();
        assert!(claims.get("email").is_some() && claims.get("nhs_number").is_none());
        // What was granted stays: the next refresh may ask for all of it again.
        assert_eq!(Tokens::of(&service.refresh(&narrow.refresh).await).body["scope"], "email openid profile");
    }

    async fn a_refresh_token_lives_thirty_days_and_belongs_to_its_client(sandpit: Sandpit) {
        let (service, other) = (sandpit.service().await, sandpit.other_service().await);
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        assert_eq!(
            rule(&other.refresh(&tokens.refresh).await, &other).await,
            grant_error("refresh-token-known")
        );
        assert_eq!(
            rule(&service.refresh("never-issued").await, &service).await,
            grant_error("refresh-token-known")
        );
        sandpit.advance(SignedDuration::from_hours(30 * 24 - 1));
        let next = Tokens::of(&service.refresh(&tokens.refresh).await);
        sandpit.advance(SignedDuration::from_hours(30 * 24));
        assert_eq!(
            rule(&service.refresh(&next.refresh).await, &service).await,
            grant_error("refresh-token-fresh")
        );
    }

    async fn an_old_refresh_token_whose_successor_was_used_revokes_even_within_the_grace(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let first = service.tokens_of(people::P9, &service.request()).await;
        let second = Tokens::of(&service.refresh(&first.refresh).await);
        let third = Tokens::of(&service.refresh(&second.refresh).await);
        assert_eq!(
            rule(&service.refresh(&first.refresh).await, &service).await,
            grant_error("refresh-token-latest")
        );
        service.userinfo(&third.access).await.assert_refused(401, "invalid_token", "revoked");
    }

    async fn a_key_rotated_in_the_middle_of_a_journey_disturbs_nobody(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let before = service.tokens_of(people::P9, &service.request()).await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let published: Vec<String> =
            service.published_keys().await.keys.into_iter().map(|key| key.kid).collect();
        sandpit.advance(SignedDuration::from_secs(1));
        let kid = sandpit.rotate_keys();
        assert!(published.contains(&kid), "the key was published before it signed");
        let page = visitor.finish(page, people::P9).await;
        let after = Tokens::of(&service.redeem(&page.parameter("code")).await);
        for token in [&after.id, &after.access] {
            assert_eq!(service.verify(token).await.header["kid"], kid);
        }
        let old = service.verify(&before.id).await;
        assert_ne!(old.header["kid"], kid);
        assert_eq!(service.userinfo(&before.access).await.status, 200);
        sandpit.advance(SignedDuration::from_mins(60));
        assert_eq!(
            service.verify(&before.id).await.header["kid"],
            old.header["kid"],
            "published while tokens live"
        );
        sandpit.advance(SignedDuration::from_hours(24));
        let left: Vec<String> = service.published_keys().await.keys.into_iter().map(|key| key.kid).collect();
        assert!(!left.contains(&old.header["kid"].as_str().unwrap().to_owned()));
    }

    async fn sub_is_the_same_each_time_and_for_each_service(sandpit: Sandpit) {
        let (service, other) = (sandpit.service().await, sandpit.other_service().await);
        let mut subs = Vec::new();
        for (who, service) in
            [(people::P9, &service), (people::P9, &service), (people::P9, &other), (people::P5, &service)]
        {
            let tokens = service.tokens_of(who, &service.request()).await;
            subs.push(service.verify(&tokens.id).await.claims["sub"].as_str().unwrap().to_owned());
        }
        assert!(subs[0] == subs[1] && subs[1] == subs[2] && subs[2] != subs[3], "{subs:?}");
        assert!(subs[0].is_ascii() && subs[0].len() <= 255);
    }

    async fn what_a_grant_needs_is_named(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for (form, error, words) in [
            (Parameters::default(), "invalid_request", "grant_type is missing"),
            (Parameters::of([("grant_type", "authorization_code")]), "invalid_request", "code is missing"),
            (
                Parameters::of([("grant_type", "refresh_token")]),
                "invalid_request",
                "refresh_token is missing",
            ),
            (Parameters::of([("grant_type", "password")]), "unsupported_grant_type", "password"),
            (
                Parameters::of([("grant_type", "implicit")]),
                "unsupported_grant_type",
                "authorization_code or refresh_token",
            ),
            (Parameters::of([("grant_type", "a"), ("grant_type", "b")]), "invalid_request", "more than once"),
        ] {
            service.token(&form).await.assert_refused(400, error, words);
        }
    }
}
