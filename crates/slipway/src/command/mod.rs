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
    if let Command::Config(command) = command {
        return config::run(&command, place, out);
    }
    let loaded = configured(place)?;
    let data = loaded.settings.data.display();
    Err(anyhow!("this command does not run yet: its use case has not landed (data folder {data})").into())
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
