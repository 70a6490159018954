//! The Users endpoint, version 2 (spec section 8): who may look up whom by what, and what is told.

pub mod filter;
mod resource;

use std::fmt;

use crate::{Scope, ScopeSet, rules, rules::Rule};

pub use filter::{Filter, Key};
pub use resource::{ListResponse, Resource};

/// The scopes with which users are looked up, beside the one that every look-up needs.
pub const SCOPES: [Scope; 7] = [
    Scope::Profile,
    Scope::ProfileExtended,
    Scope::Phone,
    Scope::Email,
    Scope::Landline,
    Scope::GpRegistrationDetails,
    Scope::GpIntegrationCredentials,
];

/// The scope that every look-up needs: the issuer's own name for it.
pub fn retrieve_scope(issuer: &str) -> String {
    format!("{issuer}/Users.retrieve")
}

/// A `scope` value as a look-up reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookUpScope {
    pub retrieve: bool,
    /// Those of [`SCOPES`] that were named.
    pub claims: ScopeSet,
    /// What else was named: ignored, as everywhere.
    pub unknown: Vec<String>,
}

impl LookUpScope {
    pub fn parse(text: &str, issuer: &str) -> Self {
        let retrieve = retrieve_scope(issuer);
        let mut scope = Self { retrieve: false, claims: ScopeSet::EMPTY, unknown: Vec::new() };
        for name in text.split_ascii_whitespace() {
            match Scope::named(name).filter(|scope| SCOPES.contains(scope)) {
                _ if name == retrieve => scope.retrieve = true,
                Some(known) => scope.claims.insert(known),
                None => scope.unknown.push(name.to_owned()),
            }
        }
        scope
    }

    /// As a token says it.
    pub fn granted(issuer: &str, claims: ScopeSet) -> String {
        let retrieve = retrieve_scope(issuer);
        if claims.is_empty() { retrieve } else { format!("{retrieve} {claims}") }
    }
}

/// Of the scopes that a client is registered for, those that a look-up may have.
pub fn approved(registered: ScopeSet) -> ScopeSet {
    registered.iter().filter(|scope| SCOPES.contains(scope)).collect()
}

/// Why a look-up is refused, in the endpoint's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Syntax,
    Attribute,
    Operator,
    TooManyExpressions,
    NhsNumber,
    Email,
    NotKeyed,
    FilterAbsent,
    NoScope,
    ScopeRequired(String),
    ScopesNotApproved { requested: String, approved: String },
}

impl Refusal {
    /// One of each, as the documentation lists them.
    pub fn samples() -> [Self; 11] {
        [
            Self::FilterAbsent,
            Self::Syntax,
            Self::TooManyExpressions,
            Self::NotKeyed,
            Self::Attribute,
            Self::Operator,
            Self::NhsNumber,
            Self::Email,
            Self::NoScope,
            Self::ScopeRequired("<scope name>".to_owned()),
            Self::ScopesNotApproved {
                requested: "<scope names>".to_owned(),
                approved: "<clients approved scopes>".to_owned(),
            },
        ]
    }

    pub const fn status(&self) -> u16 {
        match self {
            Self::NoScope | Self::ScopeRequired(_) | Self::ScopesNotApproved { .. } => 403,
            _ => 400,
        }
    }

    /// What the inspector calls it.
    pub const fn error(&self) -> &'static str {
        if self.status() == 403 { "insufficient_scope" } else { "invalid_filter" }
    }

    pub const fn rule(&self) -> &'static Rule {
        match self {
            Self::Syntax => &rules::FILTER_SYNTAX,
            Self::Attribute => &rules::FILTER_ATTRIBUTE,
            Self::Operator => &rules::FILTER_OPERATOR,
            Self::TooManyExpressions => &rules::FILTER_FIVE,
            Self::NhsNumber => &rules::FILTER_NHS_NUMBER,
            Self::Email => &rules::FILTER_EMAIL,
            Self::NotKeyed => &rules::FILTER_KEYED,
            Self::FilterAbsent => &rules::FILTER_PRESENT,
            Self::NoScope | Self::ScopeRequired(_) => &rules::LOOK_UP_SCOPE,
            Self::ScopesNotApproved { .. } => &rules::LOOK_UP_APPROVED,
        }
    }
}

/// The words of the interface specification, table 10.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax => f.write_str("Invalid syntax"),
            Self::Attribute => f.write_str("Invalid attribute"),
            Self::Operator => f.write_str("Invalid operator"),
            Self::TooManyExpressions => f.write_str("More than 5 expressions provided"),
            Self::NhsNumber => f.write_str("Invalid NHS number"),
            Self::Email => f.write_str("Invalid email"),
            Self::NotKeyed => {
                f.write_str("Either one of \"nhsnumber\" or \"email\" must be used for each query")
            }
            Self::FilterAbsent => f.write_str("Query string \"filter\" not present"),
            Self::NoScope => f.write_str("No scope was present in the request"),
            Self::ScopeRequired(scope) => {
                write!(f, "Scope \"{scope}\" required for access was not present in request")
            }
            Self::ScopesNotApproved { requested, approved } => write!(
                f,
                "Requested scopes: {requested} did not match the clients approved scopes: {approved}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://auth.example";

    #[test]
    fn a_scope_is_read_for_its_own_issuer_alone() {
        let scope =
            LookUpScope::parse("profile https://auth.example/Users.retrieve frogs openid email", ISSUER);
        assert!(scope.retrieve);
        assert_eq!(
            (scope.claims.to_string().as_str(), scope.unknown),
            ("email profile", vec!["frogs".into(), "openid".into()])
        );
        for other in
            ["Users.retrieve", "https://other.example/Users.retrieve", "https://auth.example/users.retrieve"]
        {
            assert!(!LookUpScope::parse(other, ISSUER).retrieve, "{other}");
        }
        let granted = LookUpScope::granted(ISSUER, scope.claims);
        assert_eq!(
            LookUpScope::parse(&granted, ISSUER),
            LookUpScope { unknown: vec![], ..LookUpScope::parse(&granted, ISSUER) }
        );
        assert_eq!(granted, "https://auth.example/Users.retrieve email profile");
        assert_eq!(LookUpScope::granted(ISSUER, ScopeSet::EMPTY), "https://auth.example/Users.retrieve");
    }
}
