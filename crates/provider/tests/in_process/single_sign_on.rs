//! Sessions, single sign-on by cookie and by another service's word, and the vectors of trust that they meet.

use kernel::SignedDuration;
use testkit::on_both_databases;

use crate::support::{Page, Parameters, Sandpit, Service, Tokens, Visitor, people};

/// The vector that a person is told to have met.
async fn vot(service: &Service, vtr: &str, email: &str) -> String {
    let tokens = service.tokens_of(email, &service.request().with("vtr", vtr)).await;
    let (id, access) = (service.verify(&tokens.id).await, service.verify(&tokens.access).await);
    assert_eq!(id.claims["vot"], access.claims["vot"]);
    id.claims["vot"].as_str().unwrap().to_owned()
}

async fn silently(service: &Service, visitor: &mut Visitor, request: &Parameters) -> Page {
    visitor.open(&service.authorize_url(&request.clone().with("prompt", "none"))).await
}

on_both_databases! {
    async fn vot_is_the_requested_vector_that_was_met(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for (vtr, person, met) in [
            (r#"["P0.Cp.Cd"]"#, people::P0, "P0.Cp.Cd"),
            (r#"["P0.Cp.Cd"]"#, people::P9, "P0.Cp.Cd"),
            (r#"["P9.Cp.Cd","P5.Cp.Cd"]"#, people::P5, "P5.Cp.Cd"),
            (r#"["P9.Cp.Cd","P5.Cp.Cd"]"#, people::P9, "P9.Cp.Cd"),
            (r#"["P9.Cm","P0.Cp"]"#, people::P9, "P0.Cp"),
            (r#"["P5.Cp.Cd","P0.Cp"]"#, people::P0, "P0.Cp"),
        ] {
            assert_eq!(vot(&service, vtr, person).await, met, "{vtr} {person}");
        }
    }

    async fn a_password_alone_is_enough_where_no_device_is_asked_for(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request().with("vtr", r#"["P0.Cp"]"#))).await;
        let page = visitor.give_password(&page, people::P9, people::PASSWORD).await;
        page.assert_at("/nhs-login-consent");
        assert!(sandpit.messages_to("+447700900101").await.is_empty());
    }

    async fn identity_proofing_level_is_the_highest_ever_reached(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let claims = service.verify(&tokens.id).await.claims;
        assert_eq!((&claims["vot"], &claims["identity_proofing_level"]), (&"P0.Cp.Cd".into(), &"P9".into()));
    }

    async fn one_sign_in_serves_two_services(sandpit: Sandpit) {
        let (one, two) = (sandpit.service().await, sandpit.other_service().await);
        let mut visitor = sandpit.visitor();
        let first = Tokens::of(&one.redeem(&visitor.code_for(&one, &one.request(), people::P9).await).await);
        sandpit.advance(SignedDuration::from_mins(5));
        let page = visitor.open(&two.authorize_url(&two.request())).await;
        page.assert_at("/nhs-login-consent");
        assert!(page.main().contains("Another Service"));
        let page = visitor.agree(&page).await;
        let second = Tokens::of(&two.redeem(&page.parameter("code")).await);
        let (first, second) = (one.verify(&first.id).await.claims, two.verify(&second.id).await.claims);
        assert_eq!((&first["sub"], &first["auth_time"]), (&second["sub"], &second["auth_time"]));
        let page = visitor.open(&two.authorize_url(&two.request())).await;
        assert_eq!(page.hops.len(), 1, "no page is shown");
        assert!(!page.parameter("code").is_empty());
    }

    async fn a_session_ends_an_hour_after_its_sign_in(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.code_for(&service, &service.request(), people::P9).await;
        sandpit.advance(SignedDuration::from_secs(3599));
        assert!(!silently(&service, &mut visitor, &service.request()).await.parameter("code").is_empty());
        sandpit.advance(SignedDuration::from_secs(1));
        let page = silently(&service, &mut visitor, &service.request()).await;
        assert_eq!(page.parameter("error"), "sso_login_required");
        visitor.open(&service.authorize_url(&service.request())).await.assert_at("/login");
    }

    async fn prompt_none_says_what_is_missing(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let request = service.request();
        let mut visitor = sandpit.visitor();
        assert_eq!(silently(&service, &mut visitor, &request).await.parameter("error"), "sso_login_required");
        visitor.code_for(&service, &request.clone().with("vtr", r#"["P0.Cp"]"#), people::P0).await;
        for (changed, error) in [
            (request.clone(), "login_required"),
            (request.clone().with("vtr", r#"["P9.Cp.Cd"]"#), "login_required"),
            (request.clone().with("vtr", r#"["P0.Cp"]"#).with("scope", "openid phone"), "consent_required"),
        ] {
            assert_eq!(silently(&service, &mut visitor, &changed).await.parameter("error"), error);
            assert_eq!(sandpit.latest_findings(&service).await, ["session-for-no-prompt"]);
        }
        let mut strong = sandpit.visitor();
        strong.code_for(&service, &request, people::P0).await;
        let page = silently(&service, &mut strong, &request.clone().with("vtr", r#"["P9.Cp.Cd"]"#)).await;
        assert_eq!(
            (page.parameter("error"), page.parameter("state")),
            ("interaction_required".into(), "state-7".into())
        );
        assert!(!silently(&service, &mut strong, &request).await.parameter("code").is_empty());
    }

    async fn prompt_login_always_signs_in(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.code_for(&service, &service.request(), people::P9).await;
        let before = visitor.cookies["sandpit-session"].clone();
        sandpit.advance(SignedDuration::from_mins(1));
        let page = visitor.open(&service.authorize_url(&service.request().with("prompt", "login"))).await;
        page.assert_at("/login");
        let page = visitor.sign_in(&page, people::P5).await;
        page.assert_at("/nhs-login-consent");
        assert_ne!(visitor.cookies["sandpit-session"], before);
        let page = visitor.agree(&page).await;
        let tokens = Tokens::of(&service.redeem(&page.parameter("code")).await);
        let claims = service.verify(&tokens.id).await.claims;
        assert_eq!(
            (&claims["auth_time"], &claims["identity_proofing_level"]),
            (&sandpit.now().as_second().into(), &"P5".into())
        );
        // The session of before is worth nothing any more.
        visitor.cookies.insert("sandpit-session".into(), before);
        assert_eq!(
            silently(&service, &mut visitor, &service.request()).await.parameter("error"),
            "sso_login_required"
        );
    }

    async fn prompt_login_signs_in_even_where_another_service_vouches(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let asserted = service.asserted_login(&tokens.id).await.sign(service.key);
        let request = service.request().with("prompt", "login").with("asserted_login_identity", &asserted);
        assert_eq!(service.authorize(&request).await.location(), "/login");
    }

    async fn a_session_that_is_too_weak_means_signing_in_again(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.code_for(&service, &service.request().with("vtr", r#"["P0.Cp"]"#), people::P9).await;
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        page.assert_at("/login");
        let page = visitor.sign_in(&page, people::P9).await;
        assert!(!page.parameter("code").is_empty(), "{}", page.url);
    }

    async fn an_asserted_login_steps_a_person_up_without_a_sign_in(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P0, &service.request()).await;
        let asserted = service.asserted_login(&tokens.id).await;
        let higher = service.request().with("vtr", r#"["P5.Cp.Cd"]"#);
        let request = higher.with("asserted_login_identity", &asserted.sign(service.key));
        assert_eq!(service.authorize(&request).await.location(), "/prove-identity");
        assert_eq!(sandpit.latest_findings(&service).await, [""; 0]);
    }

    async fn an_asserted_login_that_cannot_be_believed_means_signing_in(sandpit: Sandpit) {
        let (mut one, mut two) = (sandpit.service().await, sandpit.other_service().await);
        let id_token = one.tokens_of(people::P9, &one.request()).await.id;
        let now = sandpit.now().as_second();
        let good = one.asserted_login(&id_token).await;
        let stranger = two.request().with("asserted_login_identity", &good.sign(one.key));
        assert_eq!(two.authorize(&stranger).await.location(), "/login");
        assert_eq!(sandpit.latest_findings(&two).await, ["asserted-login-valid"]);
        one.partner_with(&mut two).await;
        for (bent, key) in [
            (good.clone().claim("exp", now + 61), one.key),
            (good.clone().claim("exp", now - 30).claim("iat", now - 60), one.key),
            (good.clone().claim("code", "not a jti"), one.key),
            (good.clone().claim("code", "00000000-0000-4000-8000-000000000000"), one.key),
            (good.clone().without("jti"), one.key),
            (good.clone().header("alg", "RS256"), one.key),
            (good.clone(), two.key),
        ] {
            let request = two.request().with("asserted_login_identity", &bent.sign(key));
            assert_eq!(two.authorize(&request).await.location(), "/login", "{bent:?}");
            assert_eq!(sandpit.latest_findings(&two).await, ["asserted-login-valid"], "{bent:?}");
        }
        // The one of the unknown sign-in has used its jti up.
        let good = one.asserted_login(&id_token).await;
        let request = two.request().with("asserted_login_identity", &good.sign(one.key));
        assert_eq!(two.authorize(&request).await.location(), "/nhs-login-consent");
    }

    async fn starting_over_lets_somebody_else_sign_in(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page =
            visitor.open(&service.authorize_url(&service.request().with("vtr", r#"["P9.Cp.Cd"]"#))).await;
        let page = visitor.sign_in(&page, people::P0).await;
        page.assert_at("/prove-identity");
        let page = visitor.open("/prove-identity/unavailable").await;
        let page = visitor.press(&page, "Sign in as someone else", &[]).await;
        page.assert_at("/login");
        let page = visitor.finish(page, people::P9).await;
        let tokens = Tokens::of(&service.redeem(&page.parameter("code")).await);
        assert_eq!(service.verify(&tokens.id).await.claims["vot"], "P9.Cp.Cd");
    }
}
