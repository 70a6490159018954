//! Userinfo: which claims at which level, its refusals, and the note that a service keeps with a person.

use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use axum::body::Body;
use http::{Request, header};
use identity::registration::Draft;
use jose::SigningKey;
use serde_json::{Value, json};
use testkit::on_both_databases;

use crate::support::{Answer, Parameters, Sandpit, Service, Tokens, people};

const ALL: &str =
    "openid profile profile_extended email phone landline gp_registration_details gp_integration_credentials";

async fn claims(service: &Service, scope: &str, email: &str) -> Vec<String> {
    let tokens = service.tokens_of(email, &service.request().with("scope", scope)).await;
    let Value::Object(claims) = service.userinfo(&tokens.access).await.json() else { panic!("no object") };
    for (name, value) in &claims {
        assert!(!value.is_null() && value != "", "{name} has no value and is there");
    }
    let mut names: Vec<String> = claims.into_iter().map(|(name, _)| name).collect();
    names.retain(|name| !["sub", "iss", "aud"].contains(&name.as_str()));
    names.sort_unstable();
    names
}

async fn noted(service: &Service) -> Tokens {
    service.tokens_of(people::P0, &service.request().with("scope", "openid client_metadata")).await
}

async fn note(service: &Service, tokens: &Tokens) -> Value {
    service.userinfo(&tokens.access).await.json()["client_user_metadata"].clone()
}

fn patch(value: impl Into<Value>) -> Body {
    Body::from(json!({ "client_user_metadata": value.into() }).to_string())
}

fn decrypt(key: &SigningKey, encrypted: &str) -> Vec<u8> {
    let key = PrivateDecryptingKey::from_pkcs8(&key.to_pkcs8_der()).expect("our own key");
    let key = OaepPrivateDecryptingKey::new(key).expect("it is long enough");
    let ciphertext = jose::from_base64url(encrypted).expect("base64url");
    let mut plaintext = vec![0; key.min_output_size()];
    key.decrypt(&OAEP_SHA1_MGF1SHA1, &ciphertext, &mut plaintext, None)
        .expect("it was encrypted to this key")
        .to_vec()
}

fn challenge(answer: &Answer) -> &str {
    answer.header(header::WWW_AUTHENTICATE)
}

on_both_databases! {
    async fn claims_follow_scope_and_level(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let contact =
            ["email", "email_verified", "phone_number", "phone_number_pds_matched", "phone_number_verified"];
        assert_eq!(claims(&service, ALL, people::P0).await, contact);
        let mut proved = contact.to_vec();
        proved.extend([
            "birthdate",
            "family_name",
            "gp_registration_details",
            "identity_proofing_level",
            "nhs_number",
        ]);
        proved.sort_unstable();
        assert_eq!(claims(&service, ALL, people::P5).await, proved);
        assert_eq!(claims(&service, ALL, people::P9).await, proved);
        proved.retain(|name| *name != "gp_registration_details");
        assert_eq!(claims(&service, ALL, people::P9_WITHOUT_GP).await, proved);
        assert_eq!(claims(&service, "openid", people::P9).await, [""; 0]);
        assert_eq!(claims(&service, "openid email", people::P9).await, ["email", "email_verified"]);
    }

    async fn basic_demographics_has_no_nhs_number(sandpit: Sandpit) {
        let draft = Draft { scope: "openid basic_demographics".into(), ..Sandpit::draft() };
        let service = sandpit.register(draft).await;
        let expected = ["birthdate", "family_name", "identity_proofing_level"];
        assert_eq!(claims(&service, "openid basic_demographics", people::P9).await, expected);
        let tokens = service
            .tokens_of(people::P9, &service.request().with("scope", "openid basic_demographics"))
            .await;
        let (id, access) =
            (service.verify(&tokens.id).await.claims, service.verify(&tokens.access).await.claims);
        assert!(!id.contains_key("nhs_number") && !access.contains_key("nhs_number"));
        assert_eq!((&id["family_name"], &id["birthdate"]), (&"ASHBY".into(), &"1984-03-12".into()));
    }

    async fn the_token_comes_in_the_header_or_in_the_form(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let in_form = Parameters::of([("access_token", tokens.access.as_str())]);
        let by_form = sandpit.post("/userinfo", &in_form).await;
        assert_eq!(by_form.json(), service.userinfo(&tokens.access).await.json());
        for scheme in ["bearer", "BEARER"] {
            let request = Request::get("/userinfo")
                .header(header::AUTHORIZATION, format!("{scheme} {}", tokens.access));
            assert_eq!(sandpit.send(request.body(Body::empty()).unwrap()).await.status, 200);
        }
        // RFC 6750 section 2.3: never in the address, where logs keep it.
        assert_eq!(sandpit.get(&format!("/userinfo?{}", in_form.encoded())).await.status, 401);
    }

    async fn without_a_token_only_the_scheme_is_told(sandpit: Sandpit) {
        let answer = sandpit.get("/userinfo").await;
        assert_eq!((answer.status.as_u16(), challenge(&answer)), (401, "Bearer realm=\"userinfo\""));
        let basic = Request::get("/userinfo").header(header::AUTHORIZATION, "Basic YTpi");
        let answer = sandpit.send(basic.body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), challenge(&answer)), (401, "Bearer realm=\"userinfo\""));
    }

    async fn tokens_that_are_not_ours_or_not_for_this_are_invalid(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let access = &tokens.access;
        let [header, claims, signature] = access.split('.').collect::<Vec<_>>()[..] else {
            panic!("three parts")
        };
        let forged = service.verify(access).await;
        let own = service.key.sign(&service.key.header(), &forged.claims);
        let unsigned = format!("{}.{claims}.", jose::base64url(r#"{"alg":"none","kid":"x"}"#));
        let altered = jose::base64url(serde_json::to_vec(&forged.claims).unwrap().repeat(2));
        let other_claims = format!("{header}.{}.{signature}", jose::base64url(r#"{"token_use":"access"}"#));
        for (token, words) in [
            (tokens.id.as_str(), "not an access token"),
            (tokens.refresh.as_str(), "cannot be read"),
            (own.as_str(), "no key of this environment"),
            (unsigned.as_str(), "no key of this environment"),
            (other_claims.as_str(), "signature"),
            (&format!("{header}.{altered}.{signature}"), "cannot be read"),
            (&access[..access.len() - 4], "signature"),
            ("x", "cannot be read"),
        ] {
            let answer = service.userinfo(token).await;
            answer.assert_refused(401, "invalid_token", words);
            assert!(challenge(&answer).starts_with("Bearer realm=\"userinfo\", error=\"invalid_token\""));
        }
    }

    async fn the_first_note_is_a_random_number_that_only_the_client_can_read(sandpit: Sandpit) {
        let (service, other) = (sandpit.service().await, sandpit.other_service().await);
        let tokens = noted(&service).await;
        let first = note(&service, &tokens).await;
        let number = decrypt(service.key, first.as_str().unwrap());
        assert_eq!(number.len(), 32);
        assert_eq!(note(&service, &tokens).await, first, "it stays");
        assert_eq!(note(&service, &noted(&service).await).await, first, "for another sign-in too");
        let theirs = note(&other, &noted(&other).await).await;
        assert_ne!(decrypt(other.key, theirs.as_str().unwrap()), number);
        let without = service.tokens_of(people::P0, &service.request()).await;
        assert_eq!(note(&service, &without).await, Value::Null);
    }

    async fn a_note_is_set_cleared_and_made_anew(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = noted(&service).await;
        let first = note(&service, &tokens).await;
        for value in ["a note", &"é".repeat(1024), "{\"json\": true}"] {
            let answer = service.patch_userinfo(&tokens.access, patch(value)).await;
            assert_eq!((answer.status.as_u16(), answer.body.len()), (204, 0));
            assert_eq!(note(&service, &tokens).await, value);
        }
        assert_eq!(service.patch_userinfo(&tokens.access, patch("")).await.status, 204);
        assert_eq!(note(&service, &tokens).await, Value::Null, "a cleared note is left out");
        assert_eq!(service.patch_userinfo(&tokens.access, patch("auto")).await.status, 204);
        let made = note(&service, &tokens).await;
        assert_ne!(made, first);
        assert_eq!(decrypt(service.key, made.as_str().unwrap()).len(), 32);
    }

    async fn a_note_that_is_no_note_is_refused(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = noted(&service).await;
        let first = note(&service, &tokens).await;
        for body in [
            patch("x".repeat(1025)),
            patch(7),
            patch(Value::Null),
            Body::from("{}"),
            Body::from("[]"),
            Body::empty(),
            Body::from("not json"),
            Body::from(&b"\xff\xfe"[..]),
        ] {
            let answer = service.patch_userinfo(&tokens.access, body).await;
            assert_eq!(
                (answer.status.as_u16(), answer.json()["error"].as_str()),
                (400, Some("invalid_request"))
            );
            assert_eq!(sandpit.latest_findings(&service).await, ["metadata-valid"]);
        }
        assert_eq!(note(&service, &tokens).await, first);
    }

    async fn a_note_needs_its_scope(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P0, &service.request()).await;
        let answer = service.patch_userinfo(&tokens.access, patch("a note")).await;
        answer.assert_refused(403, "insufficient_scope", "client_metadata");
        assert!(challenge(&answer).ends_with("scope=\"client_metadata\""), "{}", challenge(&answer));
        assert_eq!(service.patch_userinfo("x", patch("a note")).await.status, 401);
    }
}
