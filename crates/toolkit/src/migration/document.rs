//! The migration document as it is written: `migrations/<from>_to_<to>.toml`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::{kind::Kind, validate};
use crate::{Definition, EditionId, load::source::Source, problem::Problem};

/// What becomes of every id of an edition in another.
#[derive(Clone, Debug)]
pub struct Migration {
    pub from: EditionId,
    pub to: EditionId,
    tables: BTreeMap<Kind, Table>,
}

/// When something that was not there before begins to bite.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "`bites` is \"new-only\", \"next-stage\", \"at-once\" or { from = \"2026-04-01\", notice = 30 }"
)]
pub enum Bites {
    Word(BitesWord),
    /// From a day, and not before so many days after the integration was moved.
    From {
        from: Date,
        #[serde(default)]
        notice: u16,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BitesWord {
    /// For integrations that start with the new edition.
    NewOnly,
    /// Once the integration has left the stage that it is in when it is moved.
    NextStage,
    /// When it is moved. Needs a reason.
    AtOnce,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    pub bites: Bites,
    #[serde(default)]
    pub reason: String,
}

/// A table of the document: what becomes of the ids of one kind.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Table {
    pub carry: Vec<String>,
    pub rename: BTreeMap<String, String>,
    pub split: BTreeMap<String, Vec<String>>,
    /// The new id, and the old ones that it takes the place of.
    pub merge: BTreeMap<String, Vec<String>>,
    /// Why.
    pub retire: BTreeMap<String, String>,
    pub add: BTreeMap<String, Addition>,
    /// Checks that ask for the same in other words: what is different.
    pub reworded: BTreeMap<String, String>,
    /// Checks that ask for more.
    pub stricter: BTreeMap<String, Addition>,
    /// Decisions that have to be taken again: why.
    pub again: BTreeMap<String, String>,
}

/// A table of ids that bite through the tasks and checks that use them, and so are only named.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Quiet {
    carry: Vec<String>,
    rename: BTreeMap<String, String>,
    split: BTreeMap<String, Vec<String>>,
    merge: BTreeMap<String, Vec<String>>,
    retire: BTreeMap<String, String>,
    add: Vec<String>,
    again: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    stages: Quiet,
    #[serde(default)]
    tasks: Table,
    #[serde(default)]
    forms: Quiet,
    #[serde(default)]
    fields: Quiet,
    #[serde(default)]
    slots: Quiet,
    #[serde(default)]
    checks: Table,
    #[serde(default)]
    gates: Quiet,
    #[serde(default)]
    calls: Quiet,
    #[serde(default)]
    decisions: Quiet,
    #[serde(default)]
    needs: Quiet,
    #[serde(default)]
    milestones: Quiet,
}

impl From<Quiet> for Table {
    fn from(quiet: Quiet) -> Self {
        let bites = Addition { bites: Bites::Word(BitesWord::NewOnly), reason: String::new() };
        Self {
            carry: quiet.carry,
            rename: quiet.rename,
            split: quiet.split,
            merge: quiet.merge,
            retire: quiet.retire,
            add: quiet.add.into_iter().map(|id| (id, bites.clone())).collect(),
            reworded: BTreeMap::new(),
            stricter: BTreeMap::new(),
            again: quiet.again,
        }
    }
}

impl Migration {
    /// Reads a document and holds it against both editions: every id of the old one has to go somewhere, every id of the new one has
    /// to come from somewhere. `file` is its name, `2024-01_to_2025-09.toml`.
    pub fn load(file: &str, text: &str, old: &Definition, new: &Definition) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let source = Source::parse(file, text, &mut problems);
        let document: Option<Document> = source.whole(&mut problems);
        let Some(document) = document else { return Err(problems) };
        let migration = Self::of(document, old, new);
        validate::check(&migration, old, new, &source.spot(), &mut problems);
        if problems.is_empty() {
            return Ok(migration);
        }
        problems.sort();
        problems.dedup();
        Err(problems)
    }

    fn of(document: Document, old: &Definition, new: &Definition) -> Self {
        let tables = [
            (Kind::Stages, document.stages.into()),
            (Kind::Tasks, document.tasks),
            (Kind::Forms, document.forms.into()),
            (Kind::Fields, document.fields.into()),
            (Kind::Slots, document.slots.into()),
            (Kind::Checks, document.checks),
            (Kind::Gates, document.gates.into()),
            (Kind::Calls, document.calls.into()),
            (Kind::Decisions, document.decisions.into()),
            (Kind::Needs, document.needs.into()),
            (Kind::Milestones, document.milestones.into()),
        ];
        Self {
            from: old.edition.id.clone(),
            to: new.edition.id.clone(),
            tables: tables.into_iter().collect(),
        }
    }

    pub(super) fn table(&self, kind: Kind) -> &Table {
        &self.tables[&kind]
    }
}

/// The editions that a file's name speaks of.
pub(crate) fn editions_of(file: &str) -> Option<(EditionId, EditionId)> {
    let (from, to) = file.strip_suffix(".toml")?.split_once("_to_")?;
    Some((from.parse().ok()?, to.parse().ok()?))
}
