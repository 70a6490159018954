//! Secrets that the system gives out, and the one-way forms in which it remembers them.

use identity::{EnvironmentId, GrantId};
use kernel::{Random, Secret};

/// A secret of 256 bits for a cookie, a code or a link; printed it has 43 characters of base64url.
pub fn token(random: &dyn Random) -> Secret {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    Secret::new(jose::base64url(bytes))
}

/// An authorization code: the id of its grant, which finds it, and 256 bits that nobody can guess.
pub fn authorization_code(grant: GrantId, random: &dyn Random) -> Secret {
    let mut bytes = [0; 48];
    random.fill(&mut bytes);
    bytes[..16].copy_from_slice(grant.uuid().as_bytes());
    Secret::new(jose::base64url(bytes))
}

/// The grant that a code says it belongs to.
pub fn grant_of_code(code: &str) -> Option<GrantId> {
    let bytes = jose::from_base64url(code).filter(|bytes| bytes.len() == 48)?;
    uuid::Uuid::from_slice(bytes.get(..16)?).ok().map(GrantId::from)
}

/// The form in which a secret with enough entropy of its own is kept: SHA-256 needs no salt then.
pub fn hash(secret: &str) -> [u8; 32] {
    jose::sha256(secret)
}

/// A short digest that shows in the inspector that two values are the same, and cannot be turned back.
pub fn fingerprint(secret: &str) -> String {
    let digest = jose::sha256_hex(secret);
    format!("sha256:{} ({} characters)", &digest[..12], secret.chars().count())
}

/// Six digits for a text message, each as likely as any other.
pub fn one_time_code(random: &dyn Random) -> Secret {
    loop {
        let mut bytes = [0; 4];
        random.fill(&mut bytes);
        let drawn = u32::from_le_bytes(bytes);
        // Drawing again above the last whole million keeps every code equally likely.
        if drawn < 4_294_000_000 {
            return Secret::new(format!("{:06}", drawn % 1_000_000));
        }
    }
}

/// Keys derived from the master key, one a purpose, so that no digest can stand in for another.
#[derive(Clone)]
pub struct DerivedKeys {
    one_time_codes: [u8; 32],
    refresh_tokens: [u8; 32],
}

impl DerivedKeys {
    pub fn new(master: &[u8; 32]) -> Self {
        Self {
            one_time_codes: jose::hmac_sha256(master, b"slipway one-time codes"),
            refresh_tokens: jose::hmac_sha256(master, b"slipway refresh token successors"),
        }
    }

    /// The form in which a one-time code is kept: a million guesses are nothing without the key.
    pub fn digest_of_code(&self, place: &[u8], code: &str) -> [u8; 32] {
        let mut message = jose::sha256(place).to_vec();
        message.extend_from_slice(code.as_bytes());
        jose::hmac_sha256(&self.one_time_codes, &message)
    }

    /// The refresh token that follows this one. It is computed, so that the same answer can be given twice within the grace
    /// (spec section 15.10) although no token is kept.
    pub fn successor(&self, environment: &EnvironmentId, refresh_token: &str) -> Secret {
        let message = format!("{environment} {refresh_token}");
        let digest = jose::hmac_sha256(&self.refresh_tokens, message.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Secret::new(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
    }
}

impl std::fmt::Debug for DerivedKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DerivedKeys(…)")
    }
}

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;

    #[test]
    fn tokens_are_long_and_codes_are_six_digits() {
        let random = SeededRandom::new(1);
        assert_eq!(token(&random).expose().len(), 43);
        for _ in 0..100 {
            let code = one_time_code(&random);
            assert!(code.expose().len() == 6 && code.expose().bytes().all(|b| b.is_ascii_digit()));
        }
    }

    #[test]
    fn a_code_names_its_grant() {
        let random = SeededRandom::new(3);
        let grant = GrantId::opaque(&random);
        assert_eq!(grant_of_code(authorization_code(grant, &random).expose()), Some(grant));
        assert_eq!(grant_of_code("nonsense"), None);
        assert_eq!(grant_of_code(&"é".repeat(40)), None);
    }

    #[test]
    fn a_successor_is_the_same_each_time_and_differs_by_environment_and_key() {
        let keys = DerivedKeys::new(&[1; 32]);
        let (one, other) = (EnvironmentId::new("sandpit"), EnvironmentId::new("integration"));
        let successor = keys.successor(&one, "a");
        assert_eq!(successor.expose(), keys.successor(&one, "a").expose());
        assert_ne!(successor.expose(), keys.successor(&other, "a").expose());
        assert_ne!(successor.expose(), DerivedKeys::new(&[2; 32]).successor(&one, "a").expose());
    }
}
