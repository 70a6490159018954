//! Scopes: what a service may be told about a person (Federation specification, "Scopes and claims").

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ProofingLevel;

/// One scope value. The order is the alphabet's, which is also how discovery lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    BasicDemographics,
    ClientMetadata,
    Email,
    GpIntegrationCredentials,
    GpRegistrationDetails,
    Landline,
    OpenId,
    Phone,
    Profile,
    ProfileExtended,
}

/// What each scope is called, and what a person reads before agreeing to share it.
struct Description {
    scope: Scope,
    name: &'static str,
    /// The lowest level at which userinfo has anything to say under this scope.
    level: ProofingLevel,
    claims: &'static [&'static str],
    shared: &'static [&'static str],
}

const DESCRIPTIONS: [Description; 10] = [
    Description {
        scope: Scope::BasicDemographics,
        name: "basic_demographics",
        level: ProofingLevel::P5,
        claims: &["family_name", "birthdate", "identity_proofing_level"],
        shared: &["your last name", "your date of birth"],
    },
    Description {
        scope: Scope::ClientMetadata,
        name: "client_metadata",
        level: ProofingLevel::P0,
        claims: &["client_user_metadata"],
        shared: &["a note that this service keeps with your NHS login"],
    },
    Description {
        scope: Scope::Email,
        name: "email",
        level: ProofingLevel::P0,
        claims: &["email", "email_verified"],
        shared: &["your email address"],
    },
    Description {
        scope: Scope::GpIntegrationCredentials,
        name: "gp_integration_credentials",
        level: ProofingLevel::P9,
        claims: &["gp_integration_credentials"],
        shared: &["the details that connect you to your GP surgery's online services"],
    },
    Description {
        scope: Scope::GpRegistrationDetails,
        name: "gp_registration_details",
        level: ProofingLevel::P5,
        claims: &["gp_registration_details"],
        shared: &["which GP surgery you are registered with"],
    },
    Description {
        scope: Scope::Landline,
        name: "landline",
        level: ProofingLevel::P0,
        claims: &["landline_number", "landline_number_verified"],
        shared: &["your landline phone number"],
    },
    Description {
        scope: Scope::OpenId,
        name: "openid",
        level: ProofingLevel::P0,
        claims: &["iss", "aud", "sub"],
        shared: &[],
    },
    Description {
        scope: Scope::Phone,
        name: "phone",
        level: ProofingLevel::P0,
        claims: &["phone_number", "phone_number_verified", "phone_number_pds_matched"],
        shared: &["your mobile phone number"],
    },
    Description {
        scope: Scope::Profile,
        name: "profile",
        level: ProofingLevel::P5,
        claims: &["nhs_number", "family_name", "birthdate", "identity_proofing_level"],
        shared: &["your NHS number", "your last name", "your date of birth", "how your identity was checked"],
    },
    Description {
        scope: Scope::ProfileExtended,
        name: "profile_extended",
        level: ProofingLevel::P5,
        claims: &["given_name"],
        shared: &["your first name"],
    },
];

impl Scope {
    pub fn all() -> impl Iterator<Item = Self> {
        DESCRIPTIONS.iter().map(|d| d.scope)
    }

    pub fn named(name: &str) -> Option<Self> {
        DESCRIPTIONS.iter().find(|d| d.name == name).map(|d| d.scope)
    }

    pub fn name(self) -> &'static str {
        self.description().name
    }

    pub fn claims(self) -> &'static [&'static str] {
        self.description().claims
    }

    /// The lowest proofing level at which this scope yields a claim.
    pub fn level(self) -> ProofingLevel {
        self.description().level
    }

    /// What the consent page lists for it, each to follow "This service would like to see".
    pub fn shared(self) -> &'static [&'static str] {
        self.description().shared
    }

    fn description(self) -> &'static Description {
        &DESCRIPTIONS[self as usize]
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A set of scopes; written and stored as names separated by single spaces, in alphabetical order.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct ScopeSet(u16);

impl ScopeSet {
    pub const EMPTY: Self = Self(0);

    /// Reads a `scope` value and returns the names that nobody knows beside the set.
    pub fn parse(text: &str) -> (Self, Vec<&str>) {
        let mut set = Self::EMPTY;
        let mut unknown = Vec::new();
        for name in text.split_ascii_whitespace() {
            match Scope::named(name) {
                Some(scope) => set.insert(scope),
                None => unknown.push(name),
            }
        }
        (set, unknown)
    }

    pub fn insert(&mut self, scope: Scope) {
        self.0 |= scope.bit();
    }

    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn is_subset(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::all().filter(move |scope| self.contains(*scope))
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let mut set = Self::EMPTY;
        scopes.into_iter().for_each(|scope| set.insert(scope));
        set
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.name())?;
        }
        Ok(())
    }
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScopeSet({self})")
    }
}

impl From<String> for ScopeSet {
    // Names that this release no longer knows are dropped: a stored set must always load.
    fn from(text: String) -> Self {
        Self::parse(&text).0
    }
}

impl From<ScopeSet> for String {
    fn from(set: ScopeSet) -> Self {
        set.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum_and_of_the_alphabet() {
        for (index, scope) in Scope::all().enumerate() {
            assert_eq!(index, scope as usize);
            assert_eq!(Scope::named(scope.name()), Some(scope));
        }
        assert!(Scope::all().map(Scope::name).is_sorted());
    }

    #[test]
    fn unknown_names_are_told_apart() {
        let (set, unknown) = ScopeSet::parse("openid  phone frogs openid");
        assert_eq!(set.to_string(), "openid phone");
        assert_eq!(unknown, ["frogs"]);
    }

    #[test]
    fn sets_compare_and_subtract() {
        let (all, _) = ScopeSet::parse("openid email profile");
        let (some, _) = ScopeSet::parse("email openid");
        assert!(some.is_subset(all) && !all.is_subset(some));
        assert_eq!(all.without(some).to_string(), "profile");
    }
}
