//! What a migration would do to integrations, before anybody does it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::Timestamp;
use serde::Serialize;

use super::{document::Migration, kind::Kind, mapping::Mapping};
use crate::{
    CheckId, DecisionId, Definition, EditionId, Facts, GateId, Standing, TaskId,
    standing::{TaskStatus, count, sentence},
};

/// The findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DryRun {
    pub from: EditionId,
    pub to: EditionId,
    /// How many integrations were looked at.
    pub of: usize,
    pub unaffected: usize,
    /// In the order of the new edition.
    pub gain_tasks: Vec<Gained>,
    pub lose_met_gates: Vec<Lost>,
    pub need_decision: Vec<Redecided>,
}

/// A task that integrations would have to do besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gained {
    pub task: TaskId,
    pub title: String,
    pub stage: String,
    pub references: Vec<String>,
}

/// A gate that is met and would no longer be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lost {
    pub reference: String,
    pub gate: GateId,
    pub title: String,
    /// The first check that would not be met, and why.
    pub check: CheckId,
    pub why: String,
}

/// A decision that was taken and would have to be taken again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Redecided {
    pub reference: String,
    pub decision: DecisionId,
    pub title: String,
    pub why: String,
}

/// Tries a migration on integrations, each with its reference.
pub fn dry_run<'f>(
    old: &Definition,
    new: &Definition,
    migration: &Migration,
    integrations: impl IntoIterator<Item = (String, &'f Facts)>,
    now: Timestamp,
) -> DryRun {
    let mut run = DryRun {
        from: migration.from.clone(),
        to: migration.to.clone(),
        of: 0,
        unaffected: 0,
        gain_tasks: Vec::new(),
        lose_met_gates: Vec::new(),
        need_decision: Vec::new(),
    };
    let mut gained: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (reference, facts) in integrations {
        let moved = migration.plan(old, facts, now);
        let (was, is) = (Standing::of(old, facts, now), Standing::of(new, &moved.facts, now));
        let tasks = tasks_gained(new, &moved.mapping, &was, &is);
        let lost = gates_lost(&reference, &moved.mapping, &was, &is);
        let again = decided_again(&reference, new, &moved.mapping, facts);
        run.of += 1;
        run.unaffected += usize::from(tasks.is_empty() && lost.is_empty() && again.is_empty());
        for task in tasks {
            gained.entry(task).or_default().push(reference.clone());
        }
        run.lose_met_gates.extend(lost);
        run.need_decision.extend(again);
    }
    run.gain_tasks = gained.into_iter().map(|(task, references)| gain(new, task, references)).collect();
    run
}

fn gain(new: &Definition, task: usize, references: Vec<String>) -> Gained {
    let task = &new.tasks[task];
    let stage = new.stage(&task.stage).map_or(task.stage.as_str(), |stage| &stage.title).to_owned();
    Gained { task: task.id.clone(), title: task.title.clone(), stage, references }
}

// Their places in the new edition. A task that is done already is nobody's.
fn tasks_gained(new: &Definition, mapping: &Mapping, was: &Standing<'_>, is: &Standing<'_>) -> Vec<usize> {
    let had: BTreeSet<String> =
        was.tasks.iter().flat_map(|task| mapping.targets(Kind::Tasks, task.task.id.as_str())).collect();
    let to_do = is.tasks.iter().filter(|task| task.status != TaskStatus::Done);
    let gained = to_do.filter(|task| !had.contains(task.task.id.as_str()));
    gained.filter_map(|task| new.tasks.iter().position(|one| one.id == task.task.id)).collect()
}

fn gates_lost(reference: &str, mapping: &Mapping, was: &Standing<'_>, is: &Standing<'_>) -> Vec<Lost> {
    let met = was.gates.iter().filter(|gate| gate.applies && gate.is_met());
    let targets: BTreeSet<String> =
        met.flat_map(|gate| mapping.targets(Kind::Gates, gate.gate.id.as_str())).collect();
    let lost = is.gates.iter().filter(|gate| gate.applies && targets.contains(gate.gate.id.as_str()));
    let lost = lost.filter_map(|gate| {
        let first = gate.unmet().next()?;
        Some(Lost {
            reference: reference.to_owned(),
            gate: gate.gate.id.clone(),
            title: gate.gate.title.clone(),
            check: first.check.id.clone(),
            why: first.because.clone(),
        })
    });
    lost.collect()
}

fn decided_again(reference: &str, new: &Definition, mapping: &Mapping, facts: &Facts) -> Vec<Redecided> {
    let passed = |id: &str| {
        let id: Option<DecisionId> = id.parse().ok();
        let decided = id.and_then(|id| facts.decisions.get(&id)).and_then(|all| all.last());
        decided.is_some_and(|last| last.passes)
    };
    let again = mapping.again.iter().filter(|again| passed(&again.old));
    let again = again.filter_map(|again| {
        let decision = new.decision(&again.new.parse().ok()?)?;
        Some(Redecided {
            reference: reference.to_owned(),
            decision: decision.id.clone(),
            title: decision.title.clone(),
            why: again.reason.clone(),
        })
    });
    again.collect()
}

impl fmt::Display for DryRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = count(self.of, "integration", "integrations");
        writeln!(f, "From {} to {}, tried on {all}.", self.from, self.to)?;
        let verb = if self.unaffected == 1 { "integration is" } else { "integrations are" };
        writeln!(f, "{} {verb} unaffected.", self.unaffected)?;
        for gained in &self.gain_tasks {
            let who = count(gained.references.len(), "integration gains", "integrations gain");
            writeln!(
                f,
                "{who} a task at {}: {} ({}).",
                gained.stage,
                gained.title,
                gained.references.join(", ")
            )?;
        }
        for lost in &self.lose_met_gates {
            let why = sentence(&lost.why);
            writeln!(f, "{} would lose the gate {}, which it has met: {why}", lost.reference, lost.title)?;
        }
        for again in &self.need_decision {
            let why = sentence(&again.why);
            writeln!(f, "{} needs a new decision, {}: {why}", again.reference, again.title)?;
        }
        Ok(())
    }
}
