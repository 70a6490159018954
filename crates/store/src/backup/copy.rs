//! Rows out of one moment of a database, and rows into an empty one, whichever database it is.

use std::io::{BufRead, Write};

use jiff::Timestamp;

use super::{
    BackupError, Counts, Damaged,
    file::{Cell, Line, Reader, Writer},
};

/// One moment of a database.
pub(super) trait Source {
    /// The last migration that it has taken.
    fn schema(&mut self) -> Result<i64, BackupError>;
    /// Every table with its columns, those that others refer to first.
    fn tables(&mut self) -> Result<Vec<(String, Vec<String>)>, BackupError>;
    fn rows(
        &mut self,
        table: &str,
        columns: &[String],
        each: &mut dyn FnMut(Vec<Cell>) -> Result<(), BackupError>,
    ) -> Result<(), BackupError>;
}

/// A transaction on an empty database with the same schema.
pub(super) trait Target {
    /// The columns of its tables, by name.
    fn columns(&self, table: &str) -> Option<&[String]>;
    fn insert(&mut self, table: &str, columns: &[String], row: Vec<Cell>) -> Result<(), BackupError>;
}

pub(super) fn out(
    mut source: impl Source,
    mut writer: Writer<impl Write>,
    made_at: Timestamp,
    mut progress: impl FnMut(&str),
) -> Result<Counts, BackupError> {
    writer.head(source.schema()?, made_at)?;
    for (table, columns) in source.tables()? {
        progress(&table);
        writer.table(&table, &columns)?;
        source.rows(&table, &columns, &mut |row| writer.row(&row))?;
    }
    writer.finish()
}

/// Everything up to the file's end, which says that it is whole.
pub(super) fn into(
    target: &mut impl Target,
    mut from: Reader<impl BufRead>,
    mut progress: impl FnMut(&str),
) -> Result<Counts, BackupError> {
    let mut current: Option<(String, Vec<String>)> = None;
    loop {
        match from.next()? {
            Line::End => return Ok(from.counts()),
            Line::Table(table) => {
                progress(&table.table);
                let known =
                    target.columns(&table.table).ok_or_else(|| Damaged::UnknownTable(table.table.clone()))?;
                // Names become part of a statement, so only those that the schema has are taken.
                if !table.columns.iter().all(|column| known.contains(column)) {
                    return Err(Damaged::Unfit(table.table).into());
                }
                current = Some((table.table, table.columns));
            }
            Line::Row(row) => {
                let Some((table, columns)) = &current else {
                    return Err(Damaged::NotABackup { line: 2 }.into());
                };
                if row.len() != columns.len() {
                    return Err(Damaged::Unfit(table.clone()).into());
                }
                target.insert(table, columns, row)?;
            }
        }
    }
}

/// `"a", "b"`: names of the schema, which have no quotes in them.
pub(super) fn listed(columns: &[String]) -> String {
    columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ")
}
