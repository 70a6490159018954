//! Why a gate is or is not met, as one value for pages, JSON, the command line, mails and papers.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CheckState, Finding, GateStanding};
use crate::{
    CheckId, GateId, TaskId,
    definition::{Definition, Side},
};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Why {
    pub gate: GateId,
    pub title: String,
    /// What is open once it is met.
    pub opens: String,
    pub applies: bool,
    pub met: bool,
    /// How many checks pass, of how many.
    pub passed: usize,
    pub of: usize,
    /// Every check of the gate, in its order.
    pub reasons: Vec<Reason>,
}

/// One check of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    pub check: CheckId,
    pub title: String,
    pub state: CheckState,
    pub because: String,
    /// Whose turn it is, by id and by title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// What to do about it; nothing where it passes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
    pub requirement: String,
}

impl Why {
    pub(super) fn of(definition: &Definition, gate: &GateStanding<'_>) -> Self {
        let reasons: Vec<Reason> =
            gate.findings.iter().map(|finding| Reason::of(definition, finding)).collect();
        Self {
            gate: gate.gate.id.clone(),
            title: gate.gate.title.clone(),
            opens: gate.gate.opens.clone(),
            applies: gate.applies,
            met: gate.is_met(),
            passed: reasons.iter().filter(|reason| reason.state.passes()).count(),
            of: reasons.len(),
            reasons,
        }
    }

    pub fn unmet(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(|reason| !reason.state.passes())
    }

    /// `Product Demonstration Call: 3 of 4 checks pass.`
    pub fn headline(&self) -> String {
        if self.met {
            return format!("{}: met.", self.title);
        }
        let verb = if self.passed == 1 { "passes" } else { "pass" };
        format!("{}: {} of {} checks {verb}.", self.title, self.passed, self.of)
    }
}

impl Reason {
    pub fn of(definition: &Definition, finding: &Finding<'_>) -> Self {
        Self {
            check: finding.check.id.clone(),
            title: finding.check.title.clone(),
            state: finding.state,
            because: finding.because.clone(),
            turn: finding.turn.map(ToOwned::to_owned),
            waiting_on: finding.turn.map(|role| definition.role_title(role).to_owned()),
            side: finding.turn.map(|role| definition.side(role)),
            since: finding.since,
            fix: (!finding.state.passes()).then(|| finding.check.fix.clone()),
            task: finding.task.map(|task| task.id.clone()),
            requirement: finding.check.requirement.clone(),
        }
    }

    /// The reason as one line of text: `Waiting on delivery manager: The application was not submitted yet. …`
    pub fn line(&self) -> String {
        match &self.waiting_on {
            Some(role) => format!("Waiting on {}: {}", super::words::lower_first(role), self.because),
            None if self.state.passes() => self.because.clone(),
            None => format!("{}: {}", self.title, self.because),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline())?;
        for reason in self.unmet() {
            writeln!(f, "- {}", reason.line())?;
            if let Some(fix) = &reason.fix {
                writeln!(f, "  {fix}")?;
            }
        }
        Ok(())
    }
}
