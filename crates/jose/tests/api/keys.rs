//! Public and private keys: reading, writing, refusing.

use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use jose::{KeyProblem, KeyRejected, PublicKey, SigningKey, base64url};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{KEY, OTHER_KEY, only_key};

const SPKI: &str = include_str!("../keys/rsa-2048.pem");
const PKCS1: &str = include_str!("../keys/rsa-2048-pkcs1.pem");
const SIGNATURE_OF_HELLO: &[u8] = include_bytes!("../keys/hello.rs512");

fn problem(text: &str) -> KeyProblem {
    PublicKey::parse(text).expect_err("a refusal")
}

fn jwk() -> Value {
    serde_json::to_value(only_key(SPKI).jwk()).expect("a JWK")
}

fn jwk_with(name: &str, value: impl Into<Value>) -> String {
    let mut jwk = jwk();
    jwk[name] = value.into();
    jwk.to_string()
}

fn jwk_without(name: &str) -> String {
    let mut jwk = jwk();
    jwk.as_object_mut().expect("an object").remove(name);
    jwk.to_string()
}

#[test]
fn openssl_and_we_agree_on_a_key_and_its_signature() {
    let key = only_key(SPKI);
    assert_eq!(key.to_pem(), SPKI);
    assert_eq!(only_key(PKCS1), key);
    assert_eq!(key.modulus_bits(), 2048);
    assert!(key.verify_rs512(b"hello", SIGNATURE_OF_HELLO));
    assert!(!key.verify_rs512(b"hellO", SIGNATURE_OF_HELLO));
    assert!(!key.verify_rs512(b"hello", &SIGNATURE_OF_HELLO[1..]));
}

#[test]
fn every_public_form_gives_the_same_key() {
    let key = only_key(SPKI);
    let jwk = jwk();
    for text in [
        jwk.to_string(),
        json!({ "keys": [jwk] }).to_string(),
        json!([jwk]).to_string(),
        SPKI.replace('\n', "\r\n"),
        SPKI.trim().replace('\n', "\\n"),
        format!("\u{feff}\n  {SPKI}\n"),
        format!("Here is our key:\n{SPKI}"),
        jwk_without("alg"),
        jwk_without("use"),
        jwk_without("kid"),
    ] {
        assert_eq!(only_key(&text), key, "{text}");
    }
    assert_eq!(PublicKey::from_spki_der(&key.spki_der()), Ok(key));
}

#[test]
fn several_keys_come_in_order_and_once() {
    let other = OTHER_KEY.public_key();
    let text = format!("{SPKI}{}{PKCS1}", other.to_pem());
    assert_eq!(PublicKey::parse(&text).unwrap(), [only_key(SPKI), other.clone()]);
}

#[test]
fn a_jwk_keeps_the_name_its_owner_gave_it() {
    let key = only_key(&jwk_with("kid", "2026-11"));
    assert_eq!(key.declared_kid(), Some("2026-11"));
    assert_ne!(key.kid(), "2026-11");
    for name in ["2026-11", key.kid(), &key.thumbprint()] {
        assert!(key.answers_to(name), "{name}");
    }
    assert!(!key.answers_to("2025-11"));
}

#[test]
fn longer_keys_are_taken_and_shorter_or_odd_ones_refused() {
    assert_eq!(only_key(include_str!("../keys/rsa-3072.pem")).modulus_bits(), 3072);
    assert_eq!(problem(include_str!("../keys/rsa-1024.pem")), KeyProblem::TooShort { bits: 1024 });
    assert_eq!(problem(include_str!("../keys/rsa-2560.pem")), KeyProblem::UnusualLength { bits: 2560 });
    assert_eq!(problem(&jwk_with("n", "AQAB")), KeyProblem::TooShort { bits: 17 });
}

#[test]
fn a_private_key_is_refused_in_every_form() {
    let pkcs8 = KEY.to_pkcs8_pem();
    let bare: String = pkcs8.lines().filter(|line| !line.starts_with('-')).collect();
    for text in [
        pkcs8.clone(),
        pkcs8.replace('\n', "\\n"),
        bare,
        format!("{SPKI}{pkcs8}"),
        pkcs8.replace("PRIVATE KEY", "PUBLIC KEY"),
        "-----BEGIN RSA PRIVATE KEY-----".to_owned(),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----".to_owned(),
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----".to_owned(),
        "-----begin ec private key-----".to_owned(),
        "PuTTY-User-Key-File-3: ssh-rsa".to_owned(),
        format!("{}{pkcs8}", "x".repeat(PublicKey::LONGEST_TEXT)),
        jwk_with("d", "AQAB"),
        jwk_with("p", "AQAB"),
        json!({ "keys": [jwk(), { "kty": "RSA", "q": "AQAB" }] }).to_string(),
        json!({ "kty": "EC", "crv": "P-256", "d": "AQAB" }).to_string(),
        json!({ "key": { "kty": "RSA", "dp": "AQAB" } }).to_string(),
        r#"{"kty":"RSA","d":"AQAB",}"#.to_owned(),
        r#"{"d":"AQAB","d":"AQAB"}"#.to_owned(),
    ] {
        let problem = problem(&text);
        assert_eq!(problem, KeyProblem::PrivateKey, "{text}");
        assert!(problem.gives_a_secret_away());
        assert!(problem.to_string().contains("compromised"));
    }
}

#[test]
fn a_shared_secret_is_refused() {
    for text in [r#"{"kty":"oct","k":"c2VjcmV0"}"#, r#"{"kty":"oct"}"#, r#"{"keys":[{"k":"c2VjcmV0"}]}"#] {
        assert_eq!(problem(text), KeyProblem::SharedSecret, "{text}");
    }
    assert!(KeyProblem::SharedSecret.gives_a_secret_away());
}

#[test]
fn what_is_no_rsa_public_key_is_named() {
    let block = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----");
    for (text, expected) in [
        (String::new(), KeyProblem::Empty),
        (" \r\n\t".to_owned(), KeyProblem::Empty),
        ("A".repeat(PublicKey::LONGEST_TEXT + 1), KeyProblem::TooLong),
        (block("CERTIFICATE"), KeyProblem::Certificate),
        (block("CERTIFICATE REQUEST"), KeyProblem::CertificateRequest),
        (block("PGP PUBLIC KEY BLOCK"), KeyProblem::UnknownBlock("PGP PUBLIC KEY BLOCK".to_owned())),
        ("ssh-rsa AAAAB3NzaC1yc2E me@example".to_owned(), KeyProblem::SshKey),
        ("---- BEGIN SSH2 PUBLIC KEY ----".to_owned(), KeyProblem::SshKey),
        ("ecdsa-sha2-nistp256 AAAA me@example".to_owned(), KeyProblem::SshKey),
        ("https://example.org/jwks.json".to_owned(), KeyProblem::Link),
        (include_str!("../keys/ec.pem").to_owned(), KeyProblem::NotRsa("elliptic curve (EC)")),
        (include_str!("../keys/ed25519.pem").to_owned(), KeyProblem::NotRsa("Ed25519")),
        (include_str!("../keys/rsa-pss.pem").to_owned(), KeyProblem::NotRsa("RSA-PSS")),
        (SPKI[..200].to_owned(), KeyProblem::Truncated),
        (SPKI.replace(SPKI.lines().nth(3).unwrap(), ""), KeyProblem::Truncated),
        (SPKI.lines().filter(|line| !line.starts_with('-')).collect(), KeyProblem::MissingArmour),
        (block("PUBLIC KEY"), KeyProblem::NotAKey),
        ("hello".to_owned(), KeyProblem::NotAKey),
        ("ключ".to_owned(), KeyProblem::NotAKey),
    ] {
        assert_eq!(problem(&text), expected, "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_jwk_is_named() {
    for (text, expected) in [
        (jwk_with("alg", "RS256"), KeyProblem::WrongAlgorithm("RS256".to_owned())),
        (jwk_with("use", "enc"), KeyProblem::NotForSigning),
        (jwk_with("kty", "EC"), KeyProblem::NotRsa("elliptic curve (EC)")),
        (jwk_with("kty", "OKP"), KeyProblem::NotRsa("Edwards curve (OKP)")),
        (jwk_without("kty"), KeyProblem::MissingMember("kty")),
        (jwk_without("n"), KeyProblem::MissingMember("n")),
        (jwk_without("e"), KeyProblem::MissingMember("e")),
        (jwk_with("n", "not base64url!"), KeyProblem::BadMember("n")),
        (jwk_with("e", "AAAA"), KeyProblem::BadMember("e")),
        (jwk_with("e", "Ag"), KeyProblem::BadExponent),
        (jwk_with("e", "AQ"), KeyProblem::BadExponent),
        (jwk_with("e", "AQAAAAAAAAAB"), KeyProblem::BadExponent),
        (r#"{"keys":[]}"#.to_owned(), KeyProblem::NoKeys),
        (r#"{"keys":7}"#.to_owned(), KeyProblem::NoKeys),
        ("[]".to_owned(), KeyProblem::NoKeys),
        ("[7]".to_owned(), KeyProblem::NotAKey),
        (r#"{"kty":"#.to_owned(), KeyProblem::BadJson("line 1, column 7".to_owned())),
        (r#"{"kty":"RSA","kty":"RSA"}"#.to_owned(), KeyProblem::BadJson("line 1, column 25".to_owned())),
    ] {
        assert_eq!(problem(&text), expected, "{text}");
    }
}

#[test]
fn oaep_ciphertext_opens_with_the_private_key() {
    let ciphertext = KEY.public_key().encrypt_oaep_sha1(b"0123456789").unwrap();
    let private = PrivateDecryptingKey::from_pkcs8(&KEY.to_pkcs8_der()).unwrap();
    let private = OaepPrivateDecryptingKey::new(private).unwrap();
    let mut output = vec![0; private.min_output_size()];
    let plaintext = private.decrypt(&OAEP_SHA1_MGF1SHA1, &ciphertext, &mut output, None).unwrap();
    assert_eq!(plaintext, b"0123456789");
    assert!(KEY.public_key().encrypt_oaep_sha1(&[0; 214]).is_some());
    assert!(KEY.public_key().encrypt_oaep_sha1(&[0; 215]).is_none());
}

#[test]
fn a_signing_key_survives_being_written_and_read() {
    let message = b"message";
    let der = KEY.to_pkcs8_der();
    // PKCS#8 of a 2048-bit RSA key is 26 bytes of wrapping around PKCS#1.
    let pkcs1 = aws_lc_pem("RSA PRIVATE KEY", &der[26..]);
    for copy in [
        SigningKey::from_pkcs8_der(&der),
        SigningKey::from_pkcs8_pem(&KEY.to_pkcs8_pem()),
        SigningKey::from_pkcs8_pem(&pkcs1),
    ] {
        let copy = copy.unwrap();
        assert_eq!(copy.kid(), KEY.kid());
        assert!(KEY.public_key().verify_rs512(message, &copy.sign_bytes(message)));
    }
    assert!(!OTHER_KEY.public_key().verify_rs512(message, &KEY.sign_bytes(message)));
}

fn aws_lc_pem(label: &str, der: &[u8]) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", BASE64_STANDARD.encode(der))
}

#[test]
fn what_is_no_signing_key_is_refused() {
    assert_eq!(SigningKey::from_pkcs8_pem(SPKI).unwrap_err(), KeyRejected::NotPem);
    assert_eq!(SigningKey::from_pkcs8_pem("").unwrap_err(), KeyRejected::NotPem);
    assert_eq!(SigningKey::from_pkcs8_der(b"").unwrap_err(), KeyRejected::NotRsa);
    assert_eq!(
        SigningKey::from_pkcs8_pem(&SPKI.replace("PUBLIC", "PRIVATE")).unwrap_err(),
        KeyRejected::NotRsa
    );
}

#[test]
fn the_kid_is_forty_lower_case_hexadecimal_digits() {
    assert_eq!(KEY.kid().len(), 40);
    assert!(KEY.kid().bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
    assert_eq!(KEY.public_jwk().kid, KEY.kid());
    assert_ne!(KEY.kid(), OTHER_KEY.kid());
}

#[test]
fn keys_print_their_names_alone() {
    let secret = base64url(KEY.to_pkcs8_der());
    assert_eq!(format!("{:?}", *KEY), format!("SigningKey({})", KEY.kid()));
    assert!(!format!("{:?}{:?}", *KEY, KEY.public_key()).contains(&secret[100..120]));
}

proptest! {
    #[test]
    fn no_text_makes_parsing_panic(text in ".*") {
        let _ = PublicKey::parse(&text);
        let _ = SigningKey::from_pkcs8_pem(&text);
    }

    #[test]
    fn no_damage_to_a_key_makes_parsing_panic(place in 0usize..451, damage in any::<char>()) {
        let mut text = SPKI.to_owned();
        text.replace_range(place..=place, &damage.to_string());
        let _ = PublicKey::parse(&text);
        let _ = PublicKey::from_spki_der(text.as_bytes());
    }
}
