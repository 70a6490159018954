//! `slipway backup` and `slipway restore`: all that the database holds, as one file, and a database from it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, ErrorKind},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use app::system::SystemClock;
use kernel::Clock as _;
use serde_json::json;
use store::{
    Location, OpenError,
    backup::{self, BackupError, Counts},
};
use toolkit::standing::count;

use super::{configured, progress};
use crate::{
    arguments, arguments::Place, config::Loaded, failure::Failure, master_key, output::Output, wiring,
};

/// How often somebody who waits hears how far it is.
const EVERY: Duration = Duration::from_secs(2);

pub fn back_up(arguments: &arguments::Backup, place: Place, out: &mut Output<'_>) -> Result<(), Failure> {
    let loaded = configured(place)?;
    let file = &arguments.file;
    if file.exists() {
        let words = format!("{} exists already: name another file, or move that one away", file.display());
        return Err(Failure::refused("file_exists", words));
    }
    // Whoever looks into the folder meanwhile sees that it is not whole yet; and what is broken off never has the name.
    let part = beside(file, ".part");
    let written = write(&loaded.settings.database(), &part);
    let (counts, bytes) =
        written.and_then(|counts| Ok((counts, finish(&part, file)?))).inspect_err(|_| {
            // What cannot be removed either stays under a name that says what it is.
            let _ = fs::remove_file(&part);
        })?;
    if out.is_json() {
        return Ok(out.json(&json!({ "file": file, "bytes": bytes, "rows": counts }))?);
    }
    out.line(&format!("{} in {}, {bytes} bytes.", rows(&counts), file.display()))?;
    let key = master_key::Source::of(&loaded.settings);
    out.line(&format!("The master key is not in it. Keep {key} too, and elsewhere."))?;
    Ok(())
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn write(location: &Location, part: &Path) -> Result<Counts, Failure> {
    let opened = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part);
    let opened = opened.map_err(|error| unusable(part, &error))?;
    let mut out = BufWriter::new(opened);
    Ok(backup::back_up(location, &mut out, SystemClock.now(), teller("reading"))?)
}

fn finish(part: &Path, file: &Path) -> Result<u64, Failure> {
    let named = || {
        let written = File::open(part)?;
        written.sync_all()?;
        // No file of this name is replaced: somebody else may have made one meanwhile.
        fs::hard_link(part, file)?;
        fs::remove_file(part)?;
        Ok(written.metadata()?.len())
    };
    named().map_err(|error: io::Error| unusable(file, &error))
}

fn unusable(file: &Path, error: &io::Error) -> Failure {
    Failure::refused("file_unusable", format!("{} cannot be used: {error}", file.display()))
}

pub fn restore(arguments: &arguments::Restore, place: Place, out: &mut Output<'_>) -> Result<(), Failure> {
    let loaded = configured(place)?;
    let file = &arguments.file;
    let opened = File::open(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            Failure::refused("no_such_file", format!("there is no file {}", file.display()))
        }
        _ => unusable(file, &error),
    })?;
    // Held until it is whole: a server that starts meanwhile waits for it.
    let _turn = wiring::claim_folder(&loaded.settings.data).map_err(|fault| loaded.problem("data", fault))?;
    let location = loaded.settings.database();
    let counts = backup::restore(&location, BufReader::new(opened), teller("filling"))?;
    answer_restored(&loaded, &location, &counts, out)
}

fn answer_restored(
    loaded: &Loaded,
    location: &Location,
    counts: &Counts,
    out: &mut Output<'_>,
) -> Result<(), Failure> {
    if out.is_json() {
        return Ok(out.json(&json!({ "database": location.to_string(), "rows": counts }))?);
    }
    out.line(&format!("{} put into {location}.", rows(counts)))?;
    let key = master_key::Source::of(&loaded.settings);
    if !key.is_there() {
        out.line(&format!("Put the master key of that time back as {key} before you start."))?;
    }
    Ok(out.line("Then run `slipway verify`: it compares every event with what was recorded.")?)
}

fn rows(counts: &Counts) -> String {
    let all = counts.values().sum::<u64>();
    count(usize::try_from(all).unwrap_or(usize::MAX), "row", "rows")
}

/// Says where it is, now and then.
fn teller(doing: &'static str) -> impl FnMut(&str) {
    let mut told = Instant::now();
    move |table| {
        if told.elapsed() >= EVERY {
            told = Instant::now();
            progress(format_args!("{doing} {table}"));
        }
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        let code = match &error {
            BackupError::NotWritten(_) => "file_unusable",
            BackupError::Damaged(_) => "backup_damaged",
            BackupError::NewerThanProgram { .. } => "backup_newer",
            BackupError::NotEmpty(_) => "database_not_empty",
            BackupError::Open(OpenError::FileNotOpened { .. } | OpenError::NotConnected { .. }) => {
                "database_unusable"
            }
            BackupError::Open(_) | BackupError::Store(_) => return Self::Ours(error.into()),
        };
        Self::refused(code, error.to_string())
    }
}
