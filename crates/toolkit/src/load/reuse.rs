//! What must hold of what a form takes from elsewhere.

use super::{
    known::Kind,
    refer::{Refer, word},
    source::Spot,
};
use crate::definition::{Field, FieldKind, Form, NamedRows, Proposal};

const KNOWN: &str = "known answer";
const FIELD: &str = "field";

pub(super) fn known_answers<'t>(refer: &mut Refer<'_, 't>, form: &Form, spot: &Spot<'t>) {
    for (known, place) in form.known.iter().zip(&spot.children("known")) {
        refer.id(place, KNOWN, "task", Kind::Task, known.task.as_str());
        refer.ids(place, KNOWN, "fields", Kind::Field, known.fields.iter().map(crate::FieldId::as_str));
        refer.ids(place, KNOWN, "checks", Kind::Check, known.checks.iter().map(crate::CheckId::as_str));
        if known.fields.is_empty() && known.checks.is_empty() {
            let what = format!("nothing says what “{}” is", known.label);
            refer.wrong(place, ("label", ""), KNOWN, what, "name `fields`, `checks` or both");
        }
        if let Some(section) = &known.section
            && form.sections.iter().all(|one| one.id != *section)
        {
            let fix = crate::problem::did_you_mean(section, form.sections.iter().map(|one| one.id.as_str()));
            let what = format!("the form has no section `{section}`");
            refer.wrong(place, ("section", section), KNOWN, what, fix);
        }
    }
}

pub(super) fn proposal<'t>(refer: &mut Refer<'_, 't>, field: &Field, spot: &Spot<'t>) {
    let needs = |kind: FieldKind| (field.kind != kind).then_some(kind);
    let unsuited = match &field.proposal {
        None => None,
        Some(Proposal::Answer(other)) => {
            refer.id(spot, FIELD, "answer", Kind::Field, other.as_str());
            refer.definition.field(other).and_then(|other| needs(other.kind))
        }
        Some(Proposal::Milestone(milestone)) => {
            refer.id(spot, FIELD, "milestone", Kind::Milestone, milestone.as_str());
            needs(FieldKind::Date)
        }
        Some(Proposal::Named(rows)) => {
            named(refer, field, rows, spot);
            needs(FieldKind::Records)
        }
    };
    if let Some(kind) = unsuited {
        let what = format!("a `{}` is proposed for a `{}`", word(kind), word(field.kind));
        refer.wrong(spot, ("proposal", ""), FIELD, what, "propose something of the same kind");
    }
}

fn named<'t>(refer: &mut Refer<'_, 't>, field: &Field, rows: &NamedRows, spot: &Spot<'t>) {
    refer.ids(spot, FIELD, "needs", Kind::Need, rows.needs.keys().map(String::as_str));
    let others = rows.needs.values().flat_map(|row| row.keys());
    for id in [&rows.name, &rows.email].into_iter().chain(others) {
        if field.columns.iter().all(|column| column.id != *id) {
            let fix = crate::problem::did_you_mean(id, field.columns.iter().map(|one| one.id.as_str()));
            refer.wrong(spot, ("named", id), FIELD, format!("there is no column `{id}`"), fix);
        }
    }
    for (column, value) in rows.needs.values().flatten() {
        let options = field.columns.iter().filter(|one| one.id == *column).flat_map(|one| &one.options);
        let options: Vec<&str> = options.map(|option| option.value.as_str()).collect();
        if !options.is_empty() && !options.contains(&value.as_str()) {
            let fix = crate::problem::did_you_mean(value, options);
            refer.wrong(spot, ("needs", value), FIELD, format!("`{column}` is never `{value}`"), fix);
        }
    }
}
