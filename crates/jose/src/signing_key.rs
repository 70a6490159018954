//! A private key: held parsed, signs RS512 as the provider does, or what another provider asks of its clients.

use std::fmt;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaSignatureEncoding},
};
use serde::Serialize;
use thiserror::Error;

use crate::{JoseHeader, Jwk, PublicKey, digest::base64url, key_text, pem};

/// An RSA key pair that signs. Its `Debug` shows the public key's name alone.
pub struct SigningKey {
    pair: KeyPair,
    public: PublicKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyRejected {
    #[error("the private key is not PEM with one PRIVATE KEY or RSA PRIVATE KEY block")]
    NotPem,
    #[error("the private key is not an RSA key of 2048, 3072 or 4096 bits in PKCS#8 or PKCS#1")]
    NotRsa,
}

/// How another provider wants its clients' assertions signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningAlgorithm {
    Rs256,
    Ps256,
    Rs512,
}

impl SigningAlgorithm {
    /// In the order in which one is chosen where a provider takes several.
    pub const ALL: [Self; 3] = [Self::Ps256, Self::Rs256, Self::Rs512];

    /// As a header names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Rs512 => "RS512",
        }
    }

    const fn encoding(self) -> &'static RsaSignatureEncoding {
        match self {
            Self::Rs256 => &RSA_PKCS1_SHA256,
            Self::Ps256 => &RSA_PSS_SHA256,
            Self::Rs512 => &RSA_PKCS1_SHA512,
        }
    }
}

impl SigningKey {
    /// Makes a 2048-bit key pair; AWS-LC draws the randomness itself. It takes from tens to hundreds of milliseconds.
    ///
    /// # Panics
    /// When the operating system gives no randomness.
    pub fn generate() -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("the operating system gives randomness");
        Self::from_pair(pair).expect("a key made to measure fits")
    }

    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyRejected> {
        KeyPair::from_pkcs8(der).map_err(|_| KeyRejected::NotRsa).and_then(Self::from_pair)
    }

    /// Reads `PRIVATE KEY` (PKCS#8) and `RSA PRIVATE KEY` (PKCS#1) blocks.
    pub fn from_pkcs8_pem(text: &str) -> Result<Self, KeyRejected> {
        let blocks = pem::blocks(text).map_err(|pem::Truncated| KeyRejected::NotPem)?;
        let [block] = blocks.as_slice() else { return Err(KeyRejected::NotPem) };
        let der = pem::decode(block.body).ok_or(KeyRejected::NotPem)?;
        match block.label {
            "PRIVATE KEY" => Self::from_pkcs8_der(&der),
            "RSA PRIVATE KEY" => {
                KeyPair::from_der(&der).map_err(|_| KeyRejected::NotRsa).and_then(Self::from_pair)
            }
            _ => Err(KeyRejected::NotPem),
        }
    }

    /// The private key itself: seal it before it is written anywhere.
    pub fn to_pkcs8_der(&self) -> Vec<u8> {
        let der: Pkcs8V1Der<'_> = self.pair.as_der().expect("a parsed key can be written");
        der.as_ref().to_vec()
    }

    /// The private key as PEM, for a key file that its owner alone reads.
    pub fn to_pkcs8_pem(&self) -> String {
        pem::write("PRIVATE KEY", &self.to_pkcs8_der())
    }

    pub fn kid(&self) -> &str {
        self.public.kid()
    }

    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    pub fn public_jwk(&self) -> Jwk {
        self.public.jwk()
    }

    /// The usual header of a token that this key signs: `alg`, `kid`, `typ`.
    pub fn header(&self) -> JoseHeader {
        JoseHeader::rs512().with("kid", self.kid()).with("typ", "JWT")
    }

    /// A compact JWS (RFC 7515 section 7.1). The header is written as given; the signature is always RS512.
    ///
    /// # Panics
    /// When `claims` does not serialise: a map whose keys are no text, never what came from outside.
    pub fn sign(&self, header: &JoseHeader, claims: &impl Serialize) -> String {
        self.sign_with(SigningAlgorithm::Rs512, header, claims)
    }

    /// The same with another algorithm, which the header names.
    ///
    /// # Panics
    /// As [`Self::sign`].
    pub fn sign_with(
        &self,
        algorithm: SigningAlgorithm,
        header: &JoseHeader,
        claims: &impl Serialize,
    ) -> String {
        let claims = serde_json::to_vec(claims).expect("claims have text for names");
        let mut token = base64url(header.to_json());
        token.push('.');
        token.push_str(&base64url(claims));
        let signature = base64url(self.signature(algorithm, token.as_bytes()));
        token.push('.');
        token.push_str(&signature);
        token
    }

    /// The bare RS512 signature of `message`.
    pub fn sign_bytes(&self, message: &[u8]) -> Vec<u8> {
        self.signature(SigningAlgorithm::Rs512, message)
    }

    fn signature(&self, algorithm: SigningAlgorithm, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(algorithm.encoding(), &SystemRandom::new(), message, &mut signature)
            .expect("a parsed RSA key signs any message");
        signature
    }

    fn from_pair(pair: KeyPair) -> Result<Self, KeyRejected> {
        let public = key_text::parse_der(pair.public_key().as_ref()).map_err(|_| KeyRejected::NotRsa)?;
        Ok(Self { pair, public })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.kid())
    }
}
