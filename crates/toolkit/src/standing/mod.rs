//! How an integration stands: every check, gate and task, whose turn it is, since when, and what would move it.
//!
//! Everything is computed from a definition, the facts and the time. Pages, programs, mails and papers take their words from
//! here, so they cannot disagree.

mod judge;
mod next_change;
mod task;
mod turn;
mod why;
mod words;

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CheckId, GateId, TaskId,
    definition::{Check, Definition, Gate, Stage, Task},
    facts::{Deferral, Facts, HoldKind},
};

pub use judge::{unanswered, valid_until};
pub use next_change::next_change;
pub use task::{TaskStanding, TaskStatus};
pub use turn::{Turn, With};
pub use why::{Reason, Why};
pub use words::{count, day, lower_first, moment, sentence};

/// How one check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    Met,
    Waived,
    NotApplicable,
    /// Something was done, and somebody else, or a date, is awaited.
    Waiting,
    Unmet,
    /// It was met and is no longer.
    Expired,
    /// It was decided against, for good.
    Failed,
}

impl CheckState {
    /// It does not stand in a gate's way.
    pub fn passes(self) -> bool {
        matches!(self, Self::Met | Self::Waived | Self::NotApplicable)
    }
}

/// A check with its verdict.
#[derive(Clone, Debug)]
pub struct Finding<'d> {
    pub check: &'d Check,
    pub state: CheckState,
    /// Whose turn it is: a role id. Nobody's where a date is awaited, or nothing is.
    pub turn: Option<&'d str>,
    /// Since when it has stood so.
    pub since: Option<Timestamp>,
    /// Why, in a sentence or two.
    pub because: String,
    /// The task that the check belongs to.
    pub task: Option<&'d Task>,
}

/// A gate with the findings it consists of.
#[derive(Clone, Debug)]
pub struct GateStanding<'d> {
    pub gate: &'d Gate,
    pub applies: bool,
    pub findings: Vec<Finding<'d>>,
}

impl<'d> GateStanding<'d> {
    pub fn is_met(&self) -> bool {
        self.findings.iter().all(|finding| finding.state.passes())
    }

    pub fn unmet(&self) -> impl Iterator<Item = &Finding<'d>> {
        self.findings.iter().filter(|finding| !finding.state.passes())
    }

    /// When the last of its checks came to pass.
    pub fn met_since(&self) -> Option<Timestamp> {
        self.is_met().then(|| self.findings.iter().filter_map(|finding| finding.since).max()).flatten()
    }
}

/// The whole of it.
#[derive(Clone, Debug)]
pub struct Standing<'d> {
    pub definition: &'d Definition,
    pub hold: Option<HoldKind>,
    /// Where the integration is; none once the last stage is over.
    pub stage: Option<&'d Stage>,
    pub gates: Vec<GateStanding<'d>>,
    /// Of all stages, in the definition's order, without those that do not apply.
    pub tasks: Vec<TaskStanding<'d>>,
    pub turn: Turn<'d>,
}

impl<'d> Standing<'d> {
    pub fn of(definition: &'d Definition, facts: &Facts, now: Timestamp) -> Self {
        let today = now.to_zoned(london()).date();
        let judge = judge::Judge { definition, facts, now, today };
        let findings = judge_all(&judge);
        let gates: Vec<GateStanding<'d>> =
            definition.gates.iter().map(|gate| stand(gate, facts, &findings)).collect();
        let opened: BTreeMap<&GateId, Opened> =
            gates.iter().map(|gate| (&gate.gate.id, Opened::of(gate, facts))).collect();
        let tasks = task::stand(definition, facts, today, &findings, &opened);
        let hold = facts.hold.as_ref().map(|hold| hold.kind);
        let turn = if hold.is_some() { Turn::default() } else { Turn::of(definition, &gates, &tasks, facts) };
        let is_over = |stage: &Stage| gates.iter().any(|gate| gate.gate.id == stage.exit && gate.is_met());
        let stage = definition.stages.iter().find(|stage| !is_over(stage));
        Self { definition, hold, stage, gates, tasks, turn }
    }

    pub fn gate(&self, id: &GateId) -> Option<&GateStanding<'d>> {
        self.gates.iter().find(|gate| gate.gate.id == *id)
    }

    pub fn task(&self, id: &TaskId) -> Option<&TaskStanding<'d>> {
        self.tasks.iter().find(|task| task.task.id == *id)
    }

    /// How one check stands; none where no gate has it.
    pub fn finding(&self, id: &CheckId) -> Option<&Finding<'d>> {
        self.gates.iter().flat_map(|gate| &gate.findings).find(|finding| finding.check.id == *id)
    }

    /// The first gate that applies and is not met.
    pub fn next_gate(&self) -> Option<&GateStanding<'d>> {
        self.gates.iter().find(|gate| gate.applies && !gate.is_met())
    }

    /// Why a gate is or is not met, for whoever asks: the one answer that every page, program and mail gives.
    pub fn why(&self, id: &GateId) -> Option<Why> {
        self.gate(id).map(|gate| Why::of(self.definition, gate))
    }
}

/// Whether a gate is open, and since when.
#[derive(Clone, Copy, Debug)]
struct Opened {
    is_open: bool,
    since: Timestamp,
}

impl Opened {
    fn of(gate: &GateStanding<'_>, facts: &Facts) -> Self {
        Self { is_open: !gate.applies || gate.is_met(), since: gate.met_since().unwrap_or(facts.started.at) }
    }
}

fn stand<'d>(
    gate: &'d Gate,
    facts: &Facts,
    findings: &BTreeMap<&'d CheckId, Finding<'d>>,
) -> GateStanding<'d> {
    GateStanding {
        gate,
        applies: gate.when.as_ref().is_none_or(|when| when.holds(facts)),
        findings: gate.checks.iter().filter_map(|check| findings.get(check).cloned()).collect(),
    }
}

// What a newer edition added "after this stage" can be judged only once it is known whether the stage is over, which other
// checks decide: so those are left out first, and judged again where their stage is over.
fn judge_all<'d>(judge: &judge::Judge<'d, '_>) -> BTreeMap<&'d CheckId, Finding<'d>> {
    let definition = judge.definition;
    let mut findings: BTreeMap<&CheckId, Finding<'d>> =
        definition.checks.iter().map(|check| (&check.id, judge.check(check))).collect();
    let mut again = Vec::new();
    for check in &definition.checks {
        let Some(Deferral::AfterStage(stage)) = judge.deferral(check) else { continue };
        let exit = definition.stage(stage).and_then(|stage| definition.gate(&stage.exit));
        let is_over = exit.is_none_or(|gate| {
            gate.checks.iter().filter_map(|check| findings.get(check)).all(|finding| finding.state.passes())
        });
        if is_over {
            again.push(check);
        }
    }
    for check in again {
        findings.insert(&check.id, judge.check_that_bites(check));
    }
    findings
}

/// The time zone of dates that people read and of days that rules count.
pub fn london() -> TimeZone {
    const LONDON: TimeZone = jiff::tz::get!("Europe/London");
    LONDON
}
