//! The two trees of migrations stay in step: the same numbers and names, one after the other without a gap.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Finding;

const SQLITE: &str = "crates/store/migrations/sqlite";
const POSTGRES: &str = "crates/store/migrations/postgres";

pub fn check(files: &[PathBuf]) -> Vec<Finding> {
    let sqlite = migrations_in(files, SQLITE);
    let postgres = migrations_in(files, POSTGRES);
    let mut findings = missing(&sqlite, &postgres, POSTGRES);
    findings.extend(missing(&postgres, &sqlite, SQLITE));
    findings.extend(gaps(&sqlite, SQLITE));
    findings.extend(gaps(&postgres, POSTGRES));
    findings
}

fn migrations_in(files: &[PathBuf], folder: &str) -> BTreeSet<String> {
    let here = files.iter().filter(|file| file.parent() == Some(Path::new(folder)));
    here.filter_map(|file| Some(file.file_name()?.to_str()?.to_owned())).collect()
}

fn missing(one: &BTreeSet<String>, other: &BTreeSet<String>, folder: &str) -> Vec<Finding> {
    let absent = one.difference(other).map(|name| Path::new(folder).join(name));
    absent
        .map(|file| Finding::error(&file, 1, "is missing: the other database has a migration of this name"))
        .collect()
}

fn gaps(names: &BTreeSet<String>, folder: &str) -> Vec<Finding> {
    let numbers: Vec<Option<u32>> = names.iter().map(|name| name.split('_').next()?.parse().ok()).collect();
    let first = numbers.first().copied().flatten().unwrap_or(1);
    let wrong =
        names.iter().zip(numbers).zip(first..).filter(|((_, number), expected)| *number != Some(*expected));
    wrong
        .map(|((name, _), expected)| {
            let message = format!("the migration here should be number {expected:04}: numbers follow each other, one for each file");
            Finding::error(&Path::new(folder).join(name), 1, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> Vec<String> {
        let files: Vec<PathBuf> =
            names.iter().map(|name| Path::new("crates/store/migrations").join(name)).collect();
        check(&files).iter().map(|finding| finding.file.display().to_string()).collect()
    }

    #[test]
    fn trees_in_step_are_fine() {
        assert!(
            found(&["sqlite/0001_a.sql", "postgres/0001_a.sql", "sqlite/0002_b.sql", "postgres/0002_b.sql"])
                .is_empty()
        );
    }

    #[test]
    fn a_migration_for_one_database_only_is_found() {
        let expected =
            ["crates/store/migrations/postgres/0001_a.sql", "crates/store/migrations/sqlite/0001_b.sql"];
        assert_eq!(found(&["sqlite/0001_a.sql", "postgres/0001_b.sql"]), expected);
    }

    #[test]
    fn a_gap_and_a_number_used_twice_are_found() {
        let both = |name: &str| [format!("sqlite/{name}"), format!("postgres/{name}")];
        let names: Vec<String> = ["0001_a.sql", "0003_b.sql"].into_iter().flat_map(both).collect();
        assert_eq!(found(&names.iter().map(String::as_str).collect::<Vec<_>>()).len(), 2);
        let names: Vec<String> = ["0001_a.sql", "0001_b.sql"].into_iter().flat_map(both).collect();
        assert_eq!(found(&names.iter().map(String::as_str).collect::<Vec<_>>()).len(), 2);
    }
}
