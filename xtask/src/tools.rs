//! The two programs that tests need and cargo cannot bring: Chromium and PostgreSQL. Found, or installed on Debian, or
//! asked for in words.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::process;

pub const POSTGRES_MISSING: &str = "no PostgreSQL server programs: `initdb` is neither on the PATH nor under \
    /usr/lib/postgresql/*/bin. Install them (Debian: apt-get install postgresql; Fedora: dnf install \
    postgresql-server; macOS: brew install postgresql), or let `cargo xtask ensure` do it as root on Debian";

const CHROMIUM_MISSING: &str = "no Chromium: set CHROMIUM to the path of one, or install it (Debian: apt-get install \
    chromium; Fedora: dnf install chromium), or let `cargo xtask ensure` do it as root on Debian";

const CHROMIUM_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const POSTGRES_PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];
const DEBIAN_POSTGRES: &str = "/usr/lib/postgresql";

/// Where the tools are.
pub struct Tools {
    pub chromium: PathBuf,
    /// The folder that holds `initdb`, `pg_ctl` and `postgres`.
    pub postgres: PathBuf,
}

/// Finds both, installing what is missing where this user may.
pub fn ensure() -> Result<Tools> {
    let missing: Vec<&str> = [("chromium", chromium()?), ("postgresql", postgres_binaries())]
        .into_iter()
        .filter_map(|(package, found)| found.is_none().then_some(package))
        .collect();
    if !missing.is_empty() {
        install(&missing)?;
    }
    let chromium = chromium()?.context(CHROMIUM_MISSING)?;
    let postgres = postgres_binaries().context(POSTGRES_MISSING)?;
    Ok(Tools { chromium, postgres })
}

/// `CHROMIUM` decides where it is set: a wrong path there is an error, not a reason to take another browser.
pub fn chromium() -> Result<Option<PathBuf>> {
    if let Some(chosen) = std::env::var_os("CHROMIUM").filter(|chosen| !chosen.is_empty()) {
        let chosen = PathBuf::from(chosen);
        ensure!(chosen.is_file(), "CHROMIUM is {}, and no such file exists", chosen.display());
        return Ok(Some(chosen));
    }
    Ok(CHROMIUM_NAMES.iter().find_map(|name| on_path(name)))
}

/// The folder of the server's programs: that of `initdb` on the PATH, or the newest of Debian's.
pub fn postgres_binaries() -> Option<PathBuf> {
    let from_path =
        on_path("initdb").and_then(|initdb| Some(initdb.canonicalize().ok()?.parent()?.to_owned()));
    from_path
        .into_iter()
        .chain(debian_versions(Path::new(DEBIAN_POSTGRES)))
        .find(|folder| is_complete(folder))
}

fn is_complete(folder: &Path) -> bool {
    POSTGRES_PROGRAMS.iter().all(|program| folder.join(program).is_file())
}

/// `15/bin`, `17/bin`, … under Debian's folder, newest first.
fn debian_versions(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
    let version = |entry: std::fs::DirEntry| entry.file_name().to_str()?.parse::<u32>().ok();
    let mut versions: Vec<u32> = entries.flatten().filter_map(version).collect();
    versions.sort_unstable_by(|one, other| other.cmp(one));
    versions.into_iter().map(|version| root.join(version.to_string()).join("bin")).collect()
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn install(packages: &[&str]) -> Result<()> {
    let asked = format!("install {} and run this again", packages.join(" and "));
    ensure!(Path::new("/etc/debian_version").exists(), "this machine is not Debian: {asked}");
    let Some(administrator) = administrator() else {
        bail!(
            "you may not install packages here (no root, no password-less sudo): {asked}, as root: apt-get install {}",
            packages.join(" ")
        );
    };
    if packages.contains(&"postgresql") {
        as_administrator(&administrator, &["sh", "-c", NO_MAIN_CLUSTER])?;
    }
    as_administrator(&administrator, &["apt-get", "update"])?;
    let mut install = vec!["apt-get", "install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    as_administrator(&administrator, &install)
}

/// Debian's package would otherwise create and start a server of its own that nobody here asked for.
const NO_MAIN_CLUSTER: &str = "mkdir -p /etc/postgresql-common/createcluster.d && \
    echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/throwaway-servers-only.conf";

/// The words to put before a command so that it runs as root: none for root itself.
fn administrator() -> Option<Vec<&'static str>> {
    let is_root = process::answer(process::command("id").arg("-u")).is_some_and(|user| user == "0");
    if is_root {
        return Some(vec![]);
    }
    process::answer(process::command("sudo").args(["-n", "true"])).map(|_| vec!["sudo", "-n"])
}

fn as_administrator(administrator: &[&str], command: &[&str]) -> Result<()> {
    let noninteractive = ["env", "DEBIAN_FRONTEND=noninteractive"];
    let words: Vec<&OsStr> =
        administrator.iter().chain(&noninteractive).chain(command).map(|word| OsStr::new(*word)).collect();
    let (program, arguments) = words.split_first().context("there is always a word")?;
    process::run(process::command(program).args(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_debians_servers_comes_first() {
        let root = tempfile::tempdir().unwrap();
        for version in ["9", "15", "17", "common"] {
            std::fs::create_dir_all(root.path().join(version).join("bin")).unwrap();
        }
        let found = debian_versions(root.path());
        let expected: Vec<PathBuf> =
            ["17", "15", "9"].iter().map(|version| root.path().join(version).join("bin")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_folder_without_the_server_itself_is_not_enough() {
        let folder = tempfile::tempdir().unwrap();
        for program in ["initdb", "pg_ctl"] {
            std::fs::write(folder.path().join(program), "").unwrap();
        }
        assert!(!is_complete(folder.path()));
        std::fs::write(folder.path().join("postgres"), "").unwrap();
        assert!(is_complete(folder.path()));
    }
}
