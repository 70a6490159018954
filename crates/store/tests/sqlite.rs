//! What only SQLite has to promise: commits shared by many, other processes at the same file, and the file itself.

#![cfg(test)]

use std::{
    future::{Future, poll_fn},
    os::unix::fs::PermissionsExt,
    path::Path,
    pin::Pin,
    sync::mpsc::channel,
    task::Poll,
    time::Duration,
};

use rusqlite::Connection;
use store::{Location, OpenError, Store, StoreError, params};

const TABLE: &str = "CREATE TABLE thing (number INTEGER NOT NULL PRIMARY KEY) STRICT";
const INSERT: &str = "INSERT INTO thing (number) VALUES ($1)";
const COUNT: &str = "SELECT count(*) FROM thing";

fn open(path: &Path) -> Store {
    Store::open(&Location::Sqlite(path.to_owned())).unwrap()
}

async fn insert(store: &Store, number: i64) -> Result<u64, StoreError> {
    store.write(move |tx| tx.execute(INSERT, params![number])).await
}

fn committed(path: &Path) -> i64 {
    Connection::open(path).unwrap().query_row(COUNT, [], |row| row.get(0)).unwrap()
}

async fn with_table(path: &Path) -> Store {
    let store = open(path);
    let made: Result<u64, StoreError> = store.write(|tx| tx.execute(TABLE, params![])).await;
    made.unwrap();
    store
}

#[tokio::test]
async fn jobs_that_wait_together_share_one_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slipway.db");
    let store = with_table(&path).await;
    let (go, may_go) = channel::<()>();
    let mut jobs = Vec::new();
    jobs.push(Box::pin(store.write(move |tx| {
        may_go.recv().unwrap();
        tx.execute(INSERT, params![0])?;
        Ok::<i64, StoreError>(0)
    })) as Pin<Box<dyn Future<Output = Result<i64, StoreError>>>>);
    for number in 1..=50 {
        let path = path.clone();
        jobs.push(Box::pin(store.write(move |tx| {
            tx.execute(INSERT, params![number])?;
            Ok(committed(&path))
        })));
    }
    // Polled once, each is in the queue; the first holds the writer until all are.
    let queued =
        poll_fn(|context| Poll::Ready(jobs.iter_mut().all(|job| job.as_mut().poll(context).is_pending())));
    assert!(queued.await, "a job was answered before its commit");
    go.send(()).unwrap();
    for job in jobs {
        assert_eq!(job.await, Ok(0), "another job of the batch was committed before this one ran");
    }
    assert_eq!(committed(&path), 51);
}

#[tokio::test]
async fn a_write_waits_for_another_process_to_finish() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slipway.db");
    let store = with_table(&path).await;
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO thing VALUES (1)").unwrap();
    let mut waiting = Box::pin(insert(&store, 2));
    assert!(poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context).is_pending())).await);
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(waiting.await, Ok(1));
    assert_eq!(committed(&path), 2);
}

#[tokio::test]
async fn a_file_that_stays_locked_is_told_and_not_waited_for_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slipway.db");
    let store = with_table(&path).await;
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = insert(&store, 1).await.unwrap_err();
    assert!(error.is_retryable() && error.to_string().contains("another process"), "{error}");
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(insert(&store, 1).await, Ok(1));
}

#[tokio::test]
async fn a_commit_that_fails_is_answered_to_everyone_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slipway.db");
    let store = with_table(&path).await;
    let deferred =
        "CREATE TABLE part (thing INTEGER REFERENCES thing (number) DEFERRABLE INITIALLY DEFERRED) STRICT";
    let made: Result<u64, StoreError> = store.write(move |tx| tx.execute(deferred, params![])).await;
    made.unwrap();
    // A deferred reference to nothing is noticed by COMMIT only.
    let broken: Result<u64, StoreError> =
        store.write(|tx| tx.execute("INSERT INTO part VALUES (1)", params![])).await;
    assert!(matches!(broken, Err(StoreError::Unavailable { .. })), "{broken:?}");
    assert_eq!(insert(&store, 1).await, Ok(1));
    assert_eq!(committed(&path), 1);
}

#[tokio::test]
async fn the_files_are_for_their_owner_only_and_tidied_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slipway.db");
    let store = with_table(&path).await;
    let log = folder.path().join("slipway.db-wal");
    for file in [&path, &log] {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
    let read: Result<Option<i64>, StoreError> =
        store.read(|tx| tx.find(COUNT, params![], |row| row.get(0))).await;
    assert_eq!(read, Ok(Some(0)));
    drop(store);
    assert!(!log.exists(), "the write-ahead log was left behind");
}

#[tokio::test]
async fn whoever_ends_the_program_can_wait_for_the_last_handle_that_a_job_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slipway.db");
    let store = with_table(&path).await;
    let (ended, last) = (store.ended(), store.clone());
    let (go, may_go) = channel::<()>();
    {
        let mut write = Box::pin(store.write(move |tx| {
            may_go.recv().unwrap();
            tx.execute(INSERT, params![1])?;
            drop(last);
            Ok::<_, StoreError>(())
        }));
        assert!(poll_fn(|context| Poll::Ready(write.as_mut().poll(context).is_pending())).await);
    }
    drop(store);
    go.send(()).unwrap();
    assert!(ended.wait(Duration::from_mins(1)), "the database was not closed");
    assert!(!folder.path().join("slipway.db-wal").exists(), "the write-ahead log was left behind");
    assert_eq!(committed(&path), 1);
}

#[test]
fn what_stands_in_the_way_of_opening_is_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = Location::Sqlite(folder.path().join("missing/slipway.db"));
    let error = Store::open(&nowhere).err().unwrap();
    assert!(matches!(error, OpenError::FileNotCreated { .. }), "{error}");
    assert!(error.to_string().contains("check that its folder exists"), "{error}");
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Ada, this is not a database. ".repeat(40)).unwrap();
    let error = Store::open(&Location::Sqlite(path)).err().unwrap();
    assert!(error.to_string().contains("not a database"), "{error}");
}
