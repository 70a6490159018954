//! The servers that are measured, each made ready in its own way and driven in the same one.

mod floor;
mod peer;
mod slipway;

use std::{path::PathBuf, process::Command, rc::Rc};

use anyhow::{Context, Result, ensure};
use jose::SigningKey;

use crate::{
    driver::{Credentials, Registration, Service, sign_in},
    plan::{Plan, Server},
    process::{Process, free_port},
    say,
};

const DISCOVERY: &str = "/.well-known/openid-configuration";
/// Nobody listens there: the driver reads the code from the redirect and does not follow it.
const REDIRECT_URI: &str = "http://localhost:9/callback";

/// A server that runs, with a person signed in.
pub struct Target {
    pub server: Server,
    pub process: Process,
    pub service: Rc<Service>,
    /// From starting the program to its first answer, on an existing database; the middle of several, in milliseconds.
    pub start_time: f64,
}

/// How to start one server, and as what to come to it.
struct Recipe {
    command: Command,
    port: u16,
    client_id: String,
    key: SigningKey,
    scope: &'static str,
    vtr: Option<&'static str>,
    person: Person,
}

/// How the driver comes to be signed in.
enum Person {
    /// Through the pages, as a browser would.
    SignsIn(Credentials),
    /// By a cookie that the server was told of.
    Has(String),
}

/// What each recipe may use.
struct Kitchen<'a> {
    plan: &'a Plan,
    server: Server,
    port: u16,
    folder: PathBuf,
}

pub async fn prepare(plan: &Plan, server: Server) -> Result<Target> {
    let folder = plan.results.join(server.name());
    // A database from the last run would have its size in this one's numbers.
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let kitchen = Kitchen { plan, server, port: free_port()?, folder };
    let recipe = match server {
        Server::Floor | Server::FloorPostgres => floor::recipe(&kitchen)?,
        Server::Peer | Server::PeerMaps => peer::recipe(&kitchen)?,
        Server::Slipway | Server::SlipwayPostgres => slipway::recipe(&kitchen)?,
    };
    say(format_args!("{}: {} starts", server.title(), plan.starts));
    let (process, start_time) = start(&kitchen, &recipe).await?;
    let service = arrive(recipe).await.with_context(|| format!("no sign-in at {}", server.title()))?;
    Ok(Target { server, process, service: Rc::new(service), start_time })
}

/// Starts it often enough to know how long that takes; the last one stays. The first start, which may create a database, is not
/// counted.
async fn start(kitchen: &Kitchen<'_>, recipe: &Recipe) -> Result<(Process, f64)> {
    let log = kitchen.folder.join("server.log");
    let core = kitchen.plan.server_core;
    let (mut process, _) =
        Process::start(&recipe.command, &core.to_string(), &log, recipe.port, DISCOVERY).await?;
    let mut times = Vec::new();
    for _ in 0..kitchen.plan.starts.max(1) {
        process.stop().await?;
        let (next, time) =
            Process::start(&recipe.command, &core.to_string(), &log, recipe.port, DISCOVERY).await?;
        times.push(time);
        process = next;
    }
    times.sort_unstable();
    Ok((process, times[times.len() / 2].as_secs_f64() * 1000.0))
}

async fn arrive(recipe: Recipe) -> Result<Service> {
    let registration = Registration {
        port: recipe.port,
        client_id: recipe.client_id,
        redirect_uri: REDIRECT_URI.to_owned(),
        scope: recipe.scope.to_owned(),
        vtr: recipe.vtr.map(str::to_owned),
        key: Rc::new(recipe.key),
    };
    let mut service = Service::discover(registration).await?;
    service.cookie = match &recipe.person {
        Person::Has(cookie) => cookie.clone(),
        Person::SignsIn(credentials) => sign_in(&service, credentials).await?,
    };
    Ok(service)
}

impl Kitchen<'_> {
    /// The address of a database for this server alone, empty at first.
    fn database(&self) -> Result<String> {
        if !self.server.is_on_postgres() {
            return Ok(format!("sqlite:{}", self.folder.join("bench.sqlite").display()));
        }
        let url = self.plan.postgres.as_ref().context("no PostgreSQL was named")?;
        let name = format!("bench_{}_{}", self.server.name(), self.port);
        let create = Command::new("psql")
            .args([url, "--quiet", "--command", &format!("CREATE DATABASE {name}")])
            .output()?;
        ensure!(create.status.success(), "psql: {}", String::from_utf8_lossy(&create.stderr));
        let (server, _) = url.rsplit_once('/').context("a PostgreSQL URL ends in a database")?;
        Ok(format!("{server}/{name}"))
    }
}
