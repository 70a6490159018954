//! SQLite: one file, one writer thread that groups commits, and readers on their callers' threads.

mod connection;
mod migrate;
mod readers;
mod statement;
mod writer;

use std::path::Path;

pub(crate) use statement::{datum, execute, visit};

use self::{readers::Readers, writer::Writer};
use crate::{OpenError, StoreError, Tx, job::Job};

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
