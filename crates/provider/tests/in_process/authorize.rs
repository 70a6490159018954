//! The authentication request: each parameter of the specification's section 3, and the error that it ends in.

use identity::registration::Draft;
use testkit::{TestDatabase, on_both_databases};

use crate::support::{Parameters, Sandpit, Service, Tokens, people};

/// Sends a request that must be refused by redirect; answers its error, having held the redirect to section 3.
async fn refused(service: &Service, request: &Parameters) -> (String, String) {
    let answer = service.authorize(request).await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    let back = answer.sent_back();
    let names: Vec<&str> = back.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["error", "error_description", "state"], "{back:?}");
    assert!(answer.location().starts_with(&format!("{}?", service.redirect_uri())));
    assert_eq!(back[2].1, "state-7");
    let exchange = service.sandpit.latest_exchange(service).await;
    assert_eq!(exchange.error.as_ref(), Some(&back[0].1));
    let rule = exchange.details.findings.last().expect("the first rule that failed").rule.clone();
    (back[0].1.clone(), rule.into_owned())
}

async fn refused_with(service: &Service, name: &str, value: &str) -> (String, String) {
    refused(service, &service.request().with(name, value)).await
}

fn error(code: &str, rule: &str) -> (String, String) {
    (code.to_owned(), rule.to_owned())
}

async fn narrow(sandpit: &Sandpit) -> Service {
    let draft = Draft {
        scope: "openid email".into(),
        vectors: vec!["P0.Cp.Cd".into(), "P9.Cm".into()],
        ..Sandpit::draft()
    };
    sandpit.register(draft).await
}

on_both_databases! {
    async fn scope_must_contain_openid_and_only_registered_scopes(sandpit: Sandpit) {
        let service = narrow(&sandpit).await;
        for scope in ["", "email", "OPENID email"] {
            assert_eq!(
                refused_with(&service, "scope", scope).await,
                error("invalid_scope", "scope-allowed"),
                "{scope}"
            );
        }
        for scope in ["openid phone", "openid email profile"] {
            assert_eq!(
                refused_with(&service, "scope", scope).await,
                error("invalid_scope", "scope-allowed"),
                "{scope}"
            );
        }
        let both = service.request().with("scope", "openid profile basic_demographics");
        assert_eq!(refused(&service, &both).await.0, "invalid_scope");
        let unknown = service.request().with("scope", "openid frogs");
        assert_eq!(service.authorize(&unknown).await.location(), "/login");
        assert_eq!(sandpit.latest_findings(&service).await, ["scope-allowed"]);
    }

    async fn response_type_is_code(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for kind in ["", "token", "id_token", "code id_token", "Code"] {
            let found = refused_with(&service, "response_type", kind).await;
            assert_eq!(found, error("unsupported_response_type", "response-type-code"), "{kind}");
        }
    }

    async fn request_objects_have_an_error_each(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for (name, code) in [
            ("request", "request_not_supported"),
            ("request_uri", "request_uri_not_supported"),
            ("registration", "registration_not_supported"),
        ] {
            assert_eq!(refused_with(&service, name, "x").await, error(code, "request-objects-absent"));
        }
    }

    async fn vtr_is_a_json_array_of_registered_reachable_vectors(sandpit: Sandpit) {
        let service = narrow(&sandpit).await;
        let request = service.request().with("scope", "openid");
        for (vtr, rule) in [
            ("P0.Cp.Cd", "vtr-readable"),
            ("[]", "vtr-readable"),
            (r#"["P7"]"#, "vtr-readable"),
            (r#"["P0.P5"]"#, "vtr-readable"),
            (r#"["P0.Cp.Cd","P9.Cp.Cd"]"#, "vtr-registered"),
        ] {
            let found = refused(&service, &request.clone().with("vtr", vtr)).await;
            assert_eq!(found, error("invalid_request", rule), "{vtr}");
        }
    }

    async fn a_vector_with_cm_is_out_of_reach_where_the_issuer_has_no_name(database: &TestDatabase) {
        let sandpit = Sandpit::with(database, |setup| setup.environment.policy.passkeys = false);
        let service = narrow(&sandpit).await;
        let request = service.request().with("scope", "openid");
        let unreachable = error("invalid_request", "vtr-reachable");
        assert_eq!(refused(&service, &request.clone().with("vtr", r#"["P9.Cm"]"#)).await, unreachable);
        // The default is P9 by any credentials, of which this client has Cm alone.
        assert_eq!(refused(&service, &request.without("vtr")).await, unreachable);
        assert!(!sandpit.get("/trustmark/localhost:4001").await.text().contains("Cm"));
    }

    async fn an_absent_vtr_asks_for_p9(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request().without("vtr")).await;
        assert_eq!(service.verify(&tokens.id).await.claims["vot"], "P9.Cp.Cd");
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request().without("vtr"))).await;
        visitor.finish(page, people::P5).await.assert_at("/prove-identity");
    }

    async fn prompt_is_none_or_login_alone(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let found = refused_with(&service, "prompt", "none login").await;
        assert_eq!(found, error("invalid_request", "prompt-known"));
        for prompt in ["consent", "select_account", "create"] {
            assert_eq!(
                service.authorize(&service.request().with("prompt", prompt)).await.location(),
                "/login"
            );
            assert_eq!(sandpit.latest_findings(&service).await, ["prompt-known"], "{prompt}");
        }
    }

    async fn any_parameter_twice_is_an_invalid_request(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for name in ["scope", "response_type", "vtr", "nonce", "prompt", "unheard_of"] {
            let request = service.request().with(name, "a").and(name, "a");
            assert_eq!(
                refused(&service, &request).await,
                error("invalid_request", "parameters-once"),
                "{name}"
            );
        }
        // Of two states neither can be given back.
        let answer = service.authorize(&service.request().and("state", "other")).await;
        assert_eq!(
            (answer.parameter("error"), answer.parameter("state")),
            ("invalid_request".into(), String::new())
        );
        for name in ["client_id", "redirect_uri"] {
            let value = if name == "client_id" { service.id() } else { service.redirect_uri() };
            let answer = service.authorize(&service.request().and(name, value)).await;
            assert_eq!(answer.location(), "", "{name}");
            answer.assert_refused(400, "invalid_request", "more than once");
        }
    }

    async fn unknown_clients_and_missing_addresses_are_never_redirected(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for (request, code) in [
            (service.request().with("client_id", "nobody"), "invalid_client"),
            (service.request().with("client_id", &service.id().to_uppercase()), "invalid_client"),
            (service.request().without("client_id"), "invalid_request"),
            (service.request().without("redirect_uri"), "invalid_redirect_uri"),
            (service.request().with("redirect_uri", "https://evil.example/"), "invalid_redirect_uri"),
            (
                service.request().with("redirect_uri", &format!("{}?x=1", service.redirect_uri())),
                "invalid_redirect_uri",
            ),
            (service.request().with("redirect_uri", "javascript:alert(1)"), "invalid_redirect_uri"),
        ] {
            let answer = service.authorize(&request).await;
            assert_eq!(answer.location(), "");
            answer.assert_refused(400, code, "");
            assert_eq!(answer.json()["state"], "state-7");
            let page = sandpit.visitor().open(&service.authorize_url(&request)).await;
            assert_eq!(page.status, 400);
            assert!(page.main().contains(code), "{}", page.main());
        }
    }

    async fn what_is_not_supported_is_ignored_with_a_warning(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for (name, value, rule) in [
            ("max_age", "0", "unsupported-ignored"),
            ("ui_locales", "cy", "unsupported-ignored"),
            ("id_token_hint", "x.y.z", "unsupported-ignored"),
            ("login_hint", "ada@example.com", "unsupported-ignored"),
            ("acr_values", "P9", "unsupported-ignored"),
            ("fido_auth_response", "e30", "fido-available"),
            ("display", "popup", "display-known"),
            ("response_mode", "fragment", "response-mode-query"),
        ] {
            let answer = service.authorize(&service.request().with(name, value)).await;
            assert_eq!(answer.location(), "/login", "{name}");
            assert_eq!(sandpit.latest_findings(&service).await, [rule], "{name}");
        }
        for (name, value) in
            [("display", "touch"), ("display", "page"), ("response_mode", "query"), ("unheard_of", "1")]
        {
            service.authorize(&service.request().with(name, value)).await;
            assert_eq!(sandpit.latest_findings(&service).await, [""; 0], "{name}");
        }
    }

    async fn a_request_may_come_as_a_form(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let answer = sandpit.post("/authorize", &service.request()).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (302, "/login"));
        let mut visitor = sandpit.visitor();
        // A browser says that another site sent the form, as it always is for this endpoint.
        visitor.headers.insert("sec-fetch-site", "cross-site".parse().unwrap());
        visitor.headers.insert("origin", "https://appointments.example".parse().unwrap());
        let page = visitor.post("/authorize", &service.request()).await;
        visitor.headers.remove("sec-fetch-site");
        visitor.headers.remove("origin");
        let page = visitor.finish(page, people::P9).await;
        Tokens::of(&service.redeem(&page.parameter("code")).await);
        let answer = sandpit.post("/authorize", &service.request().with("response_type", "token")).await;
        assert_eq!(answer.parameter("error"), "unsupported_response_type");
    }

    async fn values_too_long_to_give_back_are_refused(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let long = "x".repeat(4097);
        assert_eq!(refused_with(&service, "nonce", &long).await, error("invalid_request", "body-size"));
        let answer = service.authorize(&service.request().with("state", &long)).await;
        assert_eq!(
            (answer.parameter("error"), answer.parameter("state")),
            ("invalid_request".into(), String::new())
        );
    }
}
