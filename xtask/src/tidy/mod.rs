//! The rules of the house that no compiler knows: who may depend on whom, how long a file grows, what no file may say.

mod arrows;
mod files;
mod locks;
mod migrations;

use std::fmt::{Display, Formatter};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::process::say;

/// A rule broken at a place, with what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub file: PathBuf,
    pub line: usize,
    pub message: String,
    pub severity: Severity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Worth a look; does not fail the run.
    Note,
    Error,
}

impl Finding {
    fn error(file: &Path, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into(), severity: Severity::Error }
    }

    fn note(file: &Path, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into(), severity: Severity::Note }
    }
}

impl Display for Finding {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Note => "note",
            Severity::Error => "error",
        };
        write!(formatter, "{}:{}: {severity}: {}", self.file.display(), self.line, self.message)
    }
}

pub fn run(root: &Path) -> Result<ExitCode> {
    let mut findings = arrows::check(root)?;
    let files = our_files(root)?;
    for file in &files {
        let text =
            std::fs::read(root.join(file)).with_context(|| format!("{} cannot be read", file.display()))?;
        let text = String::from_utf8_lossy(&text);
        findings.extend(files::check(file, &text));
        findings.extend(locks::check(file, &text));
    }
    findings.extend(migrations::check(&files));
    findings.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    findings.iter().for_each(say);
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    say(format_args!(
        "tidy looked at {} files: {errors} errors, {} notes",
        files.len(),
        findings.len() - errors
    ));
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Folders that hold nothing of ours.
const NOT_OURS: [&str; 6] = [".git", "target", "node_modules", "data", "results", "work"];
const EXTENSIONS: [&str; 10] = ["rs", "sql", "toml", "md", "mjs", "js", "html", "css", "json", "lock"];

/// The text files of the workspace, by their path within it.
fn our_files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                if !NOT_OURS.contains(&entry.file_name().to_string_lossy().as_ref()) {
                    folders.push(path);
                }
            } else if path
                .extension()
                .is_some_and(|extension| EXTENSIONS.iter().any(|known| extension == *known))
            {
                files.push(path.strip_prefix(root)?.to_owned());
            }
        }
    }
    files.sort();
    Ok(files)
}
