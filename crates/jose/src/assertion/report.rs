//! What a check of an assertion found, rule by rule, for the client's answer and the developer's inspector.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::words::{printable, spoken_time};

/// An assertion without its signature, and what each rule said. Fit to be stored: nobody can sign in with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssertionReport {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    pub checks: Vec<ClaimCheck>,
    /// The assertion's own name: to be remembered until `expires_at`, and refused if it comes again.
    pub jti: Option<String>,
    pub expires_at: Option<Timestamp>,
}

/// One rule about an assertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Check {
    Alg,
    Kid,
    Signature,
    Iss,
    Sub,
    Aud,
    Exp,
    Iat,
    Nbf,
    Jti,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Pass,
    /// Accepted here, and refused somewhere: mend it before going on.
    Warning,
    Fail,
    /// There was nothing to check, or an earlier failure left no way to.
    NotChecked,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimCheck {
    pub name: Check,
    pub outcome: Outcome,
    pub expected: String,
    pub received: String,
    /// A whole sentence for the developer, or nothing where there is nothing to say.
    pub explanation: String,
}

impl AssertionReport {
    pub fn first_failure(&self) -> Option<&ClaimCheck> {
        self.checks.iter().find(|check| check.outcome == Outcome::Fail)
    }

    pub fn is_accepted(&self) -> bool {
        self.first_failure().is_none()
    }

    pub fn warnings(&self) -> impl Iterator<Item = &ClaimCheck> {
        self.checks.iter().filter(|check| check.outcome == Outcome::Warning)
    }

    /// Turns the check of `jti` into a failure: the caller has seen it before.
    pub fn refuse_as_replayed(&mut self, first_seen: Option<Timestamp>) {
        let since = first_seen.map_or_else(String::new, |at| format!(" at {}", spoken_time(at)));
        for check in self.checks.iter_mut().filter(|check| check.name == Check::Jti) {
            check.outcome = Outcome::Fail;
            "a value never used before".clone_into(&mut check.expected);
            check.explanation = format!(
                "This assertion was already used{since}. Make a new one with a new jti for every request."
            );
        }
    }
}

impl Check {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alg => "alg",
            Self::Kid => "kid",
            Self::Signature => "signature",
            Self::Iss => "iss",
            Self::Sub => "sub",
            Self::Aud => "aud",
            Self::Exp => "exp",
            Self::Iat => "iat",
            Self::Nbf => "nbf",
            Self::Jti => "jti",
        }
    }
}

impl ClaimCheck {
    /// What was expected and what came, in the characters that `error_description` may hold (RFC 6749 section 5.2).
    pub fn description(&self) -> String {
        let Self { name, expected, received, explanation, .. } = self;
        let text = format!(
            "client assertion, {}: expected {expected}, received {received}. {explanation}",
            name.as_str()
        );
        printable(text.trim_end())
    }
}
