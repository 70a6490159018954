//! Gates that wait for themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::refer::Refer;
use crate::{
    GateId,
    definition::{Check, Definition, Does, Task, Test},
};

/// A gate waits for another where one of its checks can only be met beyond that other gate.
pub(super) fn check(refer: &mut Refer<'_, '_>) {
    let definition = refer.definition;
    let waits = waits(definition);
    let mut told: BTreeSet<&GateId> = BTreeSet::new();
    for (gate, spot) in definition.gates.iter().zip(&refer.spots.gates) {
        if told.contains(&gate.id) {
            continue;
        }
        if let Some(way) = way_back(&gate.id, &waits) {
            let steps: Vec<String> = way.iter().map(ToString::to_string).collect();
            let what = format!("the gate waits for itself: {}", steps.join(", and "));
            told.extend(way.iter().map(|step| step.gate));
            refer.wrong(
                spot,
                ("id", gate.id.as_str()),
                "gate",
                what,
                "take a gate out of `needs` or `after`",
            );
        }
    }
}

/// A check that is beyond a gate, and why.
#[derive(Clone, Copy)]
struct Step<'d> {
    check: &'d Check,
    gate: &'d GateId,
    /// The gate on whose way the check is.
    of: &'d GateId,
}

impl std::fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` has the check `{}`, which waits for `{}`", self.of, self.check.id, self.gate)
    }
}

fn waits(definition: &Definition) -> BTreeMap<&GateId, Vec<Step<'_>>> {
    let steps = definition.gates.iter().map(|gate| {
        let checks = gate.checks.iter().filter_map(|id| definition.check(id));
        let beyond = checks.flat_map(|check| {
            gates_before(definition, check).into_iter().map(move |before| Step {
                check,
                gate: before,
                of: &gate.id,
            })
        });
        (&gate.id, beyond.collect())
    });
    steps.collect()
}

fn gates_before<'d>(definition: &'d Definition, check: &'d Check) -> Vec<&'d GateId> {
    let tasks: Vec<&Task> = definition.tasks.iter().filter(|task| task.checks.contains(&check.id)).collect();
    let needs = tasks.iter().flat_map(|task| &task.needs);
    let done = tasks.iter().filter_map(|task| match &task.does {
        Does::Call(call) => definition.call(call)?.after.as_ref(),
        Does::Decision(decision) => definition.decision(decision)?.after.as_ref(),
        _ => None,
    });
    let tested = match &check.test {
        Test::CallBooked(call) | Test::CallHeld(call) => {
            definition.call(call).and_then(|call| call.after.as_ref())
        }
        Test::Decided(decision) => definition.decision(decision).and_then(|decision| decision.after.as_ref()),
        _ => None,
    };
    needs.chain(done).chain(tested).collect::<BTreeSet<_>>().into_iter().collect()
}

// The shortest way from a gate back to itself.
fn way_back<'d>(start: &'d GateId, waits: &BTreeMap<&'d GateId, Vec<Step<'d>>>) -> Option<Vec<Step<'d>>> {
    let mut ways: std::collections::VecDeque<Vec<Step<'d>>> =
        waits.get(start)?.iter().map(|step| vec![*step]).collect();
    let mut seen: BTreeSet<&GateId> = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        let at = way.last()?.gate;
        if at == start {
            return Some(way);
        }
        if seen.insert(at) {
            ways.extend(
                waits.get(at).into_iter().flatten().map(|step| way.iter().copied().chain([*step]).collect()),
            );
        }
    }
    None
}
