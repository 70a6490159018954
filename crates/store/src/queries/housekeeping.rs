//! Removes what has run out, a little at a time so that no one waits behind it.

use kernel::Timestamp;

use crate::{StoreError, Tx, params};

/// The moments before which rows may go.
#[derive(Clone, Copy, Debug)]
pub struct Horizon {
    pub now: Timestamp,
    /// Exchanges and messages older than this have been read or never will be.
    pub traffic: Timestamp,
    /// Grants whose last refresh token ran out before this.
    pub grants: Timestamp,
}

/// Removes at most a few thousand rows; answers how many, so that a caller goes on until nothing is left.
pub fn sweep(tx: &mut Tx<'_>, horizon: Horizon) -> Result<u64, StoreError> {
    let mut removed = 0;
    for statement in [
        "DELETE FROM session WHERE expires_at < $1",
        "DELETE FROM remembered_device WHERE expires_at < $1",
        "DELETE FROM journey WHERE expires_at < $1",
        "DELETE FROM email_link WHERE expires_at < $1",
        "DELETE FROM account_link WHERE expires_at < $1",
        "DELETE FROM account_ceremony WHERE expires_at < $1",
        "DELETE FROM declined_passkey WHERE expires_at < $1",
        "DELETE FROM provision_claim WHERE expires_at < $1",
        "DELETE FROM provision_request WHERE expires_at < $1",
        "DELETE FROM throttle WHERE window_ends_at < $1",
        "DELETE FROM portal_sign_in WHERE expires_at < $1",
        "DELETE FROM staff_sign_in WHERE expires_at < $1",
        "DELETE FROM passkey_sign_in WHERE expires_at < $1",
        "DELETE FROM portal_session WHERE expires_at < $1",
        "DELETE FROM portal_ceremony WHERE expires_at < $1",
        "DELETE FROM eligibility_check WHERE expires_at < $1",
    ] {
        removed += tx.execute(statement, params![horizon.now])?;
    }
    removed += tx.execute(
        "DELETE FROM used_assertion WHERE (environment, client_id, jti_hash) IN
             (SELECT environment, client_id, jti_hash FROM used_assertion WHERE expires_at < $1 ORDER BY expires_at LIMIT 1000)",
        params![horizon.now],
    )?;
    // Rows are in the order of time, so the first thousand tell whether there is anything to do.
    removed += tx.execute(
        "DELETE FROM exchange WHERE sequence IN
             (SELECT sequence FROM (SELECT sequence, at FROM exchange ORDER BY sequence LIMIT 1000) AS oldest WHERE at < $1)",
        params![horizon.traffic],
    )?;
    removed += tx.execute(
        "DELETE FROM message WHERE id IN
             (SELECT id FROM (SELECT id, created_at FROM message ORDER BY id LIMIT 1000) AS oldest WHERE created_at < $1)",
        params![horizon.traffic],
    )?;
    removed += tx.execute(
        "DELETE FROM webhook_delivery WHERE id IN
             (SELECT id FROM (SELECT id, created_at FROM webhook_delivery ORDER BY id LIMIT 1000) AS oldest WHERE created_at < $1)",
        params![horizon.traffic],
    )?;
    removed += tx.execute(
        "DELETE FROM sign_in_grant WHERE id IN
             (SELECT id FROM (SELECT id, code_expires_at FROM sign_in_grant ORDER BY id LIMIT 1000) AS oldest
              WHERE code_expires_at < $1)",
        params![horizon.grants],
    )?;
    Ok(removed)
}
