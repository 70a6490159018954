//! The arguments of commands about the onboarding process: its editions, and the integrations that go through it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Json;

#[derive(Debug, Subcommand)]
pub enum Toolkit {
    /// Tell every mistake in the files, with file, line and id; exit code 1 if there is one
    Check(CheckToolkit),
    /// What is different between two editions
    Diff(DiffEditions),
    /// Move integrations from one edition to another, or say beforehand what that would do
    Migrate(Migrate),
}

#[derive(Debug, Args)]
pub struct CheckToolkit {
    /// Folder of editions, or of one edition [default: toolkit.folder, or the editions that Slipway comes with]
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct DiffEditions {
    /// An edition by its id, or its folder
    #[arg(value_name = "A")]
    pub from: String,
    /// The other one
    #[arg(value_name = "B")]
    pub to: String,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct Migrate {
    /// The edition that is left
    #[arg(long, value_name = "A")]
    pub from: String,
    /// The edition that they go on with
    #[arg(long, value_name = "B")]
    pub to: String,
    /// Change nothing: say who gains a task, who would lose a gate that is met, what would be decided again
    #[arg(long)]
    pub dry_run: bool,
    /// Only this one: its reference or id [default: all that are on the edition]
    #[arg(long, value_name = "REFERENCE_OR_ID")]
    pub integration: Option<String>,
    /// Why, for the people of each integration; needed unless it is a dry run
    #[arg(long, value_name = "TEXT", required_unless_present = "dry_run")]
    pub reason: Option<String>,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct Gates {
    /// The reference of an integration, or its id
    #[arg(long, value_name = "REFERENCE_OR_ID")]
    pub integration: String,
    /// Only this gate; the exit code is 1 while it is not met
    #[arg(long, value_name = "GATE")]
    pub gate: Option<String>,
    #[command(flatten)]
    pub output: Json,
}

impl Toolkit {
    pub fn wants_json(&self) -> bool {
        match self {
            Self::Check(check) => check.output.json,
            Self::Diff(diff) => diff.output.json,
            Self::Migrate(migrate) => migrate.output.json,
        }
    }
}
