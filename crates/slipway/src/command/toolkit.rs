//! `slipway toolkit check` and `diff`: the editions of the onboarding process.

use std::{path::Path, sync::Arc};

use app::system::SystemClock;
use kernel::Clock;
use serde_json::json;
use toolkit::{Definition, Toolkit as Editions, diff::diff, standing::count};

use crate::{
    arguments::{CheckToolkit, DiffEditions, Place, Toolkit},
    config::{Inputs, Loaded, load},
    editions,
    failure::{Failure, toolkit_problems},
    output::Output,
};

pub fn run(command: &Toolkit, place: Place, out: &mut Output<'_>) -> Result<(), Failure> {
    match command {
        Toolkit::Check(check) => self::check(check, &settings(place)?, out),
        Toolkit::Diff(diff) => differences(diff, &settings(place)?, out),
        Toolkit::Migrate(_) => unreachable!("it needs a database and is run with one"),
    }
}

// No database is opened: whoever writes an edition need not have one.
fn settings(place: Place) -> Result<Loaded, Failure> {
    Ok(load(&Inputs::of_process(place.data, place.config))?)
}

fn check(check: &CheckToolkit, loaded: &Loaded, out: &mut Output<'_>) -> Result<(), Failure> {
    let files = match &check.folder {
        Some(folder) => editions::read(folder).map_err(|error| unreadable(folder, &error))?,
        None => editions::configured_files(loaded)?,
    };
    if files.is_empty() {
        return Err(Failure::Usage("there is no edition in this folder".to_owned()));
    }
    let found = editions::check(&files, SystemClock.now()).map_err(|problems| Failure::Found {
        code: "toolkit",
        message: toolkit_problems(&problems),
        found: json!(problems),
    })?;
    if out.is_json() {
        return Ok(out.json(&json!({ "editions": all(&found), "problems": [] }))?);
    }
    for edition in found.editions() {
        out.line(&described(edition))?;
    }
    for migration in found.migrations() {
        out.line(&format!("{} to {}: every id has a place", migration.from, migration.to))?;
    }
    Ok(())
}

fn unreadable(folder: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("the folder {} cannot be read: {error}", folder.display()))
}

fn all(editions: &Editions) -> Vec<serde_json::Value> {
    let one = |edition: &Arc<Definition>| {
        json!({
            "id": edition.edition.id,
            "title": edition.edition.title,
            "digest": edition.digest,
            "stages": edition.stages.len(),
            "tasks": edition.tasks.len(),
            "checks": edition.checks.len(),
            "gates": edition.gates.len(),
            "forms": edition.forms.len(),
        })
    };
    editions.editions().map(one).collect()
}

fn described(edition: &Definition) -> String {
    let counts = [
        count(edition.stages.len(), "stage", "stages"),
        count(edition.tasks.len(), "task", "tasks"),
        count(edition.checks.len(), "check", "checks"),
        count(edition.gates.len(), "gate", "gates"),
        count(edition.forms.len(), "form", "forms"),
    ];
    format!("{}: {}; it can be walked to its end", edition.edition.id, counts.join(", "))
}

fn differences(wanted: &DiffEditions, loaded: &Loaded, out: &mut Output<'_>) -> Result<(), Failure> {
    let known = editions::configured(loaded)?;
    let (from, to) = (edition(&wanted.from, &known)?, edition(&wanted.to, &known)?);
    let found = diff(&from, &to);
    if out.is_json() { Ok(out.json(&found)?) } else { Ok(out.text(&found.to_string())?) }
}

/// By its id, or from a folder that is not in use yet.
fn edition(wanted: &str, known: &Editions) -> Result<Arc<Definition>, Failure> {
    let id = wanted.parse().ok();
    if let Some(found) = id.and_then(|id| known.get(&id)) {
        return Ok(found);
    }
    let folder = Path::new(wanted);
    if folder.is_dir() {
        let files = editions::read(folder).map_err(|error| unreadable(folder, &error))?;
        let read = toolkit::load_all(&files).map_err(Failure::Toolkit)?;
        if let Some(found) = read.editions().next() {
            return Ok(Arc::clone(found));
        }
    }
    Err(unknown(wanted, known))
}

fn unknown(wanted: &str, known: &Editions) -> Failure {
    let ids: Vec<&str> = known.editions().map(|edition| edition.edition.id.as_str()).collect();
    Failure::Usage(format!("there is no edition {wanted:?}: use one of {}, or its folder", ids.join(", ")))
}
