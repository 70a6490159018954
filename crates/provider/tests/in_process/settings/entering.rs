//! Ways into the settings: a service's word, a session of this browser, signing in; and which of them opens what.

use kernel::SignedDuration;
use testkit::on_both_databases;

use super::{at_home, link, sent, signed_in};
use crate::support::{Parameters, Sandpit, people};

const SETTINGS: &str = "sandpit-settings";
const SESSION: &str = "sandpit-session";

on_both_databases! {
    async fn a_service_sends_people_to_their_settings_without_a_sign_in(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&link(&service, &tokens.id).await).await;
        page.assert_at("/settings");
        assert_eq!(page.hops.len(), 2, "the word is taken out of the address and nothing else is asked");
        assert!(page.main().contains(people::P9), "{}", page.main());
        let exchange = sandpit.latest_exchange(&service).await;
        assert_eq!((exchange.endpoint.name(), exchange.outcome.name()), ("settings", "succeeded"));
        assert!(exchange.details.findings.is_empty() && exchange.grant_id.is_some());
    }

    async fn a_services_word_opens_the_settings_and_nothing_else(sandpit: Sandpit) {
        let (one, two) = (sandpit.service().await, sandpit.other_service().await);
        let (mut visitor, _) = sent(&sandpit, &one, people::P9).await;
        assert!(!visitor.cookies.contains_key(SESSION));
        let silent = two.request().with("prompt", "none");
        let page = visitor.open(&two.authorize_url(&silent)).await;
        assert_eq!(page.parameter("error"), "sso_login_required");
        // Nor does its cookie in the place of the other, or the other in its place.
        let token = visitor.cookies[SETTINGS].clone();
        let mut forged = sandpit.visitor();
        forged.cookies.insert(SESSION.into(), token);
        assert_eq!(forged.open(&two.authorize_url(&silent)).await.parameter("error"), "sso_login_required");
        forged.open("/settings").await.assert_at("/login");
        let home = at_home(&sandpit, people::P9).await;
        let mut forged = sandpit.visitor();
        forged.cookies.insert(SETTINGS.into(), home.cookies[SESSION].clone());
        forged.open("/settings").await.assert_at("/login");
    }

    async fn a_session_of_the_browser_opens_them(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        signed_in(&service, &mut visitor, people::P5).await;
        let page = visitor.open("/settings").await;
        assert_eq!(page.hops.len(), 1);
        assert!(page.main().contains(people::P5));
        sandpit.advance(SignedDuration::from_mins(60));
        visitor.open("/settings").await.assert_at("/login");
    }

    async fn anybody_else_signs_in_by_two_factors(sandpit: Sandpit) {
        let mut visitor = sandpit.visitor();
        let page = visitor.open("/settings").await;
        page.assert_at("/login");
        assert!(page.main().contains("NHS login settings") && !page.main().contains("Create an NHS login"));
        let page = visitor.give_password(&page, people::P0, people::PASSWORD).await;
        page.assert_at("/enter-mobile-code");
        let page = visitor.press(&page, "Continue", &[("#otp-input", people::CODE), ("#rmd", "true")]).await;
        page.assert_at("/settings");
        assert!(!visitor.cookies.contains_key("sandpit-journey"), "the journey is over");
        // It is a sign-in like any other: services find it, and the device is remembered.
        let service = sandpit.service().await;
        visitor.open(&service.authorize_url(&service.request())).await.assert_at("/nhs-login-consent");
        sandpit.advance(SignedDuration::from_mins(61));
        let page = visitor.open("/settings").await;
        visitor.give_password(&page, people::P0, people::PASSWORD).await.assert_at("/settings");
    }

    async fn a_password_alone_opens_no_settings(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let weak = service.request().with("vtr", r#"["P0.Cp"]"#);
        let mut visitor = sandpit.visitor();
        visitor.code_for(&service, &weak, people::P0).await;
        visitor.open("/settings").await.assert_at("/login");
        let tokens = service.tokens_of(people::P0, &weak).await;
        let page = sandpit.visitor().open(&link(&service, &tokens.id).await).await;
        page.assert_at("/login");
        assert_eq!(sandpit.latest_findings(&service).await, ["settings-by-two-factors"]);
    }

    async fn a_word_that_cannot_be_believed_means_signing_in(sandpit: Sandpit) {
        let (one, two) = (sandpit.service().await, sandpit.other_service().await);
        let tokens = one.tokens_of(people::P9, &one.request()).await;
        let good = one.asserted_login(&tokens.id).await;
        let now = sandpit.now().as_second();
        for (bent, key) in [
            (good.clone().claim("exp", now + 61), one.key),
            (good.clone().claim("exp", now - 30).claim("iat", now - 60), one.key),
            (good.clone().claim("code", "00000000-0000-4000-8000-000000000000"), one.key),
            (good.clone().without("jti"), one.key),
            (good.clone(), two.key),
        ] {
            let page =
                sandpit.visitor().open(&format!("/settings?asserted_login_identity={}", bent.sign(key))).await;
            page.assert_at("/login");
            assert_eq!(sandpit.latest_findings(&one).await, ["asserted-login-valid"], "{bent:?}");
        }
        // A sign-in of one service is not another's to vouch for.
        let code = one.verify(&tokens.id).await.claims["jti"].clone();
        let stolen = two.assertion().without("aud").without("sub").claim("code", code).sign(two.key);
        sandpit.visitor().open(&format!("/settings?asserted_login_identity={stolen}")).await.assert_at("/login");
        assert_eq!(sandpit.latest_findings(&two).await, ["asserted-login-valid"]);
        for nonsense in ["", "a.b.c", "x"] {
            sandpit
                .visitor()
                .open(&format!("/settings?asserted_login_identity={nonsense}"))
                .await
                .assert_at("/login");
        }
    }

    async fn a_word_is_taken_once_and_for_an_hour_after_the_sign_in(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let address = link(&service, &tokens.id).await;
        let mut visitor = sandpit.visitor();
        visitor.open(&address).await.assert_at("/settings");
        // Whoever finds the address later finds nothing, and whoever was in is out.
        sandpit.visitor().open(&address).await.assert_at("/login");
        visitor.open(&address).await.assert_at("/login");
        sandpit.advance(SignedDuration::from_mins(59));
        let mut late = sandpit.visitor();
        late.open(&link(&service, &tokens.id).await).await.assert_at("/settings");
        sandpit.advance(SignedDuration::from_mins(1));
        late.open("/settings").await.assert_at("/login");
        sandpit.visitor().open(&link(&service, &tokens.id).await).await.assert_at("/login");
    }

    async fn whoever_signs_in_here_later_does_not_find_the_settings_of_before(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut visitor, _) = sent(&sandpit, &service, people::P9).await;
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        visitor.sign_in(&page, people::P5).await;
        let session = sandpit.count("SELECT count(*) FROM session WHERE is_asserted").await;
        assert_eq!(session, 0, "it is gone, whatever cookie the browser keeps");
        let page = visitor.open("/settings").await;
        assert!(page.main().contains(people::P5) && !page.main().contains(people::P9), "{}", page.main());
    }

    async fn nobody_asks_for_the_settings_as_a_service(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let request = service
            .request()
            .with("client_id", ":settings")
            .with("redirect_uri", "http://localhost:4001/settings")
            .with("scope", "openid");
        let refused = service.authorize(&request).await;
        assert_eq!(refused.status, 400, "{}", refused.text());
    }

    async fn every_page_of_the_settings_sends_strangers_to_the_first(sandpit: Sandpit) {
        let is_own = |route: &&provider::Route| route.policy == provider::Policy::Person;
        let mut sent = 0;
        for route in provider::ROUTES.iter().filter(is_own) {
            let shown = sandpit.get(route.path).await;
            let posted = sandpit.post(route.path, &Parameters::default()).await;
            for answer in [shown, posted].iter().filter(|answer| answer.status != 405) {
                assert_eq!((answer.status.as_u16(), answer.location()), (303, "/settings"), "{}", route.path);
                sent += 1;
            }
        }
        assert!(sent > 20, "{sent}");
    }
}
