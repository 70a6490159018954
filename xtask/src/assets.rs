//! npm packages, installed by their lock files: the design system's style sheets at the root, the browser tests' and the
//! benchmark's libraries in their own folders. Nothing of them is committed.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::process;

/// What npm writes last when it has finished; it holds the tree that was installed.
const INSTALLED: &str = "node_modules/.package-lock.json";
/// Our copy of the lock file that `npm ci` last obeyed.
const OBEYED: &str = "node_modules/.obeyed-lock.json";

/// Installs what the lock file of one folder asks for, unless that is there already.
pub fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    ensure!(lock.exists(), "{} has no package-lock.json", folder.display());
    if is_fresh(folder) {
        return Ok(());
    }
    let mut npm = process::command("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]).current_dir(folder);
    process::run(&mut npm).context("npm installs the front-end packages (it comes with Node 20 or newer)")?;
    std::fs::copy(&lock, folder.join(OBEYED)).context("node_modules cannot be written to")?;
    Ok(())
}

/// Whether what is installed is what the lock file asks for. Compared by content: git sets times as it likes.
fn is_fresh(folder: &Path) -> bool {
    let read = |name: &str| std::fs::read(folder.join(name)).ok();
    folder.join(INSTALLED).exists()
        && read(OBEYED).is_some_and(|obeyed| Some(obeyed) == read("package-lock.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(lock: &str, obeyed: Option<&str>, finished: bool) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("node_modules")).unwrap();
        std::fs::write(folder.path().join("package-lock.json"), lock).unwrap();
        if let Some(obeyed) = obeyed {
            std::fs::write(folder.path().join(OBEYED), obeyed).unwrap();
        }
        if finished {
            std::fs::write(folder.path().join(INSTALLED), "{}").unwrap();
        }
        folder
    }

    #[test]
    fn an_installation_by_this_lock_file_is_fresh() {
        assert!(is_fresh(folder("one", Some("one"), true).path()));
    }

    #[test]
    fn a_changed_lock_file_or_an_unfinished_installation_is_stale() {
        assert!(!is_fresh(folder("two", Some("one"), true).path()));
        assert!(!is_fresh(folder("one", None, true).path()));
        assert!(!is_fresh(folder("one", Some("one"), false).path()));
    }
}
