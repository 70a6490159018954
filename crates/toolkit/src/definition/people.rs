//! Roles, and where people meet: calls, decisions, letters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Condition;
use crate::{CallId, DecisionId, FieldId, FormId, GateId, facts::HoldKind};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Partner,
    /// The programme's own staff.
    Service,
}

/// What the edition calls a role. Ids are those that people are given: `delivery-manager`, `reviewer:data-security`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub id: String,
    pub side: Side,
    pub title: String,
    /// What the role does here, in a sentence.
    #[serde(default)]
    pub does: String,
}

/// A call with an agenda. The service's side offers times and records it; the partner's chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    pub id: CallId,
    pub title: String,
    pub minutes: u32,
    /// Who offers times and keeps the record.
    pub host: String,
    /// Who chooses a time for the partner.
    pub guest: String,
    /// Times can be offered once this gate is met.
    #[serde(default)]
    pub after: Option<GateId>,
    pub agenda: Vec<Topic>,
    /// What the call can end with; the first is the usual one.
    pub outcomes: Vec<Outcome>,
    /// Role ids that should be there, from both sides.
    #[serde(default)]
    pub attendees: Vec<String>,
    /// What the partner should have read or prepared.
    #[serde(default)]
    pub prepare: Vec<String>,
    /// The form whose answers are agreed at the call, if there is one.
    #[serde(default)]
    pub records: Option<FormId>,
    /// The call can be held again after an outcome that is not the first.
    #[serde(default)]
    pub repeats: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    pub title: String,
    /// Fields that the topic is about: the agenda shows what was answered.
    #[serde(default)]
    pub fields: Vec<FieldId>,
}

/// How a call or a decision can end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub id: String,
    pub title: String,
    /// The way on is open.
    #[serde(default)]
    pub passes: bool,
    /// The way on is closed for good; an outcome that neither passes nor ends asks for another try.
    #[serde(default)]
    pub ends: bool,
    /// It also pauses or withdraws the integration: `"paused"`, `"withdrawn"`.
    #[serde(default)]
    pub holds: Option<HoldKind>,
    /// A reason from this list has to be chosen, besides words.
    #[serde(default)]
    pub reasons: Vec<String>,
}

/// Something that a named body decides, such as the Board about an application, or the partner about going on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub id: DecisionId,
    pub title: String,
    /// Who decides: a role id. `board-member` means at a meeting of the Board.
    pub by: String,
    /// Whose turn it is again after an outcome that neither passes nor ends.
    pub asker: String,
    /// What must be met before it can be decided.
    #[serde(default)]
    pub after: Option<GateId>,
    pub outcomes: Vec<Outcome>,
    /// The paper: forms whose answers it shows.
    #[serde(default)]
    pub paper: Vec<FormId>,
}

/// A text with `{{…}}` places, issued after a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    pub id: String,
    pub decision: DecisionId,
    pub outcome: String,
    pub subject: String,
    /// Paragraphs. Places: `{{product}}`, `{{organisation}}`, `{{date}}`, `{{reason}}`, `{{conditions}}`, `{{service}}`, `{{reference}}`.
    pub body: Vec<String>,
    #[serde(default)]
    pub when: Option<Condition>,
}
