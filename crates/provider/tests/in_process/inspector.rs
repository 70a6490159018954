//! What is recorded: for each refusal the first rule that failed, for each success what was told, and never a secret.

use identity::exchange::{Endpoint, Outcome, Severity};
use testkit::on_both_databases;

use crate::support::{Sandpit, Service, Tokens, people};

async fn last_failure(service: &Service) -> (Endpoint, String, String) {
    let exchange = service.sandpit.latest_exchange(service).await;
    assert_eq!(exchange.outcome, Outcome::Refused);
    let finding = exchange.details.findings.last().expect("a refusal has a finding");
    assert_eq!(finding.severity, Severity::Failure);
    assert!(identity::rules::by_id(&finding.rule).is_some(), "{}", finding.rule);
    (exchange.endpoint, finding.rule.clone().into_owned(), exchange.error.expect("a refusal has a code"))
}

fn told(endpoint: Endpoint, rule: &str, error: &str) -> (Endpoint, String, String) {
    (endpoint, rule.to_owned(), error.to_owned())
}

on_both_databases! {
    async fn each_refusal_leaves_an_exchange_with_the_first_rule_that_failed(sandpit: Sandpit) {
        use Endpoint::{Authorize, Token, Userinfo};
        let service = sandpit.service().await;
        let request = service.request();
        for (changed, rule, error) in [
            (
                request.clone().with("redirect_uri", "https://x.example/"),
                "redirect-uri-registered",
                "invalid_redirect_uri",
            ),
            (
                request.clone().with("response_type", "token").with("scope", ""),
                "response-type-code",
                "unsupported_response_type",
            ),
            (request.clone().with("scope", "email").with("vtr", "x"), "scope-allowed", "invalid_scope"),
            (request.clone().with("prompt", "none"), "session-for-no-prompt", "sso_login_required"),
        ] {
            service.authorize(&changed).await;
            assert_eq!(last_failure(&service).await, told(Authorize, rule, error));
        }
        service.redeem("never-issued").await;
        assert_eq!(last_failure(&service).await, told(Token, "code-known", "invalid_grant"));
        sandpit.post("/token", &service.code_form("c").with("client_id", service.id())).await;
        assert_eq!(last_failure(&service).await, told(Token, "client-assertion-present", "invalid_client"));
        let stale = service.assertion().claim("exp", 1);
        sandpit.post("/token", &service.signed_by(&service.code_form("c"), &stale)).await;
        assert_eq!(last_failure(&service).await, told(Token, "client-assertion-valid", "invalid_client"));
        let tokens = service.tokens_of(people::P9, &request).await;
        service.userinfo(&tokens.id).await;
        assert_eq!(last_failure(&service).await, told(Userinfo, "access-token-valid", "invalid_token"));
        service.patch_userinfo(&tokens.access, "{}").await;
        assert_eq!(last_failure(&service).await, told(Userinfo, "scope-sufficient", "insufficient_scope"));
    }

    async fn a_sign_in_can_be_followed_from_request_to_userinfo(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let waiting = sandpit.latest_exchange(&service).await;
        assert_eq!((waiting.outcome, waiting.details.status), (Outcome::Waiting, 302));
        let page = visitor.finish(page, people::P9).await;
        let tokens = Tokens::of(&service.redeem(&page.parameter("code")).await);
        service.userinfo(&tokens.access).await;
        let exchanges = sandpit.exchanges(&service).await;
        assert_eq!(
            exchanges.iter().map(|e| e.endpoint.name()).collect::<Vec<_>>(),
            ["authorize", "token", "userinfo"]
        );
        assert!(exchanges.iter().all(|e| e.outcome == Outcome::Succeeded && e.grant_id.is_some()));
        assert!(exchanges.iter().all(|e| e.grant_id == exchanges[0].grant_id));
        let report = exchanges[1].details.assertion.as_ref().unwrap();
        assert!(report.is_accepted() && report.claims["sub"] == service.id());
        let fingerprint = |exchange: usize, name: &str| {
            let details = &exchanges[exchange].details;
            let found = details.parameters.iter().chain(&details.answer).find(|(known, _)| known == name);
            found.unwrap_or_else(|| panic!("no {name}")).1.clone()
        };
        assert_eq!(fingerprint(0, "code"), fingerprint(1, "code"), "the same code is seen to come back");
    }

    async fn an_unknown_client_leaves_an_exchange_for_operators_alone(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let answer = service.authorize(&service.request().with("client_id", "nobody")).await;
        let reference = answer.header("x-reference").parse().unwrap();
        let found =
            app::exchanges::find(&sandpit.ctx, &sandpit.environment.id, &reference).await.unwrap().unwrap();
        assert_eq!(
            (found.exchange.client_id, found.exchange.error.as_deref()),
            (None, Some("invalid_client"))
        );
        assert!(sandpit.exchanges(&service).await.is_empty());
    }

    async fn nothing_that_is_stored_opens_a_door(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let verifier = "a-verifier-of-43-characters-or-more-0123456789";
        let request = service
            .request()
            .with("scope", "openid profile client_metadata")
            .with("code_challenge_method", "S256");
        let request = request.with("code_challenge", &jose::s256(verifier));
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&request)).await;
        let mut secrets = vec![visitor.cookies["sandpit-journey"].clone()];
        let page = visitor.give_password(&page, people::P9, people::PASSWORD).await;
        let page = visitor.press(&page, "Continue", &[("#otp-input", people::CODE), ("#rmd", "true")]).await;
        secrets.extend(visitor.cookies.values().cloned());
        let code = visitor.agree(&page).await.parameter("code");
        let form = service.signed(
            &service.code_form(&code).with("code_verifier", verifier).with("client_secret", "hunter2-secret"),
        );
        let tokens = Tokens::of(&sandpit.post("/token", &form).await);
        let next = Tokens::of(&service.refresh(&tokens.refresh).await);
        service.userinfo(&next.access).await;
        // Refusals too: a used code, a used token, a bad assertion, a journey that waits with another service's word.
        service.redeem(&code).await;
        service.userinfo(&format!("{}x", next.access)).await;
        sandpit.post("/token", &form.clone().with("client_assertion_type", "x")).await;
        let fresh = service.tokens_of(people::P0, &service.request()).await;
        let asserted = service.asserted_login(&fresh.id).await.sign(service.key);
        let waiting =
            service.request().with("vtr", r#"["P9.Cp.Cd"]"#).with("asserted_login_identity", &asserted);
        assert_eq!(service.authorize(&waiting).await.location(), "/prove-identity");
        let encoded = form.encoded();
        let pairs: Vec<(String, String)> = form_urlencoded::parse(encoded.as_bytes()).into_owned().collect();
        let assertion = &pairs.iter().find(|(name, _)| name == "client_assertion").unwrap().1;
        secrets.extend([code, verifier.into(), people::PASSWORD.into(), "hunter2-secret".into()]);
        for token in [&tokens.access, &tokens.id, &next.access, assertion, &asserted] {
            secrets.push(token.rsplit('.').next().unwrap().to_owned());
        }
        secrets.extend([tokens.refresh, next.refresh, fresh.refresh]);
        let rows = sandpit.every_row().await;
        assert!(rows.contains(service.id()) && rows.contains("sha256:"), "the rows were read");
        for secret in secrets {
            assert!(secret.len() > 10 && !rows.contains(&secret), "{secret} is stored");
        }
    }

    async fn a_registration_under_way_keeps_no_password(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.register(&service, "new.person@people.example", "07700 900555").await;
        let rows = sandpit.every_row().await;
        assert!(rows.contains("new.person@people.example") && rows.contains("$argon2id$"));
        assert!(!rows.contains(people::NEW_PASSWORD));
        for cookie in visitor.cookies.values() {
            assert!(!rows.contains(cookie));
        }
    }
}
