//! The SQLite side: a reader's transaction sees one moment while the writer goes on.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::BufRead,
    path::Path,
};

use rusqlite::{
    Connection, OptionalExtension as _, params_from_iter, types::Value as Owned, types::ValueRef,
};

use super::{
    BackupError, Counts,
    copy::{self, Source, Target, listed},
    file::{Cell, Reader},
    order::by_references,
};
use crate::{
    StoreError,
    sqlite::{begin_fresh, migrate_to, open_reader},
};

fn told(error: &rusqlite::Error) -> BackupError {
    BackupError::Store(StoreError::unavailable(error))
}

pub(super) struct Snapshot(Connection);

impl Snapshot {
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let connection = open_reader(path)?;
        // The moment is that of the first read, which `schema` is.
        connection.execute_batch("BEGIN").map_err(|error| told(&error))?;
        Ok(Self(connection))
    }
}

/// The tables of a schema with their columns, and what each refers to.
type Schema = (BTreeMap<String, Vec<String>>, BTreeMap<String, BTreeSet<String>>);

fn schema(connection: &Connection) -> rusqlite::Result<Schema> {
    let names =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                 AND name <> 'schema_migration'";
    let names: Vec<String> =
        connection.prepare(names)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let (mut columns, mut references) = (BTreeMap::new(), BTreeMap::new());
    for name in names {
        let of_table = |sql: &str| -> rusqlite::Result<Vec<String>> {
            connection.prepare(sql)?.query_map([&name], |row| row.get(0))?.collect()
        };
        let own = of_table("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        let others = of_table("SELECT \"table\" FROM pragma_foreign_key_list(?1)")?;
        columns.insert(name.clone(), own);
        references.insert(name, others.into_iter().collect());
    }
    Ok((columns, references))
}

impl Source for Snapshot {
    fn schema(&mut self) -> Result<i64, BackupError> {
        let sql = "SELECT max(version) FROM schema_migration";
        self.0.query_row(sql, [], |row| row.get(0)).map_err(|error| told(&error))
    }

    fn tables(&mut self) -> Result<Vec<(String, Vec<String>)>, BackupError> {
        let (mut columns, references) = schema(&self.0).map_err(|error| told(&error))?;
        let order = by_references(references).into_iter();
        Ok(order.filter_map(|table| columns.remove_entry(&table)).collect())
    }

    fn rows(
        &mut self,
        table: &str,
        columns: &[String],
        each: &mut dyn FnMut(Vec<Cell>) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let sql = format!("SELECT {} FROM \"{table}\"", listed(columns));
        let mut statement = self.0.prepare(&sql).map_err(|error| told(&error))?;
        let mut rows = statement.query([]).map_err(|error| told(&error))?;
        while let Some(row) = rows.next().map_err(|error| told(&error))? {
            let cells = (0..columns.len()).map(|index| cell(row, index)).collect::<Result<_, _>>()?;
            each(cells)?;
        }
        Ok(())
    }
}

fn cell(row: &rusqlite::Row<'_>, index: usize) -> Result<Cell, BackupError> {
    let inconsistent = |detail: &str| StoreError::inconsistent(format!("column {index} of a row"), detail);
    Ok(match row.get_ref(index).map_err(|error| told(&error))? {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Text(text) => {
            let text = str::from_utf8(text).map_err(|_| inconsistent("text is not UTF-8"))?;
            Cell::Text(text.to_owned())
        }
        ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_owned()),
        ValueRef::Real(_) => return Err(inconsistent("a floating-point number is stored").into()),
    })
}

pub(super) fn restore(
    path: &Path,
    from: Reader<impl BufRead>,
    progress: impl FnMut(&str),
) -> Result<Counts, BackupError> {
    let shown = || format!("sqlite:{}", path.display());
    let connection = begin_fresh(path)?.ok_or_else(|| BackupError::NotEmpty(shown()))?;
    migrate_to(&connection, from.schema())?;
    let (columns, _) = schema(&connection).map_err(|error| told(&error))?;
    let mut target = Filling { connection: &connection, columns };
    let counts = copy::into(&mut target, from, progress)?;
    let is_torn = connection
        .query_row("SELECT 1 FROM pragma_foreign_key_check LIMIT 1", [], |_| Ok(()))
        .optional()
        .map_err(|error| told(&error))?
        .is_some();
    if is_torn {
        return Err(StoreError::inconsistent("the backup", "rows refer to rows that are not there").into());
    }
    connection.execute_batch("COMMIT").map_err(|error| told(&error))?;
    Ok(counts)
}

struct Filling<'c> {
    connection: &'c Connection,
    columns: BTreeMap<String, Vec<String>>,
}

impl Target for Filling<'_> {
    fn columns(&self, table: &str) -> Option<&[String]> {
        self.columns.get(table).map(Vec::as_slice)
    }

    fn insert(&mut self, table: &str, columns: &[String], row: Vec<Cell>) -> Result<(), BackupError> {
        let places = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO \"{table}\" ({}) VALUES ({places})", listed(columns));
        let values = row.into_iter().map(|cell| match cell {
            Cell::Null => Owned::Null,
            Cell::Bool(truth) => Owned::Integer(truth.into()),
            Cell::Integer(number) => Owned::Integer(number),
            Cell::Text(text) => Owned::Text(text),
            Cell::Bytes(bytes) => Owned::Blob(bytes),
        });
        let mut statement = self.connection.prepare_cached(&sql).map_err(|error| told(&error))?;
        statement.execute(params_from_iter(values)).map(drop).map_err(|error| told(&error))
    }
}
