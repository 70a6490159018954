//! Checking tokens that this program signed itself.

use thiserror::Error;

use crate::{CompactJws, JwsProblem, PublicKey};

/// The keys whose signatures count, by the `kid` in the token's header.
#[derive(Clone, Debug, Default)]
pub struct JwsVerifier(Vec<PublicKey>);

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VerifyProblem {
    #[error("the token cannot be read: {0}")]
    Malformed(#[from] JwsProblem),
    #[error("the token is not signed with RS512")]
    WrongAlgorithm,
    #[error("the token names a key that is not one of ours")]
    UnknownKey,
    #[error("the token's signature does not match its content")]
    BadSignature,
}

impl JwsVerifier {
    pub fn new(keys: impl IntoIterator<Item = PublicKey>) -> Self {
        Self(keys.into_iter().collect())
    }

    /// The token's parts, once its signature has been found good. Its times are the caller's to judge.
    pub fn verify(&self, token: &str) -> Result<CompactJws, VerifyProblem> {
        let jws = CompactJws::parse(token)?;
        // RFC 8725 section 3.1: the algorithm is ours to choose, never the token's.
        if jws.header_text("alg") != Some("RS512") {
            return Err(VerifyProblem::WrongAlgorithm);
        }
        let kid = jws.header_text("kid").ok_or(VerifyProblem::UnknownKey)?;
        let key = self.0.iter().find(|key| key.kid() == kid).ok_or(VerifyProblem::UnknownKey)?;
        if key.verify_rs512(jws.signing_input.as_bytes(), &jws.signature) {
            Ok(jws)
        } else {
            Err(VerifyProblem::BadSignature)
        }
    }
}
