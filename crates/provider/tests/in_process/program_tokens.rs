//! The grants of programs: who may use them, what their tokens say, and what those do not open.

use identity::{Permission, exchange::Outcome};
use kernel::SignedDuration;
use testkit::on_both_databases;

use crate::support::{Parameters, Sandpit, Service, Tokens, people};

fn credentials() -> Parameters {
    Parameters::of([("grant_type", "client_credentials")])
}

on_both_databases! {
    async fn nobody_may_until_staff_permit_it_and_not_after_they_forbid_it(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let look_up = || service.look_up_form(&service.assertion(), &service.look_up_scope("profile"));
        for permission in Permission::ALL {
            let refused = sandpit.post("/token", &look_up()).await;
            refused.assert_refused(400, "unauthorized_client", "not permitted to look up users: ask the staff");
            service.token(&credentials()).await.assert_refused(400, "unauthorized_client", "provision accounts");
            assert_eq!(sandpit.latest_findings(&service).await, ["client-permitted"]);
            let codes: &[&str] = if permission == Permission::ProvisionAccounts { &["A00001"] } else { &[] };
            service.permit(permission, codes).await;
            // Each permission opens its own grant alone.
            let (looked, provisioned) = (sandpit.post("/token", &look_up()).await, service.token(&credentials()).await);
            assert_eq!(looked.status == 200, permission == Permission::LookUpUsers);
            assert_eq!(provisioned.status == 200, permission == Permission::ProvisionAccounts);
            service.forbid(permission).await;
        }
        service.token(&credentials()).await.assert_refused(400, "unauthorized_client", "provision accounts");
    }

    async fn a_token_for_provisioning_speaks_of_the_client_alone(sandpit: Sandpit) {
        let (service, _) = Service::provisioner(&sandpit).await;
        let answer = service.token(&credentials().with("scope", "openid")).await;
        assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
        let tokens = Tokens::of(&answer);
        let members: Vec<&String> = tokens.body.as_object().unwrap().keys().collect();
        assert_eq!(members, ["access_token", "expires_in", "token_type"]);
        assert_eq!((&tokens.body["expires_in"], &tokens.body["token_type"]), (&300.into(), &"Bearer".into()));
        let token = service.verify(&tokens.access).await;
        for name in ["sub", "aud", "client_id"] {
            assert_eq!(token.claims[name], service.id(), "{name}");
        }
        assert_eq!(token.claims["iss"], sandpit.environment.issuer);
        assert_eq!(token.claims["exp"].as_i64().unwrap() - token.claims["iat"].as_i64().unwrap(), 300);
        assert!(["vot", "auth_time", "nhs_number", "scope"].iter().all(|name| !token.claims.contains_key(*name)));
        assert_eq!(token.header["sub"], service.id(), "in the header as ever");
        let exchange = sandpit.latest_exchange(&service).await;
        assert_eq!((exchange.outcome, exchange.grant_id), (Outcome::Succeeded, None));
    }

    async fn a_token_for_look_ups_has_what_was_asked_and_approved(sandpit: Sandpit) {
        let service = sandpit.service().await;
        service.permit(Permission::LookUpUsers, &[]).await;
        let scope = service.look_up_scope("profile email phone openid frogs");
        let form = service.look_up_form(&service.assertion(), &scope);
        let tokens = Tokens::of(&sandpit.post("/token", &form).await);
        assert_eq!(tokens.body["scope"], service.look_up_scope("email phone profile"));
        assert!(tokens.body.get("refresh_token").is_none() && tokens.body.get("id_token").is_none());
        assert_eq!(sandpit.latest_findings(&service).await, ["look-up-scope"], "what was ignored is remarked on");
        let claims = service.verify(&tokens.access).await.claims;
        assert_eq!(claims["scope"], tokens.body["scope"]);
        assert_eq!((&claims["reason_for_request"], &claims["requesting_system"]), (&"directcare".into(), &service.id().into()));
        let mut service = service;
        service.change(|change| change.scope = "openid profile".into()).await;
        let token = service.verify(&service.look_up_token("profile email").await).await;
        assert_eq!(token.claims["scope"], service.look_up_scope("profile"), "not registered for email any more");
        assert_eq!(sandpit.latest_findings(&service).await, ["look-up-approved"]);
    }

    async fn a_look_up_needs_its_scope(sandpit: Sandpit) {
        let service = sandpit.service().await;
        service.permit(Permission::LookUpUsers, &[]).await;
        for scope in ["profile", "Users.retrieve", "http://localhost:9/Users.retrieve"] {
            let form = service.look_up_form(&service.assertion(), scope);
            let expected = format!("expected {}/Users.retrieve", sandpit.environment.issuer);
            sandpit.post("/token", &form).await.assert_refused(400, "invalid_scope", &expected);
        }
        let form = service.look_up_form(&service.assertion(), "x");
        sandpit.post("/token", &form.clone().without("scope")).await.assert_refused(400, "invalid_request", "scope is missing");
        sandpit.post("/token", &form.without("assertion")).await.assert_refused(400, "invalid_request", "assertion is missing");
    }

    async fn the_assertion_of_a_look_up_is_checked_as_a_client_assertion_is(sandpit: Sandpit) {
        let (service, other) = (sandpit.service().await, sandpit.other_service().await);
        service.permit(Permission::LookUpUsers, &[]).await;
        let scope = service.look_up_scope("");
        let send = async |form: Parameters| sandpit.post("/token", &form).await;
        for (assertion, words) in [
            (service.assertion().claim("exp", 1), "exp"),
            (service.assertion().claim("aud", "https://x.example/token"), "aud"),
            (service.assertion().without("jti"), "jti"),
            (service.assertion().claim("iss", "x"), "iss"),
        ] {
            send(service.look_up_form(&assertion, &scope)).await.assert_refused(400, "invalid_grant", words);
            assert_eq!(sandpit.latest_findings(&service).await, ["client-assertion-valid"]);
        }
        let forged = Parameters::of([("grant_type", "x"), ("scope", &scope)])
            .with("grant_type", crate::support::JWT_BEARER)
            .with("assertion", &service.assertion().sign(other.key));
        send(forged).await.assert_refused(400, "invalid_grant", "signature");
        let other_name = service.look_up_form(&service.assertion(), &scope).with("client_id", other.id());
        send(other_name).await.assert_refused(400, "invalid_grant", "client_id");
        let unknown = service.assertion().claim("sub", "nobody").claim("iss", "nobody");
        send(service.look_up_form(&unknown, &scope)).await.assert_refused(400, "invalid_client", "registered");
        let once = service.look_up_form(&service.assertion(), &scope);
        assert_eq!(send(once.clone()).await.status, 200);
        send(once.clone()).await.assert_refused(400, "invalid_grant", "used before");
        // One name is one use, whatever for.
        let assertion = service.assertion();
        assert_eq!(send(service.look_up_form(&assertion, &scope)).await.status, 200);
        let again = service.signed_by(&service.code_form("c"), &assertion);
        sandpit.post("/token", &again).await.assert_refused(400, "invalid_client", "used before");
    }

    async fn programs_tokens_open_no_userinfo_and_each_only_its_own(sandpit: Sandpit) {
        let (service, provisioning) = Service::provisioner(&sandpit).await;
        service.permit(Permission::LookUpUsers, &[]).await;
        let look_up = service.look_up_token("profile").await;
        let person = service.tokens_of(people::P9, &service.request()).await.access;
        for token in [&look_up, &provisioning] {
            service.userinfo(token).await.assert_refused(401, "invalid_token", "speaks of no person");
        }
        for token in [&look_up, &person] {
            service.provision(token, "{}").await.assert_refused(403, "insufficient_scope", "client_credentials");
            assert_eq!(sandpit.latest_findings(&service).await, ["token-of-program"]);
        }
        for token in [&provisioning, &person] {
            assert_eq!(service.look_up(token, "x").await.look_up_refusal().0, 403);
        }
        sandpit.advance(SignedDuration::from_secs(300));
        service.provision(&provisioning, "{}").await.assert_refused(401, "invalid_token", "ran out");
        assert_eq!(service.look_up(&look_up, "x").await.look_up_refusal().0, 401);
    }
}
