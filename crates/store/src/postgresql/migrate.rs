//! Brings the server's schema up to date, all pending steps in one transaction, one program at a time.

use postgres::{Client, Error, GenericClient, Transaction};

use super::{
    problem::{Constraints, told, words},
    url::Server,
};
use crate::{
    OpenError,
    migration::{Applied, Migration, POSTGRES, pending},
};

// Any number will do as long as it stays: programs that start together migrate one after another.
const LOCK: &str = "SELECT pg_advisory_xact_lock(4711947042)";

const HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version bigint NOT NULL PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL
)";

const UNIQUE_INDEXES: &str = "
    SELECT named.relname::text, string_agg(owner.relname || '.' || part.attname, ',' ORDER BY key.place)
    FROM pg_index entry
    JOIN pg_class named ON named.oid = entry.indexrelid
    JOIN pg_class owner ON owner.oid = entry.indrelid
    CROSS JOIN LATERAL unnest(entry.indkey::int2[]) WITH ORDINALITY AS key (number, place)
    JOIN pg_attribute part ON part.attrelid = owner.oid AND part.attnum = key.number
    WHERE entry.indisunique AND entry.indexprs IS NULL AND key.place <= entry.indnkeyatts
      AND owner.relnamespace = current_schema()::regnamespace
    GROUP BY named.relname";

/// Migrates, and learns by which columns each unique index is to be named in a conflict.
pub(super) fn migrate(
    server: &Server,
    refused: impl Fn(String) -> OpenError,
) -> Result<Constraints, OpenError> {
    let mut client = server.connect().map_err(refused)?;
    apply_pending(&mut client)?;
    let rows = client.query(UNIQUE_INDEXES, &[]).map_err(|error| trouble(&error))?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

fn apply_pending(client: &mut Client) -> Result<(), OpenError> {
    let mut transaction = client.transaction().map_err(|error| trouble(&error))?;
    let applied = history(&mut transaction).map_err(|error| trouble(&error))?;
    for migration in pending(POSTGRES, &applied)? {
        apply(&mut transaction, migration).map_err(|error| migration.failed(words(&error)))?;
    }
    transaction.commit().map_err(|error| trouble(&error))
}

/// Takes the first steps within the caller's transaction, up to `version`. False where the database holds something already.
pub(crate) fn lock_and_migrate_to(client: &mut Client, version: i64) -> Result<bool, OpenError> {
    const TABLES: &str =
        "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'";
    client.batch_execute(LOCK).map_err(|error| trouble(&error))?;
    let tables: i64 = client.query_one(TABLES, &[]).map_err(|error| trouble(&error))?.get(0);
    if tables > 0 {
        return Ok(false);
    }
    client.batch_execute(HISTORY).map_err(|error| trouble(&error))?;
    for migration in POSTGRES.iter().filter(|migration| migration.version <= version) {
        apply(client, migration).map_err(|error| migration.failed(words(&error)))?;
    }
    Ok(true)
}

fn history(transaction: &mut Transaction<'_>) -> Result<Vec<Applied>, Error> {
    transaction.batch_execute(LOCK)?;
    transaction.batch_execute(HISTORY)?;
    let sql = "SELECT version, name, checksum FROM schema_migration ORDER BY version";
    let rows = transaction.query(sql, &[])?;
    let step = |row: &postgres::Row| Applied { version: row.get(0), name: row.get(1), checksum: row.get(2) };
    Ok(rows.iter().map(step).collect())
}

fn apply(transaction: &mut impl GenericClient, migration: &Migration) -> Result<(), Error> {
    transaction.batch_execute(migration.sql)?;
    transaction.execute(
        "INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES ($1, $2, $3, now())",
        &[&migration.version, &migration.name, &migration.checksum()],
    )?;
    Ok(())
}

fn trouble(error: &Error) -> OpenError {
    OpenError::Unprepared(told("the schema's history", error, &Constraints::new()))
}
