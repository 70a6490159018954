//! Following what entries refer to: by id, by a condition, by a role.

use super::{
    known::{Kind, Known},
    read::{Read, Spots},
    source::Spot,
};
use crate::{
    FieldId,
    definition::{Condition, Definition, Field, FieldKind, Form, Link, Side},
    problem::{Problem, did_you_mean},
};

/// What was read, and what is wrong with it.
pub(super) struct Refer<'r, 't> {
    pub definition: &'r Definition,
    pub spots: &'r Spots<'t>,
    pub known: &'r Known,
    problems: &'r mut Vec<Problem>,
}

impl<'r, 't> Refer<'r, 't> {
    pub fn new(read: &'r Read<'t>, problems: &'r mut Vec<Problem>) -> Self {
        Self { definition: &read.definition, spots: &read.spots, known: &read.known, problems }
    }

    /// Something is wrong with an entry, where a text stands under a key.
    pub fn wrong(
        &mut self,
        spot: &Spot<'t>,
        place: (&str, &str),
        kind: &str,
        what: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let problem = spot.problem(spot.line_of(place.0, place.1), what, fix);
        self.problems.push(problem.about(spot.subject(kind)));
    }

    /// The id must be there.
    pub fn id(&mut self, spot: &Spot<'t>, owner: &str, key: &str, kind: Kind, id: &str) -> bool {
        if self.known.has(kind, id) {
            return true;
        }
        let what = format!("there is no {} `{id}`", kind.word());
        let fix = did_you_mean(id, self.known.ids(kind));
        self.wrong(spot, (key, id), owner, what, fix);
        false
    }

    pub fn ids<'i>(
        &mut self,
        spot: &Spot<'t>,
        owner: &str,
        key: &str,
        kind: Kind,
        ids: impl IntoIterator<Item = &'i str>,
    ) {
        for id in ids {
            self.id(spot, owner, key, kind, id);
        }
    }

    pub fn role(&mut self, spot: &Spot<'t>, owner: &str, key: &str, role: &str) {
        self.id(spot, owner, key, Kind::Role, role);
    }

    /// A role on one side.
    pub fn role_of(&mut self, spot: &Spot<'t>, owner: &str, key: &str, role: &str, side: Side) {
        let is_known = self.id(spot, owner, key, Kind::Role, role);
        if is_known && self.definition.roles.iter().any(|one| one.id == role && one.side != side) {
            let side = if side == Side::Partner { "partner's" } else { "service's" };
            self.wrong(
                spot,
                (key, role),
                owner,
                format!("`{role}` is not a role of the {side} side"),
                "name another role",
            );
        }
    }

    pub fn links(&mut self, spot: &Spot<'t>, owner: &str, links: &[Link]) {
        for link in links.iter().filter(|link| !link.url.starts_with("https://")) {
            let what = format!("the link leads to `{}`", link.url);
            self.wrong(spot, ("url", &link.url), owner, what, "links start with https://");
        }
    }

    /// Tells of texts that are there twice among a few.
    pub fn distinct<'i>(
        &mut self,
        spot: &Spot<'t>,
        owner: &str,
        key: &str,
        texts: impl IntoIterator<Item = &'i str>,
    ) {
        let mut seen = std::collections::BTreeSet::new();
        for text in texts {
            if !seen.insert(text) {
                self.wrong(
                    spot,
                    (key, text),
                    owner,
                    format!("`{text}` is there twice"),
                    "remove or rename one",
                );
            }
        }
    }

    /// A condition must be well formed, and ask about fields for what they can answer.
    pub fn condition(&mut self, spot: &Spot<'t>, owner: &str, condition: Option<&Condition>) {
        let Some(condition) = condition else { return };
        if let Some(problem) = condition.problem() {
            let field = condition.fields().first().map_or("", |field| field.as_str()).to_owned();
            self.wrong(spot, ("when", &field), owner, problem, "");
        }
        self.condition_part(spot, owner, condition);
    }

    fn condition_part(&mut self, spot: &Spot<'t>, owner: &str, condition: &Condition) {
        if let Some(field) = &condition.field
            && self.id(spot, owner, "field", Kind::Field, field.as_str())
            && let Some(known) = self.definition.field(field)
        {
            if condition.is.is_some() && has_many(known.kind) {
                let what = format!("`{field}` can have several answers, so it never `is` one");
                self.wrong(spot, ("field", field.as_str()), owner, what, "use `includes`");
            }
            let others = condition.other_than.iter().flatten();
            let values: Vec<&str> =
                condition.is.iter().chain(&condition.includes).chain(others).map(String::as_str).collect();
            self.values(spot, owner, field, &values);
        }
        for part in condition.all.iter().chain(&condition.any).chain(condition.not.as_deref()) {
            self.condition_part(spot, owner, part);
        }
    }

    /// Each value must be one that the field can be answered with, as far as that is limited.
    pub fn values(&mut self, spot: &Spot<'t>, owner: &str, field: &FieldId, values: &[&str]) {
        let Some(possible) = self.definition.field(field).and_then(|field| self.possible(field)) else {
            return;
        };
        for value in values.iter().filter(|value| !possible.iter().any(|one| one == *value)) {
            let what = format!("`{field}` is never answered with `{value}`");
            let fix = match did_you_mean(value, possible.iter().map(String::as_str)) {
                fix if fix.is_empty() => format!("possible are {}", possible.join(", ")),
                fix => fix,
            };
            let key = ["is", "includes", "other_than", "any_of"].into_iter();
            let fallback = spot.line_of("field", field.as_str());
            let line =
                key.map(|key| spot.line_of(key, value)).find(|line| *line != spot.line()).unwrap_or(fallback);
            self.problems.push(spot.problem(line, what, fix).about(spot.subject(owner)));
        }
    }

    fn possible(&self, field: &Field) -> Option<Vec<String>> {
        match field.kind {
            FieldKind::YesNo
            | FieldKind::Choice
            | FieldKind::Choices
            | FieldKind::UseCases
            | FieldKind::Vectors
            | FieldKind::Scopes => Some(
                crate::answer::choices(self.definition, field)
                    .into_iter()
                    .map(|option| option.value)
                    .collect(),
            ),
            _ => None,
        }
    }

    /// A field must exist and be of one of these kinds.
    pub fn field_of_kind(
        &mut self,
        spot: &Spot<'t>,
        owner: &str,
        key: &str,
        field: &FieldId,
        kind: FieldKind,
    ) {
        let is_known = self.id(spot, owner, key, Kind::Field, field.as_str());
        if is_known && self.definition.field(field).is_some_and(|field| field.kind != kind) {
            let what = format!("`{field}` is a question of another kind");
            self.wrong(
                spot,
                (key, field.as_str()),
                owner,
                what,
                format!("it has to be of the kind `{}`", word(kind)),
            );
        }
    }

    /// Each form with its place.
    pub fn forms(&self) -> impl Iterator<Item = (&'r Form, &'r Spot<'t>)> + use<'r, 't> {
        self.definition.forms.iter().zip(&self.spots.forms)
    }
}

fn has_many(kind: FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Choices
            | FieldKind::Records
            | FieldKind::UseCases
            | FieldKind::Vectors
            | FieldKind::Scopes
    )
}

/// A kind as files write it.
pub(super) fn word(kind: FieldKind) -> String {
    serde_json::to_value(kind).ok().and_then(|kind| kind.as_str().map(ToOwned::to_owned)).unwrap_or_default()
}
