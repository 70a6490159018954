//! A throwaway PostgreSQL: made by `initdb` in a temporary folder, on a free loopback port, gone when it is dropped.
//!
//! Durability stays on (fsync is left alone), because tests kill programs and count what survived.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::process;

const READY: &str = "database system is ready to accept connections";
/// Another program can take the port between our choice of it and the server's.
const ATTEMPTS: usize = 5;

pub struct Cluster {
    binaries: PathBuf,
    directory: TempDir,
    owner: Option<Owner>,
    server: Child,
    port: u16,
}

/// Who runs the server: PostgreSQL refuses to run as root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Owner {
    user: u32,
    group: u32,
}

enum Start {
    Ready(Child),
    PortTaken,
}

impl Cluster {
    pub fn start(binaries: &Path) -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("slipway-postgres-").tempdir()?;
        let owner = Owner::unless_ordinary_user()?;
        if let Some(Owner { user, group }) = owner {
            chown(directory.path(), Some(user), Some(group))
                .context("the data folder cannot be given away")?;
        }
        initialise(binaries, directory.path(), owner)?;
        for _ in 0..ATTEMPTS {
            let port = free_port()?;
            if let Start::Ready(server) = serve(binaries, directory.path(), owner, port)? {
                return Ok(Self { binaries: binaries.to_owned(), directory, owner, server, port });
            }
        }
        bail!("PostgreSQL found every port taken that was free a moment before, {ATTEMPTS} times")
    }

    /// What a test needs: the address of the server, and its client programs on the PATH.
    pub fn environment(&self) -> [(&'static str, OsString); 2] {
        let url = format!("postgres://postgres@127.0.0.1:{}/postgres", self.port);
        let mut path = OsString::from(&self.binaries);
        if let Some(rest) = std::env::var_os("PATH") {
            path.push(":");
            path.push(rest);
        }
        [("SLIPWAY_TEST_POSTGRES", url.into()), ("PATH", path)]
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = program(&self.binaries, "pg_ctl", self.directory.path(), self.owner);
        // Nobody will read these files again, so there is nothing to flush.
        stop.args(["--silent", "--mode=immediate", "--pgdata=data", "stop"]);
        let stopped = stop.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !stopped.is_ok_and(|status| status.success()) {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }
}

impl Owner {
    /// Nobody else for an ordinary user; for root the user `postgres`, or `nobody` where there is none.
    fn unless_ordinary_user() -> Result<Option<Self>> {
        if id(&["-u"])? != 0 {
            return Ok(None);
        }
        let named = |name| Some(Self { user: id(&["-u", name]).ok()?, group: id(&["-g", name]).ok()? });
        let owner = named("postgres").or_else(|| named("nobody"));
        owner
            .map(Some)
            .context("PostgreSQL does not run as root, and there is no user postgres or nobody here")
    }
}

fn id(arguments: &[&str]) -> Result<u32> {
    let answer = process::answer(Command::new("id").args(arguments)).context("`id` does not answer")?;
    answer.parse().with_context(|| format!("`id` answered {answer:?}"))
}

fn program(binaries: &Path, name: &str, directory: &Path, owner: Option<Owner>) -> Command {
    let mut command = process::command(binaries.join(name));
    // Messages are recognised by their English words.
    command.current_dir(directory).env("LC_ALL", "C");
    if let Some(Owner { user, group }) = owner {
        command.uid(user).gid(group);
    }
    command
}

fn initialise(binaries: &Path, directory: &Path, owner: Option<Owner>) -> Result<()> {
    let mut initdb = program(binaries, "initdb", directory, owner);
    initdb.args(["--pgdata=data", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"]);
    let output =
        initdb.arg("--no-sync").stdin(Stdio::null()).output().context("initdb could not be started")?;
    ensure!(output.status.success(), "initdb failed:\n{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn serve(binaries: &Path, directory: &Path, owner: Option<Owner>, port: u16) -> Result<Start> {
    let mut postgres = program(binaries, "postgres", directory, owner);
    postgres.args(["-D", "data", "-p", &port.to_string()]);
    for setting in SETTINGS {
        postgres.args(["-c", setting]);
    }
    // Its own process group: an interruption at the terminal is for the tests; the server is stopped after them.
    postgres.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut server = postgres.spawn().context("postgres could not be started")?;
    let log = server.stderr.take().context("the server's log is piped")?;
    match wait_until_ready(log)? {
        None => Ok(Start::Ready(server)),
        Some(said) => {
            server.wait()?;
            ensure!(said.contains("Address already in use"), "PostgreSQL did not start:\n{said}");
            Ok(Start::PortTaken)
        }
    }
}

/// Small, on loopback only, and with room for many tests at once, each with its own pool.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=400",
    "shared_buffers=64MB",
    "max_wal_senders=0",
    "wal_level=minimal",
];

/// Reads the log until the server says that it is ready; if it ends before, answers with what it said.
fn wait_until_ready(log: ChildStderr) -> Result<Option<String>> {
    let mut log = BufReader::new(log);
    let mut said = String::new();
    loop {
        let before = said.len();
        if log.read_line(&mut said)? == 0 {
            return Ok(Some(said));
        }
        if said[before..].contains(READY) {
            // The server stops when nobody reads what it says.
            std::thread::spawn(move || drain(log));
            return Ok(None);
        }
    }
}

fn drain(mut log: impl Read) {
    let _ = std::io::copy(&mut log, &mut std::io::sink());
}
