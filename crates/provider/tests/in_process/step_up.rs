//! Proving who you are where there are records to compare with: P0 to P5 to P9 within a request, and every way out.

use identity::demographics::SyntheticPerson;
use serde_json::json;
use testkit::{FromTestDatabase, TestDatabase, on_both_databases};

use crate::support::{Page, Sandpit, Service, Tokens, Visitor, people};

/// The integration environment, with the people of its records.
#[derive(Clone)]
pub struct Integration(pub Sandpit);

impl FromTestDatabase<'_> for Integration {
    fn from_test_database(database: &TestDatabase) -> Self {
        Self(Sandpit::integration(database))
    }
}

/// Somebody in the records, by family name.
pub(super) fn record(family: &str) -> SyntheticPerson {
    let environment = identity::EnvironmentId::new("integration");
    let population = identity::demographics::Population::generate(&environment, 50);
    population.people().iter().find(|person| person.record.family_name == family).unwrap().clone()
}

/// What somebody types to be found by their name.
pub(super) struct Typed {
    given: String,
    family: String,
    day: String,
    month: String,
    year: String,
    postcode: String,
}

impl Typed {
    pub(super) fn of(family: &str) -> Self {
        let record = record(family).record;
        Self {
            given: record.given_name,
            family: record.family_name,
            day: record.birthdate.day().to_string(),
            month: record.birthdate.month().to_string(),
            year: record.birthdate.year().to_string(),
            postcode: record.postcode.unwrap().to_string(),
        }
    }
}

pub(super) async fn begin(service: &Service, visitor: &mut Visitor, vtr: &str, email: &str) -> Page {
    const SCOPE: &str = "openid profile phone gp_registration_details gp_integration_credentials";
    let request = service.request().with("vtr", vtr).with("scope", SCOPE);
    let page = visitor.open(&service.authorize_url(&request)).await;
    let page = visitor.sign_in(&page, email).await;
    page.assert_at("/prove-identity");
    page
}

pub(super) async fn press(visitor: &mut Visitor, page: &Page, filled: &[(&str, &str)]) -> Page {
    let button = page.buttons()[0].clone();
    visitor.press(page, &button, filled).await
}

/// From the start to where the details lead that somebody gives without their NHS number.
pub(super) async fn by_name(visitor: &mut Visitor, start: &Page, typed: &Typed) -> Page {
    let page = press(visitor, start, &[]).await;
    let page = press(visitor, &page, &[("input[value=no]", "")]).await;
    page.assert_at("/prove-identity/name");
    let name = [("input[name=first-name]", typed.given.as_str()), ("input[name=last-name]", &typed.family)];
    let page = press(visitor, &page, &name).await;
    details(visitor, &page, typed).await
}

pub(super) async fn by_number(visitor: &mut Visitor, start: &Page, number: &str, typed: &Typed) -> Page {
    let page = press(visitor, start, &[]).await;
    let page = press(visitor, &page, &[("input[value=yes]", "")]).await;
    page.assert_at("/prove-identity/nhs-number");
    let page = press(visitor, &page, &[("input[name=nhs-number]", number)]).await;
    details(visitor, &page, typed).await
}

async fn details(visitor: &mut Visitor, page: &Page, typed: &Typed) -> Page {
    page.assert_at("/prove-identity/date-of-birth");
    let born = [
        ("input[name=day]", typed.day.as_str()),
        ("input[name=month]", &typed.month),
        ("input[name=year]", &typed.year),
    ];
    let page = press(visitor, page, &born).await;
    let page = press(visitor, &page, &[("input[name=postcode]", &typed.postcode)]).await;
    page.assert_at("/prove-identity/check");
    assert!(page.main().contains(&typed.postcode), "{}", page.main());
    press(visitor, &page, &[]).await
}

/// Agrees to share, and redeems the code.
pub(super) async fn tokens(service: &Service, visitor: &mut Visitor, page: &Page) -> Tokens {
    page.assert_at("/nhs-login-consent");
    let back = visitor.press(page, "I agree to share this information", &[]).await;
    let code = url::Url::parse(&back.url).unwrap();
    let code = code.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    Tokens::of(&service.redeem(&code).await)
}

on_both_databases! {
    async fn details_that_fit_one_record_are_p5(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, r#"["P5.Cp.Cd"]"#, people::P0).await;
        let page = by_name(&mut visitor, &start, &Typed::of("MATCHEM")).await;
        let tokens = tokens(&service, &mut visitor, &page).await;
        let claims = service.verify(&tokens.id).await.claims;
        assert_eq!(claims["vot"], "P5.Cp.Cd");
        assert_eq!(claims["identity_proofing_level"], "P5");
        assert_eq!(claims["family_name"], "MATCHEM");
        assert_eq!(claims["nhs_number"], record("MATCHEM").record.nhs_number.as_str());
        let info = service.userinfo(&tokens.access).await.json();
        assert_eq!(info["gp_registration_details"], json!({ "gp_ods_code": "A00001" }));
        assert_eq!(info["phone_number_pds_matched"], false);
        // What was typed went with the journey.
        assert!(!sandpit.every_row().await.contains("ZZ99"));
    }

    async fn the_nhs_number_tells_apart_whom_a_name_does_not(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, r#"["P5.Cp.Cd"]"#, people::P0).await;
        let twin = Typed::of("TWINNING");
        by_name(&mut visitor, &start, &twin).await.assert_at("/prove-identity/several");
        let number = record("TWINNING").record.nhs_number.to_string();
        let page = by_number(&mut visitor, &start, &number, &twin).await;
        page.assert_at("/nhs-login-consent");
    }

    async fn every_way_out_has_its_page_and_the_answers_stay(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        for (family, path) in [("DEPARTED", "record-problem"), ("TOOYOUNG", "too-young")] {
            let mut visitor = sandpit.visitor();
            let start = begin(&service, &mut visitor, r#"["P5.Cp.Cd"]"#, people::P0).await;
            let page = by_name(&mut visitor, &start, &Typed::of(family)).await;
            page.assert_at(&format!("/prove-identity/{path}"));
        }
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, r#"["P5.Cp.Cd"]"#, people::P0).await;
        let wrong = Typed { postcode: "ZZ99 1AA".into(), ..Typed::of("MATCHEM") };
        let page = by_name(&mut visitor, &start, &wrong).await;
        page.assert_at("/prove-identity/no-match");
        let check = visitor.open("/prove-identity/check").await;
        assert!(check.main().contains("ZZ99 1AA") && check.main().contains("10 February 1980"));
        let postcode = visitor.open("/prove-identity/postcode").await;
        let check = press(&mut visitor, &postcode, &[("input[name=postcode]", "ZZ99 9ZZ")]).await;
        press(&mut visitor, &check, &[]).await.assert_at("/nhs-login-consent");
    }

    async fn somebody_elses_record_is_not_taken_twice(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut first = sandpit.visitor();
        let start = begin(&service, &mut first, r#"["P5.Cp.Cd"]"#, people::P0).await;
        by_name(&mut first, &start, &Typed::of("MATCHEM")).await.assert_at("/nhs-login-consent");
        let mut second = sandpit.visitor();
        let start = begin(&service, &mut second, r#"["P5.Cp.Cd"]"#, "jonas.p0@people.example").await;
        let page = by_name(&mut second, &start, &Typed::of("MATCHEM")).await;
        page.assert_at("/prove-identity/already-used");
        let count = sandpit.count("SELECT COUNT(*) FROM account WHERE family_name = 'MATCHEM'").await;
        assert_eq!(count, 1);
    }

    async fn guessing_stops_after_five_and_the_right_answer_does_not_help_then(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, r#"["P5.Cp.Cd"]"#, people::P0).await;
        let wrong = Typed { year: "1981".into(), ..Typed::of("MATCHEM") };
        let mut page = by_name(&mut visitor, &start, &wrong).await;
        for _ in 0..3 {
            page.assert_at("/prove-identity/no-match");
            let check = visitor.open("/prove-identity/check").await;
            page = press(&mut visitor, &check, &[]).await;
        }
        page.assert_at("/prove-identity/no-match");
        let check = visitor.open("/prove-identity/check").await;
        press(&mut visitor, &check, &[]).await.assert_at("/prove-identity/too-many-attempts");
        let page = by_name(&mut visitor, &start, &Typed::of("MATCHEM")).await;
        page.assert_at("/prove-identity/too-many-attempts");
        assert!(page.has("main a[href='/prove-identity']"), "the page leads on: {}", page.main());
        sandpit.advance(kernel::SignedDuration::from_mins(16));
        let check = visitor.open("/prove-identity/check").await;
        press(&mut visitor, &check, &[]).await.assert_at("/nhs-login-consent");
    }

    async fn p0_goes_to_p9_by_details_and_the_surgery_within_one_request(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, r#"["P9.Cp.Cd"]"#, people::P0).await;
        let start = by_name(&mut visitor, &start, &Typed::of("MATCHEM")).await;
        start.assert_at("/prove-identity");
        let method = press(&mut visitor, &start, &[]).await;
        method.assert_at("/prove-identity/method");
        let online = press(&mut visitor, &method, &[("input[value=patient-online]", "")]).await;
        let person = record("MATCHEM");
        let gp = person.gp_credentials.unwrap();
        let somebody_else = record("NOMOBILE").gp_credentials.unwrap();
        let details = |gp: &identity::account::GpCredentials| {
            [
                ("input[name=linkage-key]", gp.gp_linkage_key.clone()),
                ("input[name=account-id]", gp.gp_user_id.clone()),
                ("input[name=ods-code]", "A00001".to_owned()),
            ]
        };
        let other = details(&somebody_else);
        let other = other.each_ref().map(|(field, text)| (*field, text.as_str()));
        // Right, and somebody else's: no different from wrong.
        press(&mut visitor, &online, &other).await.assert_at("/prove-identity/not-known-to-surgery");
        let own = details(&gp);
        let own = own.each_ref().map(|(field, text)| (*field, text.as_str()));
        let page = press(&mut visitor, &online, &own).await;
        let tokens = tokens(&service, &mut visitor, &page).await;
        let claims = service.verify(&tokens.id).await.claims;
        assert_eq!((claims["vot"].as_str(), claims["identity_proofing_level"].as_str()), (Some("P9.Cp.Cd"), Some("P9")));
        let info = service.userinfo(&tokens.access).await.json();
        assert_eq!(info["gp_integration_credentials"]["gp_linkage_key"], gp.gp_linkage_key);
    }

    async fn a_matching_mobile_and_its_code_are_p9_and_another_one_is_not(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, r#"["P9.Cp.Cd"]"#, people::P5).await;
        let method = press(&mut visitor, &start, &[]).await;
        let mobile = press(&mut visitor, &method, &[("input[value=mobile-match]", "")]).await;
        let code = press(&mut visitor, &mobile, &[]).await;
        code.assert_at("/enter-mobile-code");
        let back = visitor.press(&code, "Choose another way to prove who you are", &[]).await;
        back.assert_at("/prove-identity");
        let code = press(&mut visitor, &mobile, &[]).await;
        let page = press(&mut visitor, &code, &[("#otp-input", "000000")]).await;
        page.assert_at("/enter-mobile-code");
        let page = press(&mut visitor, &code, &[("#otp-input", people::CODE)]).await;
        let tokens = tokens(&service, &mut visitor, &page).await;
        let claims = service.verify(&tokens.id).await.claims;
        assert_eq!(claims["identity_proofing_level"], "P9");

        // The record of this one has another phone than the account.
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, r#"["P9.Cp.Cd"]"#, people::P0).await;
        let start = by_name(&mut visitor, &start, &Typed::of("MATCHEM")).await;
        let method = press(&mut visitor, &start, &[]).await;
        let mobile = press(&mut visitor, &method, &[("input[value=mobile-match]", "")]).await;
        press(&mut visitor, &mobile, &[]).await.assert_at("/prove-identity/other-mobile");
    }

    async fn without_details_no_way_to_p9_is_open(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        begin(&service, &mut visitor, r#"["P9.Cp.Cd"]"#, people::P0).await;
        let mobile = visitor.open("/prove-identity/mobile-match").await;
        press(&mut visitor, &mobile, &[]).await.assert_at("/prove-identity/nhs-number-known");
        let check = visitor.open("/prove-identity/check").await;
        press(&mut visitor, &check, &[]).await.assert_at("/prove-identity/nhs-number-known");
    }

    async fn an_outage_keeps_the_journey_and_lowers_nothing(database: &TestDatabase) {
        // Records can be asked for, and nobody answers.
        let sandpit = Sandpit::with(database, |setup| {
            setup.environment = identity::Environment::integration(crate::support::ISSUER);
        });
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, r#"["P5.Cp.Cd"]"#, people::P0).await;
        let page = by_name(&mut visitor, &start, &Typed::of("MATCHEM")).await;
        page.assert_at("/prove-identity/try-later");
        assert!(visitor.open("/prove-identity/check").await.main().contains("Greta MATCHEM"));
        let levels = sandpit.count("SELECT COUNT(*) FROM account WHERE level = 'P0'").await;
        assert_eq!(levels, 3);

        // Whoever is past their details is not sent back to them.
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, r#"["P9.Cp.Cd"]"#, people::P5).await;
        let method = press(&mut visitor, &start, &[]).await;
        let mobile = press(&mut visitor, &method, &[("input[value=mobile-match]", "")]).await;
        let page = press(&mut visitor, &mobile, &[]).await;
        page.assert_at("/prove-identity/try-later");
        assert!(page.has("main a[href='/prove-identity']"), "{}", page.main());
    }
}
