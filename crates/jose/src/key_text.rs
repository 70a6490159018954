//! From pasted text to public keys: tells apart everything that people paste, secrets first.

use serde_json::{Map, Value};

use crate::{KeyProblem, PublicKey, der, digest::from_base64url, json::UniqueObject, pem};

// Members that only a private RSA, EC or OKP key has (RFC 7518 sections 6.2.2 and 6.3.2, RFC 8037 section 2).
const PRIVATE_MEMBERS: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];
const SSH_PREFIXES: [&str; 5] = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "---- BEGIN SSH2"];

pub(crate) fn parse(text: &str) -> Result<Vec<PublicKey>, KeyProblem> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // Looked for before the length: a secret in a long text is still a secret.
    if holds_private_pem(text) {
        return Err(KeyProblem::PrivateKey);
    }
    if text.is_empty() {
        return Err(KeyProblem::Empty);
    }
    if text.len() > PublicKey::LONGEST_TEXT {
        return Err(KeyProblem::TooLong);
    }
    if text.starts_with(['{', '[']) {
        return parse_json(text);
    }
    // Keys that come out of a configuration file often carry the two characters \n for a line break.
    let text = text.replace("\\r", "").replace("\\n", "\n");
    if text.contains("-----BEGIN") { parse_pem(&text) } else { Err(what_else(&text)) }
}

fn holds_private_pem(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    upper.contains("PRIVATE KEY") || upper.contains("PUTTY-USER-KEY-FILE")
}

fn parse_pem(text: &str) -> Result<Vec<PublicKey>, KeyProblem> {
    let blocks = pem::blocks(text).map_err(|pem::Truncated| KeyProblem::Truncated)?;
    unique(blocks.iter().map(parse_block))
}

fn parse_block(block: &pem::Block<'_>) -> Result<PublicKey, KeyProblem> {
    match block.label {
        "PUBLIC KEY" | "RSA PUBLIC KEY" => parse_der(&pem::decode(block.body).ok_or(KeyProblem::Truncated)?),
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Err(KeyProblem::Certificate),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Err(KeyProblem::CertificateRequest),
        "EC PARAMETERS" | "EC PUBLIC KEY" => Err(KeyProblem::NotRsa("elliptic curve (EC)")),
        "DSA PUBLIC KEY" | "DSA PARAMETERS" => Err(KeyProblem::NotRsa("DSA")),
        other => Err(KeyProblem::UnknownBlock(other.chars().take(40).collect())),
    }
}

pub(crate) fn parse_der(bytes: &[u8]) -> Result<PublicKey, KeyProblem> {
    match der::read(bytes) {
        der::Content::RsaPublicKey { modulus, exponent } => PublicKey::from_components(modulus, exponent),
        der::Content::OtherPublicKey(name) => Err(KeyProblem::NotRsa(name)),
        der::Content::PrivateKey => Err(KeyProblem::PrivateKey),
        der::Content::Unknown if is_cut_short(bytes) => Err(KeyProblem::Truncated),
        der::Content::Unknown => Err(KeyProblem::NotAKey),
    }
}

// The outer element promises more bytes than came: lines are missing in the middle.
fn is_cut_short(bytes: &[u8]) -> bool {
    matches!(bytes, [0x30, 0x82, high, low, rest @ ..] if rest.len() < usize::from(*high) << 8 | usize::from(*low))
}

/// Names the text that is neither PEM nor JSON.
fn what_else(text: &str) -> KeyProblem {
    if SSH_PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
        return KeyProblem::SshKey;
    }
    if text.starts_with("https://") || text.starts_with("http://") {
        return KeyProblem::Link;
    }
    match pem::decode(text).map(|bytes| parse_der(&bytes)) {
        Some(Ok(_)) => KeyProblem::MissingArmour,
        Some(Err(problem)) => problem,
        None => KeyProblem::NotAKey,
    }
}

fn parse_json(text: &str) -> Result<Vec<PublicKey>, KeyProblem> {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(_) if mentions_private_member(text) => return Err(KeyProblem::PrivateKey),
        Err(error) => return Err(bad_json(&error)),
    };
    refuse_secrets(&value)?;
    // Read again for names that come twice, now that nothing secret can be in the message.
    if let Value::Object(_) = value {
        serde_json::from_str::<UniqueObject>(text).map_err(|error| bad_json(&error))?;
    }
    match value {
        Value::Object(mut object) => match object.remove("keys") {
            Some(Value::Array(keys)) => parse_set(&keys),
            Some(_) => Err(KeyProblem::NoKeys),
            None => Ok(vec![parse_jwk(&object)?]),
        },
        Value::Array(keys) => parse_set(&keys),
        _ => Err(KeyProblem::NotAKey),
    }
}

fn bad_json(error: &serde_json::Error) -> KeyProblem {
    KeyProblem::BadJson(format!("line {}, column {}", error.line(), error.column()))
}

// JSON that does not parse can still be a private key with a comma too many.
fn mentions_private_member(text: &str) -> bool {
    PRIVATE_MEMBERS.iter().any(|name| text.contains(&format!("\"{name}\"")))
}

fn refuse_secrets(value: &Value) -> Result<(), KeyProblem> {
    match value {
        Value::Array(items) => items.iter().try_for_each(refuse_secrets),
        Value::Object(object) => {
            if PRIVATE_MEMBERS.iter().any(|name| object.contains_key(*name)) {
                return Err(KeyProblem::PrivateKey);
            }
            if object.contains_key("k") || object.get("kty").is_some_and(|kty| kty == "oct") {
                return Err(KeyProblem::SharedSecret);
            }
            object.values().try_for_each(refuse_secrets)
        }
        _ => Ok(()),
    }
}

fn parse_set(keys: &[Value]) -> Result<Vec<PublicKey>, KeyProblem> {
    if keys.is_empty() {
        return Err(KeyProblem::NoKeys);
    }
    unique(keys.iter().map(|key| parse_jwk(key.as_object().ok_or(KeyProblem::NotAKey)?)))
}

fn parse_jwk(jwk: &Map<String, Value>) -> Result<PublicKey, KeyProblem> {
    let text = |name: &'static str| jwk.get(name).and_then(Value::as_str);
    match text("kty").ok_or(KeyProblem::MissingMember("kty"))? {
        "RSA" => {}
        "EC" => return Err(KeyProblem::NotRsa("elliptic curve (EC)")),
        "OKP" => return Err(KeyProblem::NotRsa("Edwards curve (OKP)")),
        _ => return Err(KeyProblem::NotRsa("unknown")),
    }
    if let Some(algorithm) = text("alg").filter(|algorithm| *algorithm != "RS512") {
        return Err(KeyProblem::WrongAlgorithm(algorithm.chars().take(20).collect()));
    }
    if text("use").is_some_and(|key_use| key_use == "enc") {
        return Err(KeyProblem::NotForSigning);
    }
    let key = PublicKey::from_components(number(jwk, "n")?, number(jwk, "e")?)?;
    Ok(key.with_declared_kid(text("kid").map(str::to_owned)))
}

fn number(jwk: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, KeyProblem> {
    let text = jwk.get(name).and_then(Value::as_str).ok_or(KeyProblem::MissingMember(name))?;
    let bytes = from_base64url(text).ok_or(KeyProblem::BadMember(name))?;
    let start = bytes.iter().position(|b| *b != 0).ok_or(KeyProblem::BadMember(name))?;
    Ok(bytes[start..].to_vec())
}

// The same key twice is one key: people paste a chain of copies.
fn unique(keys: impl Iterator<Item = Result<PublicKey, KeyProblem>>) -> Result<Vec<PublicKey>, KeyProblem> {
    let mut found: Vec<PublicKey> = Vec::new();
    for key in keys {
        let key = key?;
        if !found.contains(&key) {
            found.push(key);
        }
    }
    if found.is_empty() { Err(KeyProblem::NotAKey) } else { Ok(found) }
}
