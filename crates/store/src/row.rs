//! One row of an answer, read column by column.

use std::str::FromStr;

use crate::{Column, Datum, StoreError, postgresql, sqlite};

/// A row that a statement found; it lives only while it is read.
pub struct Row<'a> {
    cells: Cells<'a>,
    statement: &'static str,
}

pub(crate) enum Cells<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a ::postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) const fn new(cells: Cells<'a>, statement: &'static str) -> Self {
        Self { cells, statement }
    }

    /// The column at `index`, counted from 0.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, StoreError> {
        self.datum(index).and_then(T::from_datum).map_err(|problem| self.inconsistent(index, &problem))
    }

    /// The column at `index`, kept as text and read by its type's own `FromStr`: for words such as states and kinds.
    pub fn parse<T: FromStr>(&self, index: usize) -> Result<T, StoreError> {
        let text: String = self.get(index)?;
        text.parse().map_err(|_| self.inconsistent(index, "no word that this program knows is stored"))
    }

    fn datum(&self, index: usize) -> Result<Datum<'_>, String> {
        match self.cells {
            Cells::Sqlite(row) => sqlite::datum(row, index),
            Cells::Postgres(row) => postgresql::datum(row, index),
        }
    }

    fn column_name(&self, index: usize) -> String {
        let name = match self.cells {
            Cells::Sqlite(row) => row.as_ref().column_name(index).ok().map(ToOwned::to_owned),
            Cells::Postgres(row) => row.columns().get(index).map(|column| column.name().to_owned()),
        };
        name.unwrap_or_else(|| format!("number {index}"))
    }

    fn inconsistent(&self, index: usize, problem: &str) -> StoreError {
        StoreError::inconsistent(format!("column {} of {}", self.column_name(index), self.statement), problem)
    }
}
