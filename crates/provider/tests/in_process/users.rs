//! The Users endpoint: who is found, what is told, and every refusal.

use std::num::NonZeroU32;

use http::header;
use identity::{Account, AccountId, EnvironmentId, Permission};
use kernel::SeededRandom;
use provider::Limits;
use store::{StoreError, queries::accounts};
use testkit::{TestDatabase, on_both_databases};

use crate::support::{Sandpit, Service, people};

async fn permitted(sandpit: &Sandpit) -> Service {
    let service = sandpit.service().await;
    service.permit(Permission::LookUpUsers, &[]).await;
    service
}

async fn account(sandpit: &Sandpit, email: &str) -> Account {
    let (id, email) = (sandpit.environment.id.clone(), email.parse().expect("an address"));
    let found = sandpit.ctx.store.read(move |tx| accounts::find_by_email(tx, &id, &email)).await;
    found.expect("a read").expect("a seeded person").0
}

on_both_databases! {
    async fn people_are_found_by_number_and_by_address(sandpit: Sandpit) {
        let service = permitted(&sandpit).await;
        let token = service.look_up_token("").await;
        let (p9, p5) = (account(&sandpit, people::P9).await, account(&sandpit, people::P5).await);
        let (one, other) = (p9.id.to_string(), p5.id.to_string());
        let (first, second) = (p9.nhs_number.unwrap(), p5.nhs_number.unwrap());
        for (filter, found) in [
            (format!(r#"nhsnumber eq "{first}""#), vec![&one]),
            (format!(r#"EMAIL EQ "{}""#, people::P9.to_uppercase()), vec![&one]),
            (format!(r#"nhsnumber eq "{first}" and email eq "{}""#, people::P9), vec![&one]),
            (format!(r#"nhsnumber eq "{first}" and email eq "{}""#, people::P5), vec![]),
            (format!(r#"nhsnumber eq "{first}" or email eq "{}""#, people::P9), vec![&one]),
            (format!(r#"nhsnumber eq "{second}" OR nhsnumber eq "{first}""#), vec![&other, &one]),
            (format!(r#"nhsnumber eq "{first}" and nhsnumber eq "{second}" or email eq "{}""#, people::P5), vec![&other]),
            (r#"email eq "nobody@people.example""#.to_owned(), vec![]),
        ] {
            let answer = service.look_up(&token, &filter).await;
            assert_eq!(answer.found(), found.into_iter().cloned().collect::<Vec<_>>(), "{filter}");
        }
        let exchange = sandpit.latest_exchange(&service).await;
        assert_eq!(exchange.details.answer, [("totalResults".to_owned(), "0".to_owned())]);
    }

    async fn what_is_told_follows_the_scope(database: &TestDatabase) {
        let sandpit = Sandpit::integration(database);
        let service = permitted(&sandpit).await;
        let filter = format!(r#"email eq "{}""#, people::P9);
        let bare = service.look_up(&service.look_up_token("").await, &filter).await.json();
        let one = &bare["Resources"][0];
        assert!(one.get("name").is_none() && one.get("emails").is_none(), "{one}");
        assert_eq!(one["uk:nhs:login:auth:1.0:User"]["vectorsOfTrust"]["IdentityProofing"], "P9");
        let all = "profile profile_extended phone email landline gp_registration_details gp_integration_credentials";
        let whole = service.look_up(&service.look_up_token(all).await, &filter).await.json();
        let one = &whole["Resources"][0];
        assert_eq!((&one["name"]["familyName"], &one["name"]["givenName"]), (&"ASHBY".into(), &"Rowan".into()));
        assert_eq!((&one["userName"], &one["emails"][0]["primary"]), (&people::P9.into(), &"true".into()));
        let extension = &one["uk:nhs:login:auth:1.0:User"];
        assert_eq!((&extension["birthdate"], &extension["gpOdsCode"]), (&"1984-03-12".into(), &"A00001".into()));
        assert_eq!(extension["nhsNumber"], account(&sandpit, people::P9).await.nhs_number.unwrap().as_str());
        assert_eq!(one["phoneNumbers"][0]["type"], "mobile");
    }

    async fn accounts_of_another_environment_are_not_there(sandpit: Sandpit) {
        let service = permitted(&sandpit).await;
        let mut elsewhere = account(&sandpit, people::P9).await;
        elsewhere.id = AccountId::opaque(&SeededRandom::new(9));
        elsewhere.email = "elsewhere@people.example".parse().unwrap();
        elsewhere.nhs_number = kernel::NhsNumber::with_check_digit(999_777_000);
        let (kept, number) = (elsewhere.clone(), elsewhere.nhs_number.expect("its check digit is not ten"));
        let inserted = sandpit.ctx.store.write(move |tx| {
            accounts::insert(tx, &EnvironmentId::new("integration"), &kept, "hash")
        });
        let inserted: Result<bool, StoreError> = inserted.await;
        assert_eq!(inserted, Ok(true));
        let token = service.look_up_token("").await;
        let filter = format!(r#"email eq "elsewhere@people.example" or nhsnumber eq "{number}""#);
        assert_eq!(service.look_up(&token, &filter).await.found(), [""; 0]);
    }

    async fn each_refusal_has_its_words_and_its_rule(sandpit: Sandpit) {
        let mut service = permitted(&sandpit).await;
        service.permit(Permission::ProvisionAccounts, &["A00001"]).await;
        let token = service.look_up_token("").await;
        let good = r#"email eq "a@b.example""#;
        for (filter, words, rule) in [
            ("email eq a@b.example", "Invalid syntax", "filter-syntax"),
            ("email eq “a@b.example”", "Invalid syntax", "filter-syntax"),
            (&format!(r#"{good} and active eq "true""#), "Invalid attribute", "filter-attribute"),
            (r#"email co "a@b.example""#, "Invalid operator", "filter-operator"),
            (&[good; 6].join(" or "), "More than 5 expressions provided", "filter-five"),
            (r#"nhsnumber eq "1234567890""#, "Invalid NHS number", "filter-nhs-number"),
            (r#"email eq "a@b""#, "Invalid email", "filter-email"),
            (r#"userName eq "a""#, r#"Either one of "nhsnumber" or "email" must be used for each query"#, "filter-keyed"),
        ] {
            let answer = service.look_up(&token, filter).await;
            assert_eq!(answer.look_up_refusal(), (400, words.to_owned()), "{filter}");
            assert_eq!(sandpit.latest_findings(&service).await, [rule]);
        }
        let absent = service.look_up_by(&token, "/v2/Users?filters=x").await;
        assert_eq!(absent.look_up_refusal(), (400, r#"Query string "filter" not present"#.to_owned()));
        let twice = service.look_up_by(&token, "/v2/Users?filter=a&filter=b").await;
        assert_eq!(twice.look_up_refusal().1, "Invalid syntax");
        let retrieve = service.look_up_scope("").trim().to_owned();
        let required = |scope: &str| format!("Scope \"{scope}\" required for access was not present in request");
        let person = service.tokens_of(people::P9, &service.request()).await.access;
        for (token, words) in [
            (service.provisioning_token().await, "No scope was present in the request".to_owned()),
            (person, required(&retrieve)),
            (service.look_up_token("email").await, required("profile")),
        ] {
            assert_eq!(service.look_up(&token, good).await.look_up_refusal(), (403, words));
            assert_eq!(sandpit.latest_findings(&service).await, ["look-up-scope"]);
        }
        service.forbid(Permission::LookUpUsers).await;
        let words = format!("Requested scopes: {retrieve} did not match the clients approved scopes: ");
        let (status, said) = service.look_up(&token, good).await.look_up_refusal();
        assert!(status == 403 && said.starts_with(&words) && said.contains("gp_registration_details"), "{said}");
        assert_eq!(sandpit.latest_findings(&service).await, ["look-up-approved"]);
        service.permit(Permission::LookUpUsers, &[]).await;
        service.change(|change| change.scope = "openid email".into()).await;
        assert_eq!(service.look_up(&token, good).await.status, 200, "it asked for nothing else");
    }

    async fn a_bearer_that_is_not_accepted_is_challenged(sandpit: Sandpit) {
        let service = permitted(&sandpit).await;
        let bare = sandpit.get("/v2/Users?filter=x").await;
        assert_eq!(bare.look_up_refusal().0, 401);
        assert_eq!(bare.header(header::WWW_AUTHENTICATE), "Bearer realm=\"users\"");
        let forged = service.look_up("x.y.z", "x").await;
        assert_eq!(forged.look_up_refusal().0, 401);
        assert!(forged.header(header::WWW_AUTHENTICATE).contains("error=\"invalid_token\""));
        let id_token = service.tokens_of(people::P9, &service.request()).await.id;
        assert_eq!(service.look_up(&id_token, "x").await.look_up_refusal().0, 401);
    }

    async fn the_inspector_keeps_the_shape_and_nobody(sandpit: Sandpit) {
        let service = permitted(&sandpit).await;
        let token = service.look_up_token("profile").await;
        let number = "9990000018";
        for filter in [
            format!(r#"nhsnumber eq "{number}" or email eq "somebody.secret@people.example""#),
            format!("nhsnumber eq {number} somebody.secret@people.example"),
            format!(r#"nhsnumber eq "{number}"#),
            format!(r#"{number} eq "somebody.secret@people.example""#),
        ] {
            service.look_up(&token, &filter).await;
            let exchange = sandpit.latest_exchange(&service).await;
            let kept = format!("{:?}", exchange.details);
            assert!(kept.contains("characters)") && !kept.contains(number) && !kept.contains("secret"), "{kept}");
        }
        assert!(!sandpit.every_row().await.contains("somebody.secret"));
        let shape = sandpit.exchanges(&service).await[1].details.parameters[1].clone();
        assert_eq!(shape.1, r#"nhsnumber eq "(10 characters)" or email eq "(30 characters)""#);
    }

    async fn look_ups_have_a_limit_of_their_own(database: &TestDatabase) {
        let many = NonZeroU32::new(10_000).unwrap();
        let sandpit = Sandpit::with(database, |setup| {
            setup.settings.limits = Some(Limits {
                client_requests: many,
                client_look_ups: NonZeroU32::MIN,
                client_provisionings: many,
                address_requests: many,
                address_sign_ins: many,
            });
        });
        let service = permitted(&sandpit).await;
        let token = service.look_up_token("").await;
        assert_eq!(service.look_up(&token, r#"email eq "a@b.example""#).await.status, 200);
        let held_back = service.look_up(&token, r#"email eq "a@b.example""#).await;
        let (status, words) = held_back.look_up_refusal();
        assert!(status == 429 && words.contains("too many requests from this client"), "{words}");
        assert!(!held_back.header(header::RETRY_AFTER).is_empty());
        service.userinfo(&token).await.assert_refused(401, "invalid_token", "speaks of no person");
    }
}
