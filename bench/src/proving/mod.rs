//! New people on their way to P9: how long registering takes, how long proving who you are, and how long a sign-in of somebody proved,
//! in the integration environment, over its pages as a person walks them.
//!
//! What takes the time is known beforehand: a password is hashed once for each registration. The rest is what is to be watched.

mod people;

use std::{cell::RefCell, fmt::Write as _, fs, path::Path, process::Command, rc::Rc, time::Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use jose::SigningKey;
use serde_json::Value;
use tokio::task::LocalSet;

use crate::{
    driver::{Browser, Credentials, Measurement, Registration, Service, Ticket, arrive, summarise, vot_of},
    process::{Process, free_port, own_cpu_time},
    say,
};
use people::{Inbox, Person};

#[derive(Args, Clone)]
pub struct Size {
    /// How many people go all the way, at each level
    #[arg(long, default_value_t = 200)]
    pub people: usize,
    /// How many are on their way at once
    #[arg(long, value_delimiter = ',', default_values_t = [1, 8])]
    pub at_once: Vec<usize>,
    /// The core that the server is pinned to
    #[arg(long, default_value_t = 0)]
    pub server_core: usize,
    /// Folder for the database and the server's log of this run
    #[arg(long, value_name = "DIR", default_value = "bench/results/proving")]
    pub results: std::path::PathBuf,
}

const REDIRECT_URI: &str = "http://localhost:9/callback";
const SCOPE: &str = "openid profile";

/// One part of the way.
#[derive(Clone, Copy)]
enum Part {
    Registering,
    Proving,
    SigningIn,
}

impl Part {
    const ALL: [Self; 3] = [Self::Registering, Self::Proving, Self::SigningIn];

    const fn title(self) -> &'static str {
        match self {
            Self::Registering => "registration to P0",
            Self::Proving => "P0 to P9 by details and mobile phone",
            Self::SigningIn => "sign-in of a person at P9 in a remembered browser",
        }
    }

    const fn vot(self) -> &'static str {
        match self {
            Self::Registering => "P0.Cp.Cd",
            Self::Proving | Self::SigningIn => "P9.Cp.Cd",
        }
    }
}

struct Traveller {
    person: Person,
    browser: Browser,
    inbox: Inbox,
}

/// Serves a fresh database from one core, walks everybody through it and answers the table.
pub async fn run(size: &Size) -> Result<String> {
    if size.results.exists() {
        fs::remove_dir_all(&size.results)?;
    }
    fs::create_dir_all(&size.results)?;
    let folder = size.results.canonicalize()?;
    let (portal, port) = (free_port()?, free_port()?);
    let mut serve = command(&folder, portal, port)?;
    let key = Rc::new(SigningKey::generate());
    let key_file = folder.join("client.pem");
    fs::write(&key_file, key.public_key().to_pem())?;
    let client_id = register(&serve, &key_file.display().to_string())?;
    serve.arg("serve");
    let (process, _) = Process::start(
        &serve,
        &size.server_core.to_string(),
        &folder.join("server.log"),
        port,
        "/.well-known/openid-configuration",
    )
    .await?;
    let service = |vot: &str, key: Rc<SigningKey>| {
        Service::discover(Registration {
            port,
            client_id: client_id.clone(),
            redirect_uri: REDIRECT_URI.to_owned(),
            scope: SCOPE.to_owned(),
            vtr: Some(format!("[\"{vot}\"]")),
            key,
        })
    };
    let mut table = "| the way | at once | people/s | p50 ms | p99 ms | CPU ms each | driver busy |\n|---|--:|--:|--:|--:|--:|--:|\n".to_owned();
    let mut waiting = people::choose(size.people * size.at_once.len())?;
    for at_once in &size.at_once {
        say(format_args!("{} people, {at_once} at once", size.people));
        let rest = waiting.split_off(size.people.min(waiting.len()));
        let mut travellers = Vec::new();
        for person in std::mem::replace(&mut waiting, rest) {
            let opened = service(Part::Registering.vot(), Rc::clone(&key)).await?;
            let inbox = Inbox::open(portal, &person).await?;
            travellers.push(Traveller { person, browser: Browser::open(&opened).await?, inbox });
        }
        for part in Part::ALL {
            let asking = Rc::new(service(part.vot(), Rc::clone(&key)).await?);
            let (measured, arrived) = walk(&process, &asking, part, *at_once, travellers).await?;
            travellers = arrived;
            write_row(&mut table, part, *at_once, measured)?;
        }
    }
    let memory = process.resident_memory()?;
    process.stop().await?;
    Ok(format!("{table}\n{memory:.0} MB resident after the run."))
}

fn command(folder: &Path, portal: u16, port: u16) -> Result<Command> {
    let mut serve = Command::new(std::env::current_exe()?.with_file_name("slipway"));
    serve
        .env("SLIPWAY_DATA", folder.join("data"))
        .env("SLIPWAY_PORTAL_LISTEN", format!("127.0.0.1:{portal}"))
        .env("SLIPWAY_SANDPIT_LISTEN", format!("127.0.0.1:{}", free_port()?))
        .env("SLIPWAY_INTEGRATION_LISTEN", format!("127.0.0.1:{port}"))
        .env("SLIPWAY_INTEGRATION_PEOPLE", people::POPULATION.to_string())
        .env("SLIPWAY_LIMITS_ENABLED", "false");
    Ok(serve)
}

fn write_row(table: &mut String, part: Part, at_once: usize, measured: Measurement) -> Result<()> {
    let Measurement { rate, p50, p99, cpu, driver } = measured;
    let [p50, p99] = [p50, p99].map(|time| time.as_secs_f64() * 1000.0);
    let (title, busy) = (part.title(), driver * 100.0);
    writeln!(table, "| {title} | {at_once} | {rate:.1} | {p50:.1} | {p99:.1} | {cpu:.1} | {busy:.0} % |")?;
    Ok(())
}

fn register(serve: &Command, key_file: &str) -> Result<String> {
    let mut command = Command::new(serve.get_program());
    for (name, value) in serve.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    let place = ["client", "register", "--environment", "integration", "--name", "Bench", "--json"];
    let what = ["--redirect-uri", REDIRECT_URI, "--public-key", key_file, "--scope", SCOPE];
    let vectors = ["--vector", "P0.Cp.Cd", "--vector", "P9.Cp.Cd"];
    let output = command.args(place).args(what).args(vectors).output()?;
    ensure!(output.status.success(), "client register: {}", String::from_utf8_lossy(&output.stderr));
    let registered: Value = serde_json::from_slice(&output.stdout)?;
    Ok(registered["client_id"].as_str().context("registering answered no client_id")?.to_owned())
}

async fn walk(
    process: &Process,
    service: &Rc<Service>,
    part: Part,
    at_once: usize,
    travellers: Vec<Traveller>,
) -> Result<(Measurement, Vec<Traveller>)> {
    let waiting = Rc::new(RefCell::new(travellers));
    let (cpu_before, own_before, start) = (process.cpu_time()?, own_cpu_time()?, Instant::now());
    let workers = LocalSet::new();
    let handles: Vec<_> = (0..at_once)
        .map(|worker| {
            let (service, waiting) = (Rc::clone(service), Rc::clone(&waiting));
            workers.spawn_local(async move {
                let (mut times, mut arrived) = (Vec::new(), Vec::new());
                loop {
                    let Some(mut traveller) = waiting.borrow_mut().pop() else {
                        return anyhow::Ok((times, arrived));
                    };
                    let ticket = Ticket::prepare(&service, u64::try_from(worker)? + 1, ticket_number());
                    let begun = Instant::now();
                    travel(&service, part, &mut traveller, &ticket).await?;
                    times.push(begun.elapsed());
                    arrived.push(traveller);
                }
            })
        })
        .collect();
    workers.await;
    let elapsed = start.elapsed();
    let (cpu, own) = (process.cpu_time()? - cpu_before, own_cpu_time()? - own_before);
    let (mut times, mut arrived) = (Vec::new(), Vec::new());
    for handle in handles {
        let (of_worker, travellers) = handle.await??;
        times.extend(of_worker);
        arrived.extend(travellers);
    }
    Ok((summarise(times, elapsed, cpu, own)?, arrived))
}

/// No two assertions of a run have the same `jti`.
fn ticket_number() -> usize {
    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

async fn travel(service: &Service, part: Part, traveller: &mut Traveller, ticket: &Ticket) -> Result<()> {
    let Traveller { person, browser, inbox } = traveller;
    let mut path = service.authorize_path(&ticket.state, &ticket.nonce);
    match part {
        Part::Registering => path = person.to_registration(&path, browser, service).await?,
        Part::Proving => {}
        Part::SigningIn => path.push_str("&prompt=login"),
    }
    let answers: Credentials = person.answers();
    let code = browser.walk(service, &path, &answers, inbox).await?;
    let arrival = arrive(service, browser.connection(), ticket, &code).await?;
    let vot = vot_of(&arrival.id_token);
    ensure!(vot.as_deref() == Some(part.vot()), "{}: the vector met is {vot:?}", part.title());
    Ok(())
}
