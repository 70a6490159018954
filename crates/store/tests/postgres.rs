//! What only PostgreSQL has to promise: a server that goes away and comes back.

#![cfg(test)]

use kernel::Secret;
use store::{Location, OpenError, Store, StoreError, params};
use testkit::TestDatabase;

const TERMINATE: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// Cuts every connection of the store under test, through one that a second store holds.
async fn cut_connections(database: &TestDatabase) -> i64 {
    let other = Store::open(database.location()).unwrap();
    let cut: Result<Option<i64>, StoreError> =
        other.read(|tx| tx.find(TERMINATE, params![], |row| row.get(0))).await;
    cut.unwrap().unwrap()
}

#[tokio::test]
async fn a_write_after_the_server_restarted_succeeds_at_once() {
    let database = TestDatabase::postgres();
    let store = database.store();
    let made: Result<u64, StoreError> =
        store.write(|tx| tx.execute("CREATE TABLE thing (number bigint)", params![])).await;
    made.unwrap();
    assert!(cut_connections(&database).await >= 1);
    for number in 0..40 {
        let insert = "INSERT INTO thing VALUES ($1)";
        let done: Result<u64, StoreError> = store.write(move |tx| tx.execute(insert, params![number])).await;
        assert_eq!(done, Ok(1));
    }
}

#[tokio::test]
async fn a_read_in_hand_when_the_connection_breaks_is_unavailable_and_the_next_is_not() {
    let database = TestDatabase::postgres();
    let store = database.store();
    let cut_self: Result<Option<bool>, StoreError> = store
        .read(|tx| tx.find("SELECT pg_terminate_backend(pg_backend_pid())", params![], |row| row.get(0)))
        .await;
    assert!(matches!(cut_self, Err(StoreError::Unavailable { .. })), "{cut_self:?}");
    for _ in 0..40 {
        let one: Result<Option<i64>, StoreError> =
            store.read(|tx| tx.find("SELECT 1::bigint", params![], |row| row.get(0))).await;
        assert_eq!(one, Ok(Some(1)));
    }
}

#[tokio::test]
async fn a_write_cut_in_the_middle_is_unavailable_and_kept_nothing() {
    let database = TestDatabase::postgres();
    let store = database.store();
    let made: Result<u64, StoreError> =
        store.write(|tx| tx.execute("CREATE TABLE thing (number bigint)", params![])).await;
    made.unwrap();
    let cut: Result<(), StoreError> = store
        .write(|tx| {
            tx.execute("INSERT INTO thing VALUES (1)", params![])?;
            tx.find("SELECT pg_terminate_backend(pg_backend_pid())", params![], |_| Ok(()))?;
            Ok(())
        })
        .await;
    assert!(matches!(cut, Err(StoreError::Unavailable { .. })), "{cut:?}");
    let count: Result<Option<i64>, StoreError> =
        store.read(|tx| tx.find("SELECT count(*) FROM thing", params![], |row| row.get(0))).await;
    assert_eq!(count, Ok(Some(0)));
}

#[test]
fn a_server_that_is_not_there_is_told_without_the_password() {
    // Nobody listens on the discard port.
    let location = Location::Postgres(Secret::new("postgres://ada:hunter2@127.0.0.1:9/slipway"));
    let error = Store::open(&location).err().unwrap();
    assert!(matches!(error, OpenError::NotConnected { .. }), "{error}");
    let words = error.to_string();
    assert!(words.contains("127.0.0.1:9") && !words.contains("hunter2"), "{words}");
}
