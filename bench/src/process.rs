//! Servers as processes: pinned to a core, timed from birth to the first answer, weighed, stopped.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    process::Child,
    time::{sleep, timeout},
};

use crate::driver::Connection;

/// The kernel counts CPU time in hundredths of a second, whatever its own tick (man 5 proc).
const TICKS_A_SECOND: f64 = 100.0;
const START_LIMIT: Duration = Duration::from_mins(1);
const STOP_LIMIT: Duration = Duration::from_secs(15);

/// A running server.
pub struct Process {
    child: Child,
    id: u32,
}

/// Moves this program, and whatever it starts from now on, to one core.
pub fn pin_self(core: usize) -> Result<()> {
    let id = std::process::id().to_string();
    let mut taskset = Command::new("taskset");
    taskset.args(["--all-tasks", "--cpu-list", "--pid", &core.to_string(), &id]);
    let output =
        taskset.output().context("taskset (package util-linux) is needed to pin programs to cores")?;
    ensure!(output.status.success(), "this program could not be pinned to core {core}: is there one?");
    Ok(())
}

/// A port that nobody listens on at this moment.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

impl Process {
    /// Starts a program on the cores of a list such as `0` or `0,1`, with its output in a file, and answers once it serves `path`.
    pub async fn start(
        command: &Command,
        cores: &str,
        log: &Path,
        port: u16,
        path: &str,
    ) -> Result<(Self, Duration)> {
        let mut pinned = pinned(command, cores);
        let file = File::options().create(true).append(true).open(log)?;
        pinned.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let born = Instant::now();
        let child = tokio::process::Command::from(pinned).kill_on_drop(true).spawn();
        let child = child.with_context(|| format!("{} does not start", command.get_program().display()))?;
        let id = child.id().context("a child that was just started has an id")?;
        let mut process = Self { child, id };
        let ready = timeout(START_LIMIT, process.until_it_answers(port, path)).await;
        ready.context("it does not answer").flatten().with_context(|| last_words(log))?;
        Ok((process, born.elapsed()))
    }

    async fn until_it_answers(&mut self, port: u16, path: &str) -> Result<()> {
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}");
            }
            if let Ok(mut connection) = Connection::open(port).await
                && connection.get(path, &[]).await.is_ok_and(|answer| answer.status == 200)
            {
                return Ok(());
            }
            // Finer than anything that is compared, and no load to speak of.
            sleep(Duration::from_micros(500)).await;
        }
    }

    /// CPU time of all its threads so far, in milliseconds.
    pub fn cpu_time(&self) -> Result<f64> {
        cpu_time(self.id)
    }

    /// Resident memory, in megabytes.
    pub fn resident_memory(&self) -> Result<f64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.id))?;
        let line =
            text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("a process has VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// Asks it to end, as an operator would.
    pub async fn stop(mut self) -> Result<()> {
        Command::new("kill").args(["-s", "TERM", &self.id.to_string()]).status()?;
        if timeout(STOP_LIMIT, self.child.wait()).await.is_err() {
            self.child.kill().await?;
        }
        Ok(())
    }
}

/// CPU time of this program so far, in milliseconds.
pub fn own_cpu_time() -> Result<f64> {
    cpu_time(std::process::id())
}

fn cpu_time(id: u32) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The second field is the name in brackets, which may hold anything: count from its end.
    let (_, fields) = text.rsplit_once(')').context("the kernel writes the name in brackets")?;
    let field = |index: usize| fields.split_whitespace().nth(index).and_then(|text| text.parse::<f64>().ok());
    let ticks = field(11).zip(field(12)).map(|(user, system)| user + system);
    Ok(ticks.context("the kernel writes two CPU times")? * 1000.0 / TICKS_A_SECOND)
}

fn pinned(command: &Command, cores: &str) -> Command {
    let mut pinned = Command::new("taskset");
    pinned.args(["--cpu-list", cores]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => pinned.env(name, value),
            None => pinned.env_remove(name),
        };
    }
    pinned
}

fn last_words(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().take(10).collect();
    let last: Vec<&str> = lines.into_iter().rev().collect();
    format!("the end of {}:\n{}", log.display(), last.join("\n"))
}
