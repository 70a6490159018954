//! Whether a migration document speaks of every id exactly once, and honestly.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    document::{Addition, Bites, BitesWord, Migration, Table},
    kind::Kind,
};
use crate::{
    CheckId, Definition,
    diff::{differences, ids},
    load::source::Spot,
    problem::{Problem, did_you_mean},
};

/// Ways in which an id is spoken of, such as `carry`.
type Ways<'m> = BTreeMap<&'m str, Vec<&'static str>>;

struct Validate<'v, 't> {
    kind: Kind,
    table: &'v Table,
    file: &'v Spot<'t>,
    /// The table's place in the file.
    place: Spot<'t>,
    problems: &'v mut Vec<Problem>,
}

pub(super) fn check(
    migration: &Migration,
    old: &Definition,
    new: &Definition,
    file: &Spot<'_>,
    problems: &mut Vec<Problem>,
) {
    for kind in Kind::ALL {
        let place = file.table(kind.table()).unwrap_or_else(|| file.clone());
        let mut validate = Validate { kind, table: migration.table(kind), file, place, problems };
        validate.left(&ids(old, kind), &migration.from);
        validate.reached(&ids(new, kind), &migration.to);
        validate.shapes();
    }
    let place = file.table(Kind::Checks.table()).unwrap_or_else(|| file.clone());
    let table = migration.table(Kind::Checks);
    let mut validate = Validate { kind: Kind::Checks, table, file, place, problems };
    validate.checks_are_honest(old, new);
}

impl Validate<'_, '_> {
    fn wrong(&mut self, id: &str, key: &str, what: impl Into<String>, fix: impl Into<String>) {
        let line = self.place.line_of(key, id);
        let line = if self.place.line() == self.file.line() && line == self.place.line() { 1 } else { line };
        let problem = self.place.problem(line, what, fix);
        self.problems.push(problem.about(format!("{} `{id}`", self.kind.word())));
    }

    /// Every id of the old edition goes somewhere, once.
    fn left(&mut self, known: &BTreeSet<String>, edition: &crate::EditionId) {
        let table = self.table;
        let mut ways = Ways::new();
        for id in &table.carry {
            ways.entry(id).or_default().push("carry");
        }
        for id in table.rename.keys() {
            ways.entry(id).or_default().push("rename");
        }
        for id in table.split.keys() {
            ways.entry(id).or_default().push("split");
        }
        for id in table.merge.values().flatten() {
            ways.entry(id).or_default().push("merge");
        }
        for id in table.retire.keys() {
            ways.entry(id).or_default().push("retire");
        }
        self.strangers(&ways, known, edition);
        for id in known {
            match ways.get(id.as_str()).map(Vec::as_slice) {
                None => {
                    let fix = format!(
                        "name it in `carry`, `rename`, `split`, `merge` or `retire` of [{}]",
                        self.kind.table()
                    );
                    self.wrong(id, "", format!("nothing says what becomes of it after {edition}"), fix);
                }
                Some([way, .., last]) => {
                    let (way, what) = (*way, format!("it is in `{way}` and again in `{last}`"));
                    self.wrong(id, way, what, "say once what becomes of it");
                }
                Some(_) => {}
            }
        }
    }

    /// Every id of the new edition comes from somewhere, once, unless it is split or merged.
    fn reached(&mut self, known: &BTreeSet<String>, edition: &crate::EditionId) {
        let table = self.table;
        let mut ways = Ways::new();
        for id in &table.carry {
            ways.entry(id).or_default().push("carry");
        }
        for id in table.rename.values() {
            ways.entry(id).or_default().push("rename");
        }
        for id in table.split.values().flatten() {
            ways.entry(id).or_default().push("split");
        }
        for id in table.merge.keys() {
            ways.entry(id).or_default().push("merge");
        }
        for id in table.add.keys() {
            ways.entry(id).or_default().push("add");
        }
        self.strangers(&ways, known, edition);
        for id in known {
            let ways = ways.get(id.as_str()).map_or(&[][..], Vec::as_slice);
            let is_plain = |way: &&str| ["carry", "rename", "add"].contains(way);
            if ways.is_empty() {
                let fix =
                    format!("name it in `add`, or as what something becomes, in [{}]", self.kind.table());
                self.wrong(id, "", format!("nothing says where it comes from in {edition}"), fix);
            } else if let (Some(plain), true) = (ways.iter().find(|way| is_plain(way)), ways.len() > 1) {
                let what = format!("it comes from {} places", ways.len());
                self.wrong(id, plain, what, "use `merge` where several become one");
            }
        }
        let unreached = |id: &&String| !ways.contains_key(id.as_str()) || table.add.contains_key(*id);
        let said = [
            ("reworded", table.reworded.keys().collect::<Vec<_>>()),
            ("stricter", table.stricter.keys().collect()),
            ("again", table.again.keys().collect()),
        ];
        for (key, ids) in said {
            for id in ids.into_iter().filter(unreached) {
                self.wrong(
                    id,
                    key,
                    format!("`{key}` is about what was there before"),
                    "say also what it comes from",
                );
            }
        }
    }

    fn strangers(&mut self, ways: &Ways<'_>, known: &BTreeSet<String>, edition: &crate::EditionId) {
        for (id, ways) in ways.iter().filter(|(id, _)| !known.contains(**id)) {
            let what = format!("{edition} has no {} `{id}`", self.kind.word());
            let fix = did_you_mean(id, known.iter().map(String::as_str));
            self.wrong(id, ways[0], what, fix);
        }
    }

    fn shapes(&mut self) {
        let table = self.table;
        for (id, parts) in table.split.iter().chain(&table.merge).filter(|(_, parts)| parts.len() < 2) {
            self.wrong(id, "", format!("it is split or merged with {} other", parts.len()), "use `rename`");
        }
        for (id, reason) in table.retire.iter().chain(&table.again).chain(&table.reworded) {
            if reason.trim().is_empty() {
                self.wrong(id, "", "the reason is empty", "say why: people will read it");
            }
        }
        let at_once = Bites::Word(BitesWord::AtOnce);
        let without_reason =
            |addition: &Addition| addition.bites == at_once && addition.reason.trim().is_empty();
        for (id, _) in
            table.add.iter().chain(&table.stricter).filter(|(_, addition)| without_reason(addition))
        {
            self.wrong(
                id,
                "",
                "it bites at once and no reason is given",
                "add `reason`: people will read it",
            );
        }
        for id in table.again.keys().filter(|_| self.kind != Kind::Decisions).collect::<Vec<_>>() {
            self.wrong(id, "again", "only decisions are taken again", "remove it");
        }
        let named = [table.reworded.keys().collect::<Vec<_>>(), table.stricter.keys().collect()];
        let is_about_checks = self.kind == Kind::Checks;
        for id in named.into_iter().flatten().filter(|_| !is_about_checks) {
            self.wrong(id, "", "only checks are `reworded` or `stricter`", "remove it");
        }
    }

    /// A check that says something else cannot be carried in silence.
    fn checks_are_honest(&mut self, old: &Definition, new: &Definition) {
        let table = self.table;
        let same = table.carry.iter().map(|id| (id, id));
        for (from, to) in same.chain(&table.rename) {
            let find = |definition: &Definition, id: &String| {
                let id: Option<CheckId> = id.parse().ok();
                id.and_then(|id| definition.check(&id).cloned())
            };
            let (Some(was), Some(is)) = (find(old, from), find(new, to)) else { continue };
            let differences = differences(&was, &is);
            let is_told = (table.reworded.contains_key(to), table.stricter.contains_key(to));
            match (differences.first(), is_told) {
                (Some(first), (false, false)) => {
                    let fix = format!("say so in `[checks.reworded]` or `[checks.stricter]` under `{to}`");
                    self.wrong(to, "carry", format!("it is not what it was: {first}"), fix);
                }
                (None, (true, _) | (_, true)) => {
                    self.wrong(
                        to,
                        "",
                        "it says the same in both editions",
                        "remove it from `reworded` and `stricter`",
                    );
                }
                (_, (true, true)) => {
                    self.wrong(to, "reworded", "it is both `reworded` and `stricter`", "choose one");
                }
                _ => {}
            }
        }
    }
}
