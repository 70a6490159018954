//! The workspace's own tasks: whatever `make` needs that has logic in it. `cargo xtask help` lists them.

mod assets;
mod cluster;
mod process;
mod suite;
mod tidy;
mod tools;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

/// One task: its name, what `help` says about it, and what it does with the arguments after its name.
struct Task {
    name: &'static str,
    help: &'static str,
    run: fn(&[String]) -> Result<ExitCode>,
}

const TASKS: &[Task] = &[
    Task {
        name: "assets",
        help: "[FOLDER…]: install npm packages by lock file, the root's and those of e2e or bench",
        run: assets,
    },
    Task { name: "ensure", help: "find Chromium and PostgreSQL, or install them on Debian", run: ensure },
    Task { name: "screenshots", help: "take the pictures in docs/images again", run: screenshots },
    Task { name: "test", help: "run every check and every test, on both databases", run: test },
    Task { name: "tidy", help: "hold the rules that no compiler knows", run: tidy },
    Task {
        name: "with-postgres",
        help: "-- COMMAND…: run it beside a throwaway PostgreSQL",
        run: with_postgres,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            process::say(format_args!("xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let (name, rest) =
        arguments.split_first().map_or(("help", arguments), |(name, rest)| (name.as_str(), rest));
    if name == "help" {
        return Ok(help());
    }
    let task = TASKS.iter().find(|task| task.name == name);
    let task = task.with_context(|| format!("no task is called {name}; `cargo xtask help` lists them"))?;
    (task.run)(rest)
}

fn help() -> ExitCode {
    for task in TASKS {
        process::say(format_args!("cargo xtask {:<14} {}", task.name, task.help));
    }
    ExitCode::SUCCESS
}

fn assets(folders: &[String]) -> Result<ExitCode> {
    let root = process::workspace_root();
    assets::install(&root)?;
    folders.iter().try_for_each(|folder| assets::install(&root.join(folder)))?;
    Ok(ExitCode::SUCCESS)
}

fn ensure(_: &[String]) -> Result<ExitCode> {
    let found = tools::ensure()?;
    process::say(format_args!("Chromium:   {}", found.chromium.display()));
    process::say(format_args!("PostgreSQL: {}", found.postgres.display()));
    Ok(ExitCode::SUCCESS)
}

fn screenshots(_: &[String]) -> Result<ExitCode> {
    let root = process::workspace_root();
    let tools = tools::ensure()?;
    assets::install(&root)?;
    assets::install(&root.join("e2e"))?;
    process::run(process::command("cargo").args(["build", "--package", "slipway"]).current_dir(&root))?;
    let mut node = process::command("node");
    node.arg("screenshots.mjs").current_dir(root.join("e2e")).env("CHROMIUM", tools.chromium);
    process::run(&mut node)?;
    Ok(ExitCode::SUCCESS)
}

fn test(_: &[String]) -> Result<ExitCode> {
    suite::run(&process::workspace_root())
}

fn tidy(_: &[String]) -> Result<ExitCode> {
    tidy::run(&process::workspace_root())
}

fn with_postgres(arguments: &[String]) -> Result<ExitCode> {
    let command = arguments.strip_prefix(&["--".to_owned()]).unwrap_or(arguments);
    let Some((program, rest)) = command.split_first() else {
        bail!("with-postgres needs a command: cargo xtask with-postgres -- cargo test");
    };
    let interruptions = process::Interruptions::watch()?;
    let binaries = tools::postgres_binaries().context(tools::POSTGRES_MISSING)?;
    let cluster = cluster::Cluster::start(&binaries)?;
    let mut command = process::command(program);
    command.args(rest).envs(cluster.environment());
    interruptions.run(&mut command)
}
