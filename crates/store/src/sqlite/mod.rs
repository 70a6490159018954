//! SQLite: one file, one writer thread that groups commits, and readers on their callers' threads.

mod connection;
mod migrate;
mod readers;
mod statement;
mod writer;

use std::path::Path;

pub(crate) use migrate::migrate_to;
pub(crate) use statement::{datum, execute, timestamp_text, visit};

pub use writer::Ended;

use self::{readers::Readers, writer::Writer};
use crate::{OpenError, StoreError, Tx, job::Job};

/// A connection that only reads, for a backup.
pub(crate) fn open_reader(path: &Path) -> Result<rusqlite::Connection, OpenError> {
    connection::open_reader(path).map_err(|error| connection::not_opened(path, error))
}

/// A transaction on a file that holds nothing yet, without checks of references until its end; none where it holds something.
pub(crate) fn begin_fresh(path: &Path) -> Result<Option<rusqlite::Connection>, OpenError> {
    connection::create_file(path)?;
    let connection = connection::open_writer(path)?;
    let begun = connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
    begun.map_err(|error| connection::not_opened(path, error))?;
    let tables = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    let tables = tables.map_err(|error| connection::not_opened(path, error))?;
    Ok((tables == 0).then_some(connection))
}

/// The database file, open.
pub(crate) struct SqliteStore {
    // Fields drop in order: the readers close first, so that the writer, last to close, tidies the write-ahead log away.
    readers: Readers,
    writer: Writer,
}

impl SqliteStore {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        connection::create_file(path)?;
        let mut connection = connection::open_writer(path)?;
        migrate::migrate(&mut connection)?;
        Ok(Self { readers: Readers::new(path), writer: Writer::start(connection)? })
    }

    pub(crate) fn ended(&self) -> Ended {
        self.writer.ended()
    }

    pub(crate) async fn submit(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.writer.submit(job).await
    }

    pub(crate) fn submit_blocking(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.writer.submit_blocking(job)
    }

    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.readers.read(work)
    }
}
