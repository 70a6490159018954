//! The handle that the program holds: one way to write and one way to read, whichever database is behind it.

use std::sync::Arc;

use crate::{
    Location, OpenError, StoreError, Tx,
    job::job,
    postgresql::{Access, PostgresStore},
    sqlite::{Ended, SqliteStore},
};

/// An open database; cloning it is cheap. When the last clone goes, queued work is finished and the files are closed.
#[derive(Clone)]
pub struct Store {
    database: Arc<Database>,
}

enum Database {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
}

impl Store {
    /// Opens a database, creating the SQLite file (readable by its owner only) and bringing the schema up to date.
    pub fn open(location: &Location) -> Result<Self, OpenError> {
        let database = match location {
            Location::Sqlite(path) => Database::Sqlite(SqliteStore::open(path)?),
            Location::Postgres(url) => Database::Postgres(PostgresStore::open(location, url)?),
        };
        Ok(Self { database: Arc::new(database) })
    }

    /// Tells the one who ends the program when the files are closed: the last handle may go with a job, on a thread of the store's own,
    /// and the write-ahead log is tidied away only after that. A server elsewhere tidies by itself.
    pub fn ended(&self) -> Ended {
        match &*self.database {
            Database::Sqlite(sqlite) => sqlite.ended(),
            Database::Postgres(_) => Ended::default(),
        }
    }

    /// Which schema this program makes: databases that it opened while this was the same can stand in for each other.
    pub fn schema_fingerprint() -> String {
        crate::migration::fingerprint()
    }

    /// Runs `work` in a transaction of its own. `Ok` is answered once the commit is on disk; `Err` and a panic undo all of
    /// it. The work runs on a database thread: it must not wait for anything but its statements. Once queued, it
    /// is done even if the caller stops waiting.
    ///
    /// Two writes may run at once (PostgreSQL, READ COMMITTED): decide by a statement that changes a row only if it is
    /// still as expected, and by its count, not by a read before it.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = job(work);
        match &*self.database {
            Database::Sqlite(sqlite) => sqlite.submit(job).await?,
            Database::Postgres(postgres) => postgres.submit(Access::Write, job).await?,
        }
        answer.wait().await
    }

    /// Runs `work` against what is committed; a statement that writes is refused. On SQLite all of it sees one
    /// moment, on PostgreSQL each statement sees its own.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &*self.database {
            // A read by key takes some ten microseconds: less than handing it to another thread would.
            Database::Sqlite(sqlite) => sqlite.read(work),
            Database::Postgres(postgres) => {
                let (job, answer) = job(work);
                postgres.submit(Access::Read, job).await?;
                answer.wait().await
            }
        }
    }

    /// [`Store::write`] for callers without a runtime, such as the command line.
    ///
    /// # Panics
    /// When called from asynchronous code, which it would block.
    pub fn write_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = job(work);
        match &*self.database {
            Database::Sqlite(sqlite) => sqlite.submit_blocking(job)?,
            Database::Postgres(postgres) => postgres.submit_blocking(Access::Write, job)?,
        }
        answer.wait_blocking()
    }

    /// [`Store::read`] for callers without a runtime.
    ///
    /// # Panics
    /// When called from asynchronous code, which it would block.
    pub fn read_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &*self.database {
            Database::Sqlite(sqlite) => sqlite.read(work),
            Database::Postgres(postgres) => {
                let (job, answer) = job(work);
                postgres.submit_blocking(Access::Read, job)?;
                answer.wait_blocking()
            }
        }
    }
}
