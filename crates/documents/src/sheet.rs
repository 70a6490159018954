//! Tables to take away: one description of a table, written as CSV or as an Excel workbook.
//!
//! Cells hold what partners typed, and the reader opens them in a program that calculates. So no text ever becomes a formula.

#[cfg(test)]
mod tests;
mod workbook;

use kernel::Date;

pub use workbook::{SheetProblem, xlsx};

/// A table with a name, a header and rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The tab's name in a workbook; cleaned and cut to the 31 characters that Excel allows.
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A finite number; anything else is written as an empty cell.
    Number(f64),
    /// Written as a date that sorts and calculates.
    Date(Date),
}

/// The table as `text/csv; charset=utf-8` (RFC 4180), with the byte order mark by which Excel knows UTF-8. Dates are ISO 8601.
pub fn csv(sheet: &Sheet) -> Vec<u8> {
    const NEVER_FAILS: &str = "a Vec takes whatever is written, and rows may differ in length";
    let file = b"\xef\xbb\xbf".to_vec();
    let mut writer =
        csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(file);
    writer.write_record(sheet.header.iter().map(|title| without_formula(title))).expect(NEVER_FAILS);
    for row in &sheet.rows {
        writer.write_record(row.iter().map(text_of)).expect(NEVER_FAILS);
    }
    writer.into_inner().expect(NEVER_FAILS)
}

fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => without_formula(text),
        Cell::Number(number) if number.is_finite() => number.to_string(),
        Cell::Empty | Cell::Number(_) => String::new(),
        Cell::Date(date) => date.to_string(),
    }
}

/// A leading apostrophe makes a spreadsheet take the rest as text (OWASP, CSV injection). Spaces before the sign do not hide it, and
/// the wide forms count too.
fn without_formula(text: &str) -> String {
    let dangerous = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let begins_with_control = text.starts_with(char::is_control);
    let shown = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    if begins_with_control || shown.starts_with(dangerous) { format!("'{text}") } else { text.to_owned() }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
