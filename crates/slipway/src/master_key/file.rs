//! The key in a file, for its owner only.

use std::{
    fmt::Write as _,
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Read, Write as _},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use kernel::Random;

use super::{MOST_BYTES, MasterKey, parse};
use crate::config::Fault;

/// Reads the key, if its file is there.
pub fn read(path: &Path) -> Result<Option<MasterKey>, Fault> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(path, &error)),
    };
    let permissions = file.metadata().map_err(|error| unreadable(path, &error))?.permissions();
    check_permissions(path, &permissions)?;
    let mut text = String::new();
    file.take(MOST_BYTES).read_to_string(&mut text).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => not_a_key(path),
        _ => unreadable(path, &error),
    })?;
    parse(&text).map(Some).ok_or_else(|| not_a_key(path))
}

/// Makes a key and its file. Where another process made the file first, its key is the one.
pub fn make(path: &Path, random: &dyn Random) -> Result<MasterKey, Fault> {
    let mut key = [0; 32];
    random.fill(&mut key);
    match publish(path, &key, random) {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| missing(path))
        }
        Err(error) => Err(Fault::new(
            format!("the key file {} cannot be written: {error}", path.display()),
            "let this user write to its folder, or set master_key_file to a place where it may",
        )),
    }
}

/// What to say where the database was sealed with a key that is not there.
pub fn missing(path: &Path) -> Fault {
    Fault::new(
        format!("the key file {} is not there, and the database holds keys sealed with it", path.display()),
        "restore the file from a backup, or start over with another database and data folder",
    )
}

// The file gets its name only when it is whole, so that nobody reads half a key, and never takes the place of another.
fn publish(path: &Path, key: &MasterKey, random: &dyn Random) -> io::Result<()> {
    let draft = draft_of(path, random);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    let linked = writeln!(file, "{}", hex(key))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&draft, path))
        .and_then(|()| sync_folder(path));
    fs::remove_file(&draft)?;
    linked
}

fn draft_of(path: &Path, random: &dyn Random) -> PathBuf {
    let mut suffix = [0; 6];
    random.fill(&mut suffix);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", hex(&suffix)));
    path.with_file_name(name)
}

// A name is kept through a power cut only once its folder is written.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

/// What is secret is for the file's owner alone.
pub fn check_permissions(path: &Path, permissions: &Permissions) -> Result<(), Fault> {
    let mode = permissions.mode() & 0o777;
    let others = mode & 0o077;
    if others == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Fault::new(
        format!("the key file {path} can be used by others than its owner (its mode is {mode:03o})"),
        format!("run chmod 600 {path}, and make new keys if others on this machine may have read it"),
    ))
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    let wrong = format!("the key file {} cannot be read: {error}", path.display());
    Fault::new(wrong, "let this user read it, or set master_key_file to the right file")
}

fn not_a_key(path: &Path) -> Fault {
    let wrong = format!("the file {} does not hold a key of 64 hexadecimal digits", path.display());
    Fault::new(wrong, "restore it from a backup, or set master_key_file to the right file")
}

#[cfg(test)]
mod tests {
    use std::{sync::Barrier, thread};

    use kernel::SeededRandom;

    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        (folder, path)
    }

    fn write(path: &Path, text: impl AsRef<[u8]>, mode: u32) {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_key_that_was_made_is_read_again_by_its_owner_only() {
        let (folder, path) = place();
        assert_eq!(read(&path), Ok(None));
        let key = make(&path, &SeededRandom::new(1)).unwrap();
        assert_ne!(key, [0; 32]);
        assert_eq!(read(&path), Ok(Some(key)));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn a_key_is_never_replaced() {
        let (_folder, path) = place();
        let first = make(&path, &SeededRandom::new(1)).unwrap();
        assert_eq!(make(&path, &SeededRandom::new(2)), Ok(first));
    }

    #[test]
    fn processes_that_start_at_once_agree() {
        let (_folder, path) = place();
        let start = Barrier::new(8);
        let keys: Vec<MasterKey> = thread::scope(|scope| {
            let (path, start) = (&path, &start);
            let made = |seed| {
                move || {
                    start.wait();
                    make(path, &SeededRandom::new(seed)).unwrap()
                }
            };
            let running: Vec<_> = (0..8).map(|seed| scope.spawn(made(seed))).collect();
            running.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_command_that_mends_it() {
        let (_folder, path) = place();
        for mode in [0o640, 0o604, 0o660] {
            write(&path, "ab".repeat(32), mode);
            let fault = read(&path).unwrap_err();
            assert!(fault.wrong.contains(&format!("{mode:03o}")), "{fault:?}");
            assert!(fault.fix.contains("chmod 600"), "{fault:?}");
        }
    }

    #[test]
    fn what_is_not_a_key_is_refused_and_not_repeated() {
        let (_folder, path) = place();
        let short = "ab".repeat(31);
        let long = "ab".repeat(33);
        let signed = format!("+{}", "1".repeat(63));
        for text in [b"".as_slice(), short.as_bytes(), long.as_bytes(), signed.as_bytes(), &[0xff; 64]] {
            write(&path, text, 0o600);
            let fault = read(&path).unwrap_err();
            assert!(fault.wrong.ends_with("does not hold a key of 64 hexadecimal digits"), "{fault:?}");
            assert!(!fault.wrong.contains("abab"), "{fault:?}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let (folder, _) = place();
        let fault = make(&folder.path().join("nowhere/master.key"), &SeededRandom::new(1)).unwrap_err();
        assert!(fault.wrong.contains("cannot be written"), "{fault:?}");
    }
}
