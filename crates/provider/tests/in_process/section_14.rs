//! What the real service's answers look like: one test for each point of the specification's section 14.

use http::header;
use testkit::on_both_databases;

use crate::support::{ISSUER, Parameters, Sandpit, people};

/// The names in a JSON object, in the order in which they were written.
fn names_as_written(text: &str) -> Vec<String> {
    let mut names: Vec<(usize, String)> =
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text)
            .expect("an object")
            .keys()
            .map(|name| (text.find(&format!("\"{name}\":")).expect("it is in the text"), name.clone()))
            .collect();
    names.sort_unstable();
    names.into_iter().map(|(_, name)| name).collect()
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12]
        && text.bytes().all(|b| b == b'-' || b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

on_both_databases! {
    async fn section_14_discovery_lists_what_the_real_one_lists(sandpit: Sandpit) {
        let answer = sandpit.get("/.well-known/openid-configuration").await;
        assert!(answer.header(header::CONTENT_TYPE).starts_with("application/json"));
        let found = answer.json();
        assert_eq!(found["issuer"], ISSUER);
        for (name, path) in [
            ("authorization_endpoint", "authorize"),
            ("token_endpoint", "token"),
            ("userinfo_endpoint", "userinfo"),
            ("jwks_uri", ".well-known/jwks.json"),
            ("fido_uaf_registration_request_endpoint", "regRequest"),
            ("fido_uaf_registration_response_endpoint", "regResponse"),
            ("fido_uaf_deregistration_endpoint", "deregRequest"),
            ("fido_uaf_authentication_request_endpoint", "authRequest"),
        ] {
            assert_eq!(found[name], format!("{ISSUER}/{path}"), "{name}");
        }
        for (name, only) in [
            ("response_types_supported", "code"),
            ("subject_types_supported", "public"),
            ("id_token_signing_alg_values_supported", "RS512"),
            ("token_endpoint_auth_methods_supported", "private_key_jwt"),
            ("token_endpoint_auth_signing_alg_values_supported", "RS512"),
        ] {
            assert_eq!(found[name], serde_json::json!([only]), "{name}");
        }
        let scopes: Vec<&str> =
            found["scopes_supported"].as_array().unwrap().iter().filter_map(|s| s.as_str()).collect();
        assert!(
            scopes.is_sorted()
                && scopes.contains(&"openid")
                && scopes.contains(&"gp_integration_credentials")
        );
        assert!(found["claims_supported"].as_array().unwrap().contains(&"nhs_number".into()));
    }

    async fn section_14_discovery_leaves_out_what_the_real_one_leaves_out(sandpit: Sandpit) {
        let found = sandpit.get("/.well-known/openid-configuration").await.json();
        for absent in [
            "end_session_endpoint",
            "grant_types_supported",
            "response_modes_supported",
            "code_challenge_methods_supported",
        ] {
            assert!(found.get(absent).is_none(), "{absent}");
        }
        assert!(!found["issuer"].as_str().unwrap().ends_with('/'));
        for unknown in ["/.well-known/oauth-authorization-server", "/.well-known/webfinger", "/.well-known/"]
        {
            assert_eq!(sandpit.get(unknown).await.status, 404, "{unknown}");
        }
    }

    async fn section_14_keys_are_rs512_with_a_kid_of_40_hex_digits(sandpit: Sandpit) {
        let keys = sandpit.get("/.well-known/jwks.json").await.json();
        let keys = keys["keys"].as_array().unwrap();
        // The one that signs and the one that will sign next.
        assert_eq!(keys.len(), 2);
        let mut names: Vec<&str> = keys[0].as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["alg", "e", "kid", "kty", "n", "use"]);
        let of = |name: &str| keys[0][name].as_str().unwrap();
        assert_eq!((of("kty"), of("alg"), of("use"), of("e")), ("RSA", "RS512", "sig", "AQAB"));
        assert_eq!(of("kid").len(), 40);
        assert!(of("kid").bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
    }

    async fn section_14_headers_repeat_claims_in_alphabetical_order(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let id = service.verify(&tokens.id).await;
        let repeated = ["alg", "aud", "exp", "iat", "iss", "jti", "kid", "nonce", "sub", "typ"];
        assert_eq!(names_as_written(&id.header_text), repeated);
        let access = service.verify(&tokens.access).await;
        let without_nonce: Vec<&str> = repeated.into_iter().filter(|name| *name != "nonce").collect();
        assert_eq!(names_as_written(&access.header_text), without_nonce);
        for token in [id, access] {
            assert_eq!((&token.header["alg"], &token.header["typ"]), (&"RS512".into(), &"JWT".into()));
            for name in ["aud", "exp", "iat", "iss", "jti", "sub"] {
                assert_eq!(token.header[name], token.claims[name], "{name}");
            }
        }
    }

    async fn section_14_a_switch_of_the_client_turns_repeated_claims_off(sandpit: Sandpit) {
        let mut service = sandpit.service().await;
        service.change(|change| change.repeats_claims_in_header = false).await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        for token in [&tokens.id, &tokens.access] {
            assert_eq!(names_as_written(&service.verify(token).await.header_text), ["alg", "kid", "typ"]);
        }
    }

    async fn section_14_id_token_claims(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request().with("vtr", r#"["P9.Cp.Cd"]"#)).await;
        let claims = service.verify(&tokens.id).await.claims;
        let now = sandpit.now().as_second();
        assert_eq!(claims["iss"], ISSUER);
        assert_eq!(claims["aud"], service.id());
        assert_eq!(
            (&claims["iat"], &claims["exp"], &claims["auth_time"]),
            (&now.into(), &(now + 3600).into(), &now.into())
        );
        assert_eq!((&claims["nonce"], &claims["vot"]), (&"nonce-7".into(), &"P9.Cp.Cd".into()));
        assert_eq!(claims["vtm"], format!("{ISSUER}/trustmark/localhost:4001"));
        assert_eq!((&claims["id_status"], &claims["token_use"]), (&"verified".into(), &"id".into()));
        assert_eq!((&claims["surname"], &claims["family_name"]), (&"ASHBY".into(), &"ASHBY".into()));
        assert_eq!(
            (&claims["birthdate"], &claims["identity_proofing_level"]),
            (&"1984-03-12".into(), &"P9".into())
        );
        assert!(claims["nhs_number"].as_str().unwrap().starts_with("999"));
        assert!(is_uuid(claims["sub"].as_str().unwrap()) && is_uuid(claims["jti"].as_str().unwrap()));
        assert!(!claims.contains_key("given_name") && !claims.contains_key("email"));
    }

    async fn section_14_access_token_claims(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let claims = service.verify(&tokens.access).await.claims;
        let now = sandpit.now().as_second();
        assert_eq!((&claims["iat"], &claims["exp"]), (&now.into(), &(now + 300).into()));
        assert_eq!((&claims["version"], &claims["token_use"]), (&0.into(), &"access".into()));
        assert_eq!((&claims["client_id"], &claims["aud"]), (&service.id().into(), &service.id().into()));
        assert_eq!((&claims["scope"], &claims["vot"]), (&"email openid profile".into(), &"P0.Cp.Cd".into()));
        assert_eq!(claims["reason_for_request"], "patientaccess");
        assert_eq!(claims["requesting_patient"], claims["nhs_number"]);
        assert!(claims["nhs_number"].as_str().unwrap().starts_with("999"));
        let id = service.verify(&tokens.id).await.claims;
        for same in ["sub", "iss", "auth_time", "vot", "vtm"] {
            assert_eq!(claims[same], id[same], "{same}");
        }
        assert!(is_uuid(claims["jti"].as_str().unwrap()) && claims["jti"] != id["jti"]);
        let without = service.tokens_of(people::P9, &service.request().with("scope", "openid email")).await;
        let claims = service.verify(&without.access).await.claims;
        assert!(!claims.contains_key("nhs_number") && !claims.contains_key("requesting_patient"));
    }

    async fn section_14_token_response(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let code = sandpit.visitor().code_for(&service, &service.request(), people::P9).await;
        let answer = service.redeem(&code).await;
        assert_eq!(
            (answer.header(header::CACHE_CONTROL), answer.header(header::PRAGMA)),
            ("no-store", "no-cache")
        );
        let body = answer.json();
        let mut names: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]);
        assert_eq!((&body["expires_in"], &body["token_type"]), (&300.into(), &"bearer".into()));
        assert!(is_uuid(body["refresh_token"].as_str().unwrap()));
    }

    async fn section_14_userinfo_starts_with_sub_iss_aud(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let request = service.request().with("scope", "openid profile email phone gp_registration_details");
        let tokens = service.tokens_of(people::P9, &request).await;
        let answer = service.userinfo(&tokens.access).await;
        let body = answer.json();
        assert_eq!(names_as_written(&answer.text())[..3], ["sub", "iss", "aud"]);
        assert_eq!(body["sub"], service.verify(&tokens.id).await.claims["sub"]);
        assert_eq!((&body["iss"], &body["aud"]), (&ISSUER.into(), &service.id().into()));
        for boolean in ["email_verified", "phone_number_verified", "phone_number_pds_matched"] {
            assert_eq!(body[boolean], true, "{boolean}");
        }
        assert_eq!(body["family_name"], "ASHBY");
        assert_eq!(body["gp_registration_details"], serde_json::json!({ "gp_ods_code": "A00001" }));
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    }

    async fn section_14_an_unregistered_redirect_uri_is_json_to_a_program(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let request = service.request().with("redirect_uri", "http://localhost:9999/callback/");
        let answer = service.authorize(&request).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (400, ""));
        let body = answer.json();
        assert_eq!((&body["error"], &body["state"]), (&"invalid_redirect_uri".into(), &"state-7".into()));
        assert!(body["error_description"].as_str().unwrap().contains("by a trailing slash"));
    }

    async fn section_14_an_unregistered_redirect_uri_is_a_page_with_a_reference_to_a_browser(
        sandpit: Sandpit,
    ) {
        let service = sandpit.service().await;
        let request = service.request().with("redirect_uri", "http://localhost:9998/callback");
        let page = sandpit.visitor().open(&service.authorize_url(&request)).await;
        assert_eq!(page.status, 400);
        assert!(
            page.main().contains("invalid_redirect_uri") && page.main().contains("by its port"),
            "{}",
            page.main()
        );
        let exchange = sandpit.latest_exchange(&service).await;
        assert!(page.main().contains(&format!("ref {}", exchange.reference)), "{}", page.main());
        assert!(page.link("Open the request inspector").contains(exchange.reference.as_str()));
        let found =
            app::exchanges::find(&sandpit.ctx, &sandpit.environment.id, &exchange.reference).await.unwrap();
        assert_eq!(found.unwrap().exchange.error.as_deref(), Some("invalid_redirect_uri"));
    }

    async fn section_14_a_client_id_may_contain_spaces(sandpit: Sandpit) {
        let service = sandpit.service_called("test client 1").await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        assert_eq!(service.verify(&tokens.access).await.claims["client_id"], "test client 1");
        assert_eq!(service.userinfo(&tokens.access).await.json()["aud"], "test client 1");
    }

    async fn section_14_the_trustmark_says_which_levels_and_credentials_there_are(sandpit: Sandpit) {
        let found = sandpit.get("/trustmark/localhost:4001").await.json();
        assert_eq!((&found["idp"], &found["trustmark_provider"]), (&ISSUER.into(), &ISSUER.into()));
        assert_eq!(found["P"], serde_json::json!(["P0", "P5", "P9"]));
        assert_eq!(found["C"], serde_json::json!(["Cp", "Cd", "Cm"]));
        assert_eq!(sandpit.get("/trustmark/other.example").await.status, 404);
        let fido = sandpit.post("/regResponse", &Parameters::default()).await;
        assert_eq!(
            (fido.status.as_u16(), fido.json()["error"].as_str()),
            (501, Some("temporarily_unavailable"))
        );
    }
}
