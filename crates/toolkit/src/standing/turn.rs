//! Whose turn it is.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Finding, GateStanding, TaskStanding};
use crate::{
    definition::{Definition, Side},
    facts::Facts,
};

/// Whom an integration waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum With {
    Partner,
    Service,
    Both,
    /// A date that both wait for, or nothing at all.
    #[default]
    Nobody,
}

/// What each side has to do for the next gate, most pressing first: what has waited longest.
#[derive(Clone, Debug, Default)]
pub struct Turn<'d> {
    pub partner: Vec<Finding<'d>>,
    pub service: Vec<Finding<'d>>,
    pub partner_since: Option<Timestamp>,
    pub service_since: Option<Timestamp>,
    /// What both wait for where it is nobody's turn, such as a call that is booked.
    pub awaited: Option<String>,
}

impl<'d> Turn<'d> {
    pub(super) fn of(
        definition: &'d Definition,
        gates: &[GateStanding<'d>],
        tasks: &[TaskStanding<'d>],
        facts: &Facts,
    ) -> Self {
        let Some(next) = gates.iter().find(|gate| gate.applies && !gate.is_met()) else {
            return Self::default();
        };
        let task_of =
            |finding: &Finding<'_>| tasks.iter().find(|task| task.task.checks.contains(&finding.check.id));
        let can_act = |finding: &&Finding<'d>| {
            finding.turn.is_some() && task_of(finding).is_none_or(TaskStanding::can_start)
        };
        let since = |finding: &Finding<'_>| {
            finding.since.max(task_of(finding).map(|task| task.since)).unwrap_or(facts.started.at)
        };
        let mut turn = Self {
            awaited: next
                .unmet()
                .find(|finding| finding.turn.is_none())
                .map(|finding| finding.because.clone()),
            ..Self::default()
        };
        for finding in next.unmet().filter(can_act) {
            let since = since(finding);
            let finding = Finding { since: Some(since), ..finding.clone() };
            let (list, earliest) = match finding.turn.map(|role| definition.side(role)) {
                Some(Side::Partner) => (&mut turn.partner, &mut turn.partner_since),
                _ => (&mut turn.service, &mut turn.service_since),
            };
            *earliest = Some(earliest.map_or(since, |known| known.min(since)));
            list.push(finding);
        }
        turn
    }

    pub fn with(&self) -> With {
        match (self.partner.is_empty(), self.service.is_empty()) {
            (false, true) => With::Partner,
            (true, false) => With::Service,
            (false, false) => With::Both,
            (true, true) => With::Nobody,
        }
    }

    /// Since when the side that it waits for has had it; the longer one where both have.
    pub fn since(&self) -> Option<Timestamp> {
        [self.partner_since, self.service_since].into_iter().flatten().min()
    }

    /// Whether it is the turn of somebody with this role.
    pub fn is_of(&self, role: &str) -> bool {
        self.partner.iter().chain(&self.service).any(|finding| finding.turn == Some(role))
    }
}
