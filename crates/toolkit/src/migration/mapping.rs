//! What a change of edition does to ids: stored with the event, so that a fold needs no migration document.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use crate::{EditionId, facts::Deferral};

/// From one edition to another, for one integration. An id that is not mentioned stays what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub from: EditionId,
    pub to: EditionId,
    /// Renamed, split and merged ids: what each becomes, in the order of the document.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub moves: BTreeMap<Kind, BTreeMap<String, Vec<String>>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<Gone>,
    /// Decisions that have to be taken again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<Again>,
    /// ``task x`` or ``check y`` of the new edition, and when it begins to bite.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deferred: BTreeMap<String, Deferral>,
}

/// An id that the new edition has no place for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gone {
    pub kind: Kind,
    /// In the edition that is left.
    pub old: String,
    /// What it was called, and in which edition, when it was retired: the same, unless mappings were put together.
    pub id: String,
    pub edition: EditionId,
    pub reason: String,
}

/// A decision whose earlier outcomes no longer count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Again {
    pub old: String,
    pub new: String,
    pub edition: EditionId,
    pub reason: String,
}

impl Mapping {
    pub fn new(from: EditionId, to: EditionId) -> Self {
        Self {
            from,
            to,
            moves: BTreeMap::new(),
            retired: Vec::new(),
            again: Vec::new(),
            deferred: BTreeMap::new(),
        }
    }

    /// What an id becomes: nothing where it is retired, several where it is split.
    pub fn targets(&self, kind: Kind, old: &str) -> Vec<String> {
        if let Some(targets) = self.moves.get(&kind).and_then(|moves| moves.get(old)) {
            return targets.clone();
        }
        if self.gone(kind, old).next().is_some() { Vec::new() } else { vec![old.to_owned()] }
    }

    /// Why an id, or a part of what it was split into, has no place any more.
    pub(super) fn gone<'m>(&'m self, kind: Kind, old: &'m str) -> impl Iterator<Item = &'m Gone> {
        self.retired.iter().filter(move |gone| gone.kind == kind && gone.old == old)
    }

    /// This mapping and then the next as one.
    ///
    /// Applying it gives the same facts as applying one after the other, but for two things that ids alone do not tell: a question
    /// about something that was split goes to the first part which is still there, and of a decision that was split and put together
    /// again no part counts if one part has to be decided again.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let mut both = Self::new(self.from.clone(), next.to.clone());
        both.retired.clone_from(&self.retired);
        for kind in Kind::ALL {
            let moves = self.moves_then(next, kind, &mut both.retired);
            if !moves.is_empty() {
                both.moves.insert(kind, moves);
            }
        }
        both.again = self.again_then(next);
        both.deferred = next.move_deferrals(&self.deferred);
        for (key, deferral) in &next.deferred {
            later(&mut both.deferred, key.clone(), deferral.clone());
        }
        both
    }

    fn moves_then(&self, next: &Self, kind: Kind, retired: &mut Vec<Gone>) -> BTreeMap<String, Vec<String>> {
        let mut moves = BTreeMap::new();
        for old in self.mentioned(kind).chain(next.mentioned(kind)).collect::<BTreeSet<_>>() {
            let mut targets: Vec<String> = Vec::new();
            let between = self.targets(kind, old);
            for middle in &between {
                for target in next.targets(kind, middle) {
                    if !targets.contains(&target) {
                        targets.push(target);
                    }
                }
                let gone = next.gone(kind, middle).map(|gone| Gone { old: old.to_owned(), ..gone.clone() });
                retired.extend(gone);
            }
            // Where a part of it is retired and the rest has the old name, that has to be said.
            let is_partly_gone = retired.iter().any(|gone| gone.kind == kind && gone.old == old);
            if !targets.is_empty() && (targets != [old] || is_partly_gone) {
                moves.insert(old.to_owned(), targets);
            }
        }
        moves
    }

    fn mentioned(&self, kind: Kind) -> impl Iterator<Item = &str> {
        let moved = self.moves.get(&kind).into_iter().flat_map(|moves| moves.keys());
        let retired = self.retired.iter().filter(move |gone| gone.kind == kind).map(|gone| &gone.old);
        moved.chain(retired).map(String::as_str)
    }

    fn again_then(&self, next: &Self) -> Vec<Again> {
        let kind = Kind::Decisions;
        let mut again: BTreeSet<Again> = BTreeSet::new();
        for one in &self.again {
            for new in next.targets(kind, &one.new) {
                again.insert(Again { new, ..one.clone() });
            }
        }
        let asked = next.again.iter().map(|one| one.old.as_str());
        for old in self.mentioned(kind).chain(next.mentioned(kind)).chain(asked).collect::<BTreeSet<_>>() {
            for middle in self.targets(kind, old) {
                // What did not count after the first has nothing left that the second could ask for again.
                if !self.is_again(old, &middle) {
                    let asked = next.again.iter().filter(|one| one.old == middle);
                    again.extend(asked.map(|one| Again { old: old.to_owned(), ..one.clone() }));
                }
            }
        }
        again.into_iter().collect()
    }

    pub(super) fn is_again(&self, old: &str, new: &str) -> bool {
        self.again.iter().any(|one| one.old == old && one.new == new)
    }

    /// Deferrals of the old edition under the ids of the new one.
    pub(super) fn move_deferrals(&self, deferred: &BTreeMap<String, Deferral>) -> BTreeMap<String, Deferral> {
        let mut moved = BTreeMap::new();
        for (key, deferral) in deferred {
            let Some(deferral) = self.move_deferral(deferral) else { continue };
            for key in self.move_key(key) {
                later(&mut moved, key, deferral.clone());
            }
        }
        moved
    }

    fn move_key(&self, key: &str) -> Vec<String> {
        match key.split_once(' ') {
            Some(("task", id)) => {
                self.targets(Kind::Tasks, id).iter().map(|id| format!("task {id}")).collect()
            }
            Some(("check", id)) => {
                self.targets(Kind::Checks, id).iter().map(|id| format!("check {id}")).collect()
            }
            _ => vec![key.to_owned()],
        }
    }

    // After a stage that is gone there is nothing to wait for.
    fn move_deferral(&self, deferral: &Deferral) -> Option<Deferral> {
        match deferral {
            Deferral::AfterStage(stage) => {
                let last = self.targets(Kind::Stages, stage.as_str()).pop()?;
                last.parse().ok().map(Deferral::AfterStage)
            }
            other => Some(other.clone()),
        }
    }
}

/// Of two deferrals of the same thing, the one that bites later counts: nobody was promised less.
pub(super) fn later(deferred: &mut BTreeMap<String, Deferral>, key: String, new: Deferral) {
    match deferred.entry(key) {
        std::collections::btree_map::Entry::Vacant(free) => {
            free.insert(new);
        }
        std::collections::btree_map::Entry::Occupied(mut there) => {
            if order(there.get()) < order(&new) {
                there.insert(new);
            }
        }
    }
}

fn order(deferral: &Deferral) -> (u8, String) {
    match deferral {
        Deferral::From(date) => (0, date.to_string()),
        Deferral::AfterStage(stage) => (1, stage.to_string()),
        Deferral::Never => (2, String::new()),
    }
}
