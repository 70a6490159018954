//! How a connection to the file is set up: durable, patient with other processes, small in memory.

use std::{fs::OpenOptions, io::ErrorKind, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::OpenError;

/// How long a writer waits for another process, such as the command line, to finish its transaction.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

// Every statement of the program, with room to spare: one that falls out costs its parsing again.
const STATEMENTS: usize = 512;

/// Creates the file before SQLite would, because SQLite would let the whole group read it. Its log files take the same mode.
pub(super) fn create_file(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(OpenError::FileNotCreated { path: shown(path), reason: error.to_string() }),
    }
}

pub(super) fn open_writer(path: &Path) -> Result<Connection, OpenError> {
    let prepare = || {
        let connection = open(path)?;
        // FULL: the log is synced at every commit, so that what was acknowledged survives a power cut as well.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -4096; PRAGMA journal_size_limit = 67108864;",
        )?;
        Ok(connection)
    };
    prepare().map_err(|error: rusqlite::Error| not_opened(path, error))
}

pub(super) fn not_opened(path: &Path, reason: impl std::fmt::Display) -> OpenError {
    OpenError::FileNotOpened { path: shown(path), reason: reason.to_string() }
}

pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = open(path)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -4096;")?;
    Ok(connection)
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    // A connection is used by one thread at a time, so SQLite need not lock around each call.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // Without it the planner looks at the values of parameters, and parses a statement anew whenever they change: that was a
    // twelfth of all work.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;")?;
    Ok(connection)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
