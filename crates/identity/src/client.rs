//! A client: a service's registration at one environment.

use std::fmt;

use jose::{CompactJws, PublicKey};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Finding, Permissions, ScopeSet, VectorOfTrust, rules};

/// The identifier that the platform gave a client. Older ones may hold spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(String);

impl ClientId {
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// A readable id: the service's name and six random hex digits.
    pub fn allocate(name: &str, random: [u8; 3]) -> Self {
        let mut slug = String::new();
        for c in name.to_ascii_lowercase().chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug: String = slug.chars().take(30).collect();
        let slug = slug.trim_end_matches('-');
        let slug = if slug.is_empty() { "service" } else { slug };
        let [a, b, c] = random;
        Self(format!("{slug}-{a:02x}{b:02x}{c:02x}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A key that signs this client's assertions.
#[derive(Clone, Debug)]
pub struct ClientKey {
    pub key: PublicKey,
    pub added_at: Timestamp,
    /// Set when a newer key was added: until then both are accepted.
    pub expires_at: Option<Timestamp>,
}

impl ClientKey {
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

/// A registered client, as the endpoints need it.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: ClientId,
    /// The name that people see on the consent page.
    pub name: String,
    pub redirect_uris: Vec<String>,
    pub scopes: ScopeSet,
    pub vectors: Vec<VectorOfTrust>,
    pub sso_partners: Vec<ClientId>,
    pub keys: Vec<ClientKey>,
    /// Whether token headers repeat the claims, as the real service's do (spec section 14).
    pub repeats_claims_in_header: bool,
    /// What it may do as a program.
    pub permissions: Permissions,
    /// What allowed its product a client here was taken back: every request of it is refused.
    pub is_suspended: bool,
    pub created_at: Timestamp,
}

impl Client {
    pub fn valid_keys(&self, now: Timestamp) -> impl Iterator<Item = &PublicKey> {
        self.keys.iter().filter(move |key| key.is_valid(now)).map(|key| &key.key)
    }

    /// A warning where what was signed is good now, and will not be when the key with which it was signed ends.
    pub fn key_that_ends(&self, assertion: &str, now: Timestamp) -> Option<Finding> {
        let mut ending =
            self.keys.iter().filter(|key| key.is_valid(now) && key.expires_at.is_some()).peekable();
        // Hardly ever is there one, and a signature takes its time.
        ending.peek()?;
        let jws = CompactJws::parse(assertion).ok()?;
        let signed = |key: &&ClientKey| key.key.verify_rs512(jws.signing_input.as_bytes(), &jws.signature);
        let end = ending.find(signed)?.expires_at?;
        let explanation =
            format!("the key of this assertion ends at {end}: from then on, what it signs is refused");
        Some(Finding::warning(&rules::CLIENT_KEY_STAYS, explanation).expected("the key that was added last"))
    }

    pub fn is_registered_for(&self, vector: VectorOfTrust) -> bool {
        self.vectors.contains(&vector)
    }

    /// Why nothing of it is answered, where that is so.
    pub fn suspended(&self) -> Option<Finding> {
        let explanation =
            "this client is suspended: its product may not have a client in this environment any more";
        self.is_suspended.then(|| Finding::failure(&rules::CLIENT_IN_USE, explanation))
    }

    /// Whether an asserted login from that client counts here (spec section 7): partners, or the same client.
    pub fn trusts_sign_ins_of(&self, other: &ClientId) -> bool {
        self.id == *other || self.sso_partners.contains(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allocated_ids_are_readable_and_safe() {
        let id = |name| ClientId::allocate(name, [0xab, 0, 1]).to_string();
        assert_eq!(id("Example Service"), "example-service-ab0001");
        assert_eq!(id("  <b>Été & Co.  "), "b-t-co-ab0001");
        assert_eq!(id("日本"), "service-ab0001");
        assert_eq!(id(&"long name ".repeat(9)), "long-name-long-name-long-name-ab0001");
    }
}
