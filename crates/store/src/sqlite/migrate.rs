//! Brings a SQLite file's schema up to date, all pending steps in one transaction.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::statement::told;
use crate::{
    OpenError, StoreError,
    migration::{Applied, Migration, SQLITE, pending},
};

const HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TEXT NOT NULL
) STRICT";

pub(super) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    // SQLite changes a table by building it anew, which would break references for a moment: they are checked at the end.
    batch(connection, "PRAGMA foreign_keys = OFF")?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(|error| told("BEGIN IMMEDIATE", &error))?;
    batch(&transaction, HISTORY)?;
    let applied = history(&transaction).map_err(|error| told("schema_migration", &error))?;
    for migration in pending(SQLITE, &applied)? {
        apply(&transaction, migration).map_err(|error| migration.failed(error.to_string()))?;
    }
    check_references(&transaction)?;
    transaction.commit().map_err(|error| told("COMMIT", &error))?;
    batch(connection, "PRAGMA foreign_keys = ON")?;
    Ok(())
}

/// Takes the first steps within the caller's transaction on an empty file, up to `version`.
pub(crate) fn migrate_to(connection: &Connection, version: i64) -> Result<(), OpenError> {
    batch(connection, HISTORY)?;
    for migration in SQLITE.iter().filter(|migration| migration.version <= version) {
        apply(connection, migration).map_err(|error| migration.failed(error.to_string()))?;
    }
    Ok(())
}

fn history(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<Applied>> {
    let sql = "SELECT version, name, checksum FROM schema_migration ORDER BY version";
    let mut statement = transaction.prepare(sql)?;
    let step = |row: &rusqlite::Row<'_>| {
        Ok(Applied { version: row.get(0)?, name: row.get(1)?, checksum: row.get(2)? })
    };
    statement.query_map([], step)?.collect()
}

fn apply(transaction: &Connection, migration: &Migration) -> rusqlite::Result<()> {
    transaction.execute_batch(migration.sql)?;
    transaction.execute(
        "INSERT INTO schema_migration (version, name, checksum, applied_at)
         VALUES (?1, ?2, ?3, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))",
        params![migration.version, migration.name, migration.checksum()],
    )?;
    Ok(())
}

fn check_references(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let find = || transaction.prepare("PRAGMA foreign_key_check")?.exists([]);
    if find().map_err(|error| told("PRAGMA foreign_key_check", &error))? {
        return Err(StoreError::inconsistent("the schema", "rows refer to rows that are not there"));
    }
    Ok(())
}

fn batch(connection: &Connection, sql: &'static str) -> Result<(), StoreError> {
    connection.execute_batch(sql).map_err(|error| told(sql, &error))
}
