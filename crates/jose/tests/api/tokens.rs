//! Compact tokens: signing, taking apart, checking our own.

use jose::{CompactJws, JwsProblem, JwsVerifier, VerifyProblem, base64url};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{KEY, OTHER_KEY};

// RFC 7515 appendix A.2, whose payload is also RFC 7519's example.
const RFC_7515_A2: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.c2ln";

fn problem(token: &str) -> JwsProblem {
    CompactJws::parse(token).expect_err("a refusal")
}

fn token_of(header: &str, claims: &str) -> String {
    format!("{}.{}.c2ln", base64url(header), base64url(claims))
}

#[test]
fn the_example_of_rfc_7515_is_taken_apart() {
    let jws = CompactJws::parse(RFC_7515_A2).unwrap();
    assert_eq!(Value::Object(jws.header), json!({ "alg": "RS256" }));
    assert_eq!(jws.claims["iss"], "joe");
    assert_eq!(jws.claims["exp"], 1_300_819_380);
    assert_eq!(jws.signature, b"sig");
    assert_eq!(RFC_7515_A2, jws.signing_input + ".c2ln");
}

#[test]
fn what_is_signed_verifies_and_keeps_its_content() {
    let token = KEY.sign(&KEY.header(), &json!({ "sub": "ada", "n": 1 }));
    let verifier = JwsVerifier::new([OTHER_KEY.public_key().clone(), KEY.public_key().clone()]);
    let jws = verifier.verify(&token).unwrap();
    assert_eq!(jws.claim_text("sub"), Some("ada"));
    assert_eq!((jws.header_text("typ"), jws.header_text("kid")), (Some("JWT"), Some(KEY.kid())));
}

#[test]
fn header_names_come_out_in_alphabetical_order() {
    let header = KEY.header().with("sub", "s").with("aud", "a").with("exp", 7);
    let token = KEY.sign(&header, &json!({}));
    let json = jose::from_base64url(token.split('.').next().unwrap()).unwrap();
    let kid = KEY.kid();
    let expected = format!(r#"{{"alg":"RS512","aud":"a","exp":7,"kid":"{kid}","sub":"s","typ":"JWT"}}"#);
    assert_eq!(String::from_utf8(json).unwrap(), expected);
}

#[test]
fn a_token_of_another_key_algorithm_or_content_does_not_verify() {
    let verifier = JwsVerifier::new([KEY.public_key().clone()]);
    let signed = |header| KEY.sign(&header, &json!({ "sub": "ada" }));
    let good = signed(KEY.header());
    let (content, signature) = good.rsplit_once('.').unwrap();
    let forged =
        format!("{}.{}.{signature}", content.split('.').next().unwrap(), base64url(r#"{"sub":"eve"}"#));
    for (token, expected) in [
        (forged, VerifyProblem::BadSignature),
        (format!("{content}."), VerifyProblem::BadSignature),
        (signed(OTHER_KEY.header()), VerifyProblem::UnknownKey),
        (signed(jose::JoseHeader::rs512()), VerifyProblem::UnknownKey),
        (signed(KEY.header().with("alg", "none")), VerifyProblem::WrongAlgorithm),
        (signed(KEY.header().with("alg", "HS256")), VerifyProblem::WrongAlgorithm),
        (OTHER_KEY.sign(&KEY.header(), &json!({})), VerifyProblem::BadSignature),
        ("a.b".to_owned(), VerifyProblem::Malformed(JwsProblem::PartCount(2))),
    ] {
        assert_eq!(verifier.verify(&token).unwrap_err(), expected, "{token}");
    }
}

#[test]
fn malformed_tokens_are_refused_by_name() {
    let object = base64url("{}");
    let not_base64url = |part, hint| JwsProblem::NotBase64Url { part, hint };
    let not_an_object = |part| JwsProblem::NotAnObject { part };
    for (token, expected) in [
        (String::new(), JwsProblem::Empty),
        ("a".repeat(16_385), JwsProblem::TooLong(16_385)),
        ("abc".to_owned(), JwsProblem::PartCount(1)),
        ("a.b.c.d".to_owned(), JwsProblem::PartCount(4)),
        ("a.b.c.d.e".to_owned(), JwsProblem::Encrypted),
        (format!("{object}=.{object}.c2ln"), not_base64url("header", ": remove the = at its end")),
        (
            format!("{object}.+/.c2ln"),
            not_base64url("payload", ": it looks like standard base64, so use - for + and _ for /"),
        ),
        (
            format!("{object}.{object}.c2 ln"),
            not_base64url("signature", ": it has spaces or line breaks in it"),
        ),
        (format!("{object}.{object}.é"), not_base64url("signature", "")),
        (token_of("[]", "{}"), not_an_object("header")),
        (token_of("{}", "7"), not_an_object("payload")),
        (token_of("{}", "{"), not_an_object("payload")),
        (token_of("{}", r#"{"sub":"a","sub":"b"}"#), not_an_object("payload")),
        (token_of(r#"{"alg":"RS512","alg":"none"}"#, "{}"), not_an_object("header")),
        (token_of(r#"{"crit":["b64"],"b64":false}"#, "{}"), JwsProblem::CriticalExtension),
    ] {
        assert_eq!(problem(&token), expected, "{token}");
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let deep = format!(r#"{{"a":{}"#, "[".repeat(10_000));
    assert_eq!(problem(&token_of("{}", &deep)), JwsProblem::NotAnObject { part: "payload" });
}

proptest! {
    #[test]
    fn no_text_makes_parsing_panic(text in ".*") {
        let _ = CompactJws::parse(&text);
        let _ = JwsVerifier::default().verify(&text);
    }

    #[test]
    fn no_content_makes_parsing_panic(header: Vec<u8>, claims: Vec<u8>, signature: Vec<u8>) {
        let token = [header, claims, signature].map(base64url).join(".");
        let _ = CompactJws::parse(&token);
        let _ = jose::peek_subject(&token);
    }
}
