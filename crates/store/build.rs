//! Lists the migrations of both databases in one table, so that adding one is adding two files.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script where things are through its environment"
)]

use std::{env, error::Error, fmt::Write, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("migrations");
    println!("cargo::rerun-if-changed=migrations");
    let mut code = String::new();
    for (constant, folder) in [("SQLITE", "sqlite"), ("POSTGRES", "postgres")] {
        writeln!(code, "pub(crate) const {constant}: &[Migration] = &[")?;
        for name in files(&root.join(folder))? {
            let (version, title) =
                parts(&name).ok_or_else(|| format!("{name} is not named NNNN_title.sql"))?;
            let path = root.join(folder).join(&name);
            let path = path.to_str().ok_or("the path of the sources is not UTF-8")?;
            writeln!(
                code,
                "    Migration {{ version: {version}, name: {title:?}, sql: include_str!({path:?}) }},"
            )?;
        }
        writeln!(code, "];")?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("migrations.rs"), code)?;
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name().into_string().map_err(|_| "a migration's name is not UTF-8")?;
            if Path::new(&name).extension().is_some_and(|extension| extension == "sql") {
                names.push(name);
            }
        }
    }
    names.sort();
    Ok(names)
}

fn parts(name: &str) -> Option<(u32, &str)> {
    let (number, title) = name.strip_suffix(".sql")?.split_once('_')?;
    (number.len() == 4 && !title.is_empty()).then_some((number.parse().ok()?, title))
}
