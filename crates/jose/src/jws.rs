//! A compact JWS taken apart, before anyone has checked its signature.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use thiserror::Error;

use crate::{digest::from_base64url, json::UniqueObject};

/// A token in its parts. Nothing in it may be believed until a signature check has passed.
#[derive(Clone, Debug)]
pub struct CompactJws {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    /// The first two parts with the dot between them: what was signed.
    pub signing_input: String,
    pub signature: Vec<u8>,
}

/// Why a text is no compact JWS with a JSON object inside.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JwsProblem {
    #[error("it is empty")]
    Empty,
    #[error("it has {0} characters, and at most 16,384 are read")]
    TooLong(usize),
    #[error("it has {0} parts: a signed token has 3, joined by dots")]
    PartCount(usize),
    #[error("it has 5 parts, so it is an encrypted token (JWE): send a signed one (JWS)")]
    Encrypted,
    #[error("its {part} is not base64url without padding{hint}")]
    NotBase64Url { part: &'static str, hint: &'static str },
    #[error("its {part} is not a JSON object with each name once")]
    NotAnObject { part: &'static str },
    #[error("its header lists critical extensions (crit), and none is supported")]
    CriticalExtension,
}

impl CompactJws {
    /// The longest token that is read.
    pub const LONGEST: usize = 16 * 1024;

    pub fn parse(text: &str) -> Result<Self, JwsProblem> {
        if text.is_empty() {
            return Err(JwsProblem::Empty);
        }
        if text.len() > Self::LONGEST {
            return Err(JwsProblem::TooLong(text.len()));
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [header, claims, signature] = parts[..] else {
            return Err(if parts.len() == 5 {
                JwsProblem::Encrypted
            } else {
                JwsProblem::PartCount(parts.len())
            });
        };
        let header_object = read_object(header, "header")?;
        if header_object.contains_key("crit") {
            return Err(JwsProblem::CriticalExtension);
        }
        Ok(Self {
            header: header_object,
            claims: read_object(claims, "payload")?,
            signing_input: text[..=header.len() + claims.len()].to_owned(),
            signature: read_part(signature, "signature")?,
        })
    }

    /// A header member that is text.
    pub fn header_text(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }

    /// A claim that is text.
    pub fn claim_text(&self, name: &str) -> Option<&str> {
        self.claims.get(name).and_then(Value::as_str)
    }
}

fn read_object(part: &str, name: &'static str) -> Result<Map<String, Value>, JwsProblem> {
    let bytes = read_part(part, name)?;
    let UniqueObject(object) =
        serde_json::from_slice(&bytes).map_err(|_| JwsProblem::NotAnObject { part: name })?;
    Ok(object)
}

fn read_part(part: &str, name: &'static str) -> Result<Vec<u8>, JwsProblem> {
    from_base64url(part).ok_or_else(|| JwsProblem::NotBase64Url { part: name, hint: base64_hint(part) })
}

fn base64_hint(part: &str) -> &'static str {
    if part.contains(['+', '/']) {
        ": it looks like standard base64, so use - for + and _ for /"
    } else if part.contains('=') {
        ": remove the = at its end"
    } else if part.contains(char::is_whitespace) {
        ": it has spaces or line breaks in it"
    } else {
        ""
    }
}

/// The header of a token to be signed; its names come out in alphabetical order, as NHS login writes them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct JoseHeader(BTreeMap<String, Value>);

impl JoseHeader {
    /// `{"alg":"RS512"}`.
    pub fn rs512() -> Self {
        Self(BTreeMap::new()).with("alg", "RS512")
    }

    /// The same header with one member more, or another value of it.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).expect("JSON values can be written")
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[A-Za-z0-9_.=-]{0,200}|\\PC{0,80}") {
            let _ = CompactJws::parse(&text);
        }

        /// Three parts, whose insides are anything: JSON or nearly so.
        #[test]
        fn what_is_in_its_parts_is_taken_as_it_is_or_refused(
            header in r#"\{"alg":"[A-Z0-9]{0,5}"(,"kid":"[a-z]{0,5}")?\}|.{0,30}"#,
            claims in r#"\{("iss":"[a-z]{0,9}")?(,"exp":[0-9]{1,12})?\}|.{0,30}"#,
            signature in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
            let text = [part(header.as_bytes()), part(claims.as_bytes()), part(&signature)].join(".");
            if let Ok(jws) = CompactJws::parse(&text) {
                prop_assert_eq!(jws.signature, signature);
                prop_assert_eq!(Value::Object(jws.claims), serde_json::from_str::<Value>(&claims).unwrap());
            }
        }
    }
}
