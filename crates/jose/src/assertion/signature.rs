//! `alg`, `kid` and the signature itself.

use serde_json::Value;

use super::{
    Check, ClaimCheck, Evidence, Outcome,
    words::{shortened, spoken},
};
use crate::{CompactJws, PublicKey};

pub(super) fn algorithm(evidence: &Evidence<'_>) -> ClaimCheck {
    let received = evidence.jws.header.get("alg");
    let (outcome, explanation) = match received.and_then(Value::as_str) {
        Some("RS512") => (Outcome::Pass, ""),
        Some(other) => (Outcome::Fail, algorithm_hint(other)),
        None => (Outcome::Fail, "The header does not say how the assertion is signed."),
    };
    ClaimCheck::new(Check::Alg, outcome, "RS512", spoken(received), explanation)
}

fn algorithm_hint(algorithm: &str) -> &'static str {
    match algorithm {
        "none" => "The assertion is not signed. Sign it with your private key and RS512.",
        "RS256" | "RS384" => {
            "Only RS512 is accepted. Many libraries use RS256 unless told otherwise: set the signing algorithm of the token \
             endpoint's client authentication to RS512."
        }
        "HS256" | "HS384" | "HS512" => {
            "This algorithm uses a shared secret, and there is none. Sign with your private key and RS512 (private_key_jwt)."
        }
        _ => "Only RS512 is accepted. Sign with your RSA private key and RS512.",
    }
}

/// An unknown `kid` is no refusal: keys registered as PEM have no name that the client could know.
pub(super) fn key_id(evidence: &Evidence<'_>) -> ClaimCheck {
    let received = evidence.jws.header.get("kid");
    let expected = match evidence.keys {
        [] => "no key is registered".to_owned(),
        keys => format!("nothing, or {}", names(keys)),
    };
    let (outcome, explanation) = match received.and_then(Value::as_str) {
        None if received.is_some() => {
            (Outcome::Warning, "The kid is not text, so every registered key was tried.")
        }
        None => (Outcome::NotChecked, "No kid was sent, which is fine: every registered key was tried."),
        Some(kid) if evidence.signer.is_some_and(|key| key.answers_to(kid)) => (Outcome::Pass, ""),
        Some(kid) if evidence.keys.iter().any(|key| key.answers_to(kid)) => match evidence.signer {
            Some(_) => (Outcome::Warning, "The assertion names one of your keys and is signed with another."),
            None => (Outcome::Pass, ""),
        },
        Some(_) => (Outcome::Warning, "No registered key has this kid, so every registered key was tried."),
    };
    ClaimCheck::new(Check::Kid, outcome, expected, spoken(received), explanation)
}

pub(super) fn signature(evidence: &Evidence<'_>) -> ClaimCheck {
    let check = |outcome, received: String, explanation: String| {
        ClaimCheck::new(
            Check::Signature,
            outcome,
            "an RS512 signature by a registered key",
            received,
            explanation,
        )
    };
    if evidence.jws.header_text("alg") != Some("RS512") {
        let explanation = "It was not checked, because the algorithm is not RS512.".to_owned();
        return check(Outcome::NotChecked, "a signature of another kind".to_owned(), explanation);
    }
    if let Some(key) = evidence.signer {
        return check(Outcome::Pass, format!("a signature by key {}", key.kid()), String::new());
    }
    let length = evidence.jws.signature.len();
    check(Outcome::Fail, format!("a signature of {length} bytes that fits no key"), signature_hint(evidence))
}

fn signature_hint(evidence: &Evidence<'_>) -> String {
    let length = evidence.jws.signature.len();
    match evidence.keys {
        _ if length == 0 => "The signature is empty. Sign the assertion with your private key.".to_owned(),
        [] => "No public key is registered for this client. Register the public half of the key pair that you sign with.".to_owned(),
        keys if keys.iter().all(|key| key.modulus_bits() != length * 8) => format!(
            "The signature was made with a key of {} bits, and the registered {}. It was made with another key pair.",
            length * 8,
            sizes(keys)
        ),
        keys => format!(
            "Tried the registered {}. Sign with the private key that belongs to one of them, over the exact text before the last dot.",
            names(keys)
        ),
    }
}

fn sizes(keys: &[PublicKey]) -> String {
    let bits: Vec<String> = keys.iter().map(|key| key.modulus_bits().to_string()).collect();
    format!("{} {} bits", if keys.len() == 1 { "key has" } else { "keys have" }, bits.join(" and "))
}

/// `key 3736…` or `keys 3736… and abc… (yours: "2026")`.
fn names(keys: &[PublicKey]) -> String {
    let name = |key: &PublicKey| match key.declared_kid() {
        Some(own) => format!("{} (your kid: {})", key.kid(), shortened(own)),
        None => key.kid().to_owned(),
    };
    let list: Vec<String> = keys.iter().map(name).collect();
    format!("{} {}", if keys.len() == 1 { "key" } else { "keys" }, list.join(" and "))
}

/// The registered key that signed the assertion: looked for once, since every attempt is an RSA operation.
pub(super) fn signer<'a>(jws: &CompactJws, keys: &'a [PublicKey]) -> Option<&'a PublicKey> {
    // RFC 8725 section 3.1: the algorithm is ours to choose, never the token's.
    let is_rs512 = jws.header_text("alg") == Some("RS512");
    keys.iter().find(|key| is_rs512 && key.verify_rs512(jws.signing_input.as_bytes(), &jws.signature))
}
