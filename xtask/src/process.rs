//! Running other programs: what is run is printed, an interruption reaches it, and its exit code is kept.

use std::ffi::OsStr;
use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Writes one line for whoever runs the task.
pub fn say(line: impl Display) {
    // A reader that has gone away (`cargo xtask help | head -1`) is no reason to fail.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// The folder of the workspace: the parent of this crate's.
pub fn workspace_root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// A command that does not inherit what `cargo run` told this program about its own package: a nested cargo would take
/// the difference for a reason to build again.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let about_this_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_"];
        if name == "LD_LIBRARY_PATH" || about_this_package.iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(name.as_ref());
        }
    }
    command
}

/// Runs a command that must succeed, saying what it is first.
pub fn run(command: &mut Command) -> Result<()> {
    say(format_args!("$ {}", words(command)));
    let status = command.stdin(Stdio::null()).status().with_context(|| cannot_start(command))?;
    ensure!(status.success(), "{} ended with {status}", words(command));
    Ok(())
}

/// What a command answers on its standard output, when it succeeds.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as a person would type it.
pub fn words(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

fn cannot_start(command: &Command) -> String {
    format!("{} could not be started", command.get_program().to_string_lossy())
}

/// Catches SIGINT, SIGTERM and SIGHUP, so that what was started is stopped, and passes them to the command that runs.
pub struct Interruptions {
    running: Arc<Mutex<Option<u32>>>,
}

impl Interruptions {
    pub fn watch() -> Result<Self> {
        let running = Arc::new(Mutex::new(None));
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("signals cannot be caught")?;
        let target = Arc::clone(&running);
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let process: Option<u32> = *target.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(process) = process {
                    deliver(signal, process);
                }
            }
        });
        Ok(Self { running })
    }

    /// Runs a command to its end and answers with its own exit code.
    pub fn run(&self, command: &mut Command) -> Result<ExitCode> {
        let child = command.spawn().with_context(|| cannot_start(command))?;
        Ok(exit_code(self.wait(child)?))
    }

    /// Waits for a child; while it runs, it is the one that interruptions are passed to.
    pub fn wait(&self, mut child: Child) -> Result<ExitStatus> {
        self.set(Some(child.id()));
        let status = child.wait();
        self.set(None);
        Ok(status?)
    }

    fn set(&self, process: Option<u32>) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = process;
    }
}

/// The shell's own `kill` is the one that is always there.
fn deliver(signal: i32, process: u32) {
    let _ = Command::new("sh").args(["-c", &format!("kill -{signal} {process}")]).status();
}

/// A child that a signal ended has no code: any failure will do then.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}
