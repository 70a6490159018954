//! Embeds the editions of the toolkit that ship with Slipway, so that the binary needs no files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let root = manifest.join("../../toolkit");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut table = String::from("const SHIPPED: &[(&str, &str, &str)] = &[\n");
    for folder in entries(&root).into_iter().filter(|path| path.is_dir()) {
        add(&mut table, &name(&folder), &folder, "");
    }
    table.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("editions.rs"), table).expect("the build folder can be written");
}

fn add(table: &mut String, folder: &str, at: &Path, prefix: &str) {
    for path in entries(at) {
        let name = format!("{prefix}{}", name(&path));
        if path.is_dir() {
            add(table, folder, &path, &format!("{name}/"));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let path = path.canonicalize().expect("a file that was listed is there");
            let path = path.display().to_string();
            writeln!(table, "    ({folder:?}, {name:?}, include_str!({path:?})),")
                .expect("a string can grow");
        }
    }
}

fn entries(at: &Path) -> Vec<PathBuf> {
    let listed =
        fs::read_dir(at).map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect());
    let mut paths: Vec<PathBuf> = listed.unwrap_or_default();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
