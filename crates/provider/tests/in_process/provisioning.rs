//! Account provisioning as programs see it: what a good request yields, every refusal, its limits, and what is kept.

use std::{collections::BTreeSet, num::NonZeroU32};

use http::header;
use identity::{Permission, exchange::Endpoint};
use kernel::{NhsNumber, SignedDuration};
use provider::Limits;
use testkit::{TestDatabase, on_both_databases};
use tokio::task::JoinSet;

use crate::support::{Patient, Sandpit, Service, people};

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Somebody whom no record has.
fn nobody() -> NhsNumber {
    (999_900_000..).find_map(NhsNumber::with_check_digit).expect("there is one")
}

on_both_databases! {
    async fn a_patient_without_an_account_is_invited_to_create_one(database: &TestDatabase) {
        let sandpit = Sandpit::integration(database);
        let (service, token) = Service::provisioner(&sandpit).await;
        let greta = Patient::called(&sandpit, "MATCHEM");
        let answer = service.provision(&token, greta.body().to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let expected = serde_json::json!({ "code": "create", "description": "User able to create a new account" });
        assert_eq!(answer.json(), expected);
        let mails = sandpit.messages_to(&greta.email).await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains(&service.client.name) && mails[0].text.contains("9 March 2026"), "{}", mails[0].text);
        assert!(sandpit.latest_link(&greta.email).await.starts_with("/claim-account?token="));
        let exchange = sandpit.latest_exchange(&service).await;
        assert_eq!((exchange.endpoint, exchange.details.status), (Endpoint::ProvisionAccount, 200));
        let kept = format!("{:?}", exchange.details);
        for secret in [greta.record.nhs_number.as_str(), &greta.email, &greta.mobile, "1980-02-10"] {
            assert!(!kept.contains(secret), "{secret} in {kept}");
        }
        assert!(kept.contains("A00001") && kept.contains("create"), "{kept}");
        // The link opens a door: only its hash is kept, and the mail that carries it.
        let link = sandpit.latest_link(&greta.email).await;
        let secret = link.split('=').nth(1).unwrap();
        let rows = sandpit.every_row().await;
        assert_eq!(rows.matches(secret).count(), 3, "in the mail as text, and twice in its HTML");
    }

    async fn a_patient_with_an_account_is_invited_to_uplift_it(database: &TestDatabase) {
        let sandpit = Sandpit::integration(database);
        let (service, token) = Service::provisioner(&sandpit).await;
        let edith = Patient::called(&sandpit, "INGLEBY");
        let own_phone = edith.record.mobile.clone().expect("a test person has one");
        let edith = Patient { email: people::P0.into(), mobile: own_phone.as_e164().into(), ..edith };
        let answer = service.provision(&token, edith.body().to_string()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (200, "uplift".to_owned()));
        let priya = Patient::called(&sandpit, "FENWICK");
        let own_phone = priya.record.mobile.clone().expect("a test person has one");
        let priya = Patient { email: people::P5.into(), mobile: own_phone.as_e164().into(), ..priya };
        assert_eq!(service.provision(&token, priya.body().to_string()).await.code(), "uplift");
    }

    async fn each_refusal_that_is_listed_is_given(database: &TestDatabase) {
        let sandpit = Sandpit::with(database, |setup| {
            setup.environment = identity::Environment::integration(crate::support::ISSUER);
            setup.environment.policy.provisionings_an_hour = NonZeroU32::new(25);
            let population = identity::demographics::Population::generate(&setup.environment.id, 50);
            setup.adapters = app::adapters::Adapters::synthetic(population);
        });
        let (service, token) = Service::provisioner(&sandpit).await;
        let code = async |body: String| service.provision(&token, body).await.code();
        let patient = |name: &str| Patient::called(&sandpit, name);
        let (greta, hal) = (patient("MATCHEM"), patient("NOMOBILE"));
        let rowan = patient("ASHBY");
        assert_eq!(code("[]".into()).await, "11010");
        assert_eq!(code(greta.with("phone_number", "07700900888")).await, "11010");
        assert_eq!(code(greta.with("ods_code", "B00001")).await, "11021");
        assert_eq!(code(greta.with("nhs_number", nobody().as_str())).await, "11001");
        assert_eq!(code(greta.with("date_of_birth", "1980-02-11")).await, "11002");
        assert_eq!(code(patient("DEPARTED").body().to_string()).await, "11006");
        assert_eq!(code(patient("TOOYOUNG").body().to_string()).await, "11007");
        assert_eq!(code(rowan.body().to_string()).await, "11005");
        assert_eq!(code(patient("FENWICK").body().to_string()).await, "11009");
        assert_eq!(code(greta.with("email_address", people::P9)).await, "11004");
        assert_eq!(code(greta.with("email_address", people::P0)).await, "11008");
        assert_eq!(code(greta.body().to_string()).await, "create");
        assert_eq!(code(greta.body().to_string()).await, "11003");
        assert_eq!(code(greta.with("email_address", "another@patients.example")).await, "11003");
        assert_eq!(code(hal.with("email_address", &greta.email)).await, "11019");
        close(&sandpit, &greta).await;
        assert_eq!(code(greta.body().to_string()).await, "11018");
        let away = service.at(&sandpit.without_records());
        assert_eq!(away.provision(&token, hal.body().to_string()).await.code(), "11000");
        let mut codes = Vec::new();
        for _ in 0..26 {
            codes.push(code(greta.with("ods_code", "A00003")).await);
        }
        assert_eq!((codes[24].as_str(), codes[25].as_str()), ("11018", "11011"));
        sandpit.get("/provision-account").await;
        service.provision("x.y.z", "{}").await.assert_refused(401, "invalid_token", "cannot be read");
        service.permit(Permission::LookUpUsers, &[]).await;
        let look_up = service.look_up_token("").await;
        service.provision(&look_up, "{}").await.assert_refused(403, "insufficient_scope", "client_credentials");
        service.forbid(Permission::ProvisionAccounts).await;
        service.provision(&token, "{}").await.assert_refused(403, "insufficient_scope", "not permitted");
        sandpit.advance(SignedDuration::from_secs(300));
        service.provision(&token, "{}").await.assert_refused(401, "invalid_token", "ran out");
        assert_all_listed(&sandpit, &service).await;
    }

    async fn a_request_stands_in_the_way_of_another_for_seven_days(database: &TestDatabase) {
        let sandpit = Sandpit::integration(database);
        let (service, token) = Service::provisioner(&sandpit).await;
        let (greta, hal) = (Patient::called(&sandpit, "MATCHEM"), Patient::called(&sandpit, "NOMOBILE"));
        assert_eq!(service.provision(&token, greta.body().to_string()).await.code(), "create");
        sandpit.advance(WEEK - SignedDuration::from_secs(1));
        let token = service.provisioning_token().await;
        assert_eq!(service.provision(&token, greta.body().to_string()).await.code(), "11003");
        sandpit.advance(SignedDuration::from_secs(1));
        assert_eq!(service.provision(&token, hal.with("email_address", &greta.email)).await.code(), "create");
        let other_address = greta.with("email_address", "greta@patients.example");
        assert_eq!(service.provision(&token, other_address).await.code(), "create");
    }

    async fn of_many_requests_for_one_patient_at_once_one_is_taken(database: &TestDatabase) {
        let sandpit = Sandpit::integration(database);
        let (service, token) = Service::provisioner(&sandpit).await;
        let greta = Patient::called(&sandpit, "MATCHEM");
        let mut racing = JoinSet::new();
        for _ in 0..10 {
            let (service, token, body) = (service.clone(), token.clone(), greta.body().to_string());
            racing.spawn(async move { service.provision(&token, body).await.code() });
        }
        let mut codes = racing.join_all().await;
        codes.sort_unstable();
        assert_eq!(codes, [vec!["11003"; 9], vec!["create"]].concat());
        assert_eq!(sandpit.messages_to(&greta.email).await.len(), 1);
    }

    async fn an_hour_later_an_organisation_may_ask_again(database: &TestDatabase) {
        let sandpit = Sandpit::with(database, |setup| {
            setup.environment.policy.provisionings_an_hour = NonZeroU32::new(2);
        });
        let (service, token) = Service::provisioner(&sandpit).await;
        let body = |code: &str| {
            serde_json::json!({
                "nhs_number": nobody(), "email_address": "a@b.example", "date_of_birth": "1980-01-01",
                "ods_code": code, "phone_number": "+447700900888",
            })
            .to_string()
        };
        for expected in ["11000", "11000", "11011"] {
            assert_eq!(service.provision(&token, body("A00001")).await.code(), expected);
        }
        assert_eq!(service.provision(&token, body("A00002")).await.code(), "11000", "it has a count of its own");
        sandpit.advance(SignedDuration::from_hours(1));
        let token = service.provisioning_token().await;
        assert_eq!(service.provision(&token, body("A00001")).await.code(), "11000");
    }

    async fn provisioning_has_a_limit_of_its_own_and_takes_no_large_body(database: &TestDatabase) {
        let many = NonZeroU32::new(10_000).unwrap();
        let sandpit = Sandpit::with(database, |setup| {
            setup.settings.limits = Some(Limits {
                client_requests: many,
                client_look_ups: many,
                client_provisionings: NonZeroU32::new(2).unwrap(),
                address_requests: many,
                address_sign_ins: many,
            });
        });
        let (service, token) = Service::provisioner(&sandpit).await;
        assert_eq!(service.provision(&token, "{}").await.code(), "11010");
        service.provision(&token, "x".repeat(70_000)).await.assert_refused(413, "invalid_request", "64 kB");
        let held_back = service.provision(&token, "{}").await;
        held_back.assert_refused(429, "temporarily_unavailable", "too many requests from this client");
        assert!(!held_back.header(header::RETRY_AFTER).is_empty());
    }
}

/// Closes the patient's request as wrong details do.
async fn close(sandpit: &Sandpit, patient: &Patient) {
    let mut visitor = sandpit.visitor();
    let link = sandpit.latest_link(&patient.email).await;
    let mut page = visitor.open_claim(&link, &patient.mobile).await;
    for _ in 0..5 {
        page = visitor.give_details(&page, (1, 1, 1980), "ZZ99 1AA").await;
    }
    assert!(page.main().contains("This invitation was closed"), "{}", page.main());
}

/// Every refusal that the documentation lists for the endpoint was recorded, and no other; those that are told before there is an
/// exchange have tests of their own.
async fn assert_all_listed(sandpit: &Sandpit, service: &Service) {
    let exchanges = sandpit.exchanges(service).await;
    let given: BTreeSet<(u16, String, String)> = exchanges
        .iter()
        .filter(|exchange| exchange.endpoint == Endpoint::ProvisionAccount)
        .filter_map(|exchange| {
            let rule = exchange.details.findings.last()?.rule.clone().into_owned();
            Some((exchange.details.status, exchange.error.clone()?, rule))
        })
        .collect();
    let listed: BTreeSet<(u16, String, String)> = identity::refusals::all()
        .into_iter()
        .filter(|refusal| refusal.endpoint == Endpoint::ProvisionAccount)
        .filter(|refusal| ![413, 429].contains(&refusal.status))
        // Whoever shows no token, or one that nobody here signed, is no client's.
        .filter(|refusal| !["bearer-present", "access-token-valid"].contains(&refusal.rule.id))
        .map(|refusal| (refusal.status, refusal.error.to_owned(), refusal.rule.id.to_owned()))
        .collect();
    assert_eq!(given, listed);
}
