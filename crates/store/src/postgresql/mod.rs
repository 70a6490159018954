//! PostgreSQL: a few threads, each with one connection, fed from one queue.

mod codec;
mod connection;
mod migrate;
mod problem;
mod url;
mod worker;

use std::{
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

use kernel::Secret;
use tokio::sync::mpsc;

pub(crate) use self::{
    codec::datum, connection::Connection, migrate::lock_and_migrate_to, problem::words, url::check_url,
};
use self::{url::Server, worker::Shared};
use crate::{
    Location, OpenError, StoreError,
    job::{Job, stopped},
};

// Twice the usual number of cores of a small database server; a connection is made when the first job needs it.
const CONNECTIONS: usize = 16;

// Callers wait for a place beyond this many: pressure reaches the network instead of the memory.
const QUEUE: usize = 1024;

/// A connection apart from those that serve, for a backup.
pub(crate) fn connect(location: &Location, address: &Secret) -> Result<postgres::Client, OpenError> {
    let refused = |reason: String| OpenError::NotConnected { location: location.to_string(), reason };
    let server = Server::parse(address.expose()).map_err(refused)?;
    server.connect().map_err(refused)
}

/// What a job may do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

type Order = (Access, Box<dyn Job>);

/// The server's database, open.
pub(crate) struct PostgresStore {
    sender: Option<mpsc::Sender<Order>>,
    threads: Vec<JoinHandle<()>>,
}

impl PostgresStore {
    pub(crate) fn open(location: &Location, address: &Secret) -> Result<Self, OpenError> {
        let refused = |reason: String| OpenError::NotConnected { location: location.to_string(), reason };
        let server = Server::parse(address.expose()).map_err(refused)?;
        // The client runs a runtime of its own inside each call, which it cannot on a thread that already runs one.
        let first = thread::scope(|scope| scope.spawn(|| migrate::migrate(&server, refused)).join());
        let constraints = first.map_err(|_| StoreError::unavailable("opening it panicked"))??;
        let shared = Arc::new(Shared::new(server, constraints));
        let (sender, queue) = mpsc::channel(QUEUE);
        let queue = Arc::new(Mutex::new(queue));
        let start = |number| worker::start(number, Arc::clone(&shared), Arc::clone(&queue));
        let threads = (0..CONNECTIONS).map(start).collect::<Result<_, _>>()?;
        Ok(Self { sender: Some(sender), threads })
    }

    pub(crate) async fn submit(&self, access: Access, job: Box<dyn Job>) -> Result<(), StoreError> {
        let sender = self.sender.as_ref().ok_or_else(stopped)?;
        sender.send((access, job)).await.map_err(|_| stopped())
    }

    pub(crate) fn submit_blocking(&self, access: Access, job: Box<dyn Job>) -> Result<(), StoreError> {
        let sender = self.sender.as_ref().ok_or_else(stopped)?;
        sender.blocking_send((access, job)).map_err(|_| stopped())
    }
}

impl Drop for PostgresStore {
    fn drop(&mut self) {
        drop(self.sender.take());
        let here = thread::current().id();
        // A job that held the last handle drops it on a worker's own thread, which cannot wait for itself.
        for thread in self.threads.drain(..).filter(|thread| thread.thread().id() != here) {
            if thread.join().is_err() {
                tracing::error!("a storage thread ended by a panic");
            }
        }
    }
}
