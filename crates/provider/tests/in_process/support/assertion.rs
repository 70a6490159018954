//! A client assertion before it is signed, each header and claim of which a test may bend.

use jose::{JoseHeader, SigningKey};
use serde_json::{Map, Value, json};

#[derive(Clone, Debug)]
pub struct Assertion {
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl Assertion {
    /// As a careful service makes it.
    pub fn new(client_id: &str, audience: &str, now: i64, jti: &str) -> Self {
        let claims = json!({
            "iss": client_id, "sub": client_id, "aud": audience, "exp": now + 60, "iat": now, "jti": jti,
        });
        let Value::Object(claims) = claims else { unreachable!("it is written as an object") };
        Self { header: Map::new(), claims }
    }

    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    pub fn sign(&self, key: &SigningKey) -> String {
        let header =
            self.header.iter().fold(JoseHeader::rs512(), |h, (name, value)| h.with(name, value.clone()));
        key.sign(&header, &self.claims)
    }
}
