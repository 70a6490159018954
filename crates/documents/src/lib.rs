//! Files in and out: what an upload really is, calendar files, CSV and spreadsheets.
//!
//! Bytes and values come in, bytes and values go out: it opens no file, reads no clock and knows no database.

mod calendar_file;
mod format;
mod inspect;
mod name;
mod sheet;
mod table;

pub use calendar_file::{Event, Organiser, When, calendar_file};
pub use format::{Format, UnknownFormat, accept_attribute, names};
pub use inspect::{Inspected, UploadProblem, inspect, size_text};
pub use sheet::{Cell, Sheet, SheetProblem, csv, xlsx};
pub use table::{Table, TableProblem, TableRow, read_csv, read_xlsx};
