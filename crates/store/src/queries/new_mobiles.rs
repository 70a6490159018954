//! Mobile numbers that wait for the code that went to them: one for each session.

use identity::EnvironmentId;
use kernel::{MobileNumber, Timestamp};

use crate::{StoreError, Tx, params};

/// A number, and a keyed digest of its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMobile {
    pub mobile: MobileNumber,
    pub otp_digest: Vec<u8>,
    pub otp_expires_at: Timestamp,
}

/// Keeps a number, in place of the one that the session waited for before.
pub fn save(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    session_hash: &[u8],
    new: &NewMobile,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO new_mobile (environment, session_hash, mobile, otp_digest, otp_expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (environment, session_hash)
         DO UPDATE SET mobile = excluded.mobile, otp_digest = excluded.otp_digest, otp_expires_at = excluded.otp_expires_at",
        params![environment.as_str(), session_hash, new.mobile, new.otp_digest, new.otp_expires_at],
    )?;
    Ok(())
}

pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    session_hash: &[u8],
) -> Result<Option<NewMobile>, StoreError> {
    tx.find(
        "SELECT mobile, otp_digest, otp_expires_at FROM new_mobile WHERE environment = $1 AND session_hash = $2",
        params![environment.as_str(), session_hash],
        |row| Ok(NewMobile { mobile: row.get(0)?, otp_digest: row.get(1)?, otp_expires_at: row.get(2)? }),
    )
}

/// Its code was right, or it is not waited for any more. Of several at once, one gets `true`.
pub fn delete(tx: &mut Tx<'_>, environment: &EnvironmentId, session_hash: &[u8]) -> Result<bool, StoreError> {
    let deleted = tx.execute(
        "DELETE FROM new_mobile WHERE environment = $1 AND session_hash = $2",
        params![environment.as_str(), session_hash],
    )?;
    Ok(deleted == 1)
}
