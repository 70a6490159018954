//! A worker: takes one job at a time from the queue and runs it on its own connection, made anew when the server went away.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tokio::sync::mpsc;

use super::{Access, Connection, Order, problem::Constraints, url::Server};
use crate::{StoreError, Tx, job::Job, tx::Session};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What the workers have in common.
pub(super) struct Shared {
    server: Server,
    constraints: Arc<Constraints>,
    pause: Mutex<Option<Pause>>,
}

/// The server did not answer: until then jobs are refused at once instead of each waiting for the same silence.
#[derive(Clone, Copy)]
struct Pause {
    until: Instant,
    length: Duration,
}

impl Shared {
    pub(super) fn new(server: Server, constraints: Constraints) -> Self {
        Self { server, constraints: Arc::new(constraints), pause: Mutex::new(None) }
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let before = *self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        if before.is_some_and(|pause| Instant::now() < pause.until) {
            return Err(StoreError::unavailable("the server did not answer a moment ago"));
        }
        let connected = Connection::open(&self.server, Arc::clone(&self.constraints));
        let length = before.map_or(FIRST_PAUSE, |pause| (pause.length * 2).min(LONGEST_PAUSE));
        let pause = connected.is_err().then(|| Pause { until: Instant::now() + length, length });
        *self.pause.lock().unwrap_or_else(PoisonError::into_inner) = pause;
        connected
    }
}

pub(super) fn start(
    number: usize,
    shared: Arc<Shared>,
    queue: Arc<Mutex<mpsc::Receiver<Order>>>,
) -> Result<JoinHandle<()>, StoreError> {
    let work = move || {
        let mut connection = None;
        // The lock is held while waiting: whoever holds it is the one that the next job goes to.
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        while let Some((access, job)) = next() {
            match access {
                Access::Read => read(&shared, &mut connection, job),
                Access::Write => write(&shared, &mut connection, job),
            }
        }
    };
    let thread = thread::Builder::new().name(format!("store-{number}")).spawn(work);
    thread.map_err(|error| StoreError::unavailable(format!("no thread to work on: {error}")))
}

fn ready<'c>(shared: &Shared, kept: &'c mut Option<Connection>) -> Result<&'c mut Connection, StoreError> {
    let alive = kept.take().and_then(|mut connection| connection.is_alive().then_some(connection));
    Ok(kept.insert(match alive {
        Some(connection) => connection,
        None => shared.connect()?,
    }))
}

fn read(shared: &Shared, kept: &mut Option<Connection>, mut job: Box<dyn Job>) {
    let outcome = ready(shared, kept).map(|connection| {
        job.run(&mut Tx::new(Session::Postgres(connection)));
    });
    job.settle(outcome);
}

fn write(shared: &Shared, kept: &mut Option<Connection>, mut job: Box<dyn Job>) {
    let outcome = begin(shared, kept).and_then(|connection| {
        if job.run(&mut Tx::new(Session::Postgres(connection))) {
            return connection.control("COMMIT");
        }
        // If this fails the connection is gone, and the server has rolled back by itself.
        let undone = connection.control("ROLLBACK");
        undone.or_else(|error| if connection.is_lost() { Ok(()) } else { Err(error) })
    });
    if outcome.is_err() {
        // The session may be in the middle of anything.
        *kept = None;
    }
    job.settle(outcome);
}

// Nothing has been done yet when BEGIN fails on a connection that a restart of the server cut: it may be tried once more.
fn begin<'c>(shared: &Shared, kept: &'c mut Option<Connection>) -> Result<&'c mut Connection, StoreError> {
    const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    if ready(shared, kept)?.control(BEGIN).is_err() {
        *kept = None;
        ready(shared, kept)?.control(BEGIN)?;
    }
    kept.as_mut().ok_or_else(|| StoreError::unavailable("the connection is gone"))
}
