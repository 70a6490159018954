//! Tables that come in: an Excel workbook or a CSV file as rows of text, so that nobody behind this door asks which it was.
//!
//! A file is [`inspect`](crate::inspect())ed before it is read: that keeps locked workbooks and those that unpack without end out.

#[cfg(test)]
mod tests;

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Range, Reader, Xlsx};
use thiserror::Error;

/// A sheet that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Empty where the file has no names for what is in it.
    pub name: String,
    pub rows: Vec<TableRow>,
}

/// A row that has something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// As the program shows it in which the file was made, the first row being 1; of CSV, the line on which it begins.
    pub number: u32,
    /// By column, from the first on; without spaces around them.
    pub cells: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TableProblem {
    #[error("The selected file cannot be read as a workbook: save it again as .xlsx")]
    NotAWorkbook,
    #[error("The selected file cannot be read as CSV: row {row} is not UTF-8 text. Save it as \"CSV UTF-8\"")]
    NotCsv { row: u32 },
    #[error("The selected file must have {most} rows or fewer in each sheet")]
    TooManyRows { most: u32 },
}

/// The sheets of a workbook, in its order. Dates come as `YYYY-MM-DD`, whole numbers without a point, booleans as `TRUE` and
/// `FALSE`; of a formula, what it last came to.
pub fn read_xlsx(bytes: &[u8], most_rows: u32) -> Result<Vec<Table>, TableProblem> {
    let mut workbook: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| TableProblem::NotAWorkbook)?;
    let names = workbook.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let range = workbook.worksheet_range(&name).map_err(|_| TableProblem::NotAWorkbook)?;
            Ok(Table { rows: rows_of(&range, most_rows)?, name })
        })
        .collect()
}

fn rows_of(range: &Range<Data>, most_rows: u32) -> Result<Vec<TableRow>, TableProblem> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let before = usize::try_from(first_column).unwrap_or_default();
    let mut rows = Vec::new();
    for (number, cells) in (first_row + 1..).zip(range.rows()) {
        let cells: Vec<String> =
            std::iter::repeat_n(String::new(), before).chain(cells.iter().map(text_of)).collect();
        keep(&mut rows, number, cells, most_rows)?;
    }
    Ok(rows)
}

fn text_of(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_owned(),
        // The shortest text that reads back: 9991234567, not 9991234567.0.
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(is_so) => if *is_so { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(moment) => day_of(moment),
        Data::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
    }
}

fn day_of(moment: &ExcelDateTime) -> String {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// A CSV file in UTF-8 (RFC 4180), with a byte order mark or without. Rows may differ in length.
pub fn read_csv(bytes: &[u8], most_rows: u32) -> Result<Table, TableProblem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let (mut rows, mut record, mut lines) =
        (Vec::new(), csv::StringRecord::new(), Lines { bytes, ends_before: 0, at: 0 });
    loop {
        let from = reader.position().byte();
        let is_there =
            reader.read_record(&mut record).map_err(|_| TableProblem::NotCsv { row: lines.of(from) })?;
        if !is_there {
            return Ok(Table { name: String::new(), rows });
        }
        let number = lines.of(from);
        let cells = record.iter().map(|cell| without_apostrophe(cell.trim()).to_owned()).collect();
        keep(&mut rows, number, cells, most_rows)?;
    }
}

/// Counts lines up to the beginning of a record, which the reader places before the empty lines that it leaves out.
struct Lines<'b> {
    bytes: &'b [u8],
    ends_before: u32,
    at: usize,
}

impl Lines<'_> {
    fn of(&mut self, from: u64) -> u32 {
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(self.bytes.len());
        let empty = self.bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let begins = from + empty;
        let ends = memchr::memchr_iter(b'\n', &self.bytes[self.at.min(begins)..begins]).count();
        self.ends_before = self.ends_before.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.at = begins;
        self.ends_before.saturating_add(1)
    }
}

/// What [`csv`](crate::csv()) puts before a text that would begin a formula, and people before a phone number that begins with a plus.
fn without_apostrophe(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '0'])).unwrap_or(cell)
}

fn keep(
    rows: &mut Vec<TableRow>,
    number: u32,
    cells: Vec<String>,
    most_rows: u32,
) -> Result<(), TableProblem> {
    if cells.iter().all(String::is_empty) {
        return Ok(());
    }
    if rows.len() >= usize::try_from(most_rows).unwrap_or(usize::MAX) {
        return Err(TableProblem::TooManyRows { most: most_rows });
    }
    rows.push(TableRow { number, cells });
    Ok(())
}
