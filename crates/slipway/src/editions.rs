//! The editions that this process works with: those that Slipway comes with, or those of a folder. It reads files and judges none.

use std::{fs, io, path::Path, sync::Arc};

use app::editions::{Folders, shipped, shipped_files};
use toolkit::{Problem, Toolkit, load_all};

use crate::{
    config::{Fault, Loaded},
    failure::Failure,
};

/// The file that makes a folder an edition.
const EDITION: &str = "edition.toml";
/// An edition has files and one folder of forms: deeper there is nothing, and a link in a circle ends.
const DEEPEST: usize = 3;

/// What the settings name, whole, or why it cannot be used.
pub fn configured(loaded: &Loaded) -> Result<Arc<Toolkit>, Failure> {
    match loaded.settings.toolkit.folder {
        None => shipped().map_err(|problems| Failure::Toolkit(problems.to_vec())),
        Some(_) => load_all(&configured_files(loaded)?).map(Arc::new).map_err(Failure::Toolkit),
    }
}

/// Its files, unjudged.
pub fn configured_files(loaded: &Loaded) -> Result<Folders, Failure> {
    let Some(folder) = &loaded.settings.toolkit.folder else { return Ok(shipped_files()) };
    let unreadable = |error: io::Error| {
        let wrong = format!("the folder {} cannot be read: {error}", folder.display());
        let fix = "name a folder with one folder for each edition, or leave the setting out";
        loaded.problem("toolkit.folder", Fault::new(wrong, fix))
    };
    let folders = read(folder).map_err(unreadable)?;
    if folders.keys().all(|name| name == toolkit::MIGRATIONS) {
        let wrong = format!("the folder {} holds no edition", folder.display());
        let fix = "name a folder with one folder for each edition, or leave the setting out";
        return Err(loaded.problem("toolkit.folder", Fault::new(wrong, fix)).into());
    }
    Ok(folders)
}

/// A folder of editions, or of one. A file that is no text is told as one that has no right line.
pub fn read(folder: &Path) -> io::Result<Folders> {
    let folder = folder.canonicalize()?;
    let mut folders = Folders::new();
    if folder.join(EDITION).is_file() {
        add(&mut folders, &name(&folder), &folder, "", DEEPEST)?;
        return Ok(folders);
    }
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.is_dir() && !is_hidden(&name(&path)) {
            add(&mut folders, &name(&path), &path, "", DEEPEST)?;
        }
    }
    Ok(folders)
}

fn add(folders: &mut Folders, folder: &str, at: &Path, prefix: &str, deeper: usize) -> io::Result<()> {
    for entry in fs::read_dir(at)? {
        let path = entry?.path();
        let file = format!("{prefix}{}", name(&path));
        if is_hidden(&name(&path)) {
            continue;
        }
        if path.is_dir() {
            if deeper > 0 {
                add(folders, folder, &path, &format!("{file}/"), deeper - 1)?;
            }
            continue;
        }
        let text = fs::read_to_string(&path)
            .map_err(|error| io::Error::new(error.kind(), format!("{folder}/{file}: {error}")))?;
        folders.entry(folder.to_owned()).or_default().insert(file, text);
    }
    Ok(())
}

// What editors and file managers leave about.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~')
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Every mistake of these files: what cannot be loaded, and what can be loaded and not be finished.
pub fn check(files: &Folders, now: kernel::Timestamp) -> Result<Toolkit, Vec<Problem>> {
    let toolkit = load_all(files)?;
    let dead_ends: Vec<Problem> = toolkit.editions().filter_map(|edition| dead_end(edition, now)).collect();
    if dead_ends.is_empty() { Ok(toolkit) } else { Err(dead_ends) }
}

// An edition that somebody who does everything right cannot walk to its end has a task that nobody can finish.
fn dead_end(edition: &toolkit::Definition, now: kernel::Timestamp) -> Option<Problem> {
    let stuck = onboarding::rehearsal::walk(edition, now).err()?;
    let file = format!("{}/{EDITION}", edition.edition.id);
    let what =
        format!("nobody can finish it, because somebody who does what they are asked gets stuck: {stuck}");
    Some(Problem::new(&file, 1, what, "change what the checks of this gate ask for, or who may do it"))
}
