//! Everything that a database holds, as one file: taken while others write, put into an empty database of either kind.
//!
//! It knows tables and columns as the schema has them and nothing of what they mean. What is sealed in the database is sealed in
//! the file: without the master key neither signs anything.

mod copy;
mod file;
mod order;
mod postgresql;
mod sqlite;

use std::io::{BufRead, Write};

use jiff::Timestamp;
use thiserror::Error;

pub use file::{Counts, Damaged};

use crate::{Location, OpenError, StoreError, migration::LATEST};

/// Why there is no backup, or no restored database; in words for the operator.
#[derive(Debug, Error)]
pub enum BackupError {
    #[error("the file cannot be written: {0}")]
    NotWritten(std::io::Error),
    #[error("the file is not a whole backup: {0}")]
    Damaged(#[from] Damaged),
    #[error(
        "the backup holds migration {found:04}, and this version of Slipway knows those up to {known:04}: restore it with the newer version"
    )]
    NewerThanProgram { found: i64, known: i64 },
    #[error("the database {0} is not empty: name another one, or move that one away. Nothing was changed")]
    NotEmpty(String),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes all rows of one moment to `out`, and tells `progress` each table as it begins.
pub fn back_up(
    location: &Location,
    out: impl Write,
    made_at: Timestamp,
    progress: impl FnMut(&str),
) -> Result<Counts, BackupError> {
    let out = file::Writer::new(out);
    match location {
        Location::Sqlite(path) => copy::out(sqlite::Snapshot::open(path)?, out, made_at, progress),
        Location::Postgres(url) => {
            // The client runs a runtime of its own inside each call, which it cannot on a thread that already runs one.
            copy::out(postgresql::Snapshot::open(location, url)?, out, made_at, progress)
        }
    }
}

/// Fills an empty database from a backup, all of it or nothing. The schema is made as the backup had it; opening the database
/// brings it up to date.
pub fn restore(
    location: &Location,
    from: impl BufRead,
    progress: impl FnMut(&str),
) -> Result<Counts, BackupError> {
    let from = file::Reader::new(from)?;
    let found = from.schema();
    if found > LATEST {
        return Err(BackupError::NewerThanProgram { found, known: LATEST });
    }
    match location {
        Location::Sqlite(path) => sqlite::restore(path, from, progress),
        Location::Postgres(url) => postgresql::restore(location, url, from, progress),
    }
}
