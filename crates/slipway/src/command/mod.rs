//! The commands, one module each: read the arguments, call one use case, write the answer.

mod config;

use anyhow::anyhow;

use crate::{
    arguments::{Arguments, Command, Place},
    config::{Inputs, Loaded, load},
    failure::Failure,
    logging,
    output::Output,
};

pub fn run(arguments: Arguments, out: &mut Output<'_>) -> Result<(), Failure> {
    let Arguments { place, command } = arguments;
    match command {
        Command::Config(command) => config::run(&command, place, out),
        _ => {
            let loaded = configured(place)?;
            Err(anyhow!("this command is not wired yet ({})", loaded.settings.data.display()).into())
        }
    }
}

/// Reads the configuration and starts logging as it says.
fn configured(place: Place) -> Result<Loaded, Failure> {
    let loaded = load(&Inputs::of_process(place.data, place.config))?;
    logging::start(&loaded.settings.log);
    for warning in &loaded.warnings {
        tracing::warn!("{warning}");
    }
    Ok(loaded)
}
