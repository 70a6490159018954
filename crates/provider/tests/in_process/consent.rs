//! When people are asked whether to share, and what becomes of their answer.

use identity::registration::Draft;
use kernel::SignedDuration;
use store::{StoreError, params};
use testkit::on_both_databases;

use crate::support::{Page, Parameters, Sandpit, Service, Tokens, Visitor, people};

async fn signed_in(service: &Service, visitor: &mut Visitor, email: &str) -> Page {
    let page = visitor.open(&service.authorize_url(&service.request().with("prompt", "login"))).await;
    visitor.sign_in(&page, email).await
}

async fn set_level(sandpit: &Sandpit, email: &'static str, level: &'static str) {
    const SET: &str = "UPDATE account SET level = $1 WHERE email = $2";
    let set: Result<u64, StoreError> =
        sandpit.ctx.store.write(move |tx| tx.execute(SET, params![level, email])).await;
    assert_eq!(set.unwrap(), 1);
}

on_both_databases! {
    async fn consent_is_asked_the_first_time_and_remembered(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = signed_in(&service, &mut visitor, people::P9).await;
        page.assert_at("/nhs-login-consent");
        visitor.agree(&page).await;
        let page = signed_in(&service, &mut visitor, people::P9).await;
        assert!(!page.parameter("code").is_empty(), "{}", page.url);
        let mut elsewhere = sandpit.visitor();
        assert!(!signed_in(&service, &mut elsewhere, people::P9).await.parameter("code").is_empty());
        signed_in(&service, &mut elsewhere, people::P5).await.assert_at("/nhs-login-consent");
    }

    async fn the_page_names_the_service_and_what_will_be_shared(sandpit: Sandpit) {
        let service = sandpit.register(Draft { name: "<Smith> & Co".into(), ..Sandpit::draft() }).await;
        let page = signed_in(&service, &mut sandpit.visitor(), people::P9).await;
        let words = page.main();
        for expected in
            ["<Smith> & Co would like to see", "your NHS number", "your date of birth", "your email address"]
        {
            assert!(words.contains(expected), "{expected}: {words}");
        }
        assert!(!words.contains("phone"), "{words}");
        // What a person at P0 cannot share is not said to be shared.
        let page = signed_in(&service, &mut sandpit.visitor(), people::P0).await;
        assert!(page.main().contains("your email address") && !page.main().contains("NHS number"));
    }

    async fn consent_is_asked_again_for_more_scopes_and_not_for_fewer(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.code_for(&service, &service.request(), people::P9).await;
        let more = service.authorize_url(&service.request().with("scope", "openid profile email phone"));
        let page = visitor.open(&more).await;
        page.assert_at("/nhs-login-consent");
        assert!(page.main().contains("mobile phone number"));
        visitor.agree(&page).await;
        for scope in ["openid profile email phone", "openid phone", "openid"] {
            let page = visitor.open(&service.authorize_url(&service.request().with("scope", scope))).await;
            assert!(!page.parameter("code").is_empty(), "{scope}: {}", page.url);
        }
    }

    async fn consent_is_asked_again_when_a_new_level_is_reached(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.code_for(&service, &service.request(), people::P5).await;
        set_level(&sandpit, people::P5, "P9").await;
        let page =
            visitor.open(&service.authorize_url(&service.request().with("vtr", r#"["P9.Cp.Cd"]"#))).await;
        page.assert_at("/nhs-login-consent");
        let page = visitor.agree(&page).await;
        let tokens = Tokens::of(&service.redeem(&page.parameter("code")).await);
        assert_eq!(service.verify(&tokens.id).await.claims["identity_proofing_level"], "P9");
    }

    async fn refusing_gives_consent_not_given_and_nothing_is_remembered(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = signed_in(&service, &mut visitor, people::P9).await;
        let page = visitor.open(&page.link("I do not agree")).await;
        page.assert_at("/consent-refused");
        let back = visitor.open(&page.link("Change my mind")).await;
        back.assert_at("/nhs-login-consent");
        let page = visitor.press(&page, "Go back to Example Appointments", &[]).await;
        let expected = "http://localhost:9999/callback?error=access_denied&error_description=ConsentNotGiven&state=state-7";
        assert_eq!(page.url, expected);
        assert_eq!(sandpit.latest_findings(&service).await, ["consent-given"]);
        assert_eq!(visitor.open("/nhs-login-consent").await.status, 410);
        visitor.open(&service.authorize_url(&service.request())).await.assert_at("/nhs-login-consent");
    }

    async fn only_the_buttons_own_value_is_agreement(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = signed_in(&service, &mut visitor, people::P9).await;
        for decision in ["", "refuse", "AGREE"] {
            let form = Parameters::of([("decision", decision)]);
            visitor.post("/nhs-login-consent", &form).await.assert_at("/nhs-login-consent");
        }
        assert_eq!(sandpit.count("SELECT count(*) FROM consent").await, 0);
        visitor.agree(&page).await;
        assert_eq!(sandpit.count("SELECT count(*) FROM consent").await, 1);
    }

    async fn agreement_on_one_services_page_is_not_given_to_another(sandpit: Sandpit) {
        let (service, other) = (sandpit.service().await, sandpit.other_service().await);
        let mut visitor = sandpit.visitor();
        let page = signed_in(&service, &mut visitor, people::P9).await;
        page.assert_at("/nhs-login-consent");
        // A second tab, perhaps opened by the other service itself, takes the browser's journey over.
        visitor.open(&other.authorize_url(&other.request())).await.assert_at("/nhs-login-consent");
        let page = visitor.agree(&page).await;
        page.assert_at("/nhs-login-consent");
        assert!(page.main().contains("Another Service"), "{}", page.main());
        assert_eq!(sandpit.count("SELECT count(*) FROM consent").await, 0);
        assert!(visitor.agree(&page).await.url.starts_with(other.redirect_uri()));
    }

    async fn a_journey_ends_after_an_hour(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        sandpit.advance(SignedDuration::from_mins(60));
        assert_eq!(visitor.give_password(&page, people::P9, people::PASSWORD).await.status, 410);
        assert_eq!(sandpit.visitor().open("/login").await.status, 410);
    }
}
