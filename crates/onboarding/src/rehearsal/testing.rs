//! The shipped editions, for tests.

use std::collections::BTreeMap;

use toolkit::Definition;

pub fn shipped(edition: &str) -> Definition {
    load(&format!("toolkit/{edition}"))
}

/// An edition from a folder of the repository.
pub fn load(folder: &str) -> Definition {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    toolkit::load(&files).unwrap_or_else(|problems| panic!("{problems:#?}"))
}
