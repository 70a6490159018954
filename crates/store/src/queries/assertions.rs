//! The `jti` values that were seen, so that no assertion is used twice (RFC 7523 section 3, item 7).

use identity::{ClientId, EnvironmentId};
use kernel::Timestamp;

use crate::{StoreError, Tx, params};

/// One use of an assertion.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    pub environment: &'a EnvironmentId,
    pub client_id: &'a ClientId,
    pub jti_hash: &'a [u8],
    pub now: Timestamp,
    /// Until when the assertion could be replayed.
    pub expires_at: Timestamp,
}

/// Notes the use; answers when it was first seen if this is not the first.
pub fn note(tx: &mut Tx<'_>, used: Use<'_>) -> Result<Option<Timestamp>, StoreError> {
    let fresh = tx.execute(
        "INSERT INTO used_assertion (environment, client_id, jti_hash, first_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        params![used.environment.as_str(), used.client_id.as_str(), used.jti_hash, used.now, used.expires_at],
    )?;
    if fresh == 1 {
        return Ok(None);
    }
    let first_seen = tx.find(
        "SELECT first_seen_at FROM used_assertion WHERE environment = $1 AND client_id = $2 AND jti_hash = $3",
        params![used.environment.as_str(), used.client_id.as_str(), used.jti_hash],
        |row| row.get(0),
    )?;
    // Housekeeping may have removed it between the two statements; it was seen all the same.
    Ok(Some(first_seen.unwrap_or(used.now)))
}
