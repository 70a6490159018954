//! The ids that the files of an edition name.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Spot;
use crate::problem::Problem;

/// What can be referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Stage,
    Role,
    Task,
    Form,
    Field,
    Slot,
    Check,
    Gate,
    Call,
    Decision,
    Letter,
    Scope,
    Level,
    UseCase,
    Need,
    Milestone,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Role => "role",
            Self::Task => "task",
            Self::Form => "form",
            Self::Field => "field",
            Self::Slot => "slot",
            Self::Check => "check",
            Self::Gate => "gate",
            Self::Call => "call",
            Self::Decision => "decision",
            Self::Letter => "letter",
            Self::Scope => "scope",
            Self::Level => "level",
            Self::UseCase => "use case",
            Self::Need => "need",
            Self::Milestone => "milestone",
        }
    }
}

/// Ids by kind, of whatever the files name, also where the entry itself is wrong: so one mistake is told once.
#[derive(Default)]
pub(crate) struct Known(BTreeMap<Kind, BTreeSet<String>>);

impl Known {
    pub fn has(&self, kind: Kind, id: &str) -> bool {
        self.0.get(&kind).is_some_and(|ids| ids.contains(id))
    }

    pub fn ids(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.0.get(&kind).into_iter().flatten().map(String::as_str)
    }

    /// Takes the ids of a list; one that is there twice is a problem.
    pub(super) fn take(
        &mut self,
        kind: Kind,
        entries: &[Spot<'_>],
        prefix: &str,
        problems: &mut Vec<Problem>,
    ) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in entries {
            let Some(id) = entry.text("id") else { continue };
            let is_new = self.0.entry(kind).or_default().insert(format!("{prefix}{id}"));
            if !is_new {
                let earlier = first.get(id).map(|line| format!(", first in line {line}")).unwrap_or_default();
                let fix = "give one of them another id";
                let problem = entry.problem(entry.line(), format!("the id is there twice{earlier}"), fix);
                problems.push(problem.about(entry.subject(kind.word())));
            }
            first.entry(id).or_insert(entry.line());
        }
    }
}
