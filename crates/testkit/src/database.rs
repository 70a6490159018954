//! A migrated database that belongs to one test and goes with it.

use store::{Location, Store};
use tempfile::TempDir;

use crate::postgres_server;

/// A database of its own for one test, empty but for what migrations put there.
pub struct TestDatabase {
    location: Location,
    // Dropped before its files are.
    store: Option<Store>,
    keeper: Keeper,
}

enum Keeper {
    Folder { _folder: TempDir },
    Server { name: String },
}

/// What a test written with `on_both_databases!` may ask for.
pub trait FromTestDatabase<'a> {
    fn from_test_database(database: &'a TestDatabase) -> Self;
}

impl<'a> FromTestDatabase<'a> for &'a TestDatabase {
    fn from_test_database(database: &'a TestDatabase) -> Self {
        database
    }
}

impl FromTestDatabase<'_> for Store {
    fn from_test_database(database: &TestDatabase) -> Self {
        database.store().clone()
    }
}

impl TestDatabase {
    /// A file in a temporary folder.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let location = Location::Sqlite(folder.path().join("slipway.db"));
        Self::open(location, Keeper::Folder { _folder: folder })
    }

    /// A database on the server that `SLIPWAY_TEST_POSTGRES` names.
    ///
    /// # Panics
    /// When there is no such server: a test on one database only would say less than it seems to.
    pub fn postgres() -> Self {
        let (name, location) = postgres_server::create();
        Self::open(location, Keeper::Server { name })
    }

    /// A place for a database of the same kind, with nothing in it yet: it is not opened.
    #[must_use]
    pub fn another_empty(&self) -> Self {
        match self.location {
            Location::Sqlite(_) => Self::empty_sqlite(),
            Location::Postgres(_) => Self::empty_postgres(),
        }
    }

    /// The same on the other database.
    #[must_use]
    pub fn empty_elsewhere(&self) -> Self {
        match self.location {
            Location::Sqlite(_) => Self::empty_postgres(),
            Location::Postgres(_) => Self::empty_sqlite(),
        }
    }

    fn empty_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let location = Location::Sqlite(folder.path().join("slipway.db"));
        Self { location, store: None, keeper: Keeper::Folder { _folder: folder } }
    }

    fn empty_postgres() -> Self {
        let (name, location) = postgres_server::create_empty();
        Self { location, store: None, keeper: Keeper::Server { name } }
    }

    fn open(location: Location, keeper: Keeper) -> Self {
        let store = Store::open(&location).expect("a fresh database opens");
        Self { location, store: Some(store), keeper }
    }

    pub fn store(&self) -> &Store {
        self.store.as_ref().expect("it is there until the drop")
    }

    /// Where the database is: for a second handle, or for another process.
    pub const fn location(&self) -> &Location {
        &self.location
    }

    /// The statement that suits this database, where a test makes tables of its own.
    pub const fn choose(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.location {
            Location::Sqlite(_) => sqlite,
            Location::Postgres(_) => postgres,
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        drop(self.store.take());
        if let Keeper::Server { name } = &self.keeper {
            postgres_server::remove(name);
        }
    }
}
