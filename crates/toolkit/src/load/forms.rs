//! What must hold of forms and their questions.

use super::{
    refer::{Refer, word},
    source::Spot,
};
use crate::{
    FieldId,
    definition::{Column, Field, FieldKind, Form, Opt},
};

pub(super) fn check(refer: &mut Refer<'_, '_>) {
    for (form, spot) in refer.forms() {
        form_as_such(refer, form, spot);
        for (field, place) in form.fields.iter().zip(&spot.children("field")) {
            question(refer, form, field, place);
        }
    }
}

fn form_as_such<'t>(refer: &mut Refer<'_, 't>, form: &Form, spot: &Spot<'t>) {
    if form.id.as_str().contains('.') {
        refer.wrong(
            spot,
            ("id", form.id.as_str()),
            "form",
            "a form's id has no dots",
            "use hyphens: a field is `form.field`",
        );
    }
    refer.role(spot, "form", "role", &form.role);
    if let Some(reviewer) = &form.reviewer {
        refer.role(spot, "form", "reviewer", reviewer);
    }
    refer.distinct(spot, "form", "section", form.sections.iter().map(|section| section.id.as_str()));
    super::reuse::known_answers(refer, form, spot);
    if form.fields.is_empty() {
        refer.wrong(spot, ("field", ""), "form", "the form has no questions", "add a `[[field]]`");
    }
}

fn question<'t>(refer: &mut Refer<'_, 't>, form: &Form, field: &Field, spot: &Spot<'t>) {
    const KIND: &str = "field";
    if let Err(problem) = FieldId::of(&form.id, &field.id) {
        refer.wrong(spot, ("id", &field.id), KIND, problem.to_string(), "");
    }
    if let Some(section) = &field.section
        && form.sections.iter().all(|one| one.id != *section)
    {
        let fix = crate::problem::did_you_mean(section, form.sections.iter().map(|one| one.id.as_str()));
        refer.wrong(spot, ("section", section), KIND, format!("the form has no section `{section}`"), fix);
    }
    options(refer, spot, field.kind, &field.options);
    columns(refer, spot, field);
    refer.condition(spot, KIND, field.when.as_ref());
    for flag in &field.flags {
        refer.condition(spot, KIND, Some(&flag.when));
    }
    let is_own = |asked: &&FieldId| asked.form() == form.id.as_str() && asked.name() == field.id;
    if field.when.iter().flat_map(|when| when.fields()).any(|asked| is_own(&asked)) {
        refer.wrong(
            spot,
            ("when", ""),
            KIND,
            "the question is asked only once it has an answer",
            "ask about another field",
        );
    }
    lists_of_the_edition(refer, spot, field);
    super::reuse::proposal(refer, field, spot);
}

fn options<'t>(refer: &mut Refer<'_, 't>, spot: &Spot<'t>, kind: FieldKind, options: &[Opt]) {
    let needs = matches!(kind, FieldKind::Choice | FieldKind::Choices);
    if needs && options.is_empty() {
        refer.wrong(spot, ("kind", ""), "field", format!("a `{}` needs `options`", word(kind)), "");
    }
    if !needs && !options.is_empty() {
        refer.wrong(
            spot,
            ("options", ""),
            "field",
            format!("a `{}` has no `options`", word(kind)),
            "remove them, or change `kind`",
        );
    }
    refer.distinct(spot, "field", "options", options.iter().map(|option| option.value.as_str()));
}

fn columns<'t>(refer: &mut Refer<'_, 't>, spot: &Spot<'t>, field: &Field) {
    let is_records = field.kind == FieldKind::Records;
    if is_records && field.columns.is_empty() {
        refer.wrong(spot, ("kind", ""), "field", "`records` need `columns`", "");
    }
    if !is_records && !field.columns.is_empty() {
        refer.wrong(
            spot,
            ("columns", ""),
            "field",
            "only `records` have `columns`",
            "remove them, or change `kind`",
        );
    }
    refer.distinct(spot, "field", "columns", field.columns.iter().map(|column| column.id.as_str()));
    for column in &field.columns {
        if !suits_a_cell(column) {
            let what = format!("a column cannot be a `{}`", word(column.kind));
            let fix = "use text, yes-no, choice, date, number, email, phone, ods-code or url";
            refer.wrong(spot, ("columns", &column.id), "field", what, fix);
        }
        if (column.kind == FieldKind::Choice) == column.options.is_empty() {
            let what = format!("the column `{}` has a kind and `options` that do not fit", column.id);
            refer.wrong(
                spot,
                ("columns", &column.id),
                "field",
                what,
                "a `choice` needs options, other kinds have none",
            );
        }
        refer.distinct(spot, "field", "columns", column.options.iter().map(|option| option.value.as_str()));
    }
}

fn suits_a_cell(column: &Column) -> bool {
    use FieldKind::{Choice, Date, Email, Number, OdsCode, Phone, Text, Url, YesNo};
    matches!(column.kind, Text | YesNo | Choice | Date | Number | Email | Phone | OdsCode | Url)
}

fn lists_of_the_edition<'t>(refer: &mut Refer<'_, 't>, spot: &Spot<'t>, field: &Field) {
    let missing = match field.kind {
        FieldKind::UseCases | FieldKind::Vectors if refer.spots.levels.is_none() => "levels.toml",
        FieldKind::Scopes if refer.known.ids(super::known::Kind::Scope).next().is_none() => "scopes.toml",
        _ => return,
    };
    let what =
        format!("a `{}` is answered from {missing}, which the edition does not have", word(field.kind));
    refer.wrong(spot, ("kind", ""), "field", what, "add the file, or change `kind`");
}
