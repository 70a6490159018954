//! Readers: connections that cannot write, borrowed for the length of one read on the caller's own thread.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use rusqlite::Connection;

use super::{connection, statement::told};
use crate::{StoreError, Tx, job::perform, tx::Session};

// Reads do not wait, so there are never more at once than threads; more connections than this are closed after use.
const KEPT: usize = 8;

pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), idle: Mutex::new(Vec::new()) }
    }

    /// Runs `work` against one moment of the database. A connection on which anything went wrong, a panic included, is not
    /// used again.
    pub(super) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.borrow()?;
        run(&connection, "BEGIN")?;
        let mut tx = Tx::new(Session::Sqlite(&connection));
        let result = perform(work, &mut tx);
        let sound = tx.take_failure().is_none();
        run(&connection, "COMMIT")?;
        if sound {
            self.give_back(connection);
        }
        result
    }

    fn borrow(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| connection::open_reader(&self.path).map_err(|error| told("open", &error)), Ok)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }
}

fn run(connection: &Connection, sql: &'static str) -> Result<(), StoreError> {
    super::execute(connection, sql, &[]).map(drop)
}
