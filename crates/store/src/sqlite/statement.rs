//! One statement on SQLite: parameters bound by their number, rows read, errors told apart.

use jiff::{Timestamp, fmt::temporal::DateTimePrinter};
use rusqlite::{
    CachedStatement, Connection, ErrorCode, ToSql, ffi,
    types::{ToSqlOutput, Value as Owned, ValueRef},
};

use super::connection::BUSY_TIMEOUT;
use crate::{Datum, Row, StoreError, Value, row::Cells};

pub(crate) fn execute(
    connection: &Connection,
    sql: &'static str,
    params: &[Value<'_>],
) -> Result<u64, StoreError> {
    let run = || bound(connection, sql, params)?.raw_execute();
    run().map(|changed| changed as u64).map_err(|error| told(sql, &error))
}

pub(crate) fn visit(
    connection: &Connection,
    sql: &'static str,
    params: &[Value<'_>],
    each: &mut dyn FnMut(&Row<'_>) -> bool,
) -> Result<(), StoreError> {
    let mut run = || {
        let mut statement = bound(connection, sql, params)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if !each(&Row::new(Cells::Sqlite(row), sql)) {
                break;
            }
        }
        Ok(())
    };
    run().map_err(|error| told(sql, &error))
}

pub(crate) fn datum<'a>(row: &'a rusqlite::Row<'_>, index: usize) -> Result<Datum<'a>, String> {
    match row.get_ref(index).map_err(|error| error.to_string())? {
        ValueRef::Null => Ok(Datum::Null),
        ValueRef::Integer(number) => Ok(Datum::Integer(number)),
        ValueRef::Text(text) => {
            str::from_utf8(text).map(Datum::Text).map_err(|_| "text is not UTF-8".to_owned())
        }
        ValueRef::Blob(bytes) => Ok(Datum::Bytes(bytes)),
        ValueRef::Real(_) => Err("a floating-point number is stored".to_owned()),
    }
}

// To SQLite `$2` is a name like any other and gets a place in order of appearance; its number is what PostgreSQL means by it.
fn bound<'c>(
    connection: &'c Connection,
    sql: &str,
    params: &[Value<'_>],
) -> rusqlite::Result<CachedStatement<'c>> {
    let mut statement = connection.prepare_cached(sql)?;
    let places = statement.parameter_count();
    if places != params.len() {
        return Err(rusqlite::Error::InvalidParameterCount(params.len(), places));
    }
    for place in 1..=places {
        let number =
            statement.parameter_name(place).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let value = number.and_then(|number| params.get(number.checked_sub(1)?));
        let value = value.ok_or_else(|| rusqlite::Error::InvalidParameterName(sql.to_owned()))?;
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(statement)
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = |text: String| ToSqlOutput::Owned(Owned::Text(text));
        Ok(match self {
            Value::Null => ToSqlOutput::Owned(Owned::Null),
            Value::Bool(truth) => ToSqlOutput::Owned(Owned::Integer((*truth).into())),
            Value::Integer(number) => ToSqlOutput::Owned(Owned::Integer(*number)),
            Value::Text(words) => ToSqlOutput::Borrowed(ValueRef::Text(words.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Uuid(uuid) => text(uuid.hyphenated().to_string()),
            Value::Timestamp(instant) => text(timestamp_text(*instant)),
            Value::Date(date) => text(date.to_string()),
            Value::Json(json) => ToSqlOutput::Borrowed(ValueRef::Text(json.as_bytes())),
        })
    }
}

// Always six digits of fraction and Z, so that the order of the texts is the order of the instants.
pub(crate) fn timestamp_text(instant: Timestamp) -> String {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(6));
    PRINTER.timestamp_to_string(&instant)
}

/// Sorts an error of SQLite by what the caller can do about it.
pub(super) fn told(sql: &str, error: &rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(failure, message) = error else {
        return StoreError::Database(format!("{error}, in: {sql}"));
    };
    let message = message.as_deref().unwrap_or_default();
    match (failure.extended_code, failure.code) {
        (
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID,
            _,
        ) => StoreError::Conflict { constraint: constraint(message) },
        (ffi::SQLITE_CONSTRAINT_FOREIGNKEY, _) => {
            StoreError::inconsistent(sql, "a row and one that refers to it would part")
        }
        (_, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::busy(format!(
            "another process has kept it locked for {} seconds",
            BUSY_TIMEOUT.as_secs()
        )),
        (
            _,
            ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::OutOfMemory
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase,
        ) => StoreError::unavailable(error),
        _ => StoreError::Database(format!("{error}, in: {sql}")),
    }
}

// "UNIQUE constraint failed: t.a, t.b" for columns, "UNIQUE constraint failed: index 'name'" where the index has an expression.
fn constraint(message: &str) -> String {
    let (_, failed) = message.split_once(": ").unwrap_or(("", message));
    match failed.strip_prefix("index '") {
        Some(name) => name.trim_end_matches('\'').to_owned(),
        None => failed.replace(", ", ","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_one_width_so_that_text_sorts_as_time() {
        for (instant, text) in [
            ("2026-11-21T22:12:00Z", "2026-11-21T22:12:00.000000Z"),
            ("2026-11-21T23:12:00.1234567+01:00", "2026-11-21T22:12:00.123456Z"),
        ] {
            assert_eq!(timestamp_text(instant.parse().unwrap()), text);
        }
    }

    #[test]
    fn constraints_are_named_by_their_columns() {
        assert_eq!(constraint("UNIQUE constraint failed: a.b"), "a.b");
        assert_eq!(constraint("UNIQUE constraint failed: a.b, a.c"), "a.b,a.c");
        assert_eq!(constraint("UNIQUE constraint failed: index 'a_lower_b'"), "a_lower_b");
    }
}
