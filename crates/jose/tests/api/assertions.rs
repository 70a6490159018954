//! Client assertions: what live clients send passes, and every refusal says what to mend.

use jose::{
    AssertionPolicy, AssertionReport, Check, JoseHeader, JwsProblem, Outcome, PublicKey, SigningKey,
    check_assertion, peek_subject,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{KEY, OTHER_KEY, at};

const CLIENT: &str = "example-client";
const ISSUER: &str = "http://localhost:4001";
const TOKEN_ENDPOINT: &str = "http://localhost:4001/token";
const NOW: i64 = 1_795_300_000;

fn policy() -> AssertionPolicy<'static> {
    AssertionPolicy::new(TOKEN_ENDPOINT, ISSUER, at("2026-11-21T22:26:40Z"))
}

fn claims() -> Value {
    json!({ "iss": CLIENT, "sub": CLIENT, "aud": TOKEN_ENDPOINT, "exp": NOW + 60, "jti": "one" })
}

fn claims_with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims();
    claims[name] = value.into();
    claims
}

fn claims_without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().expect("an object").remove(name);
    claims
}

fn check(header: &JoseHeader, claims: &Value) -> AssertionReport {
    let assertion = KEY.sign(header, claims);
    check_assertion(&assertion, CLIENT, &[KEY.public_key().clone()], &policy()).expect("a report")
}

fn outcome(report: &AssertionReport, name: Check) -> (Outcome, &str) {
    let check = report.checks.iter().find(|check| check.name == name).expect("every rule reports");
    (check.outcome, &check.explanation)
}

#[track_caller]
fn assert_refused(report: &AssertionReport, name: Check, words: &str) {
    let failure = report.first_failure().expect("a refusal");
    assert_eq!(failure.name, name, "{failure:?}");
    assert!(failure.explanation.contains(words), "{:?} does not say {words:?}", failure.explanation);
}

#[test]
fn the_plainest_assertion_passes() {
    assert_eq!(policy().now.as_second(), NOW);
    let report = check(&JoseHeader::rs512(), &claims());
    assert!(report.is_accepted(), "{report:?}");
    assert_eq!(report.warnings().count(), 0);
    assert_eq!(report.jti.as_deref(), Some("one"));
    assert_eq!(report.expires_at.unwrap().as_second(), NOW + 60);
    for name in [Check::Kid, Check::Iat, Check::Nbf] {
        assert_eq!(outcome(&report, name).0, Outcome::NotChecked, "{name:?}");
    }
}

#[test]
fn what_live_clients_send_passes() {
    let uuid_and_issuer = json!([TOKEN_ENDPOINT, ISSUER]);
    for claims in [
        claims_with("aud", uuid_and_issuer),
        claims_with("nbf", NOW),
        claims_with("nbf", NOW + 60),
        claims_with("iat", NOW),
        claims_with("iat", NOW - 30),
        claims_with("exp", NOW + 3600),
        claims_with("exp", NOW + 1),
        claims_with("exp", f64::from(60 + i32::try_from(NOW).unwrap()) + 0.5),
        claims_with("jti", "a jti of any {shape} — é"),
        claims_with("jti", "j".repeat(1024)),
        claims_with("something_else", json!({ "deep": [1] })),
    ] {
        let report = check(&KEY.header(), &claims);
        assert!(report.is_accepted(), "{claims} {:?}", report.first_failure());
        assert_eq!(report.warnings().count(), 0, "{claims}");
    }
}

#[test]
fn any_registered_key_will_do() {
    let keys = [OTHER_KEY.public_key().clone(), KEY.public_key().clone()];
    let assertion = KEY.sign(&JoseHeader::rs512(), &claims());
    let report = check_assertion(&assertion, CLIENT, &keys, &policy()).unwrap();
    assert!(report.is_accepted());
}

#[test]
fn only_rs512_is_accepted_and_the_hint_fits_the_algorithm() {
    for (algorithm, words) in [
        ("RS256", "Only RS512"),
        ("none", "not signed"),
        ("HS256", "shared secret"),
        ("PS512", "RSA private key"),
    ] {
        let report = check(&KEY.header().with("alg", algorithm), &claims());
        assert_refused(&report, Check::Alg, words);
        assert_eq!(outcome(&report, Check::Signature).0, Outcome::NotChecked);
    }
    assert_refused(
        &check(&KEY.header().with("alg", 512), &claims()),
        Check::Alg,
        "how the assertion is signed",
    );
}

#[test]
fn a_kid_helps_and_never_refuses() {
    let declared = KEY.public_key().clone().with_declared_kid(Some("2026".to_owned()));
    let keys = [declared, OTHER_KEY.public_key().clone()];
    let warned = |key: &SigningKey, kid: Value| {
        let assertion = key.sign(&JoseHeader::rs512().with("kid", kid), &claims());
        let report = check_assertion(&assertion, CLIENT, &keys, &policy()).unwrap();
        assert!(report.is_accepted());
        outcome(&report, Check::Kid).1.to_owned()
    };
    assert_eq!(warned(&KEY, "2026".into()), "");
    assert_eq!(warned(&KEY, KEY.kid().into()), "");
    assert!(warned(&OTHER_KEY, "2026".into()).contains("signed with another"));
    assert!(warned(&KEY, "2025".into()).contains("No registered key has this kid"));
    assert!(warned(&KEY, 2026.into()).contains("not text"));
}

#[test]
fn a_bad_signature_says_which_keys_were_tried() {
    let refused = |keys: &[PublicKey], words: &str| {
        let assertion = KEY.sign(&JoseHeader::rs512(), &claims());
        let report = check_assertion(&assertion, CLIENT, keys, &policy()).unwrap();
        assert_refused(&report, Check::Signature, words);
    };
    let other = OTHER_KEY.public_key().clone();
    refused(&[], "No public key is registered");
    refused(std::slice::from_ref(&other), &format!("key {}", other.kid()));
    let declared = other.with_declared_kid(Some("2026".to_owned()));
    let openssl = PublicKey::parse(include_str!("../keys/rsa-2048.pem")).unwrap().remove(0);
    refused(&[declared, openssl.clone()], &format!("(your kid: 2026) and {}", openssl.kid()));
    let longer = PublicKey::parse(include_str!("../keys/rsa-3072.pem")).unwrap();
    refused(&longer, "a key of 2048 bits, and the registered key has 3072 bits");
}

#[test]
fn an_empty_signature_is_named() {
    let assertion = KEY.sign(&JoseHeader::rs512(), &claims());
    let unsigned = &assertion[..=assertion.rfind('.').unwrap()];
    let report = check_assertion(unsigned, CLIENT, &[KEY.public_key().clone()], &policy()).unwrap();
    assert_refused(&report, Check::Signature, "signature is empty");
}

#[test]
fn iss_and_sub_are_the_client() {
    for name in [Check::Iss, Check::Sub] {
        for (value, words) in [
            (json!("someone-else"), "must be your client_id"),
            (json!(ISSUER), "the provider's issuer"),
            (json!("Example-Client"), "capital letters"),
            (json!(" example-client"), "spaces"),
            (json!(7), "must be text"),
        ] {
            assert_refused(&check(&KEY.header(), &claims_with(name.as_str(), value)), name, words);
        }
        assert_refused(&check(&KEY.header(), &claims_without(name.as_str())), name, "missing");
    }
}

#[test]
fn aud_says_how_it_differs() {
    for (value, words) in [
        (json!("http://localhost:4001/token/"), "a trailing slash"),
        (json!("https://localhost:4001/token"), "https instead of http"),
        (json!("http://LOCALHOST:4001/token"), "capital letters in the host name"),
        (json!("http://127.0.0.1:4001/token"), "two different names"),
        (json!("http://localhost:4000/token"), "port 4000 instead of port 4001"),
        (json!("http://localhost:4001/authorize"), "the authorize endpoint"),
        (json!("token"), "must be the address of the token endpoint"),
        (json!(ISSUER), "aud is the issuer"),
        (json!(["a", "b"]), "None of the audiences"),
        (json!(["http://localhost:4001/token/"]), "a trailing slash"),
        (json!([]), "an empty list"),
        (json!([7]), "a list of texts"),
        (json!({}), "a list of texts"),
    ] {
        assert_refused(&check(&KEY.header(), &claims_with("aud", value)), Check::Aud, words);
    }
    assert_refused(&check(&KEY.header(), &claims_without("aud")), Check::Aud, "missing");
}

#[test]
fn the_issuer_as_audience_is_a_warning_where_it_is_let_pass() {
    let lenient = AssertionPolicy { accept_issuer_audience: true, ..policy() };
    for audience in [json!(ISSUER), json!([ISSUER])] {
        let assertion = KEY.sign(&KEY.header(), &claims_with("aud", audience));
        let report = check_assertion(&assertion, CLIENT, &[KEY.public_key().clone()], &lenient).unwrap();
        assert!(report.is_accepted());
        assert_eq!(report.warnings().map(|check| check.name).collect::<Vec<_>>(), [Check::Aud]);
    }
}

#[test]
fn exp_says_what_is_wrong_with_it() {
    for (value, words) in [
        (json!(NOW - 125), "ran out 2 minutes 5 seconds ago"),
        (json!(NOW - 5), "ran out 5 seconds ago"),
        (json!((NOW + 60) * 1000), "milliseconds"),
        (json!(NOW + 2 * 3600), "lives for 2 hours, and at most 1 hour"),
        (json!(NOW.to_string()), "without quotation marks"),
        (json!(null), "must be a number"),
        (json!(true), "must be a number"),
        (json!(u64::MAX), "not a time"),
        (json!(1e300), "not a time"),
        (json!(-1e300), "not a time"),
        (json!(i64::MIN), "not a time"),
    ] {
        let report = check(&KEY.header(), &claims_with("exp", value));
        assert_refused(&report, Check::Exp, words);
    }
    assert_refused(&check(&KEY.header(), &claims_without("exp")), Check::Exp, "missing");
}

#[test]
fn an_assertion_that_ran_out_on_the_way_passes_with_a_warning() {
    let report = check(&KEY.header(), &claims_with("exp", NOW - 4));
    assert!(report.is_accepted());
    assert_eq!(outcome(&report, Check::Exp).0, Outcome::Warning);
}

#[test]
fn a_life_is_counted_from_iat() {
    let mut claims = claims_with("iat", NOW - 3600);
    claims["exp"] = json!(NOW + 600);
    assert_refused(&check(&KEY.header(), &claims), Check::Exp, "lives for 1 hour 10 minutes");
    // An iat in the future shortens nothing.
    claims["iat"] = json!(NOW + 50);
    claims["exp"] = json!(NOW + 3700);
    assert_refused(&check(&KEY.header(), &claims), Check::Exp, "lives for 1 hour 1 minute");
}

#[test]
fn iat_and_nbf_may_not_lie_ahead() {
    for name in [Check::Iat, Check::Nbf] {
        let refused = |value: Value, words| {
            let report = check(&KEY.header(), &claims_with(name.as_str(), value));
            assert_refused(&report, name, words);
        };
        refused(json!(NOW + 61), "1 minute 1 second in the future");
        refused(json!(NOW * 1000), "milliseconds");
        refused(json!("now"), "must be a number");
    }
}

#[test]
fn jti_is_any_text_but_there() {
    for (claims, words) in [
        (claims_without("jti"), "missing"),
        (claims_with("jti", ""), "empty"),
        (claims_with("jti", 7), "must be text"),
        (claims_with("jti", "j".repeat(1025)), "longer than 1024"),
    ] {
        let report = check(&KEY.header(), &claims);
        assert_refused(&report, Check::Jti, words);
    }
}

#[test]
fn a_replay_becomes_the_failure() {
    let mut report = check(&KEY.header(), &claims());
    report.refuse_as_replayed(Some(at("2026-11-21T22:26:00Z")));
    assert_refused(&report, Check::Jti, "already used at 2026-11-21T22:26:00Z");
}

#[test]
fn every_failure_is_reported_and_the_first_answers() {
    let report = check(&KEY.header().with("alg", "RS256"), &json!({}));
    let failed = report.checks.iter().filter(|check| check.outcome == Outcome::Fail).map(|check| check.name);
    let expected = [Check::Alg, Check::Iss, Check::Sub, Check::Aud, Check::Exp, Check::Jti];
    assert_eq!(failed.collect::<Vec<_>>(), expected);
    assert_eq!(report.first_failure().unwrap().name, Check::Alg);
    assert_eq!(
        report.first_failure().unwrap().description().split(". ").next().unwrap(),
        "client assertion, alg: expected RS512, received RS256"
    );
}

#[test]
fn a_report_is_stored_without_the_signature_and_read_back() {
    let assertion = KEY.sign(&KEY.header(), &claims());
    let report = check_assertion(&assertion, CLIENT, &[KEY.public_key().clone()], &policy()).unwrap();
    let json = serde_json::to_string(&report).unwrap();
    assert!(!json.contains(assertion.rsplit('.').next().unwrap()));
    assert_eq!(serde_json::from_str::<AssertionReport>(&json).unwrap(), report);
}

#[test]
fn a_malformed_assertion_has_no_report() {
    assert_eq!(check_assertion("a.b", CLIENT, &[], &policy()).unwrap_err(), JwsProblem::PartCount(2));
}

#[test]
fn the_client_is_found_before_anything_is_believed() {
    let peek = |claims: &Value| peek_subject(&KEY.sign(&KEY.header(), claims));
    assert_eq!(peek(&claims()).as_deref(), Some(CLIENT));
    assert_eq!(peek(&claims_without("sub")).as_deref(), Some(CLIENT));
    assert_eq!(peek(&json!({})), None);
    assert_eq!(peek_subject("nonsense"), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 4, |inner| prop::collection::vec(inner, 0..4).prop_map(Value::from))
}

proptest! {
    #[test]
    fn no_claims_make_the_check_panic(
        claims in prop::collection::hash_map(
            prop::sample::select(vec!["iss", "sub", "aud", "exp", "iat", "nbf", "jti"]), any_json(), 0..7),
        alg in any_json(),
        kid in any_json(),
    ) {
        let header = JoseHeader::rs512().with("alg", alg).with("kid", kid);
        let report = check(&header, &serde_json::to_value(claims).unwrap());
        for check in &report.checks {
            let allowed = |b: u8| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\';
            prop_assert!(check.description().bytes().all(allowed));
        }
    }
}
