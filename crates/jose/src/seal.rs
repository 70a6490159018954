//! Sealing small secrets at rest with AES-256-GCM under the installation's master key.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use thiserror::Error;

/// The installation's 32-byte key. Neither printed nor written from here.
pub struct MasterKey(LessSafeKey);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealProblem {
    #[error("the sealed value is too short to be one")]
    TooShort,
    #[error("the sealed value has version {0}, and this program reads version 1: a newer program wrote it")]
    UnknownVersion(u8),
    #[error("the sealed value does not open: another master key sealed it, or it was changed or moved")]
    DoesNotOpen,
}

// The first byte of what is sealed, so that a later scheme can live beside this one.
const VERSION: u8 = 1;

impl MasterKey {
    pub const LENGTH: usize = 32;
    pub const NONCE_LENGTH: usize = NONCE_LEN;

    pub fn new(bytes: &[u8; Self::LENGTH]) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, bytes).expect("AES-256-GCM takes any 32 bytes");
        Self(LessSafeKey::new(key))
    }

    /// Seals `plaintext`; it opens again only beside the same `associated` data (say, the table and row that it lives in).
    ///
    /// `nonce` must come fresh from the random source at each call: two values under one nonce give each other away.
    pub fn seal(&self, nonce: [u8; NONCE_LEN], associated: &[u8], plaintext: &[u8]) -> Vec<u8> {
        let mut secret = plaintext.to_vec();
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bind(associated), &mut secret)
            .expect("AES-GCM seals whatever fits in memory");
        [&[VERSION], nonce.as_slice(), &secret].concat()
    }

    pub fn open(&self, associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealProblem> {
        let (version, rest) = sealed.split_first().ok_or(SealProblem::TooShort)?;
        if *version != VERSION {
            return Err(SealProblem::UnknownVersion(*version));
        }
        let (nonce, secret) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealProblem::TooShort)?;
        let mut secret = secret.to_vec();
        let plaintext = self
            .0
            .open_in_place(Nonce::assume_unique_for_key(*nonce), bind(associated), &mut secret)
            .map_err(|_| SealProblem::DoesNotOpen)?;
        Ok(plaintext.to_vec())
    }
}

// The version is authenticated too: no one may relabel a value for a weaker scheme of the future.
fn bind(associated: &[u8]) -> Aad<Vec<u8>> {
    Aad::from([&[VERSION], associated].concat())
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(byte: u8) -> MasterKey {
        MasterKey::new(&[byte; 32])
    }

    #[test]
    fn only_the_same_key_and_place_open_it() {
        let sealed = key(1).seal([7; 12], b"signing_key:1", b"secret");
        assert_eq!(key(1).open(b"signing_key:1", &sealed), Ok(b"secret".to_vec()));
        assert_eq!(key(2).open(b"signing_key:1", &sealed), Err(SealProblem::DoesNotOpen));
        assert_eq!(key(1).open(b"signing_key:2", &sealed), Err(SealProblem::DoesNotOpen));
    }

    #[test]
    fn what_is_not_sealed_says_so() {
        assert_eq!(key(1).open(b"", b""), Err(SealProblem::TooShort));
        assert_eq!(key(1).open(b"", &[VERSION; 5]), Err(SealProblem::TooShort));
        assert_eq!(key(1).open(b"", &[9; 64]), Err(SealProblem::UnknownVersion(9)));
        assert_eq!(key(1).open(b"", &[VERSION; 13]), Err(SealProblem::DoesNotOpen));
    }

    #[test]
    fn a_master_key_does_not_print() {
        assert_eq!(format!("{:?}", key(0x41)), "MasterKey(…)");
    }

    proptest! {
        #[test]
        fn one_changed_bit_is_always_noticed(plaintext: Vec<u8>, nonce: [u8; 12], place: prop::sample::Index, bit in 0u8..8) {
            let mut sealed = key(3).seal(nonce, b"here", &plaintext);
            prop_assert_eq!(key(3).open(b"here", &sealed), Ok(plaintext));
            let place = place.index(sealed.len());
            sealed[place] ^= 1 << bit;
            prop_assert!(key(3).open(b"here", &sealed).is_err());
        }

        #[test]
        fn opening_never_panics(bytes: Vec<u8>) {
            let _ = key(3).open(b"", &bytes);
        }
    }
}
