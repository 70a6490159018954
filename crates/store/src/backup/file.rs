//! The file: lines of JSON, compressed. A head, each table with its columns and rows, and a tail without which it is not whole.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Write},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::BackupError;

/// How many rows of which table.
pub type Counts = BTreeMap<String, u64>;

const FORMAT: u32 = 1;

/// What keeps a file from being read as a backup.
#[derive(Debug, Error)]
pub enum Damaged {
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("line {line} is not what stands there in a backup")]
    NotABackup { line: u64 },
    #[error("it has form {found}, and this version of Slipway reads form {FORMAT}")]
    OtherForm { found: u32 },
    #[error("it ends before its end: it was cut off, or is still being written")]
    CutOff,
    #[error("table {table} has other rows than were counted: {found} instead of {counted}")]
    Miscounted { table: String, found: u64, counted: u64 },
    #[error("it has a table {0} that there is none of")]
    UnknownTable(String),
    #[error("a row of table {0} does not fit its columns")]
    Unfit(String),
}

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    slipway_backup: u32,
    /// The last migration that the database had taken.
    schema: i64,
    made_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Table {
    pub(super) table: String,
    pub(super) columns: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Tail {
    rows: Counts,
}

/// A value as the file has it: times, ids, dates and JSON are text on the way.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Null,
    Bool(bool),
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// What stands between the head and the end.
pub(super) enum Line {
    Table(Table),
    Row(Vec<Cell>),
    End,
}

pub(super) struct Writer<W: Write> {
    out: GzEncoder<W>,
    counts: Counts,
    table: String,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out: GzEncoder::new(out, Compression::default()), counts: Counts::new(), table: String::new() }
    }

    pub(super) fn head(&mut self, schema: i64, made_at: Timestamp) -> Result<(), BackupError> {
        self.line(&Head { slipway_backup: FORMAT, schema, made_at })
    }

    pub(super) fn table(&mut self, table: &str, columns: &[String]) -> Result<(), BackupError> {
        table.clone_into(&mut self.table);
        self.counts.insert(table.to_owned(), 0);
        self.line(&Table { table: table.to_owned(), columns: columns.to_vec() })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), BackupError> {
        *self.counts.entry(self.table.clone()).or_default() += 1;
        let cells: Vec<Value> = cells.iter().map(Cell::to_json).collect();
        self.line(&cells)
    }

    pub(super) fn finish(mut self) -> Result<Counts, BackupError> {
        self.line(&Tail { rows: self.counts.clone() })?;
        let mut out = self.out.finish().map_err(BackupError::NotWritten)?;
        out.flush().map_err(BackupError::NotWritten)?;
        Ok(self.counts)
    }

    fn line(&mut self, value: &impl Serialize) -> Result<(), BackupError> {
        serde_json::to_writer(&mut self.out, value).map_err(|error| BackupError::NotWritten(error.into()))?;
        self.out.write_all(b"\n").map_err(BackupError::NotWritten)
    }
}

pub(super) struct Reader<R: BufRead> {
    lines: BufReader<GzDecoder<R>>,
    head: Head,
    counts: Counts,
    table: String,
    line: u64,
}

impl<R: BufRead> Reader<R> {
    pub(super) fn new(from: R) -> Result<Self, Damaged> {
        let mut lines = BufReader::new(GzDecoder::new(from));
        let mut text = String::new();
        lines.read_line(&mut text)?;
        let head: Value = serde_json::from_str(&text).map_err(|_| Damaged::NotABackup { line: 1 })?;
        let form = head["slipway_backup"].as_u64().and_then(|form| u32::try_from(form).ok());
        match form {
            None => return Err(Damaged::NotABackup { line: 1 }),
            Some(FORMAT) => {}
            Some(found) => return Err(Damaged::OtherForm { found }),
        }
        let head = serde_json::from_value(head).map_err(|_| Damaged::NotABackup { line: 1 })?;
        Ok(Self { lines, head, counts: Counts::new(), table: String::new(), line: 1 })
    }

    pub(super) fn schema(&self) -> i64 {
        self.head.schema
    }

    pub(super) fn counts(self) -> Counts {
        self.counts
    }

    pub(super) fn next(&mut self) -> Result<Line, Damaged> {
        let mut text = String::new();
        self.line += 1;
        if self.lines.read_line(&mut text)? == 0 {
            return Err(Damaged::CutOff);
        }
        let unfit = || Damaged::NotABackup { line: self.line };
        let value: Value = serde_json::from_str(&text).map_err(|_| unfit())?;
        if let Value::Array(cells) = value {
            let cells = cells.into_iter().map(Cell::from_json).collect::<Option<Vec<_>>>();
            let count = self.counts.get_mut(&self.table).ok_or_else(unfit)?;
            *count += 1;
            return cells.map(Line::Row).ok_or_else(unfit);
        }
        if value.get("rows").is_some() {
            let tail: Tail = serde_json::from_value(value).map_err(|_| unfit())?;
            self.compare(&tail.rows)?;
            // What is compressed ends with a checksum, which is compared as the end is read.
            text.clear();
            let after = self.lines.read_line(&mut text)?;
            return if after == 0 { Ok(Line::End) } else { Err(Damaged::NotABackup { line: self.line + 1 }) };
        }
        let table: Table = serde_json::from_value(value).map_err(|_| unfit())?;
        self.table.clone_from(&table.table);
        self.counts.insert(table.table.clone(), 0);
        Ok(Line::Table(table))
    }

    fn compare(&self, counted: &Counts) -> Result<(), Damaged> {
        for table in counted.keys().chain(self.counts.keys()) {
            let of = |counts: &Counts| counts.get(table).copied().unwrap_or_default();
            let (found, counted) = (of(&self.counts), of(counted));
            if found != counted {
                return Err(Damaged::Miscounted { table: table.clone(), found, counted });
            }
        }
        Ok(())
    }
}

impl Cell {
    fn to_json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Integer(number) => (*number).into(),
            Self::Text(text) => Value::String(text.clone()),
            Self::Bytes(bytes) => serde_json::json!({ "bytes": STANDARD.encode(bytes) }),
        }
    }

    fn from_json(value: Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Bool(truth),
            Value::Number(number) => Self::Integer(number.as_i64()?),
            Value::String(text) => Self::Text(text),
            Value::Object(object) => Self::Bytes(STANDARD.decode(object.get("bytes")?.as_str()?).ok()?),
            Value::Array(_) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: &[Vec<Cell>]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut writer = Writer::new(&mut file);
        writer.head(7, Timestamp::UNIX_EPOCH).unwrap();
        writer.table("account", &["id".into(), "key".into()]).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        writer.finish().unwrap();
        file
    }

    fn read(file: &[u8]) -> Result<Vec<Vec<Cell>>, Damaged> {
        let mut reader = Reader::new(file)?;
        let mut rows = Vec::new();
        loop {
            match reader.next()? {
                Line::Table(table) => assert_eq!(table.columns, ["id", "key"]),
                Line::Row(cells) => rows.push(cells),
                Line::End => return Ok(rows),
            }
        }
    }

    #[test]
    fn every_kind_of_value_comes_back() {
        let rows = vec![
            vec![Cell::Integer(i64::MIN), Cell::Bytes(vec![0, 255])],
            vec![Cell::Text("line\n\"é\"".into()), Cell::Null],
            vec![Cell::Bool(true), Cell::Text(String::new())],
        ];
        assert_eq!(read(&written(&rows)).unwrap(), rows);
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_is_not_whole() {
        let file = written(&[vec![Cell::Integer(1), Cell::Null], vec![Cell::Integer(2), Cell::Null]]);
        for length in 0..file.len() - 1 {
            assert!(read(&file[..length]).is_err(), "{length} of {}", file.len());
        }
        assert!(matches!(read(b"no gzip"), Err(Damaged::Unreadable(_))));
    }

    #[test]
    fn a_row_too_few_is_noticed() {
        let mut file = Vec::new();
        let mut writer = Writer::new(&mut file);
        writer.head(7, Timestamp::UNIX_EPOCH).unwrap();
        writer.table("account", &["id".into(), "key".into()]).unwrap();
        writer.row(&[Cell::Integer(1), Cell::Null]).unwrap();
        *writer.counts.get_mut("account").unwrap() += 1;
        writer.finish().unwrap();
        let damaged = read(&file).unwrap_err();
        assert_eq!(damaged.to_string(), "table account has other rows than were counted: 1 instead of 2");
    }

    #[test]
    fn another_form_says_which() {
        let mut file = Vec::new();
        let mut writer = Writer::new(&mut file);
        writer.line(&serde_json::json!({ "slipway_backup": 2 })).unwrap();
        writer.finish().unwrap();
        assert!(matches!(read(&file), Err(Damaged::OtherForm { found: 2 })));
    }
}
