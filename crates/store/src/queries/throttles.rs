//! Counts of failures against one subject, which is known by a hash only.

use identity::EnvironmentId;
use kernel::Timestamp;

use crate::{StoreError, Tx, params};

/// How a subject stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub failures: i64,
    /// When the count starts anew.
    pub window_ends_at: Timestamp,
}

pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    subject: &[u8],
    now: Timestamp,
) -> Result<Option<Count>, StoreError> {
    tx.find(
        "SELECT failures, window_ends_at FROM throttle WHERE environment = $1 AND subject = $2 AND window_ends_at > $3",
        params![environment.as_str(), subject, now],
        |row| Ok(Count { failures: row.get(0)?, window_ends_at: row.get(1)? }),
    )
}

/// Counts one more. The window moves with each failure, so that a lock lasts its whole time from the last one.
pub fn count(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    subject: &[u8],
    now: Timestamp,
    window_ends_at: Timestamp,
) -> Result<Count, StoreError> {
    let counted = tx.find(
        "INSERT INTO throttle (environment, subject, failures, window_ends_at) VALUES ($1, $2, 1, $4)
         ON CONFLICT (environment, subject) DO UPDATE SET
             failures = CASE WHEN throttle.window_ends_at > $3 THEN throttle.failures + 1 ELSE 1 END,
             window_ends_at = excluded.window_ends_at
         RETURNING failures, window_ends_at",
        params![environment.as_str(), subject, now, window_ends_at],
        |row| Ok(Count { failures: row.get(0)?, window_ends_at: row.get(1)? }),
    )?;
    counted.ok_or_else(|| StoreError::inconsistent("throttle", "an upsert answered no row"))
}

pub fn clear(tx: &mut Tx<'_>, environment: &EnvironmentId, subject: &[u8]) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM throttle WHERE environment = $1 AND subject = $2",
        params![environment.as_str(), subject],
    )?;
    Ok(())
}
