//! The commands, one module each: read the arguments, call one use case, write the answer.

mod backup;
mod client;
mod config;
mod demo;
mod gates;
mod keys;
mod migrate;
mod people;
mod serve;
mod staff;
mod toolkit;
mod trace;
mod verify;

use std::{io::Write, sync::Arc};

use app::Context;
use identity::{Environment, EnvironmentId};
use tokio::runtime::{Builder, Runtime};

use crate::{
    arguments::{self, Arguments, Command, Place},
    config::{Inputs, Loaded, load, settings::Origin},
    failure::Failure,
    logging,
    output::Output,
    wiring::{self, Issuers},
};

pub fn run(arguments: Arguments, out: &mut Output<'_>) -> Result<(), Failure> {
    let Arguments { place, command } = arguments;
    match &command {
        Command::Serve(_) => serve::run(&configured(place)?, out),
        Command::Client(command) => client::run(command, &Workplace::open(place)?, out),
        Command::People(command) => people::run(command, &Workplace::open(place)?, out),
        Command::Staff(command) => staff::run(command, &Workplace::open(place)?, out),
        Command::Toolkit(arguments::Toolkit::Migrate(migrate)) => {
            migrate::run(migrate, &Workplace::open(place)?, out)
        }
        Command::Toolkit(command) => toolkit::run(command, place, out),
        Command::Gates(gates) => gates::run(gates, &Workplace::open(place)?, out),
        Command::Demo(_) => demo::run(&Workplace::open(place)?, out),
        Command::Verify(_) => verify::run(&Workplace::open(place)?, out),
        Command::Keys(command) => keys::run(command, &Workplace::open(place)?, out),
        Command::Backup(backup) => backup::back_up(backup, place, out),
        Command::Restore(restore) => backup::restore(restore, place, out),
        Command::Config(command) => config::run(command, place, out),
        Command::Refusals => Ok(out.text(&identity::refusals::markdown())?),
        Command::Trace(trace) => trace::run(trace, &Workplace::open(place)?, out),
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

/// Tells whoever waits for long work how far it is; the answer alone goes to standard output.
fn progress(line: impl std::fmt::Display) {
    // Whoever closed our standard error does not want to hear of it.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// What a command that runs by itself works with: the same database as a server that may be running.
struct Workplace {
    ctx: Context,
    runtime: Runtime,
    issuers: Vec<(EnvironmentId, Option<Origin>)>,
}

impl Workplace {
    fn open(place: Place) -> Result<Self, Failure> {
        let loaded = configured(place)?;
        let settings = &loaded.settings;
        let issuers =
            settings.running().map(|one| (EnvironmentId::new(&one.id), one.issuer(one.listen.port())));
        let issuers = Issuers(issuers.collect());
        let ctx = wiring::open(&loaded, &settings.portal_url(settings.portal.listen.port()), &issuers)?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let known = settings.running().map(|one| (EnvironmentId::new(&one.id), one.known_issuer()));
        let issuers = known.collect();
        Ok(Self { ctx, runtime, issuers })
    }

    /// Where an environment is, unless only a running server knows.
    fn issuer(&self, environment: &Environment) -> Option<&Origin> {
        let found = self.issuers.iter().find(|(id, _)| *id == environment.id);
        found.and_then(|(_, issuer)| issuer.as_ref())
    }

    /// The environment that somebody named on the command line.
    fn environment(&self, wanted: &arguments::InEnvironment) -> Result<Arc<Environment>, Failure> {
        let id = EnvironmentId::new(&wanted.environment);
        let found = self.ctx.environment(&id).cloned();
        found.ok_or_else(|| {
            let running: Vec<&str> = self.ctx.environments().iter().map(|one| one.id.as_str()).collect();
            Failure::Usage(format!("there is no environment {id}; this Slipway runs {}", running.join(", ")))
        })
    }
}
