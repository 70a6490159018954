//! What is different between two editions, id by id, in words.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Serialize;
use serde_json::Value as Json;

use crate::{Definition, EditionId, FieldId, migration::Kind};

/// From one edition to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diff {
    pub from: EditionId,
    pub to: EditionId,
    /// Kinds in which nothing changed are left out.
    pub kinds: BTreeMap<Kind, Changes>,
}

/// Of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// By id: what is different, each in a few words.
    pub changed: BTreeMap<String, Vec<String>>,
}

pub fn diff(from: &Definition, to: &Definition) -> Diff {
    let kinds = Kind::ALL.into_iter().map(|kind| (kind, changes(&entries(from, kind), &entries(to, kind))));
    Diff {
        from: from.edition.id.clone(),
        to: to.edition.id.clone(),
        kinds: kinds.filter(|(_, changes)| *changes != Changes::default()).collect(),
    }
}

fn changes(from: &BTreeMap<String, Json>, to: &BTreeMap<String, Json>) -> Changes {
    let missing = |here: &BTreeMap<String, Json>, there: &BTreeMap<String, Json>| {
        here.keys().filter(|id| !there.contains_key(*id)).cloned().collect()
    };
    let both = from.iter().filter_map(|(id, was)| Some((id, was, to.get(id)?)));
    let changed = both.map(|(id, was, is)| (id.clone(), json_differences(was, is)));
    Changes {
        added: missing(to, from),
        removed: missing(from, to),
        changed: changed.filter(|(_, differences)| !differences.is_empty()).collect(),
    }
}

/// Every id of one kind. A field's has its form before it.
pub(crate) fn ids(definition: &Definition, kind: Kind) -> BTreeSet<String> {
    entries(definition, kind).into_keys().collect()
}

fn entries(definition: &Definition, kind: Kind) -> BTreeMap<String, Json> {
    match kind {
        Kind::Stages => list(&definition.stages, |one| one.id.to_string()),
        Kind::Tasks => list(&definition.tasks, |one| one.id.to_string()),
        Kind::Forms => {
            let mut forms = list(&definition.forms, |one| one.id.to_string());
            // Its fields are a kind of their own.
            forms.values_mut().filter_map(Json::as_object_mut).for_each(|form| {
                form.remove("field");
            });
            forms
        }
        Kind::Fields => fields(definition),
        Kind::Slots => list(&definition.evidence, |one| one.id.to_string()),
        Kind::Checks => list(&definition.checks, |one| one.id.to_string()),
        Kind::Gates => list(&definition.gates, |one| one.id.to_string()),
        Kind::Calls => list(&definition.calls, |one| one.id.to_string()),
        Kind::Decisions => list(&definition.decisions, |one| one.id.to_string()),
        Kind::Needs => list(&definition.plan.needs, |one| one.id.clone()),
        Kind::Milestones => list(&definition.plan.milestones, |one| one.id.to_string()),
    }
}

fn list<T: Serialize>(entries: &[T], id: impl Fn(&T) -> String) -> BTreeMap<String, Json> {
    entries.iter().map(|entry| (id(entry), json(entry))).collect()
}

fn fields(definition: &Definition) -> BTreeMap<String, Json> {
    let forms = definition.forms.iter();
    let all =
        forms.flat_map(|form| form.fields.iter().map(move |field| (FieldId::of(&form.id, &field.id), field)));
    all.filter_map(|(id, field)| Some((id.ok()?.to_string(), json(field)))).collect()
}

fn json(entry: &impl Serialize) -> Json {
    serde_json::to_value(entry).unwrap_or_default()
}

/// What is different between two entries, but for their ids.
pub(crate) fn differences<T: Serialize>(was: &T, is: &T) -> Vec<String> {
    json_differences(&json(was), &json(is))
}

fn json_differences(was: &Json, is: &Json) -> Vec<String> {
    let (Some(was), Some(is)) = (was.as_object(), is.as_object()) else { return Vec::new() };
    let keys: BTreeSet<&String> = was.keys().chain(is.keys()).filter(|key| *key != "id").collect();
    let nothing = Json::Null;
    let changed = keys.into_iter().filter_map(|key| {
        let (was, is) = (was.get(key).unwrap_or(&nothing), is.get(key).unwrap_or(&nothing));
        (was != is).then(|| format!("{key}: {}", change(was, is)))
    });
    changed.collect()
}

fn change(was: &Json, is: &Json) -> String {
    let (Some(was), Some(is)) = (named(was), named(is)) else {
        return format!("{} → {}", short(&text(was)), short(&text(is)));
    };
    let find = |list: &[(String, &Json)], name: &str| {
        list.iter().find(|(one, _)| one == name).map(|(_, entry)| (*entry).clone())
    };
    let gone = was
        .iter()
        .filter(|(name, _)| find(&is, name).is_none())
        .map(|(name, _)| format!("without {}", short(name)));
    let new = is.iter().filter_map(|(name, entry)| match find(&was, name) {
        None => Some(format!("with {}", short(name))),
        Some(before) if before != **entry => Some(format!("{} changed", short(name))),
        Some(_) => None,
    });
    let all: Vec<String> = gone.chain(new).collect();
    if all.is_empty() { "in another order".to_owned() } else { all.join(", ") }
}

// The entries of a list with their names: texts themselves, tables by what identifies them.
fn named(list: &Json) -> Option<Vec<(String, &Json)>> {
    let name = |entry: &Json| {
        let key = ["id", "value", "title"].into_iter().find_map(|key| entry.get(key)).and_then(Json::as_str);
        key.map_or_else(|| text(entry), |key| format!("`{key}`"))
    };
    Some(list.as_array()?.iter().map(|entry| (name(entry), entry)).collect())
}

// Keys that were left out are not worth a word.
fn text(value: &Json) -> String {
    match value {
        Json::Null => "nothing".to_owned(),
        Json::Array(list) => list.iter().map(text).collect::<Vec<_>>().join(" "),
        Json::String(text) => format!("`{text}`"),
        Json::Object(all) => {
            let parts: Vec<String> = all
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| format!("{key} {}", text(value)))
                .collect();
            parts.join(", ")
        }
        other => other.to_string(),
    }
}

const LONGEST: usize = 160;

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "From {} to {}", self.from, self.to)?;
        if self.kinds.is_empty() {
            writeln!(f, "\nNothing is different.")?;
        }
        for (kind, changes) in &self.kinds {
            writeln!(f, "\n{}", kind.table())?;
            for id in &changes.removed {
                writeln!(f, "  - {id}")?;
            }
            for id in &changes.added {
                writeln!(f, "  + {id}")?;
            }
            for (id, differences) in &changes.changed {
                writeln!(f, "  ~ {id}")?;
                for difference in differences {
                    writeln!(f, "      {difference}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
