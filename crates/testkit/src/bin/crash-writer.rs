//! Writes to a database until it is killed, and says on its output what was acknowledged: one number a line.
//!
//! Each transaction moves a number into two tables and redeems a ticket for it, so that half a transaction would show.

use std::{
    error::Error,
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use kernel::Secret;
use store::{Location, Store, StoreError, params};

const WRITERS: usize = 16;
const FIRST: &str = "INSERT INTO first_half (number) VALUES ($1)";
const SECOND: &str = "INSERT INTO second_half (number) VALUES ($1)";
const REDEEM: &str = "UPDATE ticket SET redeemed = redeemed + 1 WHERE number = $1 AND redeemed = 0";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    let argument = std::env::args().nth(1).ok_or("the address of a database is wanted")?;
    let location = match argument.strip_prefix("sqlite:") {
        Some(path) => Location::Sqlite(path.into()),
        None => Location::Postgres(Secret::new(argument)),
    };
    let (store, next) = (Store::open(&location)?, Arc::new(AtomicI64::new(0)));
    let writers: Vec<_> =
        (0..WRITERS).map(|_| tokio::spawn(write(store.clone(), Arc::clone(&next)))).collect();
    for writer in writers {
        writer.await?;
    }
    Ok(())
}

async fn write(store: Store, next: Arc<AtomicI64>) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let done: Result<u64, StoreError> = store
            .write(move |tx| {
                tx.execute(FIRST, params![number])?;
                tx.execute(SECOND, params![number])?;
                // Every ticket is tried twice, by two transactions that may share a commit.
                tx.execute(REDEEM, params![number / 2])
            })
            .await;
        let Ok(redeemed) = done else { return };
        // One call per line: a line is whole or it is not there. Nobody reading means that the test is over.
        let line = format!("{number} {redeemed}\n");
        if std::io::stdout().lock().write_all(line.as_bytes()).is_err() {
            return;
        }
    }
}
