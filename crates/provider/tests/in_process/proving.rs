//! The step-up in a place without records: every screen can be explored, and the end is kind.

use testkit::on_both_databases;

use crate::support::{Page, Parameters, Sandpit, Service, Visitor, people};

async fn stepping_up(service: &Service, visitor: &mut Visitor, vtr: &str, email: &str) -> Page {
    let page = visitor.open(&service.authorize_url(&service.request().with("vtr", vtr))).await;
    let page = visitor.sign_in(&page, email).await;
    page.assert_at("/prove-identity");
    page
}

const BORN: [(&str, &str); 3] =
    [("input[name=day]", "4"), ("input[name=month]", "7"), ("input[name=year]", "1958")];

on_both_databases! {
    async fn a_p0_person_explores_p5_and_the_end_is_kind(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let mut page = stepping_up(&service, &mut visitor, r#"["P5.Cp.Cd"]"#, people::P0).await;
        for (path, filled) in [
            ("/prove-identity/nhs-number-known", &[][..]),
            ("/prove-identity/nhs-number", &[("input[value=yes]", "")]),
            ("/prove-identity/date-of-birth", &[("input[name=nhs-number]", "999 000 0018")]),
            ("/prove-identity/postcode", &BORN),
            ("/prove-identity/check", &[("input[name=postcode]", "ZZ99 9ZZ")]),
            ("/prove-identity/unavailable", &[]),
        ] {
            let button = page.buttons()[0].clone();
            page = visitor.press(&page, &button, filled).await;
            page.assert_at(path);
        }
        assert!(page.main().contains(people::P9), "{}", page.main());
        let rows = sandpit.every_row().await;
        assert!(!rows.contains("ZZ99 9ZZ") && !rows.contains("999 000 0018"), "what was typed was kept");
        let page = visitor.press(&page, "Go back to Example Appointments", &[]).await;
        let expected = "http://localhost:9999/callback?error=access_denied&error_description=IdentityNotProven&state=state-7";
        assert_eq!(page.url, expected);
        assert_eq!(sandpit.latest_findings(&service).await, ["person-finishes"]);
    }

    async fn a_p5_person_explores_each_way_to_p9(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = stepping_up(&service, &mut visitor, r#"["P9.Cp.Cd"]"#, people::P5).await;
        let button = start.buttons()[0].clone();
        let method = visitor.press(&start, &button, &[]).await;
        method.assert_at("/prove-identity/method");
        for (way, path) in [
            ("input[value=patient-online]", "/prove-identity/patient-online"),
            ("input[value=photo-id]", "/prove-identity/photo-id"),
            ("input[value=mobile-match]", "/prove-identity/mobile-match"),
        ] {
            visitor.press(&method, "Continue", &[(way, "")]).await.assert_at(path);
        }
        let refused = visitor.press(&method, "Continue", &[]).await;
        refused.assert_at("/prove-identity/method");
        assert!(refused.has(".nhsuk-error-summary"));
    }

    async fn every_screen_answers_within_a_journey_and_none_without(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        stepping_up(&service, &mut visitor, r#"["P9.Cp.Cd"]"#, people::P0).await;
        for screen in provider::pages::proving::Screen::all() {
            let page = visitor.open(screen.path()).await;
            assert_eq!((page.status.as_u16(), page.url.as_str()), (200, screen.path()));
            assert_eq!(sandpit.visitor().open(screen.path()).await.status, 410);
        }
        assert_eq!(visitor.open("/prove-identity/no-such-screen").await.status, 404);
    }

    async fn nobody_skips_the_step_up(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        stepping_up(&service, &mut visitor, r#"["P9.Cp.Cd"]"#, people::P5).await;
        for path in [
            "/nhs-login-consent",
            "/login",
            "/enter-mobile-code",
            "/trust-device",
            "/terms",
            "/consent-refused",
        ] {
            visitor.open(path).await.assert_at("/prove-identity");
        }
        let form = Parameters::of([("decision", "agree")]);
        visitor.post("/nhs-login-consent", &form).await.assert_at("/prove-identity");
    }
}
