//! A file of test data as rows: an Excel workbook like NHS login's template, the same as one CSV table, or as JSON.

use std::collections::BTreeMap;

use documents::{Format, Table, TableProblem, TableRow, UploadProblem, inspect, read_csv, read_xlsx};
use identity::test_data::{Column, RawRow, Sheet};
use serde_json::{Map, Value};
use thiserror::Error;

/// Enough for a thousand people with long names.
pub const MOST_BYTES: u64 = 1_000_000;
/// Of each sheet. The template has 200.
pub const MOST_ROWS: u32 = 500;

/// Before how many rows the titles of the columns come.
const TITLES_WITHIN: usize = 20;
/// In CSV, which sheet a row is of.
const SHEET: &str = "Sheet";
/// A column for its maker.
const NOTE: &str = "Note";

/// A file as it came.
#[derive(Clone, Debug)]
pub struct File {
    /// Its ending says what it is meant to be; its content has to agree.
    pub name: String,
    pub content: Vec<u8>,
}

/// Why nothing of a file was read, in a sentence without its full stop.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileProblem {
    #[error(transparent)]
    Upload(#[from] UploadProblem),
    #[error(transparent)]
    Table(#[from] TableProblem),
    #[error("The selected file must be an Excel workbook (.xlsx), CSV or JSON")]
    Kind,
    #[error(
        "The workbook must have a sheet \"P5 Users\", \"P9 Users\" or \"Reset Proofing Levels\": use the template"
    )]
    NoSheet,
    #[error("The workbook has the sheet \"{}\" twice", .0.title())]
    SheetTwice(Sheet),
    #[error("{place} must have a row with the titles of the columns, beginning with \"Email Address\"")]
    NoTitles { place: String },
    #[error("{place} must have the column \"{}\"", .column)]
    ColumnMissing { place: String, column: String },
    #[error("{place} has the column \"{column}\", which is not one of the template's")]
    ColumnUnknown { place: String, column: String },
    #[error("{place} has the column \"{}\" twice", .column.title())]
    ColumnTwice { place: String, column: Column },
    #[error(
        "Row {row} is for the sheet \"{named}\": write \"P5 Users\", \"P9 Users\" or \"Reset Proofing Levels\""
    )]
    SheetUnknown { row: u32, named: String },
    #[error("Row {row} fills in \"{}\", which the sheet \"{}\" does not have", .column.title(), .sheet.title())]
    NotInSheet { row: u32, column: Column, sheet: Sheet },
    #[error("The JSON cannot be read: {0}")]
    Json(String),
    #[error("The file has no rows: fill in at least one, and not beside \"Example:\"")]
    NoRows,
}

/// The rows of a file, sheet by sheet.
pub fn read(file: &File) -> Result<Vec<RawRow>, FileProblem> {
    let rows = if file.name.to_lowercase().ends_with(".json") {
        if u64::try_from(file.content.len()).unwrap_or(u64::MAX) > MOST_BYTES {
            return Err(UploadProblem::TooLarge { max_bytes: MOST_BYTES }.into());
        }
        of_json(&file.content)?
    } else {
        match inspect(&file.name, &file.content, &[Format::Excel, Format::Csv], MOST_BYTES) {
            Ok(inspected) if inspected.format == Format::Excel => {
                of_workbook(&read_xlsx(&file.content, MOST_ROWS)?)?
            }
            Ok(_) => of_csv(&read_csv(&file.content, MOST_ROWS * 3)?)?,
            Err(UploadProblem::NotAccepted { .. }) => return Err(FileProblem::Kind),
            Err(problem) => return Err(problem.into()),
        }
    };
    if rows.is_empty() { Err(FileProblem::NoRows) } else { Ok(rows) }
}

fn of_workbook(tables: &[Table]) -> Result<Vec<RawRow>, FileProblem> {
    let mut rows = Vec::new();
    let mut sheets: Vec<(Sheet, &Table)> = Vec::new();
    for table in tables {
        let Some(sheet) = Sheet::named(&table.name) else { continue };
        if sheets.iter().any(|(other, _)| *other == sheet) {
            return Err(FileProblem::SheetTwice(sheet));
        }
        sheets.push((sheet, table));
    }
    if sheets.is_empty() {
        return Err(FileProblem::NoSheet);
    }
    for (sheet, table) in sheets {
        let place = format!("The sheet \"{}\"", sheet.title());
        let (titles, below) = Titles::find(table, place)?;
        titles.must_have(sheet.required())?;
        for row in below.iter().filter(|row| !titles.is_example(row)) {
            let cells = titles.cells(row);
            if !cells.is_empty() {
                rows.push(within(RawRow { sheet, number: row.number, cells })?);
            }
        }
    }
    Ok(rows)
}

fn of_csv(table: &Table) -> Result<Vec<RawRow>, FileProblem> {
    let (titles, below) = Titles::find(table, "The file".to_owned())?;
    let Some(place) = titles.sheet else {
        return Err(FileProblem::ColumnMissing { place: titles.place, column: SHEET.to_owned() });
    };
    let mut rows = Vec::new();
    for row in below.iter().filter(|row| !titles.is_example(row)) {
        let named = row.cells.get(place).map_or("", String::as_str);
        let cells = titles.cells(row);
        if cells.is_empty() && named.is_empty() {
            continue;
        }
        let sheet = Sheet::named(named)
            .ok_or_else(|| FileProblem::SheetUnknown { row: row.number, named: named.to_owned() })?;
        rows.push(within(RawRow { sheet, number: row.number, cells })?);
    }
    Ok(rows)
}

/// What somebody fills in must mean something where they do.
fn within(row: RawRow) -> Result<RawRow, FileProblem> {
    let stray = row.cells.keys().find(|column| !row.sheet.columns().contains(column)).copied();
    match stray {
        Some(column) => Err(FileProblem::NotInSheet { row: row.number, column, sheet: row.sheet }),
        None => Ok(row),
    }
}

/// Where each column of a table is.
struct Titles {
    place: String,
    columns: Vec<(usize, Column)>,
    sheet: Option<usize>,
}

impl Titles {
    /// The titles of a table, and the rows below them. Above them anything may stand: the template explains itself there.
    fn find(table: &Table, place: String) -> Result<(Self, &[TableRow]), FileProblem> {
        let is_titles =
            |row: &TableRow| row.cells.iter().any(|cell| Column::named(cell) == Some(Column::EmailAddress));
        let Some(at) = table.rows.iter().take(TITLES_WITHIN).position(is_titles) else {
            return Err(FileProblem::NoTitles { place });
        };
        let mut titles = Self { place, columns: Vec::new(), sheet: None };
        for (index, title) in table.rows[at].cells.iter().enumerate() {
            titles.take(index, title)?;
        }
        Ok((titles, &table.rows[at + 1..]))
    }

    fn take(&mut self, index: usize, title: &str) -> Result<(), FileProblem> {
        if title.is_empty() || title.eq_ignore_ascii_case(NOTE) {
            return Ok(());
        }
        if title.eq_ignore_ascii_case(SHEET) {
            self.sheet = Some(index);
            return Ok(());
        }
        let place = || self.place.clone();
        let column = Column::named(title).ok_or_else(|| FileProblem::ColumnUnknown {
            place: place(),
            column: title.chars().take(60).collect(),
        })?;
        if self.columns.iter().any(|(_, other)| *other == column) {
            return Err(FileProblem::ColumnTwice { place: place(), column });
        }
        self.columns.push((index, column));
        Ok(())
    }

    fn must_have(&self, required: impl Iterator<Item = Column>) -> Result<(), FileProblem> {
        for column in required {
            if !self.columns.iter().any(|(_, there)| *there == column) {
                return Err(FileProblem::ColumnMissing {
                    place: self.place.clone(),
                    column: column.title().to_owned(),
                });
            }
        }
        Ok(())
    }

    fn cells(&self, row: &TableRow) -> BTreeMap<Column, String> {
        let cell = |(index, column): &(usize, Column)| Some((*column, row.cells.get(*index)?.clone()));
        self.columns.iter().filter_map(cell).filter(|(_, text)| !text.is_empty()).collect()
    }

    /// The template shows an example in its place, which nobody means.
    fn is_example(&self, row: &TableRow) -> bool {
        let is_ours = |index: usize| self.columns.iter().any(|(column, _)| *column == index);
        let mut notes = row.cells.iter().enumerate().filter(|(index, _)| !is_ours(*index));
        notes.any(|(_, text)| text.trim_end_matches(':').eq_ignore_ascii_case("example"))
    }
}

/// `{"p5_users": [{"email_address": "…", …}], "p9_users": […], "reset_proofing_levels": […]}`
fn of_json(bytes: &[u8]) -> Result<Vec<RawRow>, FileProblem> {
    let wrong = |words: String| FileProblem::Json(words);
    let whole: Map<String, Value> =
        serde_json::from_slice(bytes).map_err(|error| wrong(error.to_string()))?;
    let mut rows = Vec::new();
    for (key, list) in &whole {
        let sheet = Sheet::ALL
            .into_iter()
            .find(|sheet| sheet.key() == key)
            .ok_or_else(|| wrong(format!("`{key}` is not p5_users, p9_users or reset_proofing_levels")))?;
        let list = list.as_array().ok_or_else(|| wrong(format!("`{key}` is not a list")))?;
        if list.len() > usize::try_from(MOST_ROWS).unwrap_or(usize::MAX) {
            return Err(TableProblem::TooManyRows { most: MOST_ROWS }.into());
        }
        for (number, row) in (1..).zip(list) {
            let place = format!("{key}[{}]", number - 1);
            let cells = cells_of_json(row, &place)?;
            rows.push(within(RawRow { sheet, number, cells })?);
        }
    }
    Ok(rows)
}

/// A row's cells, whatever kind of value each is written as.
fn cells_of_json(row: &Value, place: &str) -> Result<BTreeMap<Column, String>, FileProblem> {
    let wrong = |words: String| FileProblem::Json(words);
    let row = row.as_object().ok_or_else(|| wrong(format!("`{place}` is not an object")))?;
    let mut cells = BTreeMap::new();
    for (key, value) in row {
        let column = Column::ALL.iter().copied().find(|column| column.key() == *key);
        let column =
            column.ok_or_else(|| wrong(format!("`{place}.{key}` is not a column of the template")))?;
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.trim().to_owned(),
            Value::Bool(is_so) => is_so.to_string(),
            Value::Number(value) => value.to_string(),
            Value::Array(_) | Value::Object(_) => {
                return Err(wrong(format!("`{place}.{key}` is not a text, a number or a boolean")));
            }
        };
        if !text.is_empty() {
            cells.insert(column, text);
        }
    }
    Ok(cells)
}
