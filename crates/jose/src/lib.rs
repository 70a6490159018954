//! Keys, signatures and signed tokens: RS512, JWK and PEM, client assertions, other providers' keys, RSA-OAEP, and the few symmetric
//! operations that others need.
//!
//! Pure: it knows no clock, no store and no network. Time comes in as a value, and so does randomness, with one exception:
//! [`SigningKey::generate`], [`SigningKey::sign`] (blinding) and [`PublicKey::encrypt_oaep_sha1`] run inside AWS-LC, which draws
//! from the operating system by itself and takes no source from outside.

mod assertion;
mod der;
mod digest;
mod json;
mod jwk;
mod jws;
mod key_problem;
mod key_set;
mod key_text;
mod pem;
mod public_key;
mod seal;
mod signing_key;
mod url_difference;
mod verifier;

pub use assertion::{
    AssertionPolicy, AssertionReport, Check, ClaimCheck, Outcome, check_assertion, peek_subject,
};
pub use digest::{
    base64url, constant_time_eq, from_base64url, hmac_sha256, s256, sha256, sha256_base64url, sha256_hex,
};
pub use jwk::{Jwk, JwkSet};
pub use jws::{CompactJws, JoseHeader, JwsProblem};
pub use key_problem::KeyProblem;
pub use key_set::{KeySet, NotAKeySet, SignatureProblem};
pub use public_key::PublicKey;
pub use seal::{MasterKey, SealProblem};
pub use signing_key::{KeyRejected, SigningAlgorithm, SigningKey};
pub use url_difference::url_difference;
pub use verifier::{JwsVerifier, VerifyProblem};
