//! The command line from the outside: help texts, refusals and exit codes, as a terminal shows them.

use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder of its own for each command, so that no file of the checkout is read.
struct Terminal(TempDir);

impl Terminal {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn run(&self, line: &str, variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_slipway"));
        command.args(line.split_whitespace()).current_dir(self.0.path()).env_clear();
        command.envs(variables.iter().copied()).output().expect("the program runs")
    }

    /// What a person sees: both streams and the exit code.
    fn shows(&self, line: &str, variables: &[(&str, &str)]) -> String {
        let output = self.run(line, variables);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("commands write UTF-8");
        format!(
            "$ slipway {line}\nexit code {}\n--- out\n{}--- err\n{}",
            output.status.code().expect("it ends by itself"),
            text(output.stdout),
            text(output.stderr)
        )
    }
}

#[test]
fn help() {
    insta::assert_snapshot!(Terminal::new().shows("--help", &[]));
}

#[test]
fn help_of_each_command() {
    let terminal = Terminal::new();
    let commands = ["serve", "client register", "client list", "client show", "people list", "people reset"];
    let more = [
        "people template",
        "people upload",
        "people undo",
        "staff add",
        "staff remove",
        "staff list",
        "staff reset-second-factor",
        "toolkit check",
        "toolkit diff",
        "toolkit migrate",
        "demo",
        "gates",
        "verify",
        "backup",
        "restore",
        "keys rotate",
        "keys list",
        "config check",
        "config example",
        "trace",
    ];
    let all: Vec<String> = commands
        .iter()
        .chain(&more)
        .map(|command| terminal.shows(&format!("{command} --help"), &[]))
        .collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn config_check_without_any_configuration() {
    insta::assert_snapshot!(Terminal::new().shows("config check", &[]));
}

#[test]
fn config_check_masks_secrets_and_says_where_values_come_from() {
    let variables = [
        ("SLIPWAY_DATABASE_URL", "postgres://slipway:hunter2@db.example/slipway"),
        ("SLIPWAY_MAIL_SMTP_URL", "smtps://slipway:hunter2@mail.example"),
        ("SLIPWAY_MAIL_FROM", "Slipway <slipway@mail.example>"),
        ("SLIPWAY_PORT", "tcp://10.0.0.1:80"),
    ];
    let terminal = Terminal::new();
    insta::assert_snapshot!(terminal.shows("config check --data elsewhere", &variables));
    let json = terminal.run("--data elsewhere config check --json", &variables);
    let answer: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(answer["settings"][0]["value"], "elsewhere");
    assert_eq!(answer["settings"][0]["from"], "--data");
    assert!(!String::from_utf8(json.stdout).unwrap().contains("hunter2"));
}

#[test]
fn a_wrong_configuration_stops_any_command_with_exit_code_2() {
    let variables = [("SLIPWAY_PORTAL_LISTEN", "localhost"), ("SLIPWAY_LOG_LEVEL", "loud")];
    let terminal = Terminal::new();
    insta::assert_snapshot!(terminal.shows("serve", &variables));
    insta::assert_snapshot!(terminal.shows("config check --json", &variables));
}

#[test]
fn config_example_is_a_file_that_can_be_used() {
    let terminal = Terminal::new();
    let example = terminal.run("config example", &[]);
    std::fs::write(terminal.0.path().join("slipway.toml"), &example.stdout).unwrap();
    let check = terminal.run("config check", &[]);
    assert!(check.status.success(), "{check:?}");
    insta::assert_snapshot!(String::from_utf8(example.stdout).unwrap());
}

#[test]
fn what_is_missing_is_said_with_exit_code_2() {
    let terminal = Terminal::new();
    insta::assert_snapshot!(terminal.shows("client register --environment sandpit --name Example", &[]));
    insta::assert_snapshot!(terminal.shows("client list --environment production", &[]));
    insta::assert_snapshot!(terminal.shows("trace", &[]));
}
