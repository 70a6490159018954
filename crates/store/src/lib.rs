//! SQLite and PostgreSQL behind one handle: one text per statement, one type of transaction, one contract.
//!
//! It knows how to keep rows and nothing of what they mean: no rule of identity or onboarding lives here, and no
//! statement asks which database it runs on. What [`Store::write`] has answered survives the death of the process.

pub mod backup;
mod column;
mod error;
mod handle;
mod job;
mod location;
mod migration;
mod postgresql;
pub mod queries;
mod row;
mod sqlite;
mod tx;
mod value;

pub use column::{Column, Datum, Json};
pub use error::{OpenError, StoreError};
pub use handle::Store;
pub use location::{Location, LocationProblem};
pub use row::Row;
pub use sqlite::Ended;
pub use tx::Tx;
pub use value::{ToValue, Value};
