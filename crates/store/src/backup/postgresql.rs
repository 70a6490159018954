//! The PostgreSQL side: REPEATABLE READ sees one moment while others write.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::BufRead,
};

use kernel::Secret;
use postgres::{Client, Statement, fallible_iterator::FallibleIterator as _, types::ToSql};

use super::{
    BackupError, Counts,
    copy::{self, Source, Target, listed},
    file::{Cell, Reader},
    order::by_references,
};
use crate::{
    Datum, Location, StoreError,
    postgresql::{connect, datum, lock_and_migrate_to},
    sqlite::timestamp_text,
};

fn told(error: &postgres::Error) -> BackupError {
    BackupError::Store(StoreError::unavailable(crate::postgresql::words(error)))
}

/// A column with the type that the server has for it.
#[derive(Clone)]
struct Column {
    name: String,
    kind: String,
}

pub(super) struct Snapshot(Client);

impl Snapshot {
    pub(super) fn open(location: &Location, url: &Secret) -> Result<Self, BackupError> {
        let mut client = connect(location, url)?;
        let begin = "SET TIME ZONE 'UTC'; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        client.batch_execute(begin).map_err(|error| told(&error))?;
        Ok(Self(client))
    }
}

const COLUMNS: &str = "
    SELECT owner.relname::text, part.attname::text, format_type(part.atttypid, NULL)
    FROM pg_attribute part JOIN pg_class owner ON owner.oid = part.attrelid
    WHERE owner.relnamespace = current_schema()::regnamespace AND owner.relkind = 'r' AND part.attnum > 0
      AND NOT part.attisdropped AND owner.relname <> 'schema_migration'
    ORDER BY owner.relname, part.attnum";

const REFERENCES: &str = "
    SELECT owner.relname::text, target.relname::text, entry.conname::text
    FROM pg_constraint entry
    JOIN pg_class owner ON owner.oid = entry.conrelid JOIN pg_class target ON target.oid = entry.confrelid
    WHERE entry.contype = 'f' AND owner.relnamespace = current_schema()::regnamespace";

fn columns(client: &mut Client) -> Result<BTreeMap<String, Vec<Column>>, BackupError> {
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in client.query(COLUMNS, &[]).map_err(|error| told(&error))? {
        tables.entry(row.get(0)).or_default().push(Column { name: row.get(1), kind: row.get(2) });
    }
    Ok(tables)
}

fn names(columns: &[Column]) -> Vec<String> {
    columns.iter().map(|column| column.name.clone()).collect()
}

impl Source for Snapshot {
    fn schema(&mut self) -> Result<i64, BackupError> {
        let sql = "SELECT max(version) FROM schema_migration";
        self.0.query_one(sql, &[]).map(|row| row.get(0)).map_err(|error| told(&error))
    }

    fn tables(&mut self) -> Result<Vec<(String, Vec<String>)>, BackupError> {
        let mut columns = columns(&mut self.0)?;
        let mut references: BTreeMap<String, BTreeSet<String>> =
            columns.keys().map(|table| (table.clone(), BTreeSet::new())).collect();
        for row in self.0.query(REFERENCES, &[]).map_err(|error| told(&error))? {
            references.entry(row.get(0)).or_default().insert(row.get(1));
        }
        let order = by_references(references).into_iter();
        Ok(order.filter_map(|table| columns.remove_entry(&table)).map(|(t, c)| (t, names(&c))).collect())
    }

    fn rows(
        &mut self,
        table: &str,
        columns: &[String],
        each: &mut dyn FnMut(Vec<Cell>) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let sql = format!("SELECT {} FROM \"{table}\"", listed(columns));
        let none: [&(dyn ToSql + Sync); 0] = [];
        let mut rows = self.0.query_raw(&sql, none).map_err(|error| told(&error))?;
        while let Some(row) = rows.next().map_err(|error| told(&error))? {
            let cells = (0..columns.len()).map(|index| cell(&row, index)).collect::<Result<_, _>>()?;
            each(cells)?;
        }
        Ok(())
    }
}

fn cell(row: &postgres::Row, index: usize) -> Result<Cell, BackupError> {
    let place = || format!("column {index} of a row");
    Ok(match datum(row, index).map_err(|detail| StoreError::inconsistent(place(), detail))? {
        Datum::Null => Cell::Null,
        Datum::Bool(truth) => Cell::Bool(truth),
        Datum::Integer(number) => Cell::Integer(number),
        Datum::Text(text) => Cell::Text(text.to_owned()),
        Datum::Bytes(bytes) => Cell::Bytes(bytes.to_owned()),
        Datum::Uuid(uuid) => Cell::Text(uuid.hyphenated().to_string()),
        Datum::Timestamp(instant) => Cell::Text(timestamp_text(instant)),
        Datum::Date(date) => Cell::Text(date.to_string()),
    })
}

pub(super) fn restore(
    location: &Location,
    url: &Secret,
    from: Reader<impl BufRead>,
    progress: impl FnMut(&str),
) -> Result<Counts, BackupError> {
    let mut client = connect(location, url)?;
    let run = |client: &mut Client, sql: &str| client.batch_execute(sql).map_err(|error| told(&error));
    // Whatever goes wrong, the connection closes with the transaction open, and the server undoes all of it.
    run(&mut client, "SET TIME ZONE 'UTC'; BEGIN")?;
    if !lock_and_migrate_to(&mut client, from.schema())? {
        return Err(BackupError::NotEmpty(location.to_string()));
    }
    let columns = columns(&mut client)?;
    let references = references(&mut client)?;
    // Rows may come before those that they refer to; at the end all of it is checked.
    for (table, name) in &references {
        let later =
            format!("ALTER TABLE \"{table}\" ALTER CONSTRAINT \"{name}\" DEFERRABLE INITIALLY DEFERRED");
        run(&mut client, &later)?;
    }
    let mut target = Filling {
        names: columns.iter().map(|(t, c)| (t.clone(), names(c))).collect(),
        prepared: None,
        columns,
        client,
    };
    let counts = copy::into(&mut target, from, progress)?;
    let Filling { mut client, .. } = target;
    run(&mut client, "SET CONSTRAINTS ALL IMMEDIATE")?;
    for (table, name) in &references {
        run(&mut client, &format!("ALTER TABLE \"{table}\" ALTER CONSTRAINT \"{name}\" NOT DEFERRABLE"))?;
    }
    advance_sequences(&mut client)?;
    run(&mut client, "COMMIT")?;
    Ok(counts)
}

fn references(client: &mut Client) -> Result<Vec<(String, String)>, BackupError> {
    let rows = client.query(REFERENCES, &[]).map_err(|error| told(&error))?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(2))).collect())
}

// What counts by itself goes on after the last number that came.
fn advance_sequences(client: &mut Client) -> Result<(), BackupError> {
    const COUNTING: &str = "
        SELECT owner.relname::text, part.attname::text
        FROM pg_attribute part JOIN pg_class owner ON owner.oid = part.attrelid
        WHERE owner.relnamespace = current_schema()::regnamespace AND part.attidentity <> ''";
    for row in client.query(COUNTING, &[]).map_err(|error| told(&error))? {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), coalesce(max(\"{column}\"), 1), max(\"{column}\") IS NOT NULL)
             FROM \"{table}\""
        );
        client.batch_execute(&sql).map_err(|error| told(&error))?;
    }
    Ok(())
}

struct Filling {
    client: Client,
    /// The statement of the table that is being filled.
    prepared: Option<(String, Statement)>,
    columns: BTreeMap<String, Vec<Column>>,
    names: BTreeMap<String, Vec<String>>,
}

impl Target for Filling {
    fn columns(&self, table: &str) -> Option<&[String]> {
        self.names.get(table).map(Vec::as_slice)
    }

    fn insert(&mut self, table: &str, columns: &[String], row: Vec<Cell>) -> Result<(), BackupError> {
        let known = self.columns.get(table).map(Vec::as_slice).unwrap_or_default();
        let kind = |name: &String| {
            known.iter().find(|column| column.name == *name).map(|column| column.kind.as_str())
        };
        let values: Vec<Box<dyn ToSql + Sync>> =
            row.into_iter().zip(columns).map(|(cell, name)| value(cell, kind(name))).collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(AsRef::as_ref).collect();
        let statement = match &self.prepared {
            Some((of, statement)) if of == table => statement.clone(),
            _ => {
                let statement =
                    self.client.prepare(&insertion(table, columns, kind)).map_err(|error| told(&error))?;
                self.prepared = Some((table.to_owned(), statement.clone()));
                statement
            }
        };
        self.client.execute(&statement, &values).map(drop).map_err(|error| told(&error))
    }
}

// Everything but bytes travels as text and is read as what the column holds.
fn insertion<'k>(table: &str, columns: &[String], kind: impl Fn(&String) -> Option<&'k str>) -> String {
    let places: Vec<String> = (1..)
        .zip(columns)
        .map(|(place, name)| match kind(name) {
            Some("bytea") | None => format!("${place}::bytea"),
            Some(kind) => format!("${place}::text::{kind}"),
        })
        .collect();
    format!(
        "INSERT INTO \"{table}\" ({}) OVERRIDING SYSTEM VALUE VALUES ({})",
        listed(columns),
        places.join(", ")
    )
}

fn value(cell: Cell, kind: Option<&str>) -> Box<dyn ToSql + Sync> {
    match cell {
        Cell::Null if kind == Some("bytea") => Box::new(None::<Vec<u8>>),
        Cell::Null => Box::new(None::<String>),
        Cell::Bool(truth) => Box::new(truth.to_string()),
        Cell::Integer(number) => Box::new(number.to_string()),
        Cell::Text(text) => Box::new(text),
        Cell::Bytes(bytes) => Box::new(bytes),
    }
}
