//! What a migration does to one integration.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};

use super::{
    document::{Addition, Bites, BitesWord, Migration},
    kind::Kind,
    mapping::{Again, Gone, Mapping},
};
use crate::{
    Definition, StageId, Standing,
    facts::{Deferral, Facts},
    standing::london,
};

/// An integration as it would be after the move.
#[derive(Clone, Debug)]
pub struct Moved {
    /// For the event.
    pub mapping: Mapping,
    pub facts: Facts,
}

impl Migration {
    pub fn plan(&self, old: &Definition, facts: &Facts, now: Timestamp) -> Moved {
        let mapping = self.mapping(old, facts, now);
        let mut facts = facts.clone();
        mapping.apply(&mut facts, now);
        Moved { mapping, facts }
    }

    /// The mapping for one integration: what bites when depends on where it is.
    pub fn mapping(&self, old: &Definition, facts: &Facts, now: Timestamp) -> Mapping {
        let mut mapping = Mapping::new(self.from.clone(), self.to.clone());
        for kind in Kind::ALL {
            let moves = self.moves(kind);
            if !moves.is_empty() {
                mapping.moves.insert(kind, moves);
            }
            mapping.retired.extend(self.gone(kind));
        }
        mapping.again = self.again(&mapping);
        let stage = Standing::of(old, facts, now).stage.map(|stage| stage.id.clone());
        let stage = stage.and_then(|stage| mapping.targets(Kind::Stages, stage.as_str()).pop()?.parse().ok());
        for (kind, word) in [(Kind::Tasks, "task"), (Kind::Checks, "check")] {
            let table = self.table(kind);
            for (id, addition) in table.add.iter().chain(&table.stricter) {
                if let Some(deferral) = deferral(addition, stage.as_ref(), now) {
                    mapping.deferred.insert(format!("{word} {id}"), deferral);
                }
            }
        }
        mapping
    }

    fn moves(&self, kind: Kind) -> BTreeMap<String, Vec<String>> {
        let table = self.table(kind);
        let mut moves: BTreeMap<String, Vec<String>> = table.split.clone();
        for (old, new) in &table.rename {
            moves.entry(old.clone()).or_default().push(new.clone());
        }
        for (new, olds) in &table.merge {
            for old in olds {
                moves.entry(old.clone()).or_default().push(new.clone());
            }
        }
        moves.retain(|old, new| new.as_slice() != std::slice::from_ref(old));
        moves
    }

    fn gone(&self, kind: Kind) -> impl Iterator<Item = Gone> {
        self.table(kind).retire.iter().map(move |(id, reason)| Gone {
            kind,
            old: id.clone(),
            id: id.clone(),
            edition: self.from.clone(),
            reason: reason.clone(),
        })
    }

    fn again(&self, mapping: &Mapping) -> Vec<Again> {
        let table = self.table(Kind::Decisions);
        let renamed = table.rename.keys().chain(table.split.keys());
        let olds = table.carry.iter().chain(renamed).chain(table.merge.values().flatten());
        let pairs = olds.flat_map(|old| {
            mapping.targets(Kind::Decisions, old).into_iter().map(move |new| (old.clone(), new))
        });
        let again = pairs.filter_map(|(old, new)| {
            let reason = table.again.get(&new)?.clone();
            Some(Again { old, new, edition: self.from.clone(), reason })
        });
        again.collect()
    }
}

// An integration that is past its last stage has no next one.
fn deferral(addition: &Addition, stage: Option<&StageId>, now: Timestamp) -> Option<Deferral> {
    match &addition.bites {
        Bites::Word(BitesWord::AtOnce) => None,
        Bites::Word(BitesWord::NewOnly) => Some(Deferral::Never),
        Bites::Word(BitesWord::NextStage) => {
            Some(stage.map_or(Deferral::Never, |stage| Deferral::AfterStage(stage.clone())))
        }
        Bites::From { from, notice } => {
            let noticed = now.to_zoned(london()).date().saturating_add(i32::from(*notice).days());
            Some(Deferral::From(noticed.max(*from)))
        }
    }
}
