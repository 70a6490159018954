//! Answers as people read them, and what changed in them.

use std::collections::BTreeMap;

use app::forms::Changed;
use nhsuk::{Content, Html, Table};
use toolkit::{
    Definition, Value, answer,
    definition::{Column, Field, FieldKind, Opt},
    standing::day,
};

use crate::pages::parts::{broken_lines, caption};

/// What stands where there is no answer.
pub const NOT_PROVIDED: &str = "Not provided";

/// An answer in words: labels instead of values, dates in full, one line for each thing that was ticked.
pub fn value(definition: &Definition, field: &Field, value: Option<&Value>) -> Content {
    let options = || answer::choices(definition, field);
    match value {
        None => NOT_PROVIDED.into(),
        Some(Value::Text(text)) => one(field.kind, &options(), text),
        Some(Value::Many(items)) => {
            let options = options();
            broken_lines(items.iter().map(|item| ticked(field.kind, &options, item))).into()
        }
        Some(Value::Records(rows)) => broken_lines(rows.iter().map(|row| record(&field.columns, row))).into(),
    }
}

fn one(kind: FieldKind, options: &[Opt], text: &str) -> Content {
    match kind {
        FieldKind::LongText => broken_lines(text.lines()).into(),
        FieldKind::Date => text.parse().map_or_else(|_| text.to_owned(), day).into(),
        _ => label(options, text).into(),
    }
}

fn ticked(kind: FieldKind, options: &[Opt], item: &str) -> String {
    match (kind, label(options, item)) {
        (FieldKind::Scopes, label) if label != item => format!("{item}: {label}"),
        (_, label) => label,
    }
}

// What an edition no longer offers stays readable.
fn label(options: &[Opt], chosen: &str) -> String {
    options.iter().find(|option| option.value == chosen).map_or(chosen, |option| &option.label).to_owned()
}

/// One row in one line: its first cell, and the others with their names.
pub(super) fn record(columns: &[Column], row: &BTreeMap<String, String>) -> String {
    let cell = |column: &Column| Some(cell(column, row.get(&column.id)?));
    let mut cells = columns.iter().filter_map(|column| Some((column, cell(column)?)));
    let first = cells.next().map(|(_, words)| words).unwrap_or_default();
    let others: Vec<String> = cells
        .map(|(column, words)| format!("{}: {words}", toolkit::standing::lower_first(&column.label)))
        .collect();
    if others.is_empty() { first } else { format!("{first} ({})", others.join("; ")) }
}

pub(super) fn cell(column: &Column, text: &str) -> String {
    match column.kind {
        FieldKind::Date => text.parse().map_or_else(|_| text.to_owned(), day),
        FieldKind::YesNo if text == "yes" => "Yes".to_owned(),
        FieldKind::YesNo => "No".to_owned(),
        _ => label(&column.options, text),
    }
}

/// Only what changed since a form was submitted: for whoever looks at it again.
pub fn changes(definition: &Definition, changed: &[Changed<'_>]) -> Option<Table> {
    let row = |one: &Changed<'_>| {
        vec![
            one.field.label.as_str().into(),
            value(definition, one.field, one.before.as_ref()).into(),
            value(definition, one.field, one.after.as_ref()).into(),
        ]
    };
    (!changed.is_empty()).then(|| Table {
        caption: caption("What changed since it was submitted"),
        head: vec!["Question".into(), "Before".into(), "Now".into()],
        rows: changed.iter().map(row).collect(),
        first_cell_is_header: true,
        scroll: true,
        ..Table::default()
    })
}

/// Words in paragraphs.
pub(super) fn paragraphs<'t>(texts: impl IntoIterator<Item = &'t String>) -> Html {
    texts.into_iter().map(|text| Html::trusted(format!("<p>{}</p>", Content::from(text)))).collect()
}
