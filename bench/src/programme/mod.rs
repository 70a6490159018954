//! The portal's pages over a large programme: how long the portfolio, a home page and a gate page take when there are ten thousand
//! integrations with a million events, and how soon the program is ready on such a database.
//!
//! The logs are rehearsed, not invented: an edition is walked once, and each integration is left at another step of that way.

mod history;
mod pages;
mod seed;
mod visitor;

use std::{fs, process::Command};

use anyhow::{Result, ensure};
use clap::Args;

use crate::{
    process::{Process, free_port},
    say,
};

#[derive(Args, Clone)]
pub struct Size {
    /// How many integrations there are
    #[arg(long, default_value_t = 10_000)]
    pub integrations: usize,
    /// How many events they have together
    #[arg(long, default_value_t = 1_000_000)]
    pub events: usize,
    /// How often each page is asked for
    #[arg(long, default_value_t = 2_000)]
    pub visits: usize,
    /// How many people ask at once
    #[arg(long, value_delimiter = ',', default_values_t = [1, 8])]
    pub at_once: Vec<usize>,
    /// How many times the time to the first answer is taken
    #[arg(long, default_value_t = 5)]
    pub starts: usize,
    /// Folder for the database and the server's log of this run
    #[arg(long, value_name = "DIR", default_value = "bench/results/programme")]
    pub results: std::path::PathBuf,
}

const HEALTH: &str = "/health";
/// The aim is for a machine of two cores; the driver, which shares them, does next to nothing.
const CORES: &str = "0,1";

/// Fills a database, serves it from two cores and answers the table.
pub async fn run(size: &Size) -> Result<String> {
    if size.results.exists() {
        fs::remove_dir_all(&size.results)?;
    }
    fs::create_dir_all(&size.results)?;
    let folder = size.results.canonicalize()?;
    let database = format!("sqlite:{}", folder.join("programme.sqlite").display());
    let (port, provider_port) = (free_port()?, free_port()?);
    let mut serve = Command::new(program()?);
    serve
        .arg("serve")
        .env("SLIPWAY_DATA", folder.join("data"))
        .env("SLIPWAY_DATABASE_URL", &database)
        .env("SLIPWAY_PORTAL_LISTEN", format!("127.0.0.1:{port}"))
        .env("SLIPWAY_SANDPIT_LISTEN", format!("127.0.0.1:{provider_port}"))
        .env("SLIPWAY_INTEGRATION_ENABLED", "false")
        .env("SLIPWAY_LIMITS_ENABLED", "false");
    let seeded = seed::fill(size, &database).await?;
    let log = folder.join("server.log");
    let (mut process, first) = Process::start(&serve, CORES, &log, port, HEALTH).await?;
    let mut starts = Vec::new();
    for _ in 0..size.starts {
        process.stop().await?;
        let (next, time) = Process::start(&serve, CORES, &log, port, HEALTH).await?;
        starts.push(time.as_secs_f64() * 1000.0);
        process = next;
    }
    starts.sort_by(f64::total_cmp);
    let cookie = visitor::sign_in_as_project_manager(&serve, port).await?;
    let measured = pages::measure(size, port, &cookie, &seeded).await?;
    let memory = process.resident_memory()?;
    process.stop().await?;
    let ready = starts.get(starts.len() / 2).copied().unwrap_or(first.as_secs_f64() * 1000.0);
    Ok(format!(
        "{} integrations, {} events, {} MB on disk.\n\n{measured}\n{memory:.0} MB resident after the run; ready after {ready:.0} ms.",
        seeded.ids.len(),
        seeded.events,
        fs::metadata(folder.join("programme.sqlite"))?.len() / 1_000_000,
    ))
}

fn program() -> Result<std::path::PathBuf> {
    let program = std::env::current_exe()?.with_file_name("slipway");
    ensure!(program.is_file(), "{} is not there: cargo build --release --package slipway", program.display());
    Ok(program)
}

fn progress(done: usize, of: usize) {
    if of > 0 && done.is_multiple_of((of / 10).max(1)) {
        say(format_args!("{done} of {of} integrations"));
    }
}

/// A page did not answer as it should.
fn unexpected(path: &str, answer: &crate::driver::Answer) -> anyhow::Error {
    anyhow::anyhow!("{path} answered {}", answer.summary())
}
