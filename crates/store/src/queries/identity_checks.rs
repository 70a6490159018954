//! What people sent of their photo ID and their face, what waits for a reviewer, and what came of it.

use identity::{
    AccountId, EnvironmentId,
    photo_identity::{Likeness, PhotoDocument, Verdict},
};
use kernel::{Date, EmailAddress, Timestamp};
use uuid::Uuid;

use super::words::unknown;
use crate::{Json, Row, StoreError, Tx, params};

/// One check of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityCheck {
    pub id: Uuid,
    pub account_id: AccountId,
    pub document: PhotoDocument,
    pub likeness: Likeness,
    pub sent_at: Timestamp,
    /// Absent while it waits.
    pub decided: Option<Decided>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    pub verdict: Verdict,
    /// The user of the portal; absent where a rule decided, or where the user is gone.
    pub by: Option<Uuid>,
    pub at: Timestamp,
}

/// One of the two files of a check, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedFile {
    pub media_type: String,
    pub sealed: Vec<u8>,
}

/// A check that waits, with what a list says of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub environment: String,
    pub check: IdentityCheck,
    pub email: EmailAddress,
    pub family_name: Option<String>,
    pub given_name: Option<String>,
    pub birthdate: Option<Date>,
}

macro_rules! columns {
    () => {
        "identity_check.id, identity_check.account_id, identity_check.document, identity_check.likeness, identity_check.sent_at, \
         identity_check.verdict, identity_check.decided_by, identity_check.decided_at"
    };
}

const WIDTH: usize = 8;

fn read(row: &Row<'_>) -> Result<IdentityCheck, StoreError> {
    let (document, verdict): (String, Option<String>) = (row.get(2)?, row.get(5)?);
    let known = |name: String| Verdict::named(&name).ok_or_else(|| unknown("a verdict", &name));
    let decided = match (verdict.map(known).transpose()?, row.get::<Option<Timestamp>>(7)?) {
        (Some(verdict), Some(at)) => Some(Decided { verdict, by: row.get(6)?, at }),
        _ => None,
    };
    Ok(IdentityCheck {
        id: row.get(0)?,
        account_id: row.get(1)?,
        document: PhotoDocument::named(&document).ok_or_else(|| unknown("a photo ID", &document))?,
        likeness: row.get::<Json<Likeness>>(3)?.0,
        sent_at: row.get(4)?,
        decided,
    })
}

/// Notes what was sent. False where a check of the person waits already.
pub fn insert(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    check: &IdentityCheck,
) -> Result<bool, StoreError> {
    let decided = check.decided;
    let inserted = tx.execute(
        "INSERT INTO identity_check (environment, id, account_id, document, likeness, sent_at, verdict, decided_by, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        params![
            environment.as_str(),
            check.id,
            check.account_id,
            check.document.name(),
            Json(&check.likeness),
            check.sent_at,
            decided.map(|decided| decided.verdict.name()),
            decided.and_then(|decided| decided.by),
            decided.map(|decided| decided.at),
        ],
    )?;
    Ok(inserted == 1)
}

pub fn insert_file(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    check: Uuid,
    part: &str,
    file: &SealedFile,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO identity_check_file (environment, check_id, part, media_type, sealed) VALUES ($1, $2, $3, $4, $5)",
        params![environment.as_str(), check, part, file.media_type, file.sealed],
    )?;
    Ok(())
}

/// A file of a check that waits.
pub fn find_file(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    check: Uuid,
    part: &str,
) -> Result<Option<SealedFile>, StoreError> {
    tx.find(
        "SELECT media_type, sealed FROM identity_check_file WHERE environment = $1 AND check_id = $2 AND part = $3",
        params![environment.as_str(), check, part],
        |row| Ok(SealedFile { media_type: row.get(0)?, sealed: row.get(1)? }),
    )
}

/// What a person sent last.
pub fn latest(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account: AccountId,
) -> Result<Option<IdentityCheck>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            columns!(),
            " FROM identity_check WHERE environment = $1 AND account_id = $2 ORDER BY sent_at DESC, id DESC LIMIT 1"
        ),
        params![environment.as_str(), account],
        read,
    )
}

pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: Uuid,
) -> Result<Option<IdentityCheck>, StoreError> {
    tx.find(
        concat!("SELECT ", columns!(), " FROM identity_check WHERE environment = $1 AND id = $2"),
        params![environment.as_str(), id],
        read,
    )
}

/// What waits in all environments, what has waited longest first.
pub fn list_waiting(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Waiting>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            ", identity_check.environment, account.email, account.family_name, account.given_name, account.birthdate
             FROM identity_check
             JOIN account ON account.environment = identity_check.environment AND account.id = identity_check.account_id
             WHERE identity_check.verdict IS NULL ORDER BY identity_check.sent_at, identity_check.id LIMIT $1"
        ),
        params![i64::from(most)],
        |row| {
            Ok(Waiting {
                environment: row.get(WIDTH)?,
                check: read(row)?,
                email: row.get(WIDTH + 1)?,
                family_name: row.get(WIDTH + 2)?,
                given_name: row.get(WIDTH + 3)?,
                birthdate: row.get(WIDTH + 4)?,
            })
        },
    )
}

/// Decides upon a check that waits, and removes what was sent. Of two at once, one decides: false for the other.
pub fn decide(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: Uuid,
    decided: Decided,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE identity_check SET verdict = $3, decided_by = $4, decided_at = $5
         WHERE environment = $1 AND id = $2 AND verdict IS NULL",
        params![environment.as_str(), id, decided.verdict.name(), decided.by, decided.at],
    )?;
    tx.execute(
        "DELETE FROM identity_check_file WHERE environment = $1 AND check_id = $2",
        params![environment.as_str(), id],
    )?;
    Ok(changed == 1)
}

/// Forgets a check that waits, with its files: the person proved who they are another way.
pub fn withdraw(tx: &mut Tx<'_>, environment: &EnvironmentId, account: AccountId) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM identity_check WHERE environment = $1 AND account_id = $2 AND verdict IS NULL",
        params![environment.as_str(), account],
    )?;
    Ok(())
}
