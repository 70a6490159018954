//! How a service proves who it is: `private_key_jwt` and nothing else, with keys that can be changed over without a gap.

use axum::body::Body;
use http::{Method, Request, header};
use jose::SigningKey;
use kernel::SignedDuration;
use testkit::on_both_databases;

use crate::support::{Answer, Parameters, Sandpit, Service, Tokens, other_key, people};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

async fn code(service: &Service) -> String {
    service.sandpit.visitor().code_for(service, &service.request(), people::P9).await
}

async fn redeem_signed_by(service: &Service, key: &SigningKey) -> Answer {
    let assertion = service.assertion().sign(key);
    let form = service.code_form(&code(service).await);
    let form = form.with("client_assertion_type", JWT_BEARER).with("client_assertion", &assertion);
    service.sandpit.post("/token", &form).await
}

on_both_databases! {
    async fn anything_but_private_key_jwt_is_invalid_client(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let form = service.code_form("c");
        for (form, words) in [
            (form.clone(), "client_assertion are missing"),
            (form.clone().with("client_id", service.id()).with("client_secret", "hunter2"), "client_secret"),
            (
                form.clone().with("client_assertion", &service.assertion().sign(service.key)),
                "client_assertion_type is missing",
            ),
            (form.clone().with("client_assertion_type", JWT_BEARER), "client_assertion is missing"),
            (service.signed(&form).with("client_assertion_type", "urn:x"), "not the one for a JWT"),
            (service.signed(&form).with("client_assertion", "a.b"), "names no client"),
        ] {
            let answer = sandpit.post("/token", &form).await;
            answer.assert_refused(400, "invalid_client", words);
            assert!(!answer.text().contains("hunter2"));
            assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        }
    }

    async fn wrong_parties_keys_and_clients_are_told_what_was_expected(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let good = || service.assertion();
        for (assertion, words) in [
            (good().claim("iss", "someone-else"), "iss"),
            (good().claim("iss", "http://localhost:4001"), "You issue the assertion, about yourself"),
            (good().claim("sub", "nobody"), "registered here"),
            (good().without("iss"), "iss is missing"),
            (good().claim("aud", "https://elsewhere.example/token"), "aud"),
        ] {
            let form = service.signed_by(&service.code_form("c"), &assertion);
            let answer = sandpit.post("/token", &form).await;
            let (status, error, description) = answer.refusal();
            assert_eq!((status, error.as_str()), (400, "invalid_client"));
            assert!(description.to_lowercase().contains(&words.to_lowercase()), "{description}");
            assert!(description.contains("expected") || words == "registered here", "{description}");
        }
        redeem_signed_by(&service, other_key()).await.assert_refused(400, "invalid_client", "signature");
    }

    async fn an_assertion_is_used_once_even_for_a_request_that_failed(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let form = service.signed(&service.code_form("never-issued"));
        sandpit.post("/token", &form).await.assert_refused(400, "invalid_grant", "never issued");
        sandpit.post("/token", &form).await.assert_refused(400, "invalid_client", "used before");
        assert_eq!(sandpit.latest_findings(&service).await, ["client-assertion-fresh"]);
        // The same jti from another client is another jti.
        let other = sandpit.other_service().await;
        let jti = service.assertion().claim("jti", "shared");
        sandpit.post("/token", &service.signed_by(&service.code_form("x"), &jti)).await.assert_refused(
            400,
            "invalid_grant",
            "",
        );
        let jti = other.assertion().claim("jti", "shared");
        sandpit.post("/token", &other.signed_by(&other.code_form("x"), &jti)).await.assert_refused(
            400,
            "invalid_grant",
            "",
        );
    }

    async fn the_old_key_works_beside_the_new_one_for_its_overlap(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (ctx, id) = (&sandpit.ctx, &service.client.id);
        let new = other_key();
        redeem_signed_by(&service, new).await.assert_refused(400, "invalid_client", "signature");
        sandpit.advance(SignedDuration::from_secs(1));
        let overlap = SignedDuration::from_hours(24);
        let added =
            app::clients::rotate_key(ctx, &sandpit.environment.id, id, &new.public_key().to_pem(), overlap)
                .await;
        assert_eq!(added.unwrap(), *new.public_key());
        Tokens::of(&redeem_signed_by(&service, service.key).await);
        assert_eq!(sandpit.latest_findings(&service).await, ["client-key-stays"]);
        Tokens::of(&redeem_signed_by(&service, new).await);
        assert_eq!(sandpit.latest_findings(&service).await, [""; 0]);
        sandpit.advance(overlap);
        redeem_signed_by(&service, service.key).await.assert_refused(400, "invalid_client", "signature");
        Tokens::of(&redeem_signed_by(&service, new).await);
    }

    async fn a_removed_key_stops_at_once(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (ctx, environment, id) = (&sandpit.ctx, &sandpit.environment.id, &service.client.id);
        sandpit.advance(SignedDuration::from_secs(1));
        let pem = other_key().public_key().to_pem();
        app::clients::rotate_key(ctx, environment, id, &pem, SignedDuration::from_hours(1)).await.unwrap();
        Tokens::of(&redeem_signed_by(&service, service.key).await);
        sandpit.advance(SignedDuration::from_secs(1));
        let thumbprint = service.key.public_key().thumbprint();
        app::clients::remove_key(ctx, environment, id, &thumbprint).await.unwrap();
        redeem_signed_by(&service, service.key).await.assert_refused(400, "invalid_client", "signature");
        Tokens::of(&redeem_signed_by(&service, other_key()).await);
    }

    async fn the_token_endpoint_takes_forms_by_post_alone(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let form = service.signed(&service.code_form("c"));
        assert_eq!(sandpit.get(&format!("/token?{}", form.encoded())).await.status, 405);
        for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
            let request =
                Request::builder().method(Method::POST).uri("/token").header(header::CONTENT_TYPE, kind);
            let answer = sandpit.send(request.body(Body::from(form.encoded())).unwrap()).await;
            answer.assert_refused(400, "invalid_request", "x-www-form-urlencoded");
        }
        let by_query = sandpit.post(&format!("/token?{}", form.encoded()), &Parameters::default()).await;
        by_query.assert_refused(400, "invalid_request", "no form");
        let request = Request::builder().method(Method::POST).uri("/token");
        let request =
            request.header(header::CONTENT_TYPE, "Application/X-WWW-Form-Urlencoded; charset=UTF-8");
        let answer = sandpit.send(request.body(Body::from(form.encoded())).unwrap()).await;
        answer.assert_refused(400, "invalid_grant", "");
    }
}
