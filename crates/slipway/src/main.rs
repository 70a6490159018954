//! The only binary: it reads the command line and the configuration, wires the crates together, and runs one command.
//!
//! It decides nothing: rules are in the crates below, words for people about them too.

mod arguments;
mod command;
mod config;
mod demographics;
mod editions;
mod failure;
mod key_file;
mod logging;
mod master_key;
mod outgoing;
mod output;
mod serve;
mod staff_provider;
mod wiring;

use std::{
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

use crate::{arguments::Arguments, failure::Failure, output::Output};

// Requests allocate on one thread and are answered on another; the system's allocator spent a tenth of all work on that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let code = run(std::env::args_os(), &mut io::stdout(), &mut io::stderr());
    ExitCode::from(code)
}

/// Runs one command line and answers with its exit code.
fn run(line: impl Iterator<Item = OsString>, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let arguments = match Arguments::try_parse_from(line) {
        Ok(arguments) => arguments,
        Err(usage) => {
            // Help and version are asked for, hence not a failure; clap writes each to its own stream.
            let _ = usage.print();
            return u8::try_from(usage.exit_code()).unwrap_or(failure::USAGE);
        }
    };
    let json = arguments.command.wants_json();
    match command::run(arguments, &mut Output::new(out, json)) {
        Ok(()) => 0,
        Err(failure) if failure.is_of_a_closed_pipe() => 0,
        Err(failure) => {
            report(&failure, json, err);
            failure.exit_code()
        }
    }
}

fn report(failure: &Failure, json: bool, err: &mut dyn Write) {
    // Whoever closed our standard error does not want to hear of it.
    let _ = if json { writeln!(err, "{}", failure.as_json()) } else { writeln!(err, "error: {failure}") };
}
