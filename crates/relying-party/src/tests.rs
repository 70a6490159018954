//! Every step against a provider that lies as it is told.

use std::sync::Arc;

use kernel::{Clock, FixedClock, SeededRandom, SignedDuration};
use serde_json::{Value, json};
use testkit::StubProvider;

use super::*;

const REDIRECT: &str = "http://localhost:4000/sign-in/organisation/callback";

struct Visit {
    clock: Arc<FixedClock>,
    stub: Arc<StubProvider>,
    provider: Provider,
    random: SeededRandom,
}

fn secret() -> Authentication {
    Authentication::Secret(Secret::new("s3 cret/&"))
}

impl Visit {
    async fn new() -> Self {
        Self::with(secret()).await
    }

    async fn with(authentication: Authentication) -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-21T22:00:00Z"));
        let stub = StubProvider::start(Arc::clone(&clock)).await;
        let provider = Provider::new(Settings {
            issuer: stub.issuer.clone(),
            client_id: "slipway".into(),
            authentication,
            redirect_uri: REDIRECT.into(),
            acr_values: vec!["gold".into(), "silver".into()],
        });
        Self { clock, stub, provider, random: SeededRandom::new(3) }
    }

    fn says(&self, claims: Value) {
        self.stub.script(|script| script.claims = claims);
    }

    /// A whole sign-in.
    async fn sign_in(&self) -> Result<Identity, Problem> {
        let begun = Begun::draw(&self.random);
        let url = self.provider.authorization_url(&begun, self.clock.now()).await?;
        let (state, code) = self.stub.sign_in(url.as_str());
        self.come_back(&begun, Answer { state, outcome: Ok(Secret::new(code)), issuer: None }).await
    }

    async fn come_back(&self, begun: &Begun, answer: Answer) -> Result<Identity, Problem> {
        let moment = Moment { now: self.clock.now(), random: &self.random };
        self.provider.identify(begun, answer, moment).await
    }

    async fn distrusted(&self) -> Distrust {
        match self.sign_in().await {
            Err(Problem::Distrusted(why)) => why,
            other => panic!("not distrusted: {other:?}"),
        }
    }

    async fn outage(&self) -> Outage {
        match self.sign_in().await {
            Err(Problem::Outage(why)) => why,
            other => panic!("no outage: {other:?}"),
        }
    }

    fn asked(&self, path: &str) -> usize {
        self.stub.script(|script| script.asked.iter().filter(|asked| *asked == path).count())
    }
}

#[tokio::test]
async fn somebody_signs_in_and_nothing_is_fetched_twice() {
    let visit = Visit::new().await;
    visit.says(json!({"acr": "gold", "amr": ["pwd", "mfa"]}));
    let identity = visit.sign_in().await.unwrap();
    assert_eq!(
        (identity.subject.as_str(), identity.email.as_deref()),
        ("person-1", Some("ada@service.example"))
    );
    assert_eq!((identity.email_verified, identity.acr.as_deref()), (Some(true), Some("gold")));
    assert_eq!(identity.amr, ["pwd", "mfa"]);
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "slipway"),
        ("redirect_uri", REDIRECT),
        ("scope", "openid email"),
        ("code_challenge_method", "S256"),
        ("acr_values", "gold silver"),
    ] {
        assert_eq!(visit.stub.requested(name), value);
    }
    visit.sign_in().await.unwrap();
    assert_eq!((visit.asked("discovery"), visit.asked("jwks"), visit.asked("token")), (1, 1, 2));
    assert_eq!(visit.asked("userinfo"), 0, "the ID token said it all");
    visit.clock.advance(SignedDuration::from_hours(1));
    visit.sign_in().await.unwrap();
    assert_eq!((visit.asked("discovery"), visit.asked("jwks")), (2, 2));
}

#[tokio::test]
async fn an_id_token_is_for_us_now_and_for_this_sign_in_or_it_is_refused() {
    let visit = Visit::new().await;
    let now = visit.clock.now().as_second();
    let issuer = &visit.stub.issuer;
    for (claims, why) in [
        (json!({"iss": "https://evil.example"}), Distrust::Issuer),
        (json!({"iss": format!("{issuer}/")}), Distrust::Issuer),
        (json!({"iss": null}), Distrust::Issuer),
        (json!({"aud": "another"}), Distrust::Audience),
        (json!({"aud": ["another"]}), Distrust::Audience),
        (json!({"aud": null}), Distrust::Audience),
        (json!({"aud": ["slipway", "another"]}), Distrust::AuthorizedParty),
        (json!({"aud": ["slipway", "another"], "azp": "another"}), Distrust::AuthorizedParty),
        (json!({"azp": 1}), Distrust::AuthorizedParty),
        (json!({"exp": now - 60}), Distrust::Expired),
        (json!({"exp": null}), Distrust::Expired),
        (json!({"exp": "tomorrow"}), Distrust::Expired),
        (json!({"iat": now + 61}), Distrust::IssuedAt),
        (json!({"iat": now - 601}), Distrust::IssuedAt),
        (json!({"iat": null}), Distrust::IssuedAt),
        (json!({"nbf": now + 61}), Distrust::NotYet),
        (json!({"nbf": "soon"}), Distrust::NotYet),
        (json!({"nonce": "another"}), Distrust::Nonce),
        (json!({"nonce": null}), Distrust::Nonce),
        (json!({"sub": null}), Distrust::Subject),
        (json!({"sub": ""}), Distrust::Subject),
        (json!({"sub": 7}), Distrust::Subject),
        (json!({"sub": "x".repeat(256)}), Distrust::Subject),
    ] {
        visit.says(claims.clone());
        assert_eq!(visit.distrusted().await, why, "{claims}");
    }
    for claims in [
        json!({"aud": ["slipway", "another"], "azp": "slipway"}),
        json!({"aud": ["slipway"], "nbf": now + 60, "exp": now - 59}),
        json!({"exp": 1e9 + f64::from(i32::MAX) }),
    ] {
        visit.says(claims.clone());
        assert!(visit.sign_in().await.is_ok(), "{claims}");
    }
}

#[tokio::test]
async fn a_new_key_is_found_and_a_strange_one_asked_for_once_a_minute() {
    let visit = Visit::new().await;
    visit.sign_in().await.unwrap();
    // It rotates: the keys that we have are too old to be the last word, and are fetched once.
    visit.clock.advance(SignedDuration::from_mins(1));
    visit.stub.script(|script| (script.signs_with, script.publishes) = (1, vec![1]));
    visit.sign_in().await.unwrap();
    assert_eq!(visit.asked("jwks"), 2);
    visit.stub.script(|script| script.signs_with = 0);
    for _ in 0..3 {
        let unknown = Distrust::Signature(jose::SignatureProblem::UnknownKey);
        assert_eq!(visit.distrusted().await, unknown);
    }
    assert_eq!(visit.asked("jwks"), 2, "nobody makes us ask more often than once a minute");
    visit.clock.advance(SignedDuration::from_mins(1));
    visit.distrusted().await;
    assert_eq!(visit.asked("jwks"), 3);
}

#[tokio::test]
async fn a_signature_counts_with_a_known_algorithm_and_its_own_key_alone() {
    let visit = Visit::new().await;
    for (algorithm, why) in [
        ("none", jose::SignatureProblem::WrongAlgorithm),
        ("HS256", jose::SignatureProblem::WrongAlgorithm),
        // Signed with RS256, and said to be another.
        ("RS512", jose::SignatureProblem::BadSignature),
        ("ES256", jose::SignatureProblem::UnknownKey),
    ] {
        visit.stub.script(|script| script.algorithm = algorithm);
        assert_eq!(visit.distrusted().await, Distrust::Signature(why), "{algorithm}");
    }
}

#[tokio::test]
async fn an_answer_that_this_browser_did_not_ask_for_is_not_looked_into() {
    let visit = Visit::new().await;
    let begun = Begun::draw(&visit.random);
    let url = visit.provider.authorization_url(&begun, visit.clock.now()).await.unwrap();
    let (state, code) = visit.stub.sign_in(url.as_str());
    let answer = |state: &str, issuer: Option<&str>| Answer {
        state: state.to_owned(),
        outcome: Ok(Secret::new(&code)),
        issuer: issuer.map(str::to_owned),
    };
    for state in ["", "another"] {
        assert!(matches!(visit.come_back(&begun, answer(state, None)).await, Err(Problem::Stray)));
    }
    // RFC 9207: said to come from another provider.
    let mixed_up = visit.come_back(&begun, answer(&state, Some("https://evil.example"))).await;
    assert!(matches!(mixed_up, Err(Problem::Distrusted(Distrust::Issuer))), "{mixed_up:?}");
    assert_eq!(visit.asked("token"), 0);
    // Another verifier than the one that the challenge was made from.
    let another = Begun { code_verifier: "another".into(), ..Begun::draw(&visit.random) };
    let stolen = Answer { state: another.state.clone(), ..answer(&state, None) };
    assert!(matches!(visit.come_back(&another, stolen).await, Err(Problem::Stray)));
    let issuer = visit.stub.issuer.clone();
    assert!(visit.come_back(&begun, answer(&state, Some(&issuer))).await.is_ok());
}

#[tokio::test]
async fn a_provider_that_says_who_it_is_in_its_answers_has_to() {
    let visit = Visit::new().await;
    visit
        .stub
        .script(|script| script.metadata = json!({"authorization_response_iss_parameter_supported": true}));
    assert_eq!(visit.distrusted().await, Distrust::Issuer);
}

#[tokio::test]
async fn what_a_provider_declines_with_is_a_name_and_never_its_sentence() {
    let visit = Visit::new().await;
    let begun = Begun::draw(&visit.random);
    for (error, name) in [
        ("access_denied", "access_denied"),
        ("<b>hello</b>", "an error without a name"),
        ("", "an error without a name"),
    ] {
        let answer = Answer { state: begun.state.clone(), outcome: Err(error.to_owned()), issuer: None };
        match visit.come_back(&begun, answer).await {
            Err(Problem::Declined(declined)) => assert_eq!(declined, name),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn metadata_of_somebody_else_or_without_encryption_is_not_used() {
    let visit = Visit::new().await;
    for (metadata, why) in [
        (json!({"issuer": "https://evil.example"}), Outage::Unusable(Unusable::AnotherIssuer)),
        (json!({"token_endpoint": "http://evil.example/token"}), Outage::Unusable(Unusable::NotEncrypted)),
        (json!({"jwks_uri": null}), Outage::NotUnderstood("its metadata")),
    ] {
        visit.stub.script(|script| script.metadata = metadata);
        assert_eq!(visit.outage().await, why);
        visit.clock.advance(SignedDuration::from_secs(10));
    }
    let methods = json!({"token_endpoint_auth_methods_supported": ["none", "private_key_jwt"]});
    visit.stub.script(|script| script.metadata = methods);
    assert_eq!(visit.outage().await, Outage::Unusable(Unusable::NoCommonAuthentication));
}

#[tokio::test]
async fn a_provider_that_is_down_is_left_alone_for_a_moment_and_then_asked_again() {
    let visit = Visit::new().await;
    visit.stub.script(|script| script.is_down = true);
    assert!(matches!(visit.outage().await, Outage::Refused { status: 503, .. }));
    assert_eq!(visit.outage().await, Outage::LeftAlone);
    assert_eq!(visit.asked("discovery"), 1);
    visit.stub.script(|script| script.is_down = false);
    visit.clock.advance(SignedDuration::from_secs(10));
    visit.sign_in().await.unwrap();
}

#[tokio::test]
async fn a_token_endpoint_that_refuses_us_is_an_outage_and_a_used_code_is_not() {
    let visit = Visit::new().await;
    visit.stub.script(|script| script.refuses_with = Some((401, "invalid_client")));
    let refused = visit.outage().await.to_string();
    assert_eq!(refused, "our token request was refused with 401 invalid_client");
    visit.stub.script(|script| script.refuses_with = Some((400, "invalid_grant")));
    assert!(matches!(visit.sign_in().await, Err(Problem::Stray)));
}

#[tokio::test]
async fn a_secret_goes_where_the_provider_wants_it() {
    let visit = Visit::new().await;
    visit.sign_in().await.unwrap();
    let (form, authorization) = visit.stub.script(|script| script.token_request.clone());
    // slipway:s3+cret%2F%26, as RFC 6749 section 2.3.1 spells it.
    assert_eq!(authorization, "Basic c2xpcHdheTpzMytjcmV0JTJGJTI2");
    assert!(!form.contains_key("client_secret"));
    let post = Visit::new().await;
    let methods = json!({"token_endpoint_auth_methods_supported": ["client_secret_post"]});
    post.stub.script(|script| script.metadata = methods);
    post.sign_in().await.unwrap();
    let (form, authorization) = post.stub.script(|script| script.token_request.clone());
    assert_eq!((form["client_secret"].as_str(), authorization.as_str()), (Some("s3 cret/&"), ""));
}

#[tokio::test]
async fn a_private_key_signs_a_short_assertion_for_the_token_endpoint() {
    let key = Arc::new(jose::SigningKey::generate());
    let jwk = json!({"keys": [key.public_jwk()]}).to_string().replace("RS512", "PS256");
    let authentication =
        Authentication::PrivateKey { key: Arc::clone(&key), kid: Some(key.kid().to_owned()) };
    let visit = Visit::with(authentication).await;
    visit.stub.script(|script| {
        script.metadata = json!({
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256"],
        });
    });
    visit.sign_in().await.unwrap();
    let (form, authorization) = visit.stub.script(|script| script.token_request.clone());
    assert_eq!(authorization, "");
    let assertion = form["client_assertion"].as_str().unwrap();
    let read = jose::KeySet::parse(jwk.as_bytes()).unwrap().verify(assertion).unwrap();
    assert_eq!(read.header_text("alg"), Some("PS256"));
    assert_eq!(read.claim_text("aud"), Some(format!("{}/token", visit.stub.issuer).as_str()));
    assert_eq!((read.claim_text("iss"), read.claim_text("sub")), (Some("slipway"), Some("slipway")));
    assert_eq!(read.claims["exp"].as_i64().unwrap() - read.claims["iat"].as_i64().unwrap(), 60);
}

#[tokio::test]
async fn an_address_that_the_token_lacks_is_asked_for_and_only_of_the_same_person() {
    let visit = Visit::new().await;
    visit.says(json!({"email": null, "email_verified": null}));
    visit.stub.script(|script| script.userinfo = json!({"email_verified": "true"}));
    let identity = visit.sign_in().await.unwrap();
    assert_eq!(
        (identity.email.as_deref(), identity.email_verified),
        (Some("ada@service.example"), Some(true))
    );
    visit.stub.script(|script| script.userinfo = json!({"sub": "person-2"}));
    assert_eq!(visit.distrusted().await, Distrust::SomebodyElse);
}

#[test]
fn requests_go_to_encrypted_addresses_or_to_this_machine() {
    let fit = |text: &str| is_fit(&Url::parse(text).unwrap());
    assert!(
        fit("https://id.example/a?b=c")
            && fit("http://localhost:1/a")
            && fit("http://127.0.0.1/a")
            && fit("http://[::1]/a")
    );
    for text in [
        "http://id.example",
        "http://localhost.evil.example",
        "https://a:b@id.example",
        "https://id.example/#a",
        "file:///etc/passwd",
    ] {
        assert!(!fit(text), "{text}");
    }
}
