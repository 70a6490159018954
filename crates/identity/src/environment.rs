//! What differs between one environment and another: a value, so that the provider never asks which one it is.

use std::{fmt, num::NonZeroU32};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The short name of an environment, such as `sandpit`: it keys every row that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EnvironmentId(String);

impl EnvironmentId {
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EnvironmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What becomes of photos of a document and of a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoIdentity {
    /// The screens can be looked at. Nothing is taken, so nothing is ever approved.
    Explored,
    /// A person decides.
    Reviewed,
    /// The name of the file decides where it is a verdict, for tests that run by themselves; otherwise a person.
    ReviewedOrNamed,
}

/// Who registers clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientRegistration {
    /// The people of a product, by themselves and at once.
    SelfService,
    /// The people of a product, once staff have allowed the product a client there.
    OnceAllowed,
    /// Whoever runs the machine, on the command line.
    ByOperator,
}

/// The rules that are settings.
#[expect(clippy::struct_excessive_bools, reason = "each is one independent setting of an environment")]
#[derive(Clone, Debug)]
pub struct Policy {
    /// Refuse an authentication request without `state` or `nonce`; else a warning in the trace (spec section 15.4).
    pub require_state_and_nonce: bool,
    /// Accept a client assertion whose only audience is the issuer, with a warning (section 15.2).
    pub accept_issuer_audience: bool,
    /// Let `http://localhost` and the loopback addresses be redirect URIs (section 4).
    pub loopback_redirect_uris: bool,
    /// Whether `profile_extended` yields `given_name`: never in the sandpit (section 6).
    pub given_name_available: bool,
    /// Whether people can prove who they are here; where they cannot, the screens are shown and end kindly.
    pub identity_proofing_completes: bool,
    pub photo_identity: PhotoIdentity,
    /// Whether nobody real may be named here: NHS numbers are from the range for tests.
    pub synthetic_people_only: bool,
    /// Who registers clients here.
    pub clients: ClientRegistration,
    /// Whether passkeys can be used, so that a vector with `Cm` can be met.
    pub passkeys: bool,
    /// How many accounts may be asked for in one hour by one organisation; no end where there is none.
    pub provisionings_an_hour: Option<NonZeroU32>,
}

/// Enough for the busiest surgery, and an end to a loop.
const PROVISIONINGS_AN_HOUR: NonZeroU32 = NonZeroU32::new(100).expect("it is not zero");

/// One issuer with its own keys, clients and people.
#[derive(Clone, Debug)]
pub struct Environment {
    pub id: EnvironmentId,
    /// What pages call it, such as "Sandpit".
    pub name: String,
    /// The issuer identifier: scheme, host and perhaps a port, with no trailing slash.
    pub issuer: String,
    pub policy: Policy,
}

impl Environment {
    /// The sandpit: self-service, no demographics service behind it, lenient where real services are careless.
    pub fn sandpit(issuer: impl Into<String>) -> Self {
        let issuer = issuer.into();
        let passkeys = can_have_passkeys(&issuer);
        Self {
            id: EnvironmentId::new("sandpit"),
            name: "Sandpit".to_owned(),
            issuer,
            policy: Policy {
                require_state_and_nonce: false,
                accept_issuer_audience: true,
                loopback_redirect_uris: true,
                given_name_available: false,
                identity_proofing_completes: false,
                photo_identity: PhotoIdentity::Explored,
                synthetic_people_only: true,
                clients: ClientRegistration::SelfService,
                passkeys,
                provisionings_an_hour: Some(PROVISIONINGS_AN_HOUR),
            },
        }
    }

    /// The integration environment: synthetic records behind it, so that people can prove who they are; strict where evidence
    /// is made.
    pub fn integration(issuer: impl Into<String>) -> Self {
        let issuer = issuer.into();
        // Only who runs it on their own machine has a service there.
        let is_local = ["http://localhost", "http://127.0.0.1"].iter().any(|local| issuer.starts_with(local));
        let passkeys = can_have_passkeys(&issuer);
        Self {
            id: EnvironmentId::new("integration"),
            name: "Integration".to_owned(),
            issuer,
            policy: Policy {
                require_state_and_nonce: false,
                accept_issuer_audience: false,
                loopback_redirect_uris: is_local,
                given_name_available: true,
                identity_proofing_completes: true,
                photo_identity: PhotoIdentity::ReviewedOrNamed,
                synthetic_people_only: true,
                clients: ClientRegistration::OnceAllowed,
                passkeys,
                provisionings_an_hour: Some(PROVISIONINGS_AN_HOUR),
            },
        }
    }

    /// One for real people: as strict as the integration environment, and without anything that is there for tests.
    pub fn live(issuer: impl Into<String>) -> Self {
        let issuer = issuer.into();
        let passkeys = can_have_passkeys(&issuer);
        Self {
            id: EnvironmentId::new("live"),
            name: "Live".to_owned(),
            issuer,
            // Whole, so that a rule which is new is decided for real people by itself.
            policy: Policy {
                require_state_and_nonce: false,
                accept_issuer_audience: false,
                loopback_redirect_uris: false,
                given_name_available: true,
                identity_proofing_completes: true,
                photo_identity: PhotoIdentity::Reviewed,
                synthetic_people_only: false,
                clients: ClientRegistration::ByOperator,
                passkeys,
                provisionings_an_hour: Some(PROVISIONINGS_AN_HOUR),
            },
        }
    }

    /// The name within a sentence: the sandpit has one of its own.
    pub fn in_words(&self) -> String {
        let name = self.name.to_lowercase();
        if name == "sandpit" { name } else { format!("{name} environment") }
    }

    pub fn token_endpoint(&self) -> String {
        format!("{}/token", self.issuer)
    }

    /// The issuer's host, with its port if it has one.
    pub fn host(&self) -> &str {
        self.issuer.split_once("://").map_or(self.issuer.as_str(), |(_, host)| host)
    }

    /// The `vtm` claim: where this issuer's trustmark is (RFC 8485 section 5).
    pub fn trustmark(&self) -> String {
        format!("{}/trustmark/{}", self.issuer, self.host())
    }

    pub fn is_https(&self) -> bool {
        self.issuer.starts_with("https://")
    }
}

/// Passkeys belong to a name, never to a bare address, and browsers have them in secure contexts alone (WebAuthn sections 5.1 and
/// 5.1.3).
fn can_have_passkeys(issuer: &str) -> bool {
    let Ok(url) = Url::parse(issuer) else { return false };
    let Some(Host::Domain(name)) = url.host() else { return false };
    url.scheme() == "https" || name == "localhost"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trustmark_ends_with_the_issuers_host() {
        let environment = Environment::sandpit("https://auth.sandpit.example.org");
        assert_eq!(
            environment.trustmark(),
            "https://auth.sandpit.example.org/trustmark/auth.sandpit.example.org"
        );
        assert_eq!(Environment::sandpit("http://localhost:4001").host(), "localhost:4001");
    }
    #[test]
    fn passkeys_are_for_issuers_with_a_name_that_browsers_trust() {
        for (issuer, passkeys) in [
            ("http://localhost:4001", true),
            ("https://auth.sandpit.example.org", true),
            ("http://auth.sandpit.example.org", false),
            ("http://127.0.0.1:4001", false),
            ("https://[::1]", false),
        ] {
            assert_eq!(Environment::sandpit(issuer).policy.passkeys, passkeys, "{issuer}");
            assert_eq!(Environment::integration(issuer).policy.passkeys, passkeys, "{issuer}");
        }
    }
}
