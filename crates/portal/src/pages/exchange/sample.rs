//! A client and its requests, invented for sample pages.

use std::sync::Arc;

use app::portal::{Product, Recorded, traffic::Opened};
use identity::{
    Client, ClientId, Environment, EnvironmentId, Exchange, Finding, GrantId,
    client::ClientKey,
    exchange::{Details, Endpoint, Outcome},
    rules,
};
use jose::{AssertionReport, Check, ClaimCheck, PublicKey};
use kernel::{Reference, SignedDuration, Timestamp};
use serde_json::json;

// The example of RFC 7638 section 3.1.
const KEY: &str = r#"{"kty":"RSA","e":"AQAB","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}"#;

fn at() -> Timestamp {
    "2026-11-21T22:58:28Z".parse().expect("a literal instant")
}

pub fn client() -> Client {
    let keys = PublicKey::parse(KEY).expect("a literal key that a test reads");
    Client {
        id: ClientId::new("harbour-appointments-ab12cd"),
        name: "Harbour Appointments".into(),
        redirect_uris: vec!["https://appointments.harbour.example/callback".into()],
        scopes: identity::ScopeSet::parse("openid profile email").0,
        vectors: vec!["P9.Cp.Cd".parse().expect("a literal vector")],
        sso_partners: vec![],
        keys: keys.into_iter().map(|key| ClientKey { key, added_at: at(), expires_at: None }).collect(),
        repeats_claims_in_header: true,
        permissions: identity::Permissions::default(),
        is_suspended: false,
        created_at: at(),
    }
}

fn reference(text: &str) -> Reference {
    text.parse().expect("a literal reference")
}

fn exchange(text: &str, endpoint: Endpoint, outcome: Outcome, details: Details) -> Exchange {
    Exchange {
        reference: reference(text),
        environment: EnvironmentId::new("sandpit"),
        client_id: Some(client().id),
        grant_id: Some(GrantId::from(uuid::Uuid::nil())),
        endpoint,
        at: at(),
        outcome,
        error: None,
        details,
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn refused_authorize() -> Exchange {
    let (registered, sent) =
        ("https://appointments.harbour.example/callback", "https://appointments.harbour.example/callback/");
    let words = "redirect_uri differs from the registered one by a trailing slash";
    let details = Details {
        method: "GET".into(),
        status: 400,
        parameters: pairs(&[
            ("client_id", "harbour-appointments-ab12cd"),
            ("redirect_uri", sent),
            ("scope", "openid"),
        ]),
        findings: vec![
            Finding::failure(&rules::REDIRECT_URI_REGISTERED, words).expected(registered).received(sent),
            Finding::warning(&rules::STATE_PRESENT, "there is no state"),
        ],
        user_agent: "Mozilla/5.0".into(),
        ..Details::default()
    };
    Exchange {
        error: Some("invalid_request".into()),
        grant_id: None,
        ..exchange("7Q4M-2XKD", Endpoint::Authorize, Outcome::Refused, details)
    }
}

fn refused_token() -> Exchange {
    let check = |name, outcome, expected: &str, received: &str, explanation: &str| ClaimCheck {
        name,
        outcome,
        expected: expected.into(),
        received: received.into(),
        explanation: explanation.into(),
    };
    let header = json!({"alg": "RS512", "kid": "one"});
    let claims = json!({"iss": "harbour-appointments-ab12cd", "aud": "http://localhost:4001"});
    let report = AssertionReport {
        header: header.as_object().cloned().unwrap_or_default(),
        claims: claims.as_object().cloned().unwrap_or_default(),
        checks: vec![
            check(Check::Alg, jose::Outcome::Pass, "RS512", "RS512", ""),
            check(
                Check::Signature,
                jose::Outcome::Fail,
                "a signature of a registered key",
                "another",
                "Look at the keys.",
            ),
            check(
                Check::Aud,
                jose::Outcome::Warning,
                "http://localhost:4001/token",
                "http://localhost:4001",
                "Accepted here.",
            ),
            check(Check::Jti, jose::Outcome::NotChecked, "a value never used before", "nothing", ""),
        ],
        jti: None,
        expires_at: None,
    };
    let details = Details {
        method: "POST".into(),
        status: 400,
        parameters: pairs(&[
            ("grant_type", "authorization_code"),
            ("code", "sha256:0a1b2c3d4e5f (43 characters)"),
            ("client_assertion", "(912 characters, not kept)"),
        ]),
        findings: vec![Finding::failure(
            &rules::CLIENT_ASSERTION_VALID,
            "the signature is not one of your keys",
        )],
        assertion: Some(report),
        answer: pairs(&[("error", "invalid_client")]),
        ..Details::default()
    };
    Exchange {
        error: Some("invalid_client".into()),
        ..exchange("8R5N-3YME", Endpoint::Token, Outcome::Refused, details)
    }
}

/// One of each kind, newest first.
pub fn exchanges() -> Vec<Recorded> {
    let plain = |text, endpoint, outcome| {
        let details = Details { method: "GET".into(), ..Details::default() };
        exchange(text, endpoint, outcome, details)
    };
    let all = [
        refused_authorize(),
        refused_token(),
        plain("9S6P-4ZNF", Endpoint::Authorize, Outcome::Waiting),
        plain("AT7Q-5APG", Endpoint::Userinfo, Outcome::Succeeded),
    ];
    (1..).zip(all).map(|(sequence, exchange)| Recorded { sequence: 10 - sequence, exchange }).collect()
}

/// The same, opened.
pub fn opened() -> Vec<Opened> {
    let product = Product {
        id: uuid::Uuid::nil(),
        organisation_id: uuid::Uuid::nil(),
        organisation_name: "Harbour Health".into(),
        name: "Harbour Appointments".into(),
        created_at: at() - SignedDuration::from_hours(1),
    };
    let environment = Arc::new(Environment::sandpit("http://localhost:4001"));
    let all = exchanges();
    let sign_in: Vec<Recorded> = all.iter().filter(|one| one.exchange.grant_id.is_some()).cloned().collect();
    all.into_iter()
        .map(|recorded| Opened {
            product: product.clone(),
            environment: environment.clone(),
            client: client(),
            sign_in: if recorded.exchange.grant_id.is_some() { sign_in.clone() } else { Vec::new() },
            recorded,
        })
        .collect()
}
