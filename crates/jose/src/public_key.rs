//! An RSA public key: checks signatures, encrypts, and names itself.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rsa::{OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PublicEncryptingKey, PublicKeyComponents},
    signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA512},
};

use crate::{
    Jwk, KeyProblem,
    digest::base64url,
    jwk::{kid, thumbprint},
    key_text, pem,
};

/// A parsed RSA public key of 2048, 3072 or 4096 bits. Cheap to clone.
#[derive(Clone)]
pub struct PublicKey(Arc<Parsed>);

struct Parsed {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    thumbprint: [u8; 32],
    kid: String,
    declared_kid: Option<String>,
    verifying: ParsedPublicKey,
}

impl PublicKey {
    /// The longest text that is read as a key: a JWKS of several 4096-bit keys fits.
    pub const LONGEST_TEXT: usize = 16 * 1024;

    /// Reads what a developer pasted: PEM (one block or several), a JWK or a JWKS. Every refusal says what to do.
    pub fn parse(text: &str) -> Result<Vec<Self>, KeyProblem> {
        key_text::parse(text)
    }

    /// Reads a SubjectPublicKeyInfo, as [`Self::spki_der`] writes it.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, KeyProblem> {
        key_text::parse_der(der)
    }

    /// Takes big-endian numbers without leading zeros.
    pub(crate) fn from_components(modulus: Vec<u8>, exponent: Vec<u8>) -> Result<Self, KeyProblem> {
        let bits = modulus.first().map_or(0, |first| modulus.len() * 8 - first.leading_zeros() as usize);
        match bits {
            2048 | 3072 | 4096 => {}
            0..2048 => return Err(KeyProblem::TooShort { bits }),
            _ => return Err(KeyProblem::UnusualLength { bits }),
        }
        if !is_sound_exponent(&exponent) {
            return Err(KeyProblem::BadExponent);
        }
        let verifying = PublicKeyComponents { n: &modulus, e: &exponent }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA512)
            .map_err(|_| KeyProblem::NotAKey)?;
        let thumbprint = thumbprint(&modulus, &exponent);
        let kid = kid(&thumbprint);
        Ok(Self(Arc::new(Parsed { modulus, exponent, thumbprint, kid, declared_kid: None, verifying })))
    }

    /// The same key under the name that its owner gave it in a JWK.
    #[must_use]
    pub fn with_declared_kid(self, declared_kid: Option<String>) -> Self {
        let own = &*self.0;
        Self(Arc::new(Parsed {
            modulus: own.modulus.clone(),
            exponent: own.exponent.clone(),
            thumbprint: own.thumbprint,
            kid: own.kid.clone(),
            declared_kid,
            verifying: own.verifying.clone(),
        }))
    }

    /// The `kid` that the owner wrote in the JWK, if any: what the owner's assertions are likely to name.
    pub fn declared_kid(&self) -> Option<&str> {
        self.0.declared_kid.as_deref()
    }

    /// Forty hexadecimal digits of the thumbprint: how this program names the key.
    pub fn kid(&self) -> &str {
        &self.0.kid
    }

    /// The RFC 7638 SHA-256 thumbprint in base64url.
    pub fn thumbprint(&self) -> String {
        base64url(self.0.thumbprint)
    }

    /// Whether a token that names `kid` means this key: by the owner's name, ours, or the thumbprint.
    pub fn answers_to(&self, kid: &str) -> bool {
        self.declared_kid() == Some(kid) || self.kid() == kid || self.thumbprint() == kid
    }

    pub fn modulus_bits(&self) -> usize {
        self.0.modulus.len() * 8
    }

    pub fn jwk(&self) -> Jwk {
        Jwk::rsa(&self.0.modulus, &self.0.exponent, self.kid().to_owned())
    }

    pub fn spki_der(&self) -> Vec<u8> {
        let der: PublicKeyX509Der<'_> =
            self.components().as_der().expect("the key was parsed from these numbers");
        der.as_ref().to_vec()
    }

    /// `-----BEGIN PUBLIC KEY-----` and so on, with a last line feed.
    pub fn to_pem(&self) -> String {
        pem::write("PUBLIC KEY", &self.spki_der())
    }

    /// Whether `signature` is this key's RS512 signature of `message`.
    pub fn verify_rs512(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verifying.verify_sig(message, signature).is_ok()
    }

    /// Encrypts with RSAES-OAEP and SHA-1 (RFC 8017 section 7.1), as `client_user_metadata` needs it.
    /// Nothing where `plaintext` is longer than the key can take: 214 bytes for 2048 bits.
    pub fn encrypt_oaep_sha1(&self, plaintext: &[u8]) -> Option<Vec<u8>> {
        let key: PublicEncryptingKey = self.components().try_into().ok()?;
        let key = OaepPublicEncryptingKey::new(key).ok()?;
        let mut ciphertext = vec![0; key.ciphertext_size()];
        key.encrypt(&OAEP_SHA1_MGF1SHA1, plaintext, &mut ciphertext, None).ok()?;
        Some(ciphertext)
    }

    fn components(&self) -> PublicKeyComponents<&[u8]> {
        PublicKeyComponents { n: &self.0.modulus, e: &self.0.exponent }
    }
}

// RFC 8017 section 3.1: odd and at least 3; with 1 every signature would be its own message. 32 bits bound the work of a check.
fn is_sound_exponent(exponent: &[u8]) -> bool {
    exponent.len() <= 4 && exponent != [1] && exponent.last().is_some_and(|last| last % 2 == 1)
}

impl PartialEq for PublicKey {
    /// Equal numbers make an equal key, whatever it is called.
    fn eq(&self, other: &Self) -> bool {
        self.0.thumbprint == other.0.thumbprint
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} bits, {})", self.modulus_bits(), self.kid())
    }
}
