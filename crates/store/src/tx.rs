//! The transaction that work is given: the same three verbs on both databases.

use crate::{Row, StoreError, Value, postgresql, sqlite};

/// An open transaction. A statement that fails ends it: what follows is refused with the same error and nothing is kept,
/// even if the work answers `Ok`. PostgreSQL works so by nature; SQLite is held to it, so that a test on one speaks for both.
pub struct Tx<'a> {
    session: Session<'a>,
    failure: Option<StoreError>,
}

pub(crate) enum Session<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut postgresql::Connection),
}

impl<'a> Tx<'a> {
    pub(crate) const fn new(session: Session<'a>) -> Self {
        Self { session, failure: None }
    }

    /// Runs a statement that answers no rows; says how many rows it changed.
    pub fn execute(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        self.stand()?;
        let outcome = match &mut self.session {
            Session::Sqlite(connection) => sqlite::execute(connection, sql, params),
            Session::Postgres(connection) => connection.execute(sql, params),
        };
        self.note(outcome)
    }

    /// The first row that a statement answers.
    pub fn find<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let (mut read, mut found) = (Some(read), None);
        self.visit(sql, params, &mut |row| {
            found = read.take().map(|read| read(row));
            false
        })?;
        found.transpose()
    }

    /// Every row that a statement answers, in its order.
    pub fn list<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Ok(Vec::new());
        self.visit(sql, params, &mut |row| {
            match (read(row), &mut found) {
                (Ok(item), Ok(items)) => items.push(item),
                (Err(error), _) => found = Err(error),
                (Ok(_), Err(_)) => {}
            }
            found.is_ok()
        })?;
        found
    }

    /// What ended the transaction, if a statement did.
    pub(crate) fn take_failure(&mut self) -> Option<StoreError> {
        self.failure.take()
    }

    // `each` says whether it wants the next row.
    fn visit(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<(), StoreError> {
        self.stand()?;
        let outcome = match &mut self.session {
            Session::Sqlite(connection) => sqlite::visit(connection, sql, params, each),
            Session::Postgres(connection) => connection.visit(sql, params, each),
        };
        self.note(outcome)
    }

    fn stand(&self) -> Result<(), StoreError> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn note<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &outcome {
            self.failure = Some(error.clone());
        }
        outcome
    }
}
