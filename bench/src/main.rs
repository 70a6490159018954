//! `make bench`: how fast whole journeys run, against a floor and a peer, measured in the same interleaved run.
//!
//! A journey is what a service does when a signed-in person comes: authorize, token, userinfo. Every server is pinned to one core
//! and this program, which drives them, to another. See docs/performance.md.

mod comparison;
mod driver;
mod floor;
mod machine;
mod plan;
mod process;
mod programme;
mod proving;
mod report;
mod target;
mod wall_clock;

use std::io::Write;

use anyhow::Result;
use clap::Parser;

use plan::{Arguments, Command};

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(Command::Floor { setup }) = &arguments.command {
        return run(floor::serve(setup));
    }
    // Before the runtime has threads, so that they all stay there.
    process::pin_self(arguments.plan.driver_core)?;
    let table = match &arguments.command {
        Some(Command::Programme(size)) => run(programme::run(size))?,
        Some(Command::Proving(size)) => run(proving::run(size))?,
        _ => run(comparison::run(&arguments.plan))?,
    };
    writeln!(std::io::stdout(), "{table}")?;
    Ok(())
}

fn run<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Tells the person who waits what is going on; the result alone goes to standard output.
fn say(line: impl std::fmt::Display) {
    // A closed terminal is no reason to lose a measurement.
    let _ = writeln!(std::io::stderr(), "{line}");
}
