//! `make test`: every check and every test, with what was counted at the end. It never skips: what cannot run, fails.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::cluster::Cluster;
use crate::process::{Interruptions, say, words};
use crate::tools::Tools;
use crate::{assets, process, tools};

/// The step without which those after it would test something old.
const BUILD: &str = "build";

/// Tests that ran, as the runners themselves counted them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
}

pub fn run(root: &Path) -> Result<ExitCode> {
    let interruptions = Interruptions::watch()?;
    let tools = tools::ensure()?;
    assets::install(root)?;
    assets::install(&root.join("e2e"))?;
    let cluster = Cluster::start(&tools.postgres)?;
    let mut suite =
        Suite { root: root.to_owned(), interruptions, tally: Tally::default(), failed: Vec::new() };
    for (name, command) in suite.steps(&tools)? {
        let succeeded = suite.step(name, command, &cluster)?;
        if name == BUILD && !succeeded {
            say("nothing can be tested that does not build");
            break;
        }
    }
    drop(cluster);
    Ok(suite.conclude())
}

struct Suite {
    root: PathBuf,
    interruptions: Interruptions,
    tally: Tally,
    failed: Vec<&'static str>,
}

impl Suite {
    /// What runs, cheapest first. A failure does not stop the rest: one run tells everything that is wrong.
    fn steps(&self, tools: &Tools) -> Result<Vec<(&'static str, Command)>> {
        Ok(vec![
            ("formatting", self.cargo("fmt --all -- --check")),
            ("tidy", self.cargo("xtask tidy")),
            ("clippy", self.cargo("clippy --workspace --all-targets -- --deny warnings")),
            // All targets at once: the binary that the browser drives is built with the features of the tests.
            (BUILD, self.cargo("build --workspace --bins --tests")),
            ("tests", self.cargo("test --workspace --no-fail-fast")),
            ("browser", self.browser(tools)?),
        ])
    }

    fn cargo(&self, arguments: &str) -> Command {
        let mut command = process::command("cargo");
        command.args(arguments.split(' ')).current_dir(&self.root);
        // Snapshots are compared, never written, and a machine that builds once gains nothing from incremental files.
        command.env("INSTA_UPDATE", "no");
        if std::env::var_os("CI").is_some() {
            command.env("CARGO_INCREMENTAL", "0");
        }
        command
    }

    fn browser(&self, tools: &Tools) -> Result<Command> {
        let folder = self.root.join("e2e");
        let mut command = process::command("node");
        command.args(["--test", "--test-reporter=spec", "--test-concurrency=2"]).args(journeys(&folder)?);
        command.current_dir(&folder).env("CHROMIUM", &tools.chromium);
        Ok(command)
    }

    fn step(&mut self, name: &'static str, mut command: Command, cluster: &Cluster) -> Result<bool> {
        say(format_args!("\n== {name}: {}", words(&command)));
        command.envs(cluster.environment()).stdin(Stdio::null());
        let started = Instant::now();
        let succeeded = self.watch(&mut command)?;
        let outcome = if succeeded { "passed" } else { "failed" };
        say(format_args!("== {name} {outcome} in {} s", started.elapsed().as_secs()));
        if !succeeded {
            self.failed.push(name);
        }
        Ok(succeeded)
    }

    /// Runs a command, passing its lines on and adding up what it counted.
    fn watch(&mut self, command: &mut Command) -> Result<bool> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} did not start", words(command)))?;
        let lines = BufReader::new(child.stdout.take().context("standard output is piped")?);
        let reader = std::thread::spawn(move || {
            let mut tally = Tally::default();
            for line in lines.lines().map_while(Result::ok) {
                say(&line);
                tally.add(&line);
            }
            tally
        });
        let status = self.interruptions.wait(child)?;
        let counted = reader.join().ok().context("the reader of the output stopped early")?;
        self.tally.passed += counted.passed;
        self.tally.failed += counted.failed;
        Ok(status.success())
    }

    fn conclude(&self) -> ExitCode {
        say(String::new());
        if !self.failed.is_empty() {
            say(format_args!("these steps failed: {}", self.failed.join(", ")));
        }
        say(format_args!("{} passed, {} failed", self.tally.passed, self.tally.failed));
        if self.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

impl Tally {
    /// Reads the summary lines of cargo (`test result: ok. 3 passed; 0 failed; …`) and node (`ℹ pass 3`).
    fn add(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += number_before(result, " passed");
            self.failed += number_before(result, " failed");
        } else if let Some(count) = line.strip_prefix("ℹ pass ") {
            self.passed += count.parse().unwrap_or(0);
        } else if let Some(count) = line.strip_prefix("ℹ fail ") {
            self.failed += count.parse().unwrap_or(0);
        }
    }
}

fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split(word).next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// The browser tests by name: node's own search for them differs from one version to the next.
fn journeys(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder.join("journeys")).context("e2e/journeys cannot be read")? {
        let name = PathBuf::from("journeys").join(entry?.file_name());
        if name.to_string_lossy().ends_with(".test.mjs") {
            files.push(name);
        }
    }
    ensure!(!files.is_empty(), "e2e/journeys holds no browser test");
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_runners_summaries_are_added_up() {
        let mut tally = Tally::default();
        for line in [
            "running 4 tests",
            "test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "ℹ tests 9",
            "ℹ pass 8",
            "ℹ fail 1",
            "a line that speaks of 100 passed things",
        ] {
            tally.add(line);
        }
        assert_eq!(tally, Tally { passed: 22, failed: 3 });
    }

    #[test]
    fn a_folder_without_browser_tests_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("journeys")).unwrap();
        std::fs::write(folder.path().join("journeys/support.mjs"), "").unwrap();
        assert!(journeys(folder.path()).is_err());
        std::fs::write(folder.path().join("journeys/consent.test.mjs"), "").unwrap();
        assert_eq!(journeys(folder.path()).unwrap(), [PathBuf::from("journeys/consent.test.mjs")]);
    }
}
