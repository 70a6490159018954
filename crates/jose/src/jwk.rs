//! JSON Web Keys as the provider publishes them (RFC 7517), and the fingerprint that names them (RFC 7638).

use serde::{Deserialize, Serialize};

use crate::digest::{base64url, hex, sha256};

/// An RSA public key that signs with RS512.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    pub kty: String,
    pub n: String,
    pub e: String,
    pub alg: String,
    pub kid: String,
    #[serde(rename = "use")]
    pub key_use: String,
}

/// What `jwks_uri` answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwkSet {
    pub keys: Vec<Jwk>,
}

impl Jwk {
    pub(crate) fn rsa(modulus: &[u8], exponent: &[u8], kid: String) -> Self {
        Self {
            kty: "RSA".to_owned(),
            n: base64url(modulus),
            e: base64url(exponent),
            alg: "RS512".to_owned(),
            kid,
            key_use: "sig".to_owned(),
        }
    }
}

impl FromIterator<Jwk> for JwkSet {
    fn from_iter<I: IntoIterator<Item = Jwk>>(keys: I) -> Self {
        Self { keys: keys.into_iter().collect() }
    }
}

/// The SHA-256 thumbprint of an RSA key: its members in this order, with nothing between them (RFC 7638 section 3).
pub(crate) fn thumbprint(modulus: &[u8], exponent: &[u8]) -> [u8; 32] {
    sha256(format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, base64url(exponent), base64url(modulus)))
}

/// Forty hexadecimal digits, the shape of the kids that partners' libraries already see from NHS login.
pub(crate) fn kid(thumbprint: &[u8; 32]) -> String {
    hex(&thumbprint[..20])
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::digest::from_base64url;

    // The key of RFC 7638 section 3.1.
    pub(crate) const RFC_7638_N: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

    #[test]
    fn the_thumbprint_is_that_of_rfc_7638() {
        let modulus = from_base64url(RFC_7638_N).unwrap();
        let print = thumbprint(&modulus, &[1, 0, 1]);
        assert_eq!(base64url(print), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        assert_eq!(kid(&print), "3736cbb1787cb8309c77ee8c3705c5e16ffb9e85");
    }

    #[test]
    fn a_key_is_written_as_nhs_login_writes_it() {
        let jwk = Jwk::rsa(&[0xab; 3], &[1, 0, 1], "00".repeat(20));
        let json = serde_json::to_value(JwkSet::from_iter([jwk])).unwrap();
        let key = &json["keys"][0];
        assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&"RSA".into(), &"RS512".into(), &"sig".into()));
        assert_eq!((&key["n"], &key["e"]), (&"q6ur".into(), &"AQAB".into()));
        assert_eq!(key.as_object().unwrap().len(), 6);
    }
}
