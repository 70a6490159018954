//! What a form takes from elsewhere, so that nobody types it twice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CheckId, FieldId, MilestoneId, TaskId};

/// A line among a form's answers that is not asked there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownAnswer {
    pub label: String,
    /// The form's section that it stands in.
    #[serde(default)]
    pub section: Option<String>,
    /// Questions of other forms whose answers say it.
    #[serde(default)]
    pub fields: Vec<FieldId>,
    /// Checks whose findings say it.
    #[serde(default)]
    pub checks: Vec<CheckId>,
    /// Where it is changed.
    pub task: TaskId,
}

/// What a question is filled in with before anybody answered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proposal {
    /// The answer to another question of the same kind.
    Answer(FieldId),
    /// The planned day of a milestone.
    Milestone(MilestoneId),
    /// The people of the plan, a row each.
    Named(NamedRows),
}

/// How people of the plan become rows of `records`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedRows {
    /// The columns for a person's name and email address.
    pub name: String,
    pub email: String,
    /// By the id of a need: what else stands in the row.
    pub needs: BTreeMap<String, BTreeMap<String, String>>,
}

impl Proposal {
    /// Where it comes from, for sentences: “taken from …”.
    pub fn source(&self) -> &'static str {
        match self {
            Self::Answer(_) => "an earlier answer",
            Self::Milestone(_) | Self::Named(_) => "your plan",
        }
    }
}
