//! Keys that somebody else publishes (RFC 7517), and checking what they signed: the ID token of another provider.
//!
//! Which algorithms count is said here and never by the token; none of them shares a secret. It does not know where the keys came
//! from, or when to ask for them again.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::{CompactJws, JwsProblem, digest::from_base64url};

/// The keys of somebody who signs.
#[derive(Clone, Debug, Default)]
pub struct KeySet(Vec<VerifyingKey>);

#[derive(Clone, Debug)]
struct VerifyingKey {
    kid: Option<String>,
    /// The one algorithm that the key is for, where its owner says.
    alg: Option<String>,
    numbers: Numbers,
}

#[derive(Clone, Debug)]
enum Numbers {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    // The uncompressed point of SEC 1.
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

/// The text is no JSON Web Key Set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it is not a JSON Web Key Set: an object with a list named keys")]
pub struct NotAKeySet;

/// Why a token is not believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignatureProblem {
    #[error("the token cannot be read: {0}")]
    Malformed(#[from] JwsProblem),
    #[error("the token's algorithm is not one that is accepted")]
    WrongAlgorithm,
    /// The keys may have changed since they were fetched.
    #[error("no published key fits the token's kid and algorithm")]
    UnknownKey,
    #[error("the token's signature does not match its content")]
    BadSignature,
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct PublishedKey {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    key_use: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// RFC 7517 section 5: a key of a kind that is not known is left out, and the others count.
    pub fn parse(text: &[u8]) -> Result<Self, NotAKeySet> {
        let Published { keys } = serde_json::from_slice(text).map_err(|_| NotAKeySet)?;
        Ok(Self(keys.into_iter().filter_map(read).collect()))
    }

    /// The token's parts, once its signature has been found good. Its claims are the caller's to judge.
    pub fn verify(&self, token: &str) -> Result<CompactJws, SignatureProblem> {
        let jws = CompactJws::parse(token)?;
        let algorithm = jws.header_text("alg").and_then(Algorithm::named);
        let algorithm = algorithm.ok_or(SignatureProblem::WrongAlgorithm)?;
        let key = self.key_for(&jws, algorithm).ok_or(SignatureProblem::UnknownKey)?;
        if key.numbers.verify(algorithm, jws.signing_input.as_bytes(), &jws.signature) {
            Ok(jws)
        } else {
            Err(SignatureProblem::BadSignature)
        }
    }

    // OIDC Core section 10.1: a token names its key unless there is only one that it can be.
    fn key_for(&self, jws: &CompactJws, algorithm: Algorithm) -> Option<&VerifyingKey> {
        let mut fitting = self.0.iter().filter(|key| key.fits(algorithm));
        match jws.header.get("kid") {
            Some(kid) => fitting.find(|key| key.kid.is_some() && key.kid.as_deref() == kid.as_str()),
            None => fitting.next().filter(|_| fitting.next().is_none()),
        }
    }
}

fn read(key: Value) -> Option<VerifyingKey> {
    let key: PublishedKey = serde_json::from_value(key).ok()?;
    if key.key_use.is_some_and(|key_use| key_use != "sig") {
        return None;
    }
    let part = |text: &Option<String>| text.as_deref().and_then(from_base64url);
    let numbers = match (key.kty.as_str(), key.crv.as_deref()) {
        ("RSA", _) => Numbers::Rsa { modulus: part(&key.n)?, exponent: part(&key.e)? },
        ("EC", Some("P-256")) => Numbers::P256(point(part(&key.x)?, part(&key.y)?, 32)?),
        ("EC", Some("P-384")) => Numbers::P384(point(part(&key.x)?, part(&key.y)?, 48)?),
        ("OKP", Some("Ed25519")) => Numbers::Ed25519(part(&key.x)?),
        _ => return None,
    };
    Some(VerifyingKey { kid: key.kid, alg: key.alg, numbers })
}

// RFC 7518 section 6.2.1.2: each coordinate has the full size of the curve.
fn point(x: Vec<u8>, y: Vec<u8>, size: usize) -> Option<Vec<u8>> {
    (x.len() == size && y.len() == size).then(|| [vec![4], x, y].concat())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    EdDsa,
}

impl Algorithm {
    /// RFC 8725 section 3.1: what is not in this list (`none`, and what shares a secret) is no signature here.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            "PS256" => Self::Ps256,
            "PS384" => Self::Ps384,
            "PS512" => Self::Ps512,
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            "EdDSA" | "Ed25519" => Self::EdDsa,
            _ => return None,
        })
    }

    fn rsa(self) -> Option<&'static RsaParameters> {
        Some(match self {
            Self::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
            Self::Rs384 => &RSA_PKCS1_2048_8192_SHA384,
            Self::Rs512 => &RSA_PKCS1_2048_8192_SHA512,
            Self::Ps256 => &RSA_PSS_2048_8192_SHA256,
            Self::Ps384 => &RSA_PSS_2048_8192_SHA384,
            Self::Ps512 => &RSA_PSS_2048_8192_SHA512,
            Self::Es256 | Self::Es384 | Self::EdDsa => return None,
        })
    }
}

impl VerifyingKey {
    fn fits(&self, algorithm: Algorithm) -> bool {
        let is_meant = self.alg.as_deref().is_none_or(|alg| Algorithm::named(alg) == Some(algorithm));
        is_meant
            && match self.numbers {
                Numbers::Rsa { .. } => algorithm.rsa().is_some(),
                Numbers::P256(_) => algorithm == Algorithm::Es256,
                Numbers::P384(_) => algorithm == Algorithm::Es384,
                Numbers::Ed25519(_) => algorithm == Algorithm::EdDsa,
            }
    }
}

impl Numbers {
    fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let other = |algorithm: &'static dyn VerificationAlgorithm, key: &[u8]| {
            UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
        };
        match self {
            Self::Rsa { modulus, exponent } => algorithm.rsa().is_some_and(|parameters| {
                let key = RsaPublicKeyComponents { n: modulus, e: exponent };
                key.verify(parameters, message, signature).is_ok()
            }),
            Self::P256(point) => other(&ECDSA_P256_SHA256_FIXED, point),
            Self::P384(point) => other(&ECDSA_P384_SHA384_FIXED, point),
            Self::Ed25519(point) => other(&ED25519, point),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    // RFC 7515 appendix A.2 (RS256) and A.3 (ES256): keys and tokens that other people made.
    const RS256_N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    const RS256_TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    const ES256_TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    fn rsa(more: Value) -> Value {
        with(json!({"kty": "RSA", "n": RS256_N, "e": "AQAB"}), more)
    }

    fn ec(more: Value) -> Value {
        let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
        let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
        with(json!({"kty": "EC", "crv": "P-256", "x": x, "y": y}), more)
    }

    fn with(mut key: Value, more: Value) -> Value {
        let Value::Object(more) = more else { unreachable!("the tests write objects") };
        key.as_object_mut().unwrap().extend(more);
        key
    }

    fn set(keys: &[Value]) -> KeySet {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    }

    #[test]
    fn tokens_of_the_rfc_are_believed_with_their_keys_alone() {
        let both = set(&[rsa(json!({})), ec(json!({}))]);
        for token in [RS256_TOKEN, ES256_TOKEN] {
            assert_eq!(both.verify(token).unwrap().claim_text("iss"), Some("joe"));
        }
        assert_eq!(set(&[rsa(json!({}))]).verify(ES256_TOKEN).err(), Some(SignatureProblem::UnknownKey));
        let changed = format!("{}A", &RS256_TOKEN[..RS256_TOKEN.len() - 1]);
        assert_eq!(both.verify(&changed).err(), Some(SignatureProblem::BadSignature));
    }

    #[test]
    fn a_key_counts_for_what_its_owner_says_it_is_for() {
        let unknown = Some(SignatureProblem::UnknownKey);
        assert!(set(&[rsa(json!({"alg": "RS256", "use": "sig", "kid": "1"}))]).verify(RS256_TOKEN).is_ok());
        for other in [json!({"alg": "PS256"}), json!({"alg": "HS256"}), json!({"use": "enc"})] {
            assert_eq!(set(&[rsa(other.clone())]).verify(RS256_TOKEN).err(), unknown, "{other}");
        }
        // Of two that it could be, a token without a kid is of neither.
        assert_eq!(set(&[rsa(json!({})), rsa(json!({"kid": "2"}))]).verify(RS256_TOKEN).err(), unknown);
    }

    #[test]
    fn what_is_not_signed_or_signed_with_a_shared_secret_is_no_token() {
        let body = RS256_TOKEN.split_once('.').unwrap().1;
        for alg in ["none", "HS256", "RS1", "rs256", ""] {
            let header = crate::base64url(json!({ "alg": alg }).to_string());
            let refused = set(&[rsa(json!({}))]).verify(&format!("{header}.{body}")).err();
            assert_eq!(refused, Some(SignatureProblem::WrongAlgorithm), "{alg}");
        }
    }

    #[test]
    fn a_key_that_is_not_understood_leaves_the_others_in_force() {
        let odd = [
            json!(1),
            json!({}),
            json!({"kty": "RSA"}),
            json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
        ];
        let keys: Vec<Value> = odd.into_iter().chain([rsa(json!({}))]).collect();
        assert!(set(&keys).verify(RS256_TOKEN).is_ok());
        for text in ["", "[]", "{}", r#"{"keys":1}"#] {
            assert_eq!(KeySet::parse(text.as_bytes()).err(), Some(NotAKeySet), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(token in ".*", n in "[A-Za-z0-9_-]{0,9}") {
            let keys = set(&[json!({"kty": "RSA", "n": n, "e": "AQAB"}), json!({"kty": "OKP", "crv": "Ed25519", "x": n})]);
            let _ = keys.verify(&token);
            let _ = keys.verify(RS256_TOKEN);
        }
    }
}
