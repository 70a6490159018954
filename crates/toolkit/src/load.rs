//! From the files of an edition to a [`Definition`] that is whole and consistent, or to every problem that they have.
//!
//! It knows no folder: files come in as texts by their path. `toolkit/README.md` describes them for those who write them.

mod calls;
mod cycles;
mod forms;
mod known;
mod process;
mod read;
mod refer;
mod reuse;
mod service;
pub(crate) mod source;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::{Definition, problem::Problem};

/// Files by their path in the folder of the edition, such as `forms/application.toml`.
pub type Files = BTreeMap<String, String>;

/// Loads one edition: all of it, or nothing and every problem, in the order of files and lines.
pub fn load(files: &Files) -> Result<Definition, Vec<Problem>> {
    let mut problems = Vec::new();
    let read = read::read(files, &mut problems);
    let is_read_whole = problems.is_empty();
    let mut refer = refer::Refer::new(&read, &mut problems);
    forms::check(&mut refer);
    process::check(&mut refer);
    calls::check(&mut refer);
    service::check(&mut refer);
    // What is missing or goes in circles can only be told of what was read whole.
    if is_read_whole {
        process::check_uses(&mut refer);
        cycles::check(&mut refer);
    }
    if problems.is_empty() {
        return Ok(read.definition);
    }
    problems.sort();
    problems.dedup();
    Err(problems)
}

// Lengths keep two texts from running into each other.
fn digest(files: &Files) -> String {
    let mut all = Sha256::new();
    for (path, text) in files {
        for part in [path, text] {
            all.update((part.len() as u64).to_be_bytes());
            all.update(part);
        }
    }
    all.finalize().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[cfg(test)]
mod tests;
