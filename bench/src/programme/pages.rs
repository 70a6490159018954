//! Asks for pages, one after the other or several people at once, and says what they took.

use std::{
    fmt::Write as _,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::task::LocalSet;

use super::{Size, seed::Seeded};
use crate::driver::Connection;

/// Visits before those that count.
const WARM_UP: usize = 50;

pub async fn measure(size: &Size, port: u16, cookie: &str, seeded: &Seeded) -> Result<String> {
    let mut table = String::from(
        "| page | at once | p50 ms | p99 ms | slowest ms | pages/s |\n|---|--:|--:|--:|--:|--:|\n",
    );
    for (name, paths) in kinds(size, seeded) {
        for at_once in &size.at_once {
            visit(port, cookie, *at_once, paths.iter().take(WARM_UP).cloned().collect()).await?;
            let begun = Instant::now();
            let mut times = visit(port, cookie, *at_once, paths.clone()).await?;
            let seconds = begun.elapsed().as_secs_f64();
            times.sort_unstable();
            let at = |percent: usize| times.get(times.len() * percent / 100).or(times.last()).copied();
            let (p50, p99) = at(50).zip(at(99)).context("there was at least one visit")?;
            let rate = f64::from(u32::try_from(times.len())?) / seconds;
            let slowest = times.last().copied().unwrap_or_default();
            writeln!(
                table,
                "| {name} | {at_once} | {:.1} | {:.1} | {:.1} | {rate:.0} |",
                millis(p50),
                millis(p99),
                millis(slowest)
            )?;
        }
    }
    Ok(table)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

// Spread over all integrations, in an order that no cache likes.
fn kinds(size: &Size, seeded: &Seeded) -> Vec<(&'static str, Vec<String>)> {
    let count = seeded.ids.len();
    let chosen: Vec<usize> = (0..size.visits).map(|number| number * 7_919 % count).collect();
    let portfolio = ["", "?turn=partner", "?turn=service&hold=all", "?q=9999", "?whose=mine"];
    let portfolios =
        (0..size.visits).map(|number| format!("/portfolio{}", portfolio[number % portfolio.len()]));
    vec![
        ("portfolio", portfolios.collect()),
        ("a project manager's day", vec!["/my-day".to_owned(); size.visits]),
        ("home", chosen.iter().map(|one| format!("/integrations/{}", seeded.ids[*one])).collect()),
        (
            "gate",
            chosen
                .iter()
                .map(|one| format!("/integrations/{}/gates/{}", seeded.ids[*one], seeded.gates[*one]))
                .collect(),
        ),
    ]
}

async fn visit(port: u16, cookie: &str, at_once: usize, paths: Vec<String>) -> Result<Vec<Duration>> {
    let paths = Rc::new(std::cell::RefCell::new(paths));
    let cookie: Rc<str> = cookie.into();
    let workers = LocalSet::new();
    let mut handles = Vec::new();
    for _ in 0..at_once.max(1) {
        let (paths, cookie, connection) =
            (Rc::clone(&paths), Rc::clone(&cookie), Connection::open(port).await?);
        handles.push(workers.spawn_local(work(connection, cookie, paths)));
    }
    workers.await;
    let mut times = Vec::new();
    for handle in handles {
        times.extend(handle.await??);
    }
    Ok(times)
}

async fn work(
    mut connection: Connection,
    cookie: Rc<str>,
    paths: Rc<std::cell::RefCell<Vec<String>>>,
) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    loop {
        let Some(path) = paths.borrow_mut().pop() else { return Ok(times) };
        let begun = Instant::now();
        let answer = connection.get(&path, &[("cookie", &cookie)]).await?;
        times.push(begun.elapsed());
        ensure!(answer.status == 200, super::unexpected(&path, &answer));
    }
}
