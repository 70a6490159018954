//! How tasks stand: from their checks, and from the gates that must be met before they can start.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::Serialize;

use super::{CheckState, Finding, Opened, judge};
use crate::{
    CheckId, GateId,
    definition::{Definition, Does, Side, Task},
    facts::{Facts, HoldKind},
};

/// In the order in which a page would call for attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TaskStatus {
    /// Other things have to be done before.
    CannotStartYet,
    NotStarted,
    InProgress,
    /// It came back: a question, a refusal, something ran out.
    NeedsAttention,
    /// Done by one side; the other side, or a date, is awaited.
    Waiting,
    Done,
    /// It was decided against.
    Stopped,
}

#[derive(Clone, Debug)]
pub struct TaskStanding<'d> {
    pub task: &'d Task,
    pub status: TaskStatus,
    pub findings: Vec<Finding<'d>>,
    /// The gates that have to be met before it can start.
    pub locked_by: Vec<&'d GateId>,
    /// Whose turn it is: a role id.
    pub turn: Option<&'d str>,
    /// Since when it could be worked on, or has stood as it does.
    pub since: Timestamp,
}

impl TaskStanding<'_> {
    pub fn can_start(&self) -> bool {
        self.locked_by.is_empty()
    }

    /// Whose side has to act.
    pub fn side(&self, definition: &Definition) -> Option<Side> {
        self.turn.map(|role| definition.side(role))
    }
}

pub(super) fn stand<'d>(
    definition: &'d Definition,
    facts: &Facts,
    today: Date,
    findings: &BTreeMap<&'d CheckId, Finding<'d>>,
    opened: &BTreeMap<&'d GateId, Opened>,
) -> Vec<TaskStanding<'d>> {
    let applies = |task: &&Task| {
        let is_deferred = facts.deferred.get(&format!("task {}", task.id)).is_some_and(|deferral| {
            judge::is_deferred(deferral, today) && !is_over(definition, deferral, opened)
        });
        !is_deferred && task.when.as_ref().is_none_or(|when| when.holds(facts))
    };
    definition
        .tasks
        .iter()
        .filter(applies)
        .map(|task| one(definition, task, facts, findings, opened))
        .collect()
}

fn is_over(
    definition: &Definition,
    deferral: &crate::facts::Deferral,
    opened: &BTreeMap<&GateId, Opened>,
) -> bool {
    let crate::facts::Deferral::AfterStage(stage) = deferral else { return false };
    definition.stage(stage).and_then(|stage| opened.get(&stage.exit)).is_none_or(|gate| gate.is_open)
}

fn one<'d>(
    definition: &'d Definition,
    task: &'d Task,
    facts: &Facts,
    findings: &BTreeMap<&'d CheckId, Finding<'d>>,
    opened: &BTreeMap<&'d GateId, Opened>,
) -> TaskStanding<'d> {
    let findings: Vec<Finding<'d>> =
        task.checks.iter().filter_map(|check| findings.get(check).cloned()).collect();
    let needs = needs(definition, task);
    let is_closed = |gate: &&GateId| opened.get(*gate).is_some_and(|gate| !gate.is_open);
    let locked_by: Vec<&GateId> = needs.iter().copied().filter(is_closed).collect();
    let available = needs.iter().filter_map(|gate| opened.get(*gate)).map(|gate| gate.since).max();
    let is_locked = !locked_by.is_empty();
    let first = findings.iter().find(|finding| finding.turn.is_some());
    let turn = first.filter(|_| !is_locked && facts.hold.is_none()).and_then(|finding| finding.turn);
    let since = first.and_then(|finding| finding.since).max(available).unwrap_or(facts.started.at);
    let status = status(definition, task, &findings, is_locked, facts);
    TaskStanding { task, status, findings, locked_by, turn, since }
}

// A call or a decision has a gate of its own.
fn needs<'d>(definition: &'d Definition, task: &'d Task) -> Vec<&'d GateId> {
    let own = match &task.does {
        Does::Call(call) => definition.call(call).and_then(|call| call.after.as_ref()),
        Does::Decision(decision) => {
            definition.decision(decision).and_then(|decision| decision.after.as_ref())
        }
        _ => None,
    };
    task.needs.iter().chain(own).collect()
}

fn status(
    definition: &Definition,
    task: &Task,
    findings: &[Finding<'_>],
    is_locked: bool,
    facts: &Facts,
) -> TaskStatus {
    let has = |state: CheckState| findings.iter().any(|finding| finding.state == state);
    if findings.iter().all(|finding| finding.state.passes()) {
        return TaskStatus::Done;
    }
    if has(CheckState::Failed) || facts.hold.as_ref().is_some_and(|hold| hold.kind == HoldKind::Withdrawn) {
        return TaskStatus::Stopped;
    }
    if is_locked {
        return TaskStatus::CannotStartYet;
    }
    let came_back = |finding: &Finding<'_>| finding.state == CheckState::Unmet && finding.since.is_some();
    let is_theirs = |finding: &Finding<'_>| {
        finding.turn.is_some_and(|role| definition.side(role) == definition.side(&task.role))
    };
    let unmet: Vec<_> = findings.iter().filter(|finding| !finding.state.passes()).collect();
    if has(CheckState::Expired) || unmet.iter().any(|finding| came_back(finding) && is_theirs(finding)) {
        return TaskStatus::NeedsAttention;
    }
    if unmet.iter().all(|finding| finding.state == CheckState::Waiting && !is_theirs(finding)) {
        return TaskStatus::Waiting;
    }
    let begun = findings.iter().any(|finding| finding.state == CheckState::Met) || has_begun(task, facts);
    if begun { TaskStatus::InProgress } else { TaskStatus::NotStarted }
}

fn has_begun(task: &Task, facts: &Facts) -> bool {
    match &task.does {
        Does::Form(form) | Does::Levels(form) | Does::Scopes(form) => {
            facts.answers.keys().any(|field| field.form() == form.as_str())
        }
        Does::Evidence(slots) => slots.iter().any(|slot| facts.evidence.contains_key(slot)),
        Does::Plan => !facts.plan.is_empty() || !facts.named.is_empty(),
        Does::Call(call) => facts.calls.contains_key(call),
        _ => false,
    }
}
