//! The crate from outside: every refusal by name, round trips, and what no input may do.
//!
//! `keys/` holds public keys and one signature that OpenSSL wrote; their private halves were thrown away.

mod assertions;
mod keys;
mod tokens;

use std::sync::LazyLock;

use jose::{PublicKey, SigningKey};
use kernel::Timestamp;

/// Making a key pair takes long enough to share them between tests.
static KEY: LazyLock<SigningKey> = LazyLock::new(SigningKey::generate);
static OTHER_KEY: LazyLock<SigningKey> = LazyLock::new(SigningKey::generate);

fn at(instant: &str) -> Timestamp {
    instant.parse().expect("an RFC 3339 instant")
}

fn only_key(text: &str) -> PublicKey {
    let mut keys = PublicKey::parse(text).expect("one public key");
    assert_eq!(keys.len(), 1);
    keys.remove(0)
}
