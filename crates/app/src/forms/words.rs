//! Answers as people read them: labels instead of values, dates in full, one line for each thing that was ticked.

use std::collections::BTreeMap;

use toolkit::{
    Definition, Value, answer,
    definition::{Column, Field, FieldKind, Opt},
    standing::{day, lower_first},
};

/// An answer in lines of plain words; none where there is no answer.
pub fn in_words(definition: &Definition, field: &Field, value: Option<&Value>) -> Vec<String> {
    let options = || answer::choices(definition, field);
    match value {
        None => Vec::new(),
        Some(Value::Text(text)) => one(field.kind, &options(), text),
        Some(Value::Many(items)) => {
            let options = options();
            items.iter().map(|item| ticked(field.kind, &options, item)).collect()
        }
        Some(Value::Records(rows)) => rows.iter().map(|row| record(&field.columns, row)).collect(),
    }
}

fn one(kind: FieldKind, options: &[Opt], text: &str) -> Vec<String> {
    match kind {
        FieldKind::LongText => text.lines().map(ToOwned::to_owned).collect(),
        FieldKind::Date => vec![text.parse().map_or_else(|_| text.to_owned(), day)],
        _ => vec![label(options, text)],
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
pub fn record(columns: &[Column], row: &BTreeMap<String, String>) -> String {
    let words = |column: &Column| Some(cell(column, row.get(&column.id)?));
    let mut cells = columns.iter().filter_map(|column| Some((column, words(column)?)));
    let first = cells.next().map(|(_, words)| words).unwrap_or_default();
    let others: Vec<String> =
        cells.map(|(column, words)| format!("{}: {words}", lower_first(&column.label))).collect();
    if others.is_empty() { first } else { format!("{first} ({})", others.join("; ")) }
}

pub fn cell(column: &Column, text: &str) -> String {
    match column.kind {
        FieldKind::Date => text.parse().map_or_else(|_| text.to_owned(), day),
        FieldKind::YesNo if text == "yes" => "Yes".to_owned(),
        FieldKind::YesNo => "No".to_owned(),
        _ => label(&column.options, text),
    }
}
