//! A process that writes under load is killed: nothing that it had acknowledged is lost, no ticket was redeemed twice.

#![cfg(test)]

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use store::{Location, Store, StoreError, params};
use testkit::{TestDatabase, on_both_databases};

const TICKETS: i64 = 5_000;
const ACKNOWLEDGED_BEFORE_THE_KILL: usize = 1_000;
const FIRST: &str = "SELECT number FROM first_half ORDER BY number";
const HALVES: &str = "SELECT number FROM first_half WHERE number NOT IN (SELECT number FROM second_half)
    UNION ALL SELECT number FROM second_half WHERE number NOT IN (SELECT number FROM first_half)";
const REDEEMED: &str = "SELECT number FROM ticket WHERE redeemed = 1 ORDER BY number";

async fn prepare(database: &TestDatabase) {
    let tables = [
        database.choose(
            "CREATE TABLE first_half (number INTEGER NOT NULL PRIMARY KEY) STRICT",
            "CREATE TABLE first_half (number bigint NOT NULL PRIMARY KEY)",
        ),
        database.choose(
            "CREATE TABLE second_half (number INTEGER NOT NULL PRIMARY KEY) STRICT",
            "CREATE TABLE second_half (number bigint NOT NULL PRIMARY KEY)",
        ),
        database.choose(
            "CREATE TABLE ticket (number INTEGER NOT NULL PRIMARY KEY, redeemed INTEGER NOT NULL) STRICT",
            "CREATE TABLE ticket (number bigint NOT NULL PRIMARY KEY, redeemed bigint NOT NULL)",
        ),
    ];
    let prepared: Result<(), StoreError> = database
        .store()
        .write(move |tx| {
            for table in tables {
                tx.execute(table, params![])?;
            }
            (0..TICKETS).try_for_each(|number| {
                tx.execute("INSERT INTO ticket VALUES ($1, 0)", params![number]).map(drop)
            })
        })
        .await;
    prepared.unwrap();
}

/// What the process acknowledged before it was killed: the numbers, and how often each ticket was said to be redeemed.
fn write_until_killed(location: &Location) -> Vec<(i64, i64)> {
    let address = match location {
        Location::Sqlite(path) => format!("sqlite:{}", path.display()),
        Location::Postgres(url) => url.expose().to_owned(),
    };
    let mut child = Command::new(env!("CARGO_BIN_EXE_crash-writer"))
        .arg(address)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut acknowledged: Vec<String> = lines.by_ref().take(ACKNOWLEDGED_BEFORE_THE_KILL).collect();
    assert_eq!(acknowledged.len(), ACKNOWLEDGED_BEFORE_THE_KILL, "the writer ended before it was killed");
    // SIGKILL: no handler, no destructor, no flush.
    child.kill().unwrap();
    child.wait().unwrap();
    acknowledged.extend(lines);
    let pair = |line: &String| {
        let (number, redeemed) = line.split_once(' ')?;
        Some((number.parse().ok()?, redeemed.parse().ok()?))
    };
    acknowledged.iter().map(|line| pair(line).expect("a whole line")).collect()
}

async fn numbers(store: &Store, sql: &'static str) -> BTreeSet<i64> {
    let found: Result<Vec<i64>, StoreError> =
        store.read(move |tx| tx.list(sql, params![], |row| row.get(0))).await;
    found.unwrap().into_iter().collect()
}

on_both_databases! {
    async fn what_was_acknowledged_survives_a_kill(database: &TestDatabase) {
        prepare(database).await;
        let location = database.location().clone();
        let acknowledged =
            tokio::task::spawn_blocking(move || write_until_killed(&location)).await.unwrap();
        let store = Store::open(database.location()).unwrap();
        let kept = numbers(&store, FIRST).await;
        let lost: Vec<_> = acknowledged.iter().filter(|(number, _)| !kept.contains(number)).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        assert_eq!(numbers(&store, HALVES).await, BTreeSet::new(), "half a transaction was kept");

        let redeemed = numbers(&store, REDEEMED).await;
        let told: Vec<i64> = acknowledged.iter().filter(|(_, times)| *times == 1).map(|(number, _)| number / 2).collect();
        let once: BTreeSet<i64> = told.iter().copied().collect();
        assert_eq!(told.len(), once.len(), "a ticket was redeemed twice");
        assert!(once.is_subset(&redeemed), "a redemption was acknowledged and lost");
    }
}
