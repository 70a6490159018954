//! What real clients send, all of which must work: each row of the specification's section 15, end to end.

use jose::{Check, Outcome};
use kernel::SignedDuration;
use serde_json::{Value, json};
use testkit::{TestDatabase, on_both_databases};

use crate::support::{Answer, Assertion, ISSUER, Sandpit, Service, Tokens, people};

async fn code(service: &Service) -> String {
    service.sandpit.visitor().code_for(service, &service.request(), people::P9).await
}

/// Exchanges a fresh code with an assertion that a test has bent.
async fn redeem_with(service: &Service, bend: impl FnOnce(Assertion) -> Assertion) -> Answer {
    let form = service.code_form(&code(service).await);
    service.sandpit.post("/token", &service.signed_by(&form, &bend(service.assertion()))).await
}

on_both_databases! {
    async fn row_15_1_token_requests_need_no_client_id_and_strays_are_ignored(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let form = service.code_form(&code(&service).await);
        assert!(!form.contains("client_id"));
        let strays = form.with("scope", "openid frogs").with("state", "state-7").with("resource", "x");
        let tokens = Tokens::of(&service.token(&strays).await);
        assert_eq!(tokens.body["scope"], "email openid profile");
        let named = service.code_form(&code(&service).await).with("client_id", service.id());
        Tokens::of(&service.token(&named).await);
        let refresh = Service::refresh_form(&tokens.refresh).with("redirect_uri", service.redirect_uri());
        Tokens::of(&service.token(&refresh.with("unknown", "1")).await);
        let other = service.code_form(&code(&service).await).with("client_id", "someone-else");
        service.token(&other).await.assert_refused(400, "invalid_client", "differ");
    }

    async fn row_15_2_audience_is_the_token_endpoint_or_a_list_or_the_issuer(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let endpoint = format!("{ISSUER}/token");
        for audience in [json!(endpoint), json!([endpoint, ISSUER]), json!([ISSUER, endpoint])] {
            Tokens::of(&redeem_with(&service, |assertion| assertion.claim("aud", audience)).await);
            let report = sandpit.latest_exchange(&service).await.details.assertion.unwrap();
            assert_eq!(report.warnings().count(), 0);
        }
        Tokens::of(&redeem_with(&service, |assertion| assertion.claim("aud", ISSUER)).await);
        let report = sandpit.latest_exchange(&service).await.details.assertion.unwrap();
        let warned: Vec<Check> = report.warnings().map(|check| check.name).collect();
        assert_eq!(warned, [Check::Aud]);
        for audience in
            [json!(format!("{ISSUER}/authorize")), json!(format!("{endpoint}/")), json!([]), json!(7)]
        {
            let answer = redeem_with(&service, |assertion| assertion.claim("aud", audience)).await;
            answer.assert_refused(400, "invalid_client", "aud");
        }
    }

    async fn row_15_2_audience_of_the_issuer_alone_is_refused_where_it_is_not_switched_on(
        database: &TestDatabase,
    ) {
        let sandpit =
            Sandpit::with(database, |setup| setup.environment.policy.accept_issuer_audience = false);
        let service = sandpit.service().await;
        let answer = redeem_with(&service, |assertion| assertion.claim("aud", ISSUER)).await;
        answer.assert_refused(400, "invalid_client", "aud is the issuer");
        Tokens::of(
            &redeem_with(&service, |assertion| {
                assertion.claim("aud", json!([ISSUER, format!("{ISSUER}/token")]))
            })
            .await,
        );
    }

    async fn row_15_3_assertions_without_typ_kid_or_iat_and_with_nbf(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let now = sandpit.now().as_second();
        Tokens::of(&redeem_with(&service, |assertion| assertion.without("iat")).await);
        Tokens::of(&redeem_with(&service, |assertion| assertion.claim("nbf", now)).await);
        let kid = service.key.kid();
        Tokens::of(
            &redeem_with(&service, |assertion| assertion.header("typ", "JWT").header("kid", kid)).await,
        );
        Tokens::of(&redeem_with(&service, |assertion| assertion.header("kid", "a name of their own")).await);
        for (name, value) in [
            ("nbf", json!(now + 600)),
            ("iat", json!(now + 600)),
            ("exp", json!(now - 60)),
            ("exp", Value::Null),
        ] {
            let answer = redeem_with(&service, |assertion| assertion.claim(name, value)).await;
            answer.assert_refused(400, "invalid_client", name);
        }
        let answer = redeem_with(&service, |assertion| assertion.without("exp")).await;
        answer.assert_refused(400, "invalid_client", "exp is missing");
    }

    async fn row_15_3_assertions_live_from_60_seconds_to_60_minutes(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let now = sandpit.now().as_second();
        for seconds in [60, 300, 3600] {
            Tokens::of(&redeem_with(&service, |assertion| assertion.claim("exp", now + seconds)).await);
        }
        for seconds in [3700, 86_400] {
            let answer = redeem_with(&service, |assertion| assertion.claim("exp", now + seconds)).await;
            answer.assert_refused(400, "invalid_client", "at most 1 hour");
        }
    }

    async fn row_15_3_jti_has_any_shape_but_is_there_and_new(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for jti in ["1", "0d9ab1c6-5f3a-4c55-8f5e-000000000001", "ü / \u{1f600}", &"j".repeat(1000)] {
            Tokens::of(&redeem_with(&service, |assertion| assertion.claim("jti", jti)).await);
            let answer = redeem_with(&service, |assertion| assertion.claim("jti", jti)).await;
            answer.assert_refused(400, "invalid_client", "used before");
        }
        redeem_with(&service, |assertion| assertion.without("jti")).await.assert_refused(
            400,
            "invalid_client",
            "jti is missing",
        );
        redeem_with(&service, |assertion| assertion.claim("jti", "")).await.assert_refused(
            400,
            "invalid_client",
            "jti is empty",
        );
    }

    async fn row_15_3_an_rs256_assertion_is_invalid_client(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for algorithm in ["RS256", "none", "HS512"] {
            let answer = redeem_with(&service, |assertion| assertion.header("alg", algorithm)).await;
            answer.assert_refused(400, "invalid_client", "alg");
        }
        let report = sandpit.latest_exchange(&service).await.details.assertion.unwrap();
        assert!(report.checks.iter().any(|check| check.name == Check::Alg && check.outcome == Outcome::Fail));
    }

    async fn row_15_4_requests_without_nonce_or_state_pass_with_a_warning(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let request = service.request().without("nonce").without("state");
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&request)).await;
        assert_eq!(sandpit.latest_findings(&service).await, ["state-present", "nonce-present"]);
        let page = visitor.finish(page, people::P9).await;
        assert!(!page.url.contains("state="), "{}", page.url);
        let tokens = Tokens::of(&service.redeem(&page.parameter("code")).await);
        let id = service.verify(&tokens.id).await;
        assert!(!id.claims.contains_key("nonce") && !id.header.contains_key("nonce"));
    }

    async fn row_15_4_requests_without_nonce_or_state_are_refused_where_that_is_strict(
        database: &TestDatabase,
    ) {
        let sandpit =
            Sandpit::with(database, |setup| setup.environment.policy.require_state_and_nonce = true);
        let service = sandpit.service().await;
        for name in ["nonce", "state"] {
            let answer = service.authorize(&service.request().without(name)).await;
            assert_eq!(answer.parameter("error"), "invalid_request", "{name}");
            assert_eq!(answer.parameter("error_description"), format!("{name} is missing"));
        }
        assert_eq!(service.authorize(&service.request()).await.location(), "/login");
    }

    async fn row_15_5_pkce_is_enforced_when_a_challenge_came_and_not_demanded_otherwise(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let challenge = jose::s256("a-verifier-of-43-characters-or-more-0123456789");
        let request =
            service.request().with("code_challenge", &challenge).with("code_challenge_method", "S256");
        let mut visitor = sandpit.visitor();
        let code = visitor.code_for(&service, &request, people::P9).await;
        for verifier in ["", "another-verifier-of-43-characters-or-more-01234"] {
            let form = service.code_form(&code).with("code_verifier", verifier);
            service.token(&form).await.assert_refused(400, "invalid_grant", "code_verifier");
        }
        let right =
            service.code_form(&code).with("code_verifier", "a-verifier-of-43-characters-or-more-0123456789");
        Tokens::of(&service.token(&right).await);
        // RFC 9700 section 4.8.2: a verifier that nobody asked for shows that the challenge was stripped.
        let code = visitor.code_for(&service, &service.request(), people::P9).await;
        let form =
            service.code_form(&code).with("code_verifier", "a-verifier-of-43-characters-or-more-0123456789");
        service.token(&form).await.assert_refused(400, "invalid_grant", "no code_challenge");
        for request in [
            request.with("code_challenge_method", "plain"),
            service.request().with("code_challenge", &challenge),
        ] {
            assert_eq!(service.authorize(&request).await.parameter("error"), "invalid_request");
        }
    }

    async fn row_15_6_vtr_with_spaces_pluses_or_single_quotes(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let rest = service.request().without("vtr").encoded();
        for (vtr, warned) in [
            ("%5B+%22P9.Cp.Cd%22+,+%22P5.Cp.Cd%22+%5D", false),
            ("%5B%20%22P9.Cp.Cd%22,%20%22P5.Cp.Cd%22%20%5D", false),
            ("%5B%27P9.Cp.Cd%27,+%27P5.Cp.Cd%27%5D", true),
        ] {
            let page = sandpit.visitor().open(&format!("/authorize?vtr={vtr}&{rest}")).await;
            page.assert_at("/login");
            let findings = sandpit.latest_findings(&service).await;
            assert_eq!(findings.contains(&"vtr-readable".to_owned()), warned, "{vtr}");
        }
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&format!("/authorize?vtr=%5B%27P9.Cp.Cd%27%5D&{rest}")).await;
        let page = visitor.finish(page, people::P9).await;
        let tokens = Tokens::of(&service.redeem(&page.parameter("code")).await);
        assert_eq!(service.verify(&tokens.id).await.claims["vot"], "P9.Cp.Cd");
    }

    async fn row_15_7_form_post_is_answered_by_query(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let request = service.request().with("response_mode", "form_post");
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&request)).await;
        assert_eq!(sandpit.latest_findings(&service).await, ["response-mode-query"]);
        let page = visitor.finish(page, people::P9).await;
        assert!(page.url.starts_with(&format!("{}?code=", service.redirect_uri())), "{}", page.url);
    }

    async fn row_15_7_only_the_exact_word_false_hides_registration(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for (value, hidden) in [("False", false), ("0", false), ("true", false), ("false", true)] {
            let mut visitor = sandpit.visitor();
            let page = visitor
                .open(&service.authorize_url(&service.request().with("allow_registration", value)))
                .await;
            assert_eq!(page.has("a[href='/register']"), !hidden, "{value}");
            let page = visitor.open("/register").await;
            page.assert_at(if hidden { "/login" } else { "/register" });
        }
    }

    async fn row_15_8_several_redirect_uris_to_the_letter(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for uri in ["http://localhost:9999/callback", "https://appointments.example/callback/"] {
            let mut visitor = sandpit.visitor();
            let request = service.request().with("redirect_uri", uri);
            let code = visitor.code_for(&service, &request, people::P9).await;
            let form = service.code_form(&code).with("redirect_uri", uri);
            Tokens::of(&service.token(&form).await);
        }
        for uri in [
            "http://localhost:9999/callback/",
            "https://appointments.example/callback",
            "http://LOCALHOST:9999/callback",
        ] {
            let answer = service.authorize(&service.request().with("redirect_uri", uri)).await;
            assert_eq!(
                (answer.location(), &answer.json()["error"]),
                ("", &"invalid_redirect_uri".into()),
                "{uri}"
            );
        }
    }

    async fn row_15_8_state_of_500_characters_comes_back_whole(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let state = format!("{}&=+ %\"<ü", "s".repeat(492));
        assert_eq!(state.chars().count(), 500);
        let request = service.request().with("state", &state);
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&request)).await;
        let page = visitor.finish(page, people::P9).await;
        assert_eq!(page.parameter("state"), state);
        let refused = service.authorize(&request.with("response_type", "token")).await;
        assert_eq!(refused.parameter("state"), state);
    }

    async fn row_15_9_prompt_none_with_an_asserted_login_shows_no_page(sandpit: Sandpit) {
        let (mut one, mut two) = (sandpit.service().await, sandpit.other_service().await);
        one.partner_with(&mut two).await;
        let mut visitor = sandpit.visitor();
        let id_token =
            Tokens::of(&one.redeem(&visitor.code_for(&one, &one.request(), people::P9).await).await).id;
        visitor.code_for(&two, &two.request(), people::P9).await;
        let asserted = one.asserted_login(&id_token).await.sign(one.key);
        let request = two.request().with("prompt", "none").with("asserted_login_identity", &asserted);
        // A browser that this provider has never seen.
        let answer = two.authorize(&request).await;
        let tokens = Tokens::of(&two.redeem(&answer.parameter("code")).await);
        let (first, second) = (one.verify(&id_token).await.claims, two.verify(&tokens.id).await.claims);
        assert_eq!((&first["sub"], &first["auth_time"]), (&second["sub"], &second["auth_time"]));
        let again = two.authorize(&request).await;
        assert_eq!(again.parameter("error"), "sso_login_required");
        assert_eq!(sandpit.latest_findings(&two).await, ["asserted-login-valid", "session-for-no-prompt"]);
    }

    async fn row_15_10_a_refresh_token_used_twice_gets_the_same_answer_within_the_grace(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let first = service.tokens_of(people::P9, &service.request()).await;
        let one = Tokens::of(&service.refresh(&first.refresh).await);
        sandpit.advance(SignedDuration::from_secs(20));
        let two = Tokens::of(&service.refresh(&first.refresh).await);
        assert_eq!((one.refresh.clone(), &one.id), (two.refresh, &two.id));
        assert_eq!(
            service.verify(&one.access).await.claims["jti"],
            service.verify(&two.access).await.claims["jti"]
        );
        assert_eq!(sandpit.latest_findings(&service).await, ["refresh-token-latest"]);
        Tokens::of(&service.refresh(&one.refresh).await);
    }

    async fn row_15_10_after_the_grace_the_family_is_revoked_and_the_trace_says_why(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let first = service.tokens_of(people::P9, &service.request()).await;
        let second = Tokens::of(&service.refresh(&first.refresh).await);
        sandpit.advance(SignedDuration::from_secs(31));
        service.refresh(&first.refresh).await.assert_refused(
            400,
            "invalid_grant",
            "whole family is now revoked",
        );
        assert_eq!(sandpit.latest_findings(&service).await, ["refresh-token-latest"]);
        service.refresh(&second.refresh).await.assert_refused(400, "invalid_grant", "revoked");
        service.userinfo(&second.access).await.assert_refused(401, "invalid_token", "revoked");
    }

    async fn row_15_11_partners_browser_tests_find_their_hooks(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        page.assert_at("/login");
        assert!(page.has("input#user-email[type=email]") && page.has("input#password-input[type=password]"));
        assert_eq!(page.buttons().iter().filter(|words| words.contains("Continue")).count(), 1);
        let page = visitor.give_password(&page, people::P9, people::PASSWORD).await;
        page.assert_at("/enter-mobile-code");
        assert!(page.has("input#otp-input") && page.has("input#rmd[type=checkbox]"));
        assert_eq!(page.buttons().iter().filter(|words| words.contains("Continue")).count(), 1);
        let page = visitor.press(&page, "Continue", &[("#otp-input", people::CODE), ("#rmd", "true")]).await;
        page.assert_at("/nhs-login-consent");
        assert!(page.buttons().contains(&"I agree to share this information".to_owned()));
        assert_eq!(page.link("I do not agree"), "/consent-refused");
        assert!(visitor.cookies.contains_key("sandpit-device"));
        let page = visitor.agree(&page).await;
        assert!(page.url.starts_with(service.redirect_uri()));
    }

    async fn row_15_11_wrong_codes_lead_to_otp_attempts_exceeded(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let mut page = visitor.give_password(&page, people::P9, people::PASSWORD).await;
        for _ in 0..4 {
            page = visitor.give_code(&page, "000000").await;
            page.assert_at("/enter-mobile-code");
            assert!(page.words_of(".nhsuk-error-message").contains("not correct"));
        }
        visitor.give_code(&page, "000000").await.assert_at("/otp-attempts-exceeded");
    }

    async fn row_15_11_a_new_person_is_asked_on_trust_device(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.register(&service, "new.person@people.example", "07700 900555").await;
        page.assert_at("/trust-device");
        assert!(
            page.has("input[type=radio][name=remember][value=yes]")
                && page.has("input[type=radio][name=remember][value=no]")
        );
        let page = visitor.press(&page, "Continue", &[("input[name=remember][value=yes]", "")]).await;
        page.assert_at("/nhs-login-consent");
        assert!(visitor.cookies.contains_key("sandpit-device"));
    }
}
