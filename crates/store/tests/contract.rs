//! What both databases promise, from one list: every test here runs on SQLite and on PostgreSQL.

#![cfg(test)]

use std::{collections::BTreeMap, future::poll_fn, sync::mpsc::channel, task::Poll};

use kernel::{
    Date, EmailAddress, FixedClock, Id, Kind, MobileNumber, NhsNumber, OdsCode, Reference, SeededRandom,
    Timestamp,
};
use store::{Json, Location, OpenError, Store, StoreError, params};
use testkit::{TestDatabase, on_both_databases};

struct Thing;

impl Kind for Thing {
    const NAME: &'static str = "a thing";
}

const INSERT: &str = "INSERT INTO thing (id, owner, name) VALUES ($1, $2, $3)";
const NAMES: &str = "SELECT name FROM thing ORDER BY name";

fn id(seed: u64) -> Id<Thing> {
    Id::generate(&FixedClock::at("2026-11-21T22:00:00Z"), &SeededRandom::new(seed))
}

/// A second handle, opened when the tables are there: only then are their constraints known by their columns.
async fn things(database: &TestDatabase) -> Store {
    for sql in [
        database.choose(
            "CREATE TABLE owner (name TEXT NOT NULL PRIMARY KEY) STRICT",
            "CREATE TABLE owner (name text NOT NULL PRIMARY KEY)",
        ),
        database.choose(
            "CREATE TABLE thing (id TEXT NOT NULL PRIMARY KEY, owner TEXT REFERENCES owner (name), name TEXT NOT NULL,
             count INTEGER NOT NULL DEFAULT 0, UNIQUE (owner, name)) STRICT",
            "CREATE TABLE thing (id uuid NOT NULL PRIMARY KEY, owner text REFERENCES owner (name), name text NOT NULL,
             count bigint NOT NULL DEFAULT 0, UNIQUE (owner, name))",
        ),
        "INSERT INTO owner (name) VALUES ('ada')",
    ] {
        database.store().write(move |tx| tx.execute(sql, params![])).await.unwrap();
    }
    Store::open(database.location()).unwrap()
}

async fn insert(store: &Store, seed: u64, name: &str) -> Result<u64, StoreError> {
    let name = name.to_owned();
    store.write(move |tx| tx.execute(INSERT, params![id(seed), "ada", name])).await
}

async fn names(store: &Store) -> Vec<String> {
    let found: Result<_, StoreError> = store.read(|tx| tx.list(NAMES, params![], |row| row.get(0))).await;
    found.unwrap()
}

const EVERY_KIND_SQLITE: &str =
    "CREATE TABLE every_kind (id TEXT, at TEXT, day TEXT, yes INTEGER, number INTEGER,
    bytes BLOB, json TEXT, email TEXT, mobile TEXT, nhs TEXT, ods TEXT, reference TEXT) STRICT";
const EVERY_KIND_POSTGRES: &str =
    "CREATE TABLE every_kind (id uuid, at timestamptz, day date, yes boolean, number bigint,
    bytes bytea, json jsonb, email text, mobile text, nhs text, ods text, reference text)";
const INSERT_EVERY_KIND: &str =
    "INSERT INTO every_kind VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const EVERY_KIND: &str =
    "SELECT id, at, day, yes, number, bytes, json, email, mobile, nhs, ods, reference FROM every_kind
    ORDER BY number";

type EveryKind = (
    (Option<Id<Thing>>, Option<Timestamp>, Option<Date>, Option<bool>, Option<u32>, Option<Vec<u8>>),
    (Option<Json<BTreeMap<String, i64>>>, Option<EmailAddress>, Option<MobileNumber>),
    (Option<NhsNumber>, Option<OdsCode>, Option<Reference>),
);

fn one_of_every_kind() -> EveryKind {
    (
        (
            Some(id(1)),
            Some("2026-11-21T22:12:00.123456Z".parse().unwrap()),
            Some("1970-01-31".parse().unwrap()),
            Some(true),
            Some(u32::MAX),
            Some(vec![0, 255]),
        ),
        (
            Some(Json(BTreeMap::from([("b".to_owned(), 1), ("a".to_owned(), -2)]))),
            Some("ada@example.com".parse().unwrap()),
            Some("07700900123".parse().unwrap()),
        ),
        (
            NhsNumber::with_check_digit(999_000_001),
            Some("A12345".parse().unwrap()),
            Some("7Q4M2XKD".parse().unwrap()),
        ),
    )
}

on_both_databases! {
    async fn every_kind_of_value_comes_back_as_it_went(database: &TestDatabase) {
        let table = database.choose(EVERY_KIND_SQLITE, EVERY_KIND_POSTGRES);
        let written = [one_of_every_kind(), ((None, None, None, None, Some(0), None), (None, None, None), (None, None, None))];
        let rows = written.clone();
        let read: Result<Vec<EveryKind>, StoreError> = database.store().write(move |tx| {
            tx.execute(table, params![])?;
            for (a, b, c) in rows {
                let values = params![a.0, a.1, a.2, a.3, a.4, a.5, b.0, b.1, b.2, c.0, c.1, c.2];
                assert_eq!(tx.execute(INSERT_EVERY_KIND, values)?, 1);
            }
            tx.list(EVERY_KIND, params![], |row| Ok((
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?),
                (row.get(6)?, row.get(7)?, row.get(8)?),
                (row.get(9)?, row.get(10)?, row.get(11)?),
            )))
        }).await;
        let [full, empty] = written;
        assert_eq!(read.unwrap(), [empty, full]);
    }

    async fn instants_are_compared_as_time_and_kept_to_the_microsecond(database: &TestDatabase) {
        let table = database.choose("CREATE TABLE moment (at TEXT) STRICT", "CREATE TABLE moment (at timestamptz)");
        let found: Result<Vec<Timestamp>, StoreError> = database.store().write(move |tx| {
            tx.execute(table, params![])?;
            for text in ["2026-11-21T22:00:00Z", "2026-11-21T22:00:00.1234567Z", "2026-11-21T23:00:00.5+01:00"] {
                let at: Timestamp = text.parse().unwrap();
                tx.execute("INSERT INTO moment (at) VALUES ($1)", params![at])?;
            }
            let since: Timestamp = "2026-11-21T22:00:00.1234569Z".parse().unwrap();
            tx.list("SELECT at FROM moment WHERE at >= $1 ORDER BY at DESC", params![since], |row| row.get(0))
        }).await;
        let texts: Vec<String> = found.unwrap().iter().map(Timestamp::to_string).collect();
        assert_eq!(texts, ["2026-11-21T22:00:00.5Z", "2026-11-21T22:00:00.123456Z"]);
    }

    async fn parameters_go_by_their_number(database: &TestDatabase) {
        let store = things(database).await;
        let found: Result<Option<(String, i64)>, StoreError> = store.write(|tx| {
            tx.execute("INSERT INTO thing (name, owner, id, count) VALUES ($3, $2, $1, $4)", params![id(1), "ada", "lamp", 7])?;
            let sql = "SELECT name, count FROM thing WHERE count >= $2 AND owner = $1 AND $2 <= count";
            tx.find(sql, params!["ada", 7], |row| Ok((row.get(0)?, row.get(1)?)))
        }).await;
        assert_eq!(found.unwrap(), Some(("lamp".to_owned(), 7)));
        let miscounted: Result<u64, StoreError> = store.write(|tx| tx.execute(INSERT, params![id(2)])).await;
        assert!(matches!(miscounted, Err(StoreError::Database(_))), "{miscounted:?}");
    }

    async fn text_that_a_stranger_spiked_with_nul_is_kept_without_it(database: &TestDatabase) {
        let table = database.choose("CREATE TABLE heard (said TEXT, raw TEXT) STRICT", "CREATE TABLE heard (said text, raw jsonb)");
        let found: Result<Option<(String, Json<String>)>, StoreError> = database.store().write(move |tx| {
            tx.execute(table, params![])?;
            tx.execute("INSERT INTO heard VALUES ($1, $2)", params!["a\0b", Json("c\0d")])?;
            tx.find("SELECT said, raw FROM heard", params![], |row| Ok((row.get(0)?, row.get(1)?)))
        }).await;
        assert_eq!(found.unwrap(), Some(("a\u{fffd}b".to_owned(), Json("c\u{fffd}d".to_owned()))));
    }

    async fn rows_that_a_statement_returns_are_found(database: &TestDatabase) {
        let store = things(database).await;
        let returned: Result<Option<String>, StoreError> = store.write(|tx| {
            let sql = "INSERT INTO thing (id, name) VALUES ($1, $2) RETURNING name";
            tx.find(sql, params![id(1), "lamp"], |row| row.get(0))
        }).await;
        assert_eq!(returned.unwrap().as_deref(), Some("lamp"));
        assert_eq!(names(&store).await, ["lamp"]);
    }

    async fn a_refusal_undoes_its_own_work_and_nobody_elses(database: &TestDatabase) {
        let store = things(database).await;
        let mut tasks = Vec::new();
        for number in 0..40 {
            let store = store.clone();
            tasks.push(tokio::spawn(async move {
                let done: Result<(), StoreError> = store.write(move |tx| {
                    tx.execute(INSERT, params![id(number), "ada", format!("{number:02}")])?;
                    if number % 2 == 1 { Err(StoreError::inconsistent("the test", "odd")) } else { Ok(()) }
                }).await;
                assert_eq!(done.is_ok(), number % 2 == 0);
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let even: Vec<String> = (0..40).step_by(2).map(|number| format!("{number:02}")).collect();
        assert_eq!(names(&store).await, even);
    }

    async fn a_panic_undoes_its_work_and_reaches_its_caller(database: &TestDatabase) {
        let store = things(database).await;
        let other = store.clone();
        let panicking = tokio::spawn(async move {
            let done: Result<(), StoreError> = other.write(|tx| {
                tx.execute(INSERT, params![id(1), "ada", "lamp"])?;
                panic!("the lamp fell")
            }).await;
            done
        });
        let panic = panicking.await.unwrap_err().into_panic();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"the lamp fell"));
        insert(&store, 2, "chair").await.unwrap();
        assert_eq!(names(&store).await, ["chair"]);
    }

    async fn a_panic_while_reading_leaves_the_store_in_order(database: &TestDatabase) {
        let store = things(database).await;
        let other = store.clone();
        let panicking = tokio::spawn(async move {
            let done: Result<(), StoreError> = other.read(|_| panic!("the reader fell")).await;
            done
        });
        assert!(panicking.await.unwrap_err().is_panic());
        insert(&store, 1, "lamp").await.unwrap();
        assert_eq!(names(&store).await, ["lamp"]);
    }

    async fn a_failed_statement_ends_the_transaction_even_if_the_work_goes_on(database: &TestDatabase) {
        let store = things(database).await;
        insert(&store, 1, "lamp").await.unwrap();
        let done: Result<(), StoreError> = store.write(|tx| {
            tx.execute(INSERT, params![id(2), "ada", "chair"])?;
            let first = tx.execute(INSERT, params![id(1), "ada", "table"]).unwrap_err();
            assert_eq!(tx.execute(INSERT, params![id(3), "ada", "desk"]), Err(first));
            Ok(())
        }).await;
        assert_eq!(done, Err(StoreError::Conflict { constraint: "thing.id".to_owned() }));
        assert_eq!(names(&store).await, ["lamp"]);
    }

    async fn a_conflict_names_the_columns(database: &TestDatabase) {
        let store = things(database).await;
        insert(&store, 1, "lamp").await.unwrap();
        let same_name = insert(&store, 2, "lamp").await.unwrap_err();
        assert_eq!(same_name, StoreError::Conflict { constraint: "thing.owner,thing.name".to_owned() });
        assert!(same_name.is_conflict_on("thing.owner,thing.name") && !same_name.is_retryable());
        assert!(insert(&store, 1, "chair").await.unwrap_err().is_conflict_on("thing.id"));
    }

    async fn a_reference_to_nothing_is_refused(database: &TestDatabase) {
        let store = things(database).await;
        let done: Result<u64, StoreError> = store.write(|tx| tx.execute(INSERT, params![id(1), "nobody", "lamp"])).await;
        assert!(matches!(done, Err(StoreError::Inconsistent { .. })), "{done:?}");
    }

    async fn a_read_cannot_write(database: &TestDatabase) {
        let store = things(database).await;
        let done: Result<u64, StoreError> = store.read(|tx| tx.execute(INSERT, params![id(1), "ada", "lamp"])).await;
        assert!(matches!(done, Err(StoreError::Database(_))), "{done:?}");
        assert!(names(&store).await.is_empty());
        insert(&store, 1, "lamp").await.unwrap();
    }

    async fn what_cannot_be_read_is_told_by_its_column_and_not_by_its_value(database: &TestDatabase) {
        let store = things(database).await;
        insert(&store, 1, "secret lamp").await.unwrap();
        let done: Result<Option<EmailAddress>, StoreError> = store.read(|tx| tx.find(NAMES, params![], |row| row.get(0))).await;
        let words = done.unwrap_err().to_string();
        assert!(words.contains("column name of SELECT name") && !words.contains("secret"), "{words}");
        let word: Result<Option<bool>, StoreError> = store.read(|tx| tx.find(NAMES, params![], |row| row.parse(0))).await;
        assert!(matches!(word, Err(StoreError::Inconsistent { .. })), "{word:?}");
    }

    async fn of_many_who_redeem_one_thing_one_succeeds(database: &TestDatabase) {
        let store = things(database).await;
        insert(&store, 1, "code").await.unwrap();
        let mut tasks = Vec::new();
        for _ in 0..24 {
            let store = store.clone();
            tasks.push(tokio::spawn(async move {
                let redeem = "UPDATE thing SET count = count + 1 WHERE id = $1 AND count = 0";
                let done: Result<u64, StoreError> = store.write(move |tx| tx.execute(redeem, params![id(1)])).await;
                done.unwrap()
            }));
        }
        let mut redeemed = 0;
        for task in tasks {
            redeemed += task.await.unwrap();
        }
        assert_eq!(redeemed, 1);
    }

    async fn what_was_written_is_read_at_once_and_after_reopening(database: &TestDatabase) {
        let store = things(database).await;
        insert(&store, 1, "lamp").await.unwrap();
        assert_eq!(names(database.store()).await, ["lamp"]);
        drop(store);
        assert_eq!(names(&Store::open(database.location()).unwrap()).await, ["lamp"]);
    }

    async fn work_whose_caller_went_away_is_kept_though_it_held_the_last_handle(database: &TestDatabase) {
        let store = things(database).await;
        let (last, (inserted, has_inserted), (go, may_go)) = (store.clone(), channel(), channel());
        let mut abandoned = Box::pin(store.write(move |tx| {
            tx.execute(INSERT, params![id(1), "ada", "lamp"])?;
            inserted.send(()).unwrap();
            may_go.recv().unwrap();
            drop(last);
            Ok::<(), StoreError>(())
        }));
        // Polled once, it is queued; then nobody waits for its answer any more.
        assert!(poll_fn(|context| Poll::Ready(abandoned.as_mut().poll(context).is_pending())).await);
        drop(abandoned);
        has_inserted.recv().unwrap();
        drop(store);
        go.send(()).unwrap();
        // The same row waits for the first one's commit, and then finds it there.
        let again = insert(database.store(), 1, "chair").await;
        assert!(matches!(again, Err(StoreError::Conflict { .. })), "{again:?}");
    }

    async fn the_command_line_reads_and_writes_without_a_runtime(database: &TestDatabase) {
        let store = things(database).await;
        let found = std::thread::spawn(move || -> Result<Vec<String>, StoreError> {
            store.write_blocking(|tx| tx.execute(INSERT, params![id(1), "ada", "lamp"]))?;
            store.read_blocking(|tx| tx.list(NAMES, params![], |row| row.get(0)))
        }).join().unwrap();
        assert_eq!(found.unwrap(), ["lamp"]);
    }

    async fn a_database_of_a_newer_program_is_not_opened(database: &TestDatabase) {
        let insert = database.choose(
            "INSERT INTO schema_migration VALUES (9999, 'future', '', '')",
            "INSERT INTO schema_migration VALUES (9999, 'future', '', now())",
        );
        let done: Result<u64, StoreError> = database.store().write(move |tx| tx.execute(insert, params![])).await;
        done.unwrap();
        let error = Store::open(database.location()).err().unwrap();
        assert!(matches!(error, OpenError::NewerThanProgram { version: 9999, .. }), "{error}");
    }

    async fn two_programs_that_start_together_both_find_the_schema(database: &TestDatabase) {
        let open = |location: Location| std::thread::spawn(move || Store::open(&location).map(drop));
        let starting: Vec<_> = (0..4).map(|_| open(database.location().clone())).collect();
        for start in starting {
            start.join().unwrap().unwrap();
        }
    }
}
