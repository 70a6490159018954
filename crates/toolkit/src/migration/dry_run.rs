//! What a migration would do to integrations, before anybody does it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::Timestamp;
use serde::Serialize;

use super::{document::Migration, kind::Kind, mapping::Mapping, plan::Moved};
use crate::{
    CheckId, DecisionId, Definition, EditionId, Facts, GateId, Standing, TaskId,
    facts::Deferral,
    standing::{Finding, TaskStatus, count, day, sentence},
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

/// A task that integrations would have to do besides, at once or from when it bites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gained {
    pub task: TaskId,
    pub title: String,
    pub stage: String,
    /// Nothing where it bites at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Deferral>,
    /// The same in words for the middle of a sentence, with a space before them.
    #[serde(skip)]
    pub when: String,
    pub references: Vec<String>,
}

/// A gate that is met and would no longer be, at once or from when what it asks for bites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lost {
    pub reference: String,
    pub gate: GateId,
    pub title: String,
    /// The first check that would not be met, and why.
    pub check: CheckId,
    pub why: String,
    /// Nothing where it is lost at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Deferral>,
    #[serde(skip)]
    pub when: String,
}

/// A decision that was taken and would have to be taken again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Redecided {
    pub reference: String,
    pub decision: DecisionId,
    pub title: String,
    pub why: String,
}

/// A migration that is tried on one integration after the other: their facts need not all be there at once.
pub struct Trial<'d> {
    old: &'d Definition,
    new: &'d Definition,
    migration: &'d Migration,
    now: Timestamp,
    run: DryRun,
    /// By the task's place in the new edition, and by when it bites.
    gained: BTreeMap<(usize, String), (Option<Deferral>, Vec<String>)>,
}

impl<'d> Trial<'d> {
    pub fn new(old: &'d Definition, new: &'d Definition, migration: &'d Migration, now: Timestamp) -> Self {
        let run = DryRun {
            from: migration.from.clone(),
            to: migration.to.clone(),
            of: 0,
            unaffected: 0,
            gain_tasks: Vec::new(),
            lose_met_gates: Vec::new(),
            need_decision: Vec::new(),
        };
        Self { old, new, migration, now, run, gained: BTreeMap::new() }
    }

    pub fn try_on(&mut self, reference: &str, facts: &Facts) {
        let moved = self.migration.plan(self.old, facts, self.now);
        let was = Standing::of(self.old, facts, self.now);
        // What is promised for later is found now, with when it comes due.
        let due = when_due(&moved.facts);
        let will_be = Standing::of(self.new, &due, self.now);
        let tasks = tasks_gained(self.new, &moved.mapping, &was, &will_be);
        let lost = gates_lost(reference, &moved, &was, &will_be);
        let again = decided_again(reference, self.new, &moved.mapping, facts);
        self.run.of += 1;
        self.run.unaffected += usize::from(tasks.is_empty() && lost.is_empty() && again.is_empty());
        for task in tasks {
            let from = moved.facts.deferred.get(&format!("task {}", self.new.tasks[task].id)).cloned();
            let gained = self.gained.entry((task, when(self.new, from.as_ref())));
            gained.or_insert_with(|| (from, Vec::new())).1.push(reference.to_owned());
        }
        self.run.lose_met_gates.extend(lost);
        self.run.need_decision.extend(again);
    }

    pub fn findings(mut self) -> DryRun {
        let gained = self.gained.into_iter();
        let gained = gained.map(|((task, when), (from, references))| {
            let task = &self.new.tasks[task];
            let stage =
                self.new.stage(&task.stage).map_or(task.stage.as_str(), |stage| &stage.title).to_owned();
            Gained { task: task.id.clone(), title: task.title.clone(), stage, from, when, references }
        });
        self.run.gain_tasks = gained.collect();
        self.run
    }
}

/// Tries a migration on integrations, each with its reference.
pub fn dry_run<'f>(
    old: &Definition,
    new: &Definition,
    migration: &Migration,
    integrations: impl IntoIterator<Item = (String, &'f Facts)>,
    now: Timestamp,
) -> DryRun {
    let mut trial = Trial::new(old, new, migration, now);
    for (reference, facts) in integrations {
        trial.try_on(&reference, facts);
    }
    trial.findings()
}

/// The facts as they will be when everything has come due that ever does.
fn when_due(facts: &Facts) -> Facts {
    let mut due = facts.clone();
    due.deferred.retain(|_, deferral| matches!(deferral, Deferral::Never));
    due
}

/// When something bites, for the middle of a sentence; empty where that is at once.
fn when(new: &Definition, from: Option<&Deferral>) -> String {
    match from {
        None | Some(Deferral::Never) => String::new(),
        Some(Deferral::From(date)) => format!(" from {}", day(*date)),
        Some(Deferral::AfterStage(stage)) => {
            let title = new.stage(stage).map_or(stage.as_str(), |stage| &stage.title);
            format!(" once the stage {title} is over")
        }
    }
}

// Their places in the new edition. A task that is done already is nobody's.
fn tasks_gained(new: &Definition, mapping: &Mapping, was: &Standing<'_>, is: &Standing<'_>) -> Vec<usize> {
    let had: BTreeSet<String> =
        was.tasks.iter().flat_map(|task| mapping.targets(Kind::Tasks, task.task.id.as_str())).collect();
    let to_do = is.tasks.iter().filter(|task| task.status != TaskStatus::Done);
    let gained = to_do.filter(|task| !had.contains(task.task.id.as_str()));
    gained.filter_map(|task| new.tasks.iter().position(|one| one.id == task.task.id)).collect()
}

fn gates_lost(reference: &str, moved: &Moved, was: &Standing<'_>, is: &Standing<'_>) -> Vec<Lost> {
    let mapping = &moved.mapping;
    let met = was.gates.iter().filter(|gate| gate.applies && gate.is_met());
    let targets: BTreeSet<String> =
        met.flat_map(|gate| mapping.targets(Kind::Gates, gate.gate.id.as_str())).collect();
    let lost = is.gates.iter().filter(|gate| gate.applies && targets.contains(gate.gate.id.as_str()));
    let lost = lost.filter_map(|gate| {
        // What is lost at once comes before what is lost later.
        let from = |finding: &Finding<'_>| moved.facts.deferred.get(&format!("check {}", finding.check.id));
        let first = gate.unmet().min_by_key(|finding| from(finding).is_some())?;
        Some(Lost {
            reference: reference.to_owned(),
            gate: gate.gate.id.clone(),
            title: gate.gate.title.clone(),
            check: first.check.id.clone(),
            why: first.because.clone(),
            from: from(first).cloned(),
            when: when(is.definition, from(first)),
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
                "{who} a task at {}{}: {} ({}).",
                gained.stage,
                gained.when,
                gained.title,
                gained.references.join(", ")
            )?;
        }
        for lost in &self.lose_met_gates {
            let why = sentence(&lost.why);
            let (reference, title, when) = (&lost.reference, &lost.title, &lost.when);
            writeln!(f, "{reference} would lose the gate {title}{when}, which it has met: {why}")?;
        }
        for again in &self.need_decision {
            let why = sentence(&again.why);
            writeln!(f, "{} needs a new decision, {}: {why}", again.reference, again.title)?;
        }
        Ok(())
    }
}
