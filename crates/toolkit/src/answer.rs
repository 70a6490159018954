//! From what somebody typed to an answer: the one door through which answers come in, from pages, programs and commands.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{EmailAddress, OdsCode};
use thiserror::Error;

use crate::{
    Value,
    definition::{Column, Definition, Field, FieldKind, Opt},
};

/// How many characters a text has at most, where a field does not say.
pub const MOST_CHARACTERS: u32 = 2_000;
/// How many characters a single line has at most.
pub const MOST_IN_LINE: u32 = 200;
/// How many rows records have at most, where a field does not say.
pub const MOST_ROWS: u32 = 20;

/// What was typed, ticked or sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    Text(String),
    Many(Vec<String>),
    /// The three parts of a date, as a page asks for them.
    Date {
        day: String,
        month: String,
        year: String,
    },
    Rows(Vec<BTreeMap<String, String>>),
}

/// Why something is not an answer, in words for beside the question.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct AnswerProblem(pub String);

fn problem<T>(words: impl Into<String>) -> Result<T, AnswerProblem> {
    Err(AnswerProblem(words.into()))
}

/// Parses an answer. `None` is no answer: somebody left the question for later.
pub fn parse(definition: &Definition, field: &Field, typed: &Typed) -> Result<Option<Value>, AnswerProblem> {
    match (field.kind, typed) {
        (FieldKind::Records, Typed::Rows(rows)) => records(field, rows),
        (
            FieldKind::Choices | FieldKind::UseCases | FieldKind::Vectors | FieldKind::Scopes,
            Typed::Many(ticked),
        ) => many(&choices(definition, field), ticked, field),
        (
            FieldKind::Choices | FieldKind::UseCases | FieldKind::Vectors | FieldKind::Scopes,
            Typed::Text(one),
        ) => many(&choices(definition, field), std::slice::from_ref(one), field),
        (FieldKind::Date, Typed::Date { day, month, year }) => date_of_parts(field, day, month, year),
        (_, Typed::Text(text)) => {
            let most = field.most.unwrap_or(if field.kind == FieldKind::LongText {
                MOST_CHARACTERS
            } else {
                MOST_IN_LINE
            });
            Ok(single(field.kind, &field.label, &field.options, text, most)?.map(Value::Text))
        }
        _ => problem(format!("{}: the answer has another form than the question", field.label)),
    }
}

/// What can be ticked or chosen: the field's own options, or those that the edition lists elsewhere.
pub fn choices(definition: &Definition, field: &Field) -> Vec<Opt> {
    let option = |value: &str, label: &str, hint: &str| Opt {
        value: value.into(),
        label: label.into(),
        hint: hint.into(),
    };
    match field.kind {
        FieldKind::YesNo => vec![option("yes", "Yes", ""), option("no", "No", "")],
        FieldKind::UseCases => definition
            .levels
            .iter()
            .flat_map(|levels| &levels.use_cases)
            .map(|one| option(&one.id, &one.title, &one.example))
            .collect(),
        FieldKind::Vectors => {
            let all = definition
                .levels
                .iter()
                .flat_map(|levels| &levels.proposals)
                .flat_map(|one| one.requests.iter().flatten());
            let distinct: BTreeSet<&String> = all.collect();
            distinct.into_iter().map(|vector| option(vector, vector, "")).collect()
        }
        FieldKind::Scopes => {
            definition.scopes.iter().map(|scope| option(&scope.id, &scope.title, &scope.note)).collect()
        }
        _ => field.options.clone(),
    }
}

fn many(options: &[Opt], ticked: &[String], field: &Field) -> Result<Option<Value>, AnswerProblem> {
    let ticked: Vec<&str> = ticked.iter().map(|one| one.trim()).filter(|one| !one.is_empty()).collect();
    if let Some(unknown) = ticked.iter().find(|one| options.iter().all(|option| option.value != **one)) {
        return problem(format!(
            "{}: `{}` is not one of the answers to choose from",
            field.label,
            shortened(unknown)
        ));
    }
    let in_order: Vec<String> = options
        .iter()
        .filter(|option| ticked.contains(&option.value.as_str()))
        .map(|option| option.value.clone())
        .collect();
    Ok((!in_order.is_empty()).then_some(Value::Many(in_order)))
}

fn single(
    kind: FieldKind,
    label: &str,
    options: &[Opt],
    text: &str,
    most: u32,
) -> Result<Option<String>, AnswerProblem> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > most as usize {
        return problem(format!("{label} must be {most} characters or fewer"));
    }
    let allows_lines = kind == FieldKind::LongText;
    if text.chars().any(|c| c.is_control() && !(allows_lines && (c == '\n' || c == '\t'))) {
        return problem(format!("{label} must not have control characters in it"));
    }
    match kind {
        FieldKind::YesNo if text != "yes" && text != "no" => problem("Select yes or no"),
        FieldKind::Choice if options.iter().all(|option| option.value != text) => {
            problem("Select one of the answers")
        }
        FieldKind::Date => match text.parse::<Date>() {
            Ok(date) => Ok(Some(date.to_string())),
            Err(_) => problem(format!("{label} must be a real date, such as 2027-04-30")),
        },
        FieldKind::Number => match text.parse::<u32>() {
            Ok(number) => Ok(Some(number.to_string())),
            Err(_) => problem(format!("{label} must be a whole number, such as 1200")),
        },
        FieldKind::Email => match text.parse::<EmailAddress>() {
            Ok(email) => Ok(Some(email.to_string())),
            Err(_) => problem("Enter an email address in the correct format, like name@example.com"),
        },
        FieldKind::OdsCode => match text.parse::<OdsCode>() {
            Ok(code) => Ok(Some(code.to_string())),
            Err(_) => problem("Enter an ODS code, such as A1B2C: 3 to 12 letters and digits"),
        },
        FieldKind::Phone if !is_phone(text) => {
            problem("Enter a telephone number, like 01632 960 001 or +44 808 157 0192")
        }
        FieldKind::Url if !is_https(text) => problem("Enter an address that starts with https://"),
        _ => Ok(Some(text.to_owned())),
    }
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || " +()-".contains(c));
    is_plain && (7..=15).contains(&digits)
}

fn is_https(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        host.contains('.')
            && !host.starts_with('.')
            && !rest.contains(char::is_whitespace)
            && !host.contains('@')
    })
}

fn date_of_parts(field: &Field, day: &str, month: &str, year: &str) -> Result<Option<Value>, AnswerProblem> {
    let parts = [("day", day.trim()), ("month", month.trim()), ("year", year.trim())];
    let missing: Vec<&str> =
        parts.iter().filter(|(_, text)| text.is_empty()).map(|(name, _)| *name).collect();
    match missing.as_slice() {
        [_, _, _] => return Ok(None),
        [] => {}
        names => return problem(format!("{} must include a {}", field.label, names.join(" and "))),
    }
    let wrong = || AnswerProblem(format!("{} must be a real date", field.label));
    let number = |text: &str| text.parse::<i16>().map_err(|_| wrong());
    let month = month_of(parts[1].1).map_or_else(|| number(parts[1].1), Ok)?;
    let small = |number: i16| i8::try_from(number).map_err(|_| wrong());
    let year = number(parts[2].1)?;
    if year < 1000 {
        return problem(format!("{} must have a year of 4 numbers", field.label));
    }
    let date = Date::new(year, small(month)?, small(number(parts[0].1)?)?).map_err(|_| wrong())?;
    Ok(Some(Value::Text(date.to_string())))
}

fn month_of(text: &str) -> Option<i16> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.to_lowercase();
    let start = text.get(..3)?;
    (1..).zip(MONTHS).find(|(_, month)| *month == start).map(|(number, _)| number)
}

fn records(field: &Field, rows: &[BTreeMap<String, String>]) -> Result<Option<Value>, AnswerProblem> {
    let is_blank = |row: &&BTreeMap<String, String>| row.values().all(|cell| cell.trim().is_empty());
    let rows: Vec<_> = rows.iter().filter(|row| !is_blank(row)).collect();
    let most = field.most.unwrap_or(MOST_ROWS) as usize;
    if rows.len() > most {
        return problem(format!("{} can have {most} entries at most", field.label));
    }
    let parsed: Result<Vec<_>, _> = rows.iter().map(|row| record(field, row)).collect();
    let parsed = parsed?;
    Ok((!parsed.is_empty()).then_some(Value::Records(parsed)))
}

fn record(field: &Field, row: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, AnswerProblem> {
    if let Some(unknown) = row.keys().find(|key| field.columns.iter().all(|column| column.id != **key)) {
        return problem(format!("{} has no `{}`", field.label, shortened(unknown)));
    }
    let mut cells = BTreeMap::new();
    for column in &field.columns {
        match cell(column, row.get(&column.id).map_or("", String::as_str))? {
            Some(text) => {
                cells.insert(column.id.clone(), text);
            }
            None if column.required => {
                return problem(format!("Enter {}", crate::standing::lower_first(&column.label)));
            }
            None => {}
        }
    }
    Ok(cells)
}

fn cell(column: &Column, text: &str) -> Result<Option<String>, AnswerProblem> {
    single(column.kind, &column.label, &column.options, text, MOST_IN_LINE)
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
