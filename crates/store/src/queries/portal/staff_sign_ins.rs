//! Staff on their way to their organisation's OpenID Provider and back, and who they are there.

use kernel::Timestamp;
use uuid::Uuid;

use super::users::User;
use crate::{StoreError, Tx, params};

/// Somebody who was sent away, with where they want to go afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSignIn {
    pub sealed_state: Vec<u8>,
    pub destination: String,
    pub expires_at: Timestamp,
}

pub fn insert(tx: &mut Tx<'_>, hash: &[u8], sign_in: &StaffSignIn) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO staff_sign_in (hash, sealed_state, destination, expires_at) VALUES ($1, $2, $3, $4)",
        params![hash, sign_in.sealed_state, sign_in.destination, sign_in.expires_at],
    )?;
    Ok(())
}

/// Takes it away. Of several at once, one gets it.
pub fn take(tx: &mut Tx<'_>, hash: &[u8], now: Timestamp) -> Result<Option<StaffSignIn>, StoreError> {
    tx.find(
        "DELETE FROM staff_sign_in WHERE hash = $1 AND expires_at > $2
         RETURNING sealed_state, destination, expires_at",
        params![hash, now],
        |row| {
            Ok(StaffSignIn { sealed_state: row.get(0)?, destination: row.get(1)?, expires_at: row.get(2)? })
        },
    )
}

/// Whose identity it is.
pub fn find_user(tx: &mut Tx<'_>, issuer: &str, subject: &str) -> Result<Option<User>, StoreError> {
    tx.find(
        "SELECT portal_user.id, portal_user.email FROM staff_identity
         JOIN portal_user ON portal_user.id = staff_identity.user_id
         WHERE staff_identity.issuer = $1 AND staff_identity.subject = $2",
        params![issuer, subject],
        |row| Ok(User { id: row.get(0)?, email: row.get(1)? }),
    )
}

/// Notes who somebody is at a provider. False where they are somebody else there already, or that one is another's.
pub fn link(
    tx: &mut Tx<'_>,
    issuer: &str,
    subject: &str,
    user_id: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let inserted = tx.execute(
        "INSERT INTO staff_identity (issuer, subject, user_id, created_at, used_at)
         VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING",
        params![issuer, subject, user_id, now],
    )?;
    Ok(inserted == 1)
}

/// Notes that somebody came in by it.
pub fn use_identity(tx: &mut Tx<'_>, issuer: &str, subject: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE staff_identity SET used_at = $3 WHERE issuer = $1 AND subject = $2",
        params![issuer, subject, now],
    )?;
    Ok(())
}

/// Forgets who somebody is at any provider: their next sign-in there is a first one.
pub fn forget(tx: &mut Tx<'_>, user_id: Uuid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM staff_identity WHERE user_id = $1", params![user_id])?;
    Ok(())
}
