//! Answers of the public eligibility check, found by the cookie of the browser that gives them.

use kernel::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Json, StoreError, Tx, params};

/// Keeps answers in place of those before.
pub fn save<A: Serialize>(
    tx: &mut Tx<'_>,
    hash: &[u8],
    edition: &str,
    answers: &A,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO eligibility_check (hash, edition, answers, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (hash) DO UPDATE SET edition = excluded.edition, answers = excluded.answers,
             expires_at = excluded.expires_at",
        params![hash, edition, Json(answers), expires_at],
    )?;
    Ok(())
}

/// The edition that was asked under, and the answers.
pub fn find<A: DeserializeOwned>(
    tx: &mut Tx<'_>,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<(String, A)>, StoreError> {
    tx.find(
        "SELECT edition, answers FROM eligibility_check WHERE hash = $1 AND expires_at > $2",
        params![hash, now],
        |row| Ok((row.get(0)?, row.get::<Json<A>>(1)?.0)),
    )
}

pub fn delete(tx: &mut Tx<'_>, hash: &[u8]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM eligibility_check WHERE hash = $1", params![hash])?;
    Ok(())
}
