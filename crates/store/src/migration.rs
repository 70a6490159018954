//! The history of the schema: which migrations exist, and which of them a database still needs.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::OpenError;

/// One step of the schema's history. Once released it is never edited: its checksum is kept in every database.
#[derive(Clone, Copy)]
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The last step that this program knows.
pub(crate) const LATEST: i64 = SQLITE[SQLITE.len() - 1].version;

/// Which schema this program makes, as a short text that changes with any migration of either database.
pub(crate) fn fingerprint() -> String {
    let all =
        SQLITE.iter().chain(POSTGRES).fold(Sha256::new(), |all, step| all.chain_update(step.checksum()));
    hex(&all.finalize()[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

/// A step that a database says it has taken.
pub(crate) struct Applied {
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) checksum: String,
}

impl Migration {
    pub(crate) fn checksum(&self) -> String {
        hex(&Sha256::digest(self.sql.as_bytes()))
    }

    pub(crate) fn failed(&self, reason: String) -> OpenError {
        OpenError::MigrationFailed { version: self.version, name: self.name.to_owned(), reason }
    }
}

/// The steps that are still to be taken, in order; a history that this program does not share is refused.
pub(crate) fn pending<'a>(
    known: &'a [Migration],
    applied: &[Applied],
) -> Result<Vec<&'a Migration>, OpenError> {
    for step in applied {
        let (version, name) = (step.version, step.name.clone());
        match known.iter().find(|migration| migration.version == version) {
            None => return Err(OpenError::NewerThanProgram { version, name }),
            Some(migration) if migration.checksum() != step.checksum => {
                return Err(OpenError::MigrationChanged { version, name });
            }
            Some(_) => {}
        }
    }
    let taken = |migration: &&Migration| applied.iter().any(|step| step.version == migration.version);
    Ok(known.iter().filter(|migration| !taken(migration)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Migration] = &[
        Migration { version: 1, name: "accounts", sql: "CREATE TABLE a (b)" },
        Migration { version: 2, name: "grants", sql: "CREATE TABLE c (d)" },
    ];

    fn applied(migration: &Migration) -> Applied {
        let (version, name) = (migration.version, migration.name.to_owned());
        Applied { version, name, checksum: migration.checksum() }
    }

    #[test]
    fn only_what_is_missing_is_pending() {
        let versions = |applied: &[Applied]| -> Vec<i64> {
            pending(KNOWN, applied).unwrap().iter().map(|m| m.version).collect()
        };
        assert_eq!(versions(&[]), [1, 2]);
        assert_eq!(versions(&[applied(&KNOWN[0])]), [2]);
        assert!(versions(&[applied(&KNOWN[0]), applied(&KNOWN[1])]).is_empty());
    }

    #[test]
    fn an_edited_migration_is_refused() {
        let mut edited = applied(&KNOWN[0]);
        edited.checksum = "0".repeat(64);
        let error = pending(KNOWN, &[edited]).err().unwrap();
        assert!(matches!(error, OpenError::MigrationChanged { version: 1, .. }), "{error}");
    }

    #[test]
    fn a_database_of_a_newer_program_is_refused() {
        let error = pending(&KNOWN[..1], &[applied(&KNOWN[0]), applied(&KNOWN[1])]).err().unwrap();
        assert!(matches!(error, OpenError::NewerThanProgram { version: 2, .. }), "{error}");
        assert!(error.to_string().contains("0002 (grants)"), "{error}");
    }
}
