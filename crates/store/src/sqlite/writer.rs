//! The writer: one thread that takes every job that waits, commits them together, and only then answers.
//!
//! A commit at `synchronous = FULL` costs a sync of the disk; shared by a batch it costs each job little. Every job has a
//! savepoint of its own, so one that fails takes nobody with it.

use std::{
    sync::{Mutex, mpsc as threads},
    thread::{self, JoinHandle},
    time::Duration,
};

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::execute;
use crate::{
    OpenError, StoreError, Tx,
    job::{Job, stopped},
    tx::Session,
};

// Callers wait for a place beyond this many: pressure reaches the network instead of the memory.
const QUEUE: usize = 1024;

// The first job of a batch waits for the last: a limit keeps its wait to a few milliseconds.
const BATCH: usize = 128;

pub(super) struct Writer {
    sender: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
    ended: Mutex<Option<Ended>>,
}

/// Tells when a database that this process opened is closed.
#[derive(Default)]
pub struct Ended(Option<threads::Receiver<()>>);

impl Ended {
    /// Waits until the last handle is gone and the files are closed, or for as long as this. Answers whether they are.
    pub fn wait(self, most: Duration) -> bool {
        let Some(writer) = self.0 else { return true };
        matches!(writer.recv_timeout(most), Err(threads::RecvTimeoutError::Disconnected))
    }
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, OpenError> {
        let (sender, mut queue) = mpsc::channel::<Box<dyn Job>>(QUEUE);
        let (open, ended) = threads::channel();
        let work = move || {
            while let Some(first) = queue.blocking_recv() {
                write_batch(&connection, first, &mut queue);
            }
            drop(connection);
            drop(open);
        };
        let thread = thread::Builder::new().name("store-writer".to_owned()).spawn(work);
        let thread =
            thread.map_err(|error| StoreError::unavailable(format!("no thread to write on: {error}")))?;
        Ok(Self { sender: Some(sender), thread: Some(thread), ended: Mutex::new(Some(Ended(Some(ended)))) })
    }

    /// For the first who asks.
    pub(super) fn ended(&self) -> Ended {
        let mut ended = self.ended.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        ended.take().unwrap_or_default()
    }

    pub(super) async fn submit(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        let sender = self.sender.as_ref().ok_or_else(stopped)?;
        sender.send(job).await.map_err(|_| stopped())
    }

    pub(super) fn submit_blocking(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        let sender = self.sender.as_ref().ok_or_else(stopped)?;
        sender.blocking_send(job).map_err(|_| stopped())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.sender.take());
        let Some(thread) = self.thread.take() else { return };
        // A job that held the last handle drops it on the writer's own thread, which cannot wait for itself.
        if thread.thread().id() != thread::current().id() && thread.join().is_err() {
            tracing::error!("the storage thread ended by a panic");
        }
    }
}

fn write_batch(connection: &Connection, first: Box<dyn Job>, queue: &mut mpsc::Receiver<Box<dyn Job>>) {
    if let Err(error) = run(connection, "BEGIN IMMEDIATE") {
        // Whoever queued while another process held the lock has waited as long, and is told now; whoever queues after the
        // first is told has not. So all are taken before any is answered.
        let mut refused = vec![first];
        refused.extend(std::iter::from_fn(|| queue.try_recv().ok()).take(BATCH));
        return settle_all(refused, &Err(error));
    }
    let mut done = Vec::new();
    let mut next = Some(first);
    let mut outcome = Ok(());
    while let Some(mut job) = next {
        outcome = run_in_savepoint(connection, &mut *job);
        done.push(job);
        next = if outcome.is_ok() && done.len() < BATCH { another(queue) } else { None };
    }
    let committed = outcome.and_then(|()| run(connection, "COMMIT")).map_err(|error| uncommitted(&error));
    if let Err(error) = &committed {
        tracing::error!(%error, jobs = done.len(), "a batch of writes was not committed");
        roll_back(connection);
    }
    settle_all(done, &committed);
}

// The commit's flush is dear and is shared: where this thread has the only core, those who are about to queue a job go first.
fn another(queue: &mut mpsc::Receiver<Box<dyn Job>>) -> Option<Box<dyn Job>> {
    queue.try_recv().ok().or_else(|| {
        thread::yield_now();
        queue.try_recv().ok()
    })
}

// Whatever the reason, it need not be the fault of the job that hears of it.
fn uncommitted(error: &StoreError) -> StoreError {
    let (detail, retryable) = (format!("the commit failed: {error}"), error.is_retryable());
    StoreError::Unavailable { detail, retryable }
}

fn settle_all(jobs: impl IntoIterator<Item = Box<dyn Job>>, committed: &Result<(), StoreError>) {
    for job in jobs {
        job.settle(committed.clone());
    }
}

/// Runs a job and undoes it alone if it did not succeed; an error means that the whole batch is lost.
fn run_in_savepoint(connection: &Connection, job: &mut dyn Job) -> Result<(), StoreError> {
    run(connection, "SAVEPOINT job")?;
    let keep = job.run(&mut Tx::new(Session::Sqlite(connection)));
    // A full disk and its like make SQLite roll back everything at once.
    if connection.is_autocommit() {
        return Err(StoreError::unavailable("the disk is full or failing, and the transaction was undone"));
    }
    if !keep {
        run(connection, "ROLLBACK TO job")?;
    }
    run(connection, "RELEASE job")
}

fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = run(connection, "ROLLBACK")
    {
        tracing::error!(%error, "a failed batch could not be rolled back");
    }
}

fn run(connection: &Connection, sql: &'static str) -> Result<(), StoreError> {
    execute(connection, sql, &[]).map(drop)
}
