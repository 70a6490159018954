//! What can go wrong with storage, in the terms its callers decide by.

use std::fmt::Display;

use thiserror::Error;

/// A statement or a transaction that did not happen.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// A row with the same key is there already. `constraint` reads `table.column,table.column` on both databases.
    #[error("a row with the same {constraint} exists already")]
    Conflict { constraint: String },
    /// What is stored does not fit what the program believes about it.
    #[error("stored data is inconsistent in {place}: {detail}")]
    Inconsistent { place: String, detail: String },
    /// The database could not be asked, or could not promise the commit: nothing is known to have been kept.
    #[error("the database is unavailable: {detail}")]
    Unavailable { detail: String, retryable: bool },
    /// The database refused the statement: a mistake in this program or in its schema.
    #[error("the database refused: {0}")]
    Database(String),
}

impl StoreError {
    /// A stored value that no reader expects; `place` names the table, the query or the column.
    pub fn inconsistent(place: impl Into<String>, detail: impl Display) -> Self {
        Self::Inconsistent { place: place.into(), detail: detail.to_string() }
    }

    /// Whether this is a conflict over exactly these columns, written `table.column,table.column`.
    pub fn is_conflict_on(&self, columns: &str) -> bool {
        matches!(self, Self::Conflict { constraint } if constraint == columns)
    }

    /// Whether the same transaction, run again, may well succeed.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable { retryable: true, .. })
    }

    pub(crate) fn unavailable(detail: impl Display) -> Self {
        Self::Unavailable { detail: detail.to_string(), retryable: false }
    }

    pub(crate) fn busy(detail: impl Display) -> Self {
        Self::Unavailable { detail: detail.to_string(), retryable: true }
    }
}

/// Why a database could not be opened, worded for the operator who has to mend it.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error(
        "cannot create the database file {path}: {reason}; check that its folder exists and that this user may write there"
    )]
    FileNotCreated { path: String, reason: String },
    #[error("cannot open the database file {path}: {reason}")]
    FileNotOpened { path: String, reason: String },
    #[error("cannot connect to {location}: {reason}")]
    NotConnected { location: String, reason: String },
    #[error(
        "the database holds migration {version:04} ({name}), which this version of Slipway does not know: run the newer version, or restore a backup from before the upgrade"
    )]
    NewerThanProgram { version: i64, name: String },
    #[error(
        "migration {version:04} ({name}) was applied to the database with other statements than this version of Slipway holds: run the version that applied it, or restore a backup"
    )]
    MigrationChanged { version: i64, name: String },
    #[error("migration {version:04} ({name}) failed and was undone: {reason}")]
    MigrationFailed { version: i64, name: String, reason: String },
    #[error("the database could not be prepared: {0}")]
    Unprepared(#[from] StoreError),
}
