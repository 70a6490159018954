//! Tables as an Excel workbook: a bold header that stays in view, a filter on it, columns as wide as what they hold.

use jiff::tz::TimeZone;
use kernel::{Date, Timestamp};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use thiserror::Error;

use super::{Cell, Sheet};

/// Excel's limits (specifications and limits, Microsoft).
const LONGEST_TEXT: usize = 32_767;
const LONGEST_NAME: usize = 31;
/// Pixels; longer text wraps.
const WIDEST_COLUMN: u32 = 420;
/// Rows that are measured for the widths.
const MEASURED_ROWS: u32 = 500;

#[derive(Debug, Error)]
pub enum SheetProblem {
    #[error("a workbook needs at least one sheet; pass one, if only with a header")]
    NoSheets,
    #[error(
        "the sheet \"{name}\" has {rows} rows and {columns} columns; Excel takes 1048576 and 16384, so export less at once"
    )]
    TooLarge { name: String, rows: usize, columns: usize },
    #[error("the workbook could not be written")]
    Unwritable(#[from] XlsxError),
}

/// The tables as one workbook, a tab each. `made_at` becomes the document's creation time, so the same input gives the same bytes.
/// Text longer than a cell holds (32,767 characters) is cut.
pub fn xlsx(sheets: &[Sheet], made_at: Timestamp) -> Result<Vec<u8>, SheetProblem> {
    if sheets.is_empty() {
        return Err(SheetProblem::NoSheets);
    }
    let mut workbook = Workbook::new();
    let made_at = made_at.to_zoned(TimeZone::UTC).datetime();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
    let mut taken = Vec::new();
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(tab_name(&sheet.name, &mut taken))?;
        fill(worksheet, sheet)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), SheetProblem> {
    let (last_row, last_column) = extent(sheet)?;
    let bold = Format::new().set_bold();
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let date = Format::new().set_num_format("d mmm yyyy").set_align(FormatAlign::Top);
    for (column, title) in (0..).zip(&sheet.header) {
        worksheet.write_string_with_format(0, column, fitting(title), &bold)?;
    }
    for (number, row) in (1..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Text(value) => {
                    worksheet.write_string_with_format(number, column, fitting(value), &text)?
                }
                Cell::Number(value) if value.is_finite() => {
                    worksheet.write_number_with_format(number, column, *value, &text)?
                }
                Cell::Empty | Cell::Number(_) => worksheet,
                Cell::Date(day) if has_serial(*day) => {
                    worksheet.write_date_with_format(number, column, day, &date)?
                }
                Cell::Date(day) => {
                    worksheet.write_string_with_format(number, column, day.to_string(), &text)?
                }
            };
        }
    }
    worksheet.set_freeze_panes(1, 0)?;
    worksheet.set_repeat_rows(0, 0)?;
    if !sheet.header.is_empty() {
        worksheet.autofilter(0, 0, last_row, last_column)?;
    }
    worksheet.set_autofit_max_row(MEASURED_ROWS).set_autofit_max_width(WIDEST_COLUMN).autofit();
    Ok(())
}

/// The last row and column, counted from 0, the header being row 0.
fn extent(sheet: &Sheet) -> Result<(u32, u16), SheetProblem> {
    let (rows, columns) = (sheet.rows.len(), sheet.header.len());
    let widest = sheet.rows.iter().map(Vec::len).max().unwrap_or(0).max(columns);
    let last_row = u32::try_from(rows).ok().filter(|rows| *rows < 1_048_576);
    match (last_row, u16::try_from(columns.saturating_sub(1))) {
        (Some(last_row), Ok(last_column)) if widest <= 16_384 => Ok((last_row, last_column)),
        _ => Err(SheetProblem::TooLarge { name: sheet.name.clone(), rows, columns: widest }),
    }
}

/// Excel's dates begin with 1900; earlier ones are text.
fn has_serial(date: Date) -> bool {
    date.year() >= 1900
}

fn fitting(text: &str) -> &str {
    cut(text, LONGEST_TEXT)
}

/// Cut where Excel stops: it counts UTF-16 units.
fn cut(text: &str, longest: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > longest
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// A name that Excel takes and that no tab before it has; Excel compares them without regard to case.
fn tab_name(name: &str, taken: &mut Vec<String>) -> String {
    let forbidden = |c: char| matches!(c, '*' | '?' | ':' | '[' | ']' | '\\' | '/') || c.is_control();
    let clean = name.replace(forbidden, " ");
    let clean = clean.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    let clean = if clean.is_empty() || clean.eq_ignore_ascii_case("history") { "Sheet" } else { clean };
    let numbered = |number: usize| {
        let suffix = if number == 1 { String::new() } else { format!(" {number}") };
        let stem = cut(clean, LONGEST_NAME - suffix.len());
        format!("{}{suffix}", stem.trim_end_matches(|c: char| c == '\'' || c.is_whitespace()))
    };
    let mut candidates = (1..=taken.len() + 1).map(numbered);
    let free = candidates.find(|name| !taken.contains(&name.to_lowercase()));
    let name = free.expect("there is one more candidate than there are tabs, and no two are alike");
    taken.push(name.to_lowercase());
    name
}
