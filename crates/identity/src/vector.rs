//! Vectors of trust (RFC 8485): how sure the service must be of the person, and by which credentials they signed in.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Credential, Credentials, ProofingLevel};

/// One vector, such as `P9.Cp.Cd`: its components are all asked for, and a missing one means any (RFC 8485 section 3.1).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VectorOfTrust {
    pub proofing: Option<ProofingLevel>,
    pub credentials: Credentials,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VectorProblem {
    #[error("a vector of trust cannot be empty")]
    Empty,
    #[error("{0:?} is not a component that NHS login knows (P0, P5, P9, Cp, Cd, Ck, Cm)")]
    UnknownComponent(String),
    #[error("{0:?} names two identity proofing levels; a vector takes one")]
    TwoLevels(String),
    #[error("{0:?} names the component {1} twice")]
    Repeated(String, String),
}

impl VectorOfTrust {
    /// Whether a person at this level, signed in by these credentials, is what the vector asks for.
    pub fn is_met_by(self, level: ProofingLevel, credentials: Credentials) -> bool {
        self.proofing.is_none_or(|wanted| level >= wanted) && credentials.contains_all(self.credentials)
    }

    /// Whether people can sign in this way here: shared keys (Ck) are not implemented by NHS login, passkeys (Cm) only where `passkeys`.
    pub fn is_reachable(self, passkeys: bool) -> bool {
        self.takes_password() || (passkeys && self.takes_passkey())
    }

    /// Whether password and code are all that the vector asks for.
    pub fn takes_password(self) -> bool {
        Credentials::PASSWORD_AND_DEVICE.contains_all(self.credentials)
    }

    /// Whether a passkey is all that the vector asks for: it is a sign-in of its own, and neither a password nor a device that was
    /// remembered.
    pub fn takes_passkey(self) -> bool {
        Credentials::PASSKEY.contains_all(self.credentials)
    }

    /// The level that must be reached; a vector without one is content with P0.
    pub fn level(self) -> ProofingLevel {
        self.proofing.unwrap_or(ProofingLevel::P0)
    }
}

impl FromStr for VectorOfTrust {
    type Err = VectorProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            return Err(VectorProblem::Empty);
        }
        let mut vector = Self { proofing: None, credentials: Credentials::NONE };
        for component in text.split('.').map(str::trim) {
            if let Some(level) = ProofingLevel::named(component) {
                if vector.proofing.replace(level).is_some() {
                    return Err(VectorProblem::TwoLevels(text.to_owned()));
                }
            } else if let Some(credential) = Credential::named(component) {
                if vector.credentials.contains(credential) {
                    return Err(VectorProblem::Repeated(text.to_owned(), component.to_owned()));
                }
                vector.credentials.insert(credential);
            } else {
                return Err(VectorProblem::UnknownComponent(component.to_owned()));
            }
        }
        Ok(vector)
    }
}

impl fmt::Display for VectorOfTrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = self.proofing.map(ProofingLevel::name).into_iter();
        let mut separator = "";
        for component in level.chain(self.credentials.iter().map(Credential::name)) {
            write!(f, "{separator}{component}")?;
            separator = ".";
        }
        Ok(())
    }
}

impl fmt::Debug for VectorOfTrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for VectorOfTrust {
    type Error = VectorProblem;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<VectorOfTrust> for String {
    fn from(vector: VectorOfTrust) -> Self {
        vector.to_string()
    }
}

/// The vectors of one request, most wanted first; any one of them will do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vtr(Vec<VectorOfTrust>);

/// A `vtr` value, and what was odd about the way it was written.
#[derive(Debug, PartialEq, Eq)]
pub struct ParsedVtr {
    pub vtr: Vtr,
    pub single_quotes: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VtrProblem {
    #[error("vtr must be a JSON array of strings, like [\"P9.Cp.Cd\"]")]
    NotAnArray,
    #[error("vtr is an empty array; leave it out or name at least one vector")]
    Empty,
    #[error("vtr has {0} vectors; at most {max} are read", max = Vtr::MOST)]
    TooMany(usize),
    #[error(transparent)]
    Vector(#[from] VectorProblem),
}

impl Vtr {
    pub const MOST: usize = 20;

    /// What an absent `vtr` asks for (Federation specification, "Authentication request").
    pub fn default_vectors() -> Self {
        let vectors = ["P9.Cp.Cd", "P9.Cp.Ck", "P9.Cm"];
        Self(vectors.iter().map(|v| v.parse().expect("a literal that a test reads")).collect())
    }

    pub fn from_vectors(vectors: Vec<VectorOfTrust>) -> Option<Self> {
        if vectors.is_empty() { None } else { Some(Self(vectors)) }
    }

    /// Reads a parameter. Single quotes, as Python's `repr` writes a list, are read too and reported.
    pub fn parse(text: &str) -> Result<ParsedVtr, VtrProblem> {
        let (strings, single_quotes) = match serde_json::from_str::<Vec<String>>(text) {
            Ok(strings) => (strings, false),
            Err(_) if text.contains('\'') && !text.contains('"') => {
                let quoted = text.replace('\'', "\"");
                (serde_json::from_str(&quoted).map_err(|_| VtrProblem::NotAnArray)?, true)
            }
            Err(_) => return Err(VtrProblem::NotAnArray),
        };
        if strings.len() > Self::MOST {
            return Err(VtrProblem::TooMany(strings.len()));
        }
        let vectors = strings.iter().map(|s| s.parse()).collect::<Result<Vec<_>, _>>()?;
        let vtr = Self::from_vectors(vectors).ok_or(VtrProblem::Empty)?;
        Ok(ParsedVtr { vtr, single_quotes })
    }

    pub fn vectors(&self) -> &[VectorOfTrust] {
        &self.0
    }

    /// The first vector that a person meets as they are: the `vot` of the answer.
    pub fn met_by(&self, level: ProofingLevel, credentials: Credentials) -> Option<VectorOfTrust> {
        self.0.iter().copied().find(|vector| vector.is_met_by(level, credentials))
    }

    /// The vector to aim for with somebody who has typed their password: the first in its reach that needs no further proof of
    /// identity, else the first in its reach. None where only a passkey will do.
    pub fn target(&self, level: ProofingLevel) -> Option<VectorOfTrust> {
        let in_reach = || self.0.iter().copied().filter(|vector| vector.takes_password());
        in_reach().find(|vector| level >= vector.level()).or_else(|| in_reach().next())
    }

    /// Whether somebody can sign in by password, with a code if need be.
    pub fn takes_password(&self) -> bool {
        self.0.iter().any(|vector| vector.takes_password())
    }

    /// Whether somebody can sign in with a passkey.
    pub fn takes_passkey(&self) -> bool {
        self.0.iter().any(|vector| vector.takes_passkey())
    }
}

impl fmt::Display for Vtr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (index, vector) in self.0.iter().enumerate() {
            write!(f, "{}\"{vector}\"", if index > 0 { "," } else { "" })?;
        }
        f.write_str("]")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vector(text: &str) -> VectorOfTrust {
        text.parse().unwrap()
    }

    #[test]
    fn the_order_of_components_does_not_matter() {
        assert_eq!(vector("P9.Cp.Cd"), vector("Cd.Cp.P9"));
        assert_eq!(vector("Cd.P9.Cp").to_string(), "P9.Cp.Cd");
    }

    #[test]
    fn nonsense_is_refused_in_words() {
        assert_eq!("".parse::<VectorOfTrust>(), Err(VectorProblem::Empty));
        assert_eq!("P9.Cx".parse::<VectorOfTrust>(), Err(VectorProblem::UnknownComponent("Cx".into())));
        assert!(matches!("P9.P5".parse::<VectorOfTrust>(), Err(VectorProblem::TwoLevels(_))));
        assert!(matches!("Cp.Cp".parse::<VectorOfTrust>(), Err(VectorProblem::Repeated(..))));
        assert_eq!(Vtr::parse("P9.Cp"), Err(VtrProblem::NotAnArray));
        assert_eq!(Vtr::parse("[]"), Err(VtrProblem::Empty));
    }

    #[test]
    fn row_15_6_spaces_and_single_quotes_parse() {
        let parsed = Vtr::parse(r#"[ "P5.Cp.Cd" , "P5.Cm" ]"#).unwrap();
        assert_eq!(parsed.vtr.to_string(), r#"["P5.Cp.Cd","P5.Cm"]"#);
        assert!(!parsed.single_quotes);
        assert!(Vtr::parse("['P9.Cp.Cd', 'P9.Cm']").unwrap().single_quotes);
    }

    #[test]
    fn a_missing_component_means_any() {
        let password = Credentials::from_iter([Credential::Password]);
        assert!(vector("P5").is_met_by(ProofingLevel::P9, Credentials::NONE));
        assert!(vector("Cp").is_met_by(ProofingLevel::P0, password));
        assert!(!vector("P0.Cp.Cd").is_met_by(ProofingLevel::P9, password));
    }

    #[test]
    fn the_target_prefers_what_the_person_already_is() {
        let vtr = Vtr::parse(r#"["P9.Cm","P9.Cp.Cd","P5.Cp.Cd"]"#).unwrap().vtr;
        assert_eq!(vtr.target(ProofingLevel::P5), Some(vector("P5.Cp.Cd")));
        assert_eq!(vtr.target(ProofingLevel::P0), Some(vector("P9.Cp.Cd")));
        assert_eq!(Vtr::parse(r#"["P9.Cm"]"#).unwrap().vtr.target(ProofingLevel::P9), None);
    }

    #[test]
    fn a_passkey_is_a_sign_in_of_its_own() {
        let met = |asked: &str| vector(asked).is_met_by(ProofingLevel::P9, Credentials::PASSKEY);
        assert!(met("P9.Cm") && met("P5.Cm") && met("P9"));
        assert!(!met("P9.Cp.Cd") && !met("P9.Cd") && !met("P9.Cp.Cm"));
        for (asked, password, passkey) in [
            ("P9.Cp.Cd", true, false),
            ("P9", true, true),
            ("P9.Cm", false, true),
            ("P9.Cp.Cm", false, false),
            ("P9.Cp.Ck", false, false),
        ] {
            let asked = vector(asked);
            assert_eq!((asked.takes_password(), asked.takes_passkey()), (password, passkey), "{asked}");
            assert_eq!(asked.is_reachable(true), password || passkey, "{asked}");
            assert_eq!(asked.is_reachable(false), password, "{asked}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            let _ = Vtr::parse(&text);
        }

        #[test]
        fn what_is_written_reads_back(level in proptest::option::of(0usize..3), bits in 0u8..16) {
            let credentials = Credential::ALL.into_iter().filter(|c| bits & (1 << *c as u8) != 0).collect();
            let written = VectorOfTrust { proofing: level.map(|l| ProofingLevel::ALL[l]), credentials };
            prop_assume!(!written.to_string().is_empty());
            prop_assert_eq!(written.to_string().parse::<VectorOfTrust>().unwrap(), written);
        }
    }
}
