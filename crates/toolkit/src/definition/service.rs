//! What is particular to the service: who is eligible, levels, scopes, the plan, when people are reminded.

use serde::{Deserialize, Serialize};

use super::{Condition, Link};
use crate::{FieldId, FormId, MilestoneId};

/// `eligibility.toml`: a public form and what follows from its answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    pub form: FormId,
    /// What the page says for each outcome.
    pub meets: EligibilityOutcome,
    pub discuss: EligibilityOutcome,
    pub not_eligible: EligibilityOutcome,
    /// The worst outcome of those that hold is the answer; it is `meets` where none holds.
    #[serde(rename = "rule")]
    pub rules: Vec<EligibilityRule>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EligibilityOutcome {
    pub title: String,
    pub body: Vec<String>,
    #[serde(default)]
    pub links: Vec<Link>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Eligible {
    Meets,
    Discuss,
    NotEligible,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EligibilityRule {
    pub id: String,
    pub when: Condition,
    /// A rule with `meets` only says something: a warning or a note for later.
    pub outcome: Eligible,
    pub reason: String,
    /// What would change the answer, or what it will need later.
    #[serde(default)]
    pub change: String,
    pub requirement: String,
}

/// `levels.toml`: from use cases to a vector of trust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// The form whose answers the rules read, the field with the ticked use cases, and the one with the chosen vectors.
    pub form: FormId,
    pub use_cases_field: FieldId,
    pub vectors_field: FieldId,
    /// Lowest first.
    #[serde(rename = "level")]
    pub levels: Vec<Level>,
    #[serde(rename = "use_case")]
    pub use_cases: Vec<UseCase>,
    #[serde(default, rename = "rule")]
    pub rules: Vec<LevelRule>,
    #[serde(rename = "proposal")]
    pub proposals: Vec<VectorProposal>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub id: String,
    pub title: String,
    pub proves: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseCase {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub example: String,
    pub level: String,
}

/// Raises the level, or warns, whatever the use cases say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelRule {
    pub id: String,
    pub when: Condition,
    /// At least this level. A rule without it is a note.
    #[serde(default)]
    pub level: Option<String>,
    /// It cannot be done at all: ask the service.
    #[serde(default)]
    pub refuses: bool,
    pub reason: String,
    pub requirement: String,
}

/// The `vtr` for exactly these levels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorProposal {
    pub levels: Vec<String>,
    /// Each is a list of vectors for one request: `[["P9.Cp.Cd", "P9.Cp.Ck", "P9.Cm"]]`.
    pub requests: Vec<Vec<String>>,
    pub explanation: String,
}

/// One scope that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    pub id: String,
    pub title: String,
    pub claims: Vec<String>,
    /// Levels at which it is given.
    pub levels: Vec<String>,
    #[serde(default)]
    pub mandatory: bool,
    /// Not together with these.
    #[serde(default)]
    pub excludes: Vec<String>,
    /// Not needed with these.
    #[serde(default)]
    pub covered_by: Vec<String>,
    #[serde(default)]
    pub note: String,
    /// What it will require later, each in a sentence.
    #[serde(default)]
    pub later: Vec<String>,
    /// Only by agreement with the service.
    #[serde(default)]
    pub bespoke: bool,
    pub requirement: String,
}

/// `plan.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Roles that an integration needs people for: role ids of the partner's side, with why.
    #[serde(default, rename = "need")]
    pub needs: Vec<RoleNeed>,
    #[serde(default, rename = "milestone")]
    pub milestones: Vec<Milestone>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleNeed {
    /// A name for this need: `security-lead`. Not a role that gives rights.
    pub id: String,
    pub title: String,
    pub why: String,
    #[serde(default)]
    pub when: Option<Condition>,
    #[serde(default = "super::yes")]
    pub required: bool,
}

/// A date of the plan, proposed from the day that the plan starts to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    pub id: MilestoneId,
    pub title: String,
    /// Days after the plan's anchor; moved to the next working day.
    pub offset_days: u32,
    #[serde(default)]
    pub when: Option<Condition>,
    /// It must be a day on which one can go live.
    #[serde(default)]
    pub goes_live: bool,
    pub requirement: String,
}

/// `nudges.toml`: when people are reminded. Days are working days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Nudges {
    /// Chasers to the partner after so many days with them.
    pub partner_after: Vec<u32>,
    /// Chasers to staff after so many days with them.
    pub service_after: Vec<u32>,
    /// Unanswered so long, a pause is proposed.
    pub propose_pause_after: u32,
}

impl Default for Nudges {
    fn default() -> Self {
        Self { partner_after: vec![5, 10, 20], service_after: vec![3, 5, 10], propose_pause_after: 40 }
    }
}
