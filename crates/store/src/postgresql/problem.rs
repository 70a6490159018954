//! Errors of PostgreSQL, sorted by what the caller can do about them.

use std::{collections::HashMap, error::Error as _, io};

use postgres::{
    Error,
    error::{DbError, SqlState},
};

use crate::StoreError;

/// The columns of each unique index, as `table.column,table.column`, by the index's name.
pub(super) type Constraints = HashMap<String, String>;

/// An error and its cause in one line. The server's own detail is left out: it quotes the values of rows.
pub(crate) fn words(error: &Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(refusal), _) => refusal_words(refusal),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

fn refusal_words(refusal: &DbError) -> String {
    let code = refusal.code().code();
    // Class 22 is data that does not fit, and its messages quote it.
    if code.starts_with("22") {
        format!("a value does not fit its type ({code})")
    } else {
        format!("{} ({code})", refusal.message())
    }
}

pub(super) fn told(sql: &str, error: &Error, constraints: &Constraints) -> StoreError {
    let Some(refusal) = error.as_db_error() else {
        let lost = error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<io::Error>);
        return if lost {
            StoreError::unavailable(words(error))
        } else {
            StoreError::Database(format!("{}, in: {sql}", words(error)))
        };
    };
    let code = refusal.code();
    if *code == SqlState::UNIQUE_VIOLATION {
        let name = refusal.constraint().unwrap_or_default();
        let constraint = constraints.get(name).cloned().unwrap_or_else(|| name.to_owned());
        return StoreError::Conflict { constraint };
    }
    if *code == SqlState::FOREIGN_KEY_VIOLATION {
        return StoreError::inconsistent(sql, "a row and one that refers to it would part");
    }
    if is_passing(code) {
        return StoreError::busy(words(error));
    }
    // 08 connection lost, 53 out of resources, 57P shut down, 58 the server's disk.
    if ["08", "53", "57P", "58"].iter().any(|class| code.code().starts_with(class)) {
        return StoreError::unavailable(words(error));
    }
    StoreError::Database(format!("{}, in: {sql}", words(error)))
}

fn is_passing(code: &SqlState) -> bool {
    [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::QUERY_CANCELED,
    ]
    .contains(code)
}
