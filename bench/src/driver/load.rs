//! Many journeys at once, and what they took. Each worker starts its next journey when its last has ended.

use std::{
    cell::RefCell,
    rc::Rc,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::task::LocalSet;

use super::{
    Connection, Service,
    journey::{Ticket, is_signed_by_provider, travel},
};
use crate::{
    process::{Process, own_cpu_time},
    wall_clock,
};

/// One level on one server, once.
#[derive(Clone, Copy, Debug)]
pub struct Measurement {
    /// Journeys a second.
    pub rate: f64,
    pub p50: Duration,
    pub p99: Duration,
    /// The server's CPU time for each journey, in milliseconds.
    pub cpu: f64,
    /// The share of its core that the driver needed: near 1, the driver was measured and not the server.
    pub driver: f64,
}

/// Tickets of different runs must never have the same name.
static SERIES: AtomicU64 = AtomicU64::new(0);

pub async fn run(
    service: &Rc<Service>,
    process: &Process,
    at_once: usize,
    journeys: usize,
) -> Result<Measurement> {
    let tickets = Rc::new(RefCell::new(prepare(service, journeys)));
    let mut connections = Vec::new();
    for _ in 0..at_once {
        connections.push(Connection::open(service.registration.port).await?);
    }
    let (cpu_before, own_before) = (process.cpu_time()?, own_cpu_time()?);
    let start = Instant::now();
    let workers = LocalSet::new();
    let handles: Vec<_> = connections
        .into_iter()
        .map(|connection| workers.spawn_local(work(Rc::clone(service), connection, Rc::clone(&tickets))))
        .collect();
    workers.await;
    let elapsed = start.elapsed();
    let (cpu, own) = (process.cpu_time()? - cpu_before, own_cpu_time()? - own_before);
    let mut times = Vec::with_capacity(journeys);
    for handle in handles {
        times.extend(handle.await??);
    }
    summarise(times, elapsed, cpu, own)
}

fn prepare(service: &Service, journeys: usize) -> Vec<Ticket> {
    let series = SERIES.fetch_add(1, Ordering::Relaxed) + (wall_clock::seconds().unsigned_abs() << 16);
    (0..journeys).map(|number| Ticket::prepare(service, series, number)).collect()
}

/// Answers how long each of its journeys took. The last ID token of each worker is checked with the provider's key, and
/// every journey must have been about the same person.
async fn work(
    service: Rc<Service>,
    mut connection: Connection,
    tickets: Rc<RefCell<Vec<Ticket>>>,
) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    let mut last = None;
    loop {
        let Some(ticket) = tickets.borrow_mut().pop() else { break };
        let start = Instant::now();
        let arrival = travel(&service, &mut connection, ticket).await?;
        times.push(start.elapsed());
        let before = last.replace(arrival);
        let person = last.as_ref().map(|arrival| &arrival.sub);
        ensure!(
            before.as_ref().is_none_or(|before| Some(&before.sub) == person),
            "the person changed on the way"
        );
    }
    if let Some(arrival) = last {
        ensure!(
            is_signed_by_provider(&service, &arrival.id_token),
            "the ID token's signature is not the provider's"
        );
    }
    Ok(times)
}

/// What these journeys were, which took so long together, and so much CPU time of the server and of this program.
pub fn summarise(mut times: Vec<Duration>, elapsed: Duration, cpu: f64, own: f64) -> Result<Measurement> {
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).or(times.last()).copied();
    let count = f64::from(u32::try_from(times.len())?);
    let (p50, p99) = at(50).zip(at(99)).context("there was at least one journey")?;
    let seconds = elapsed.as_secs_f64();
    Ok(Measurement { rate: count / seconds, p50, p99, cpu: cpu / count, driver: own / 1000.0 / seconds })
}
