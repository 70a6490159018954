//! What people show besides the code in their mail: authenticator apps, recovery codes, and what a session has begun.

use kernel::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// An authenticator app as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorApp {
    pub id: Uuid,
    pub name: String,
    pub sealed_secret: Vec<u8>,
    /// The last step of 30 seconds whose code was used.
    pub last_step: i64,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

fn read(row: &Row<'_>) -> Result<AuthenticatorApp, StoreError> {
    Ok(AuthenticatorApp {
        id: row.get(0)?,
        name: row.get(1)?,
        sealed_secret: row.get(2)?,
        last_step: row.get(3)?,
        created_at: row.get(4)?,
        used_at: row.get(5)?,
    })
}

pub fn insert_app(tx: &mut Tx<'_>, user_id: Uuid, app: &AuthenticatorApp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO authenticator_app (id, user_id, name, sealed_secret, last_step, created_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![app.id, user_id, app.name, app.sealed_secret, app.last_step, app.created_at, app.used_at],
    )?;
    Ok(())
}

/// A user's authenticator apps, oldest first.
pub fn list_apps(tx: &mut Tx<'_>, user_id: Uuid) -> Result<Vec<AuthenticatorApp>, StoreError> {
    tx.list(
        "SELECT id, name, sealed_secret, last_step, created_at, used_at FROM authenticator_app
         WHERE user_id = $1 ORDER BY created_at, id",
        params![user_id],
        read,
    )
}

/// Uses up a step, and every step before it. Of several at once, one gets `true`.
pub fn use_step(tx: &mut Tx<'_>, id: Uuid, step: i64, now: Timestamp) -> Result<bool, StoreError> {
    let used = tx.execute(
        "UPDATE authenticator_app SET last_step = $2, used_at = $3 WHERE id = $1 AND last_step < $2",
        params![id, step, now],
    )?;
    Ok(used == 1)
}

pub fn delete_app(tx: &mut Tx<'_>, user_id: Uuid, id: Uuid) -> Result<bool, StoreError> {
    let deleted =
        tx.execute("DELETE FROM authenticator_app WHERE user_id = $1 AND id = $2", params![user_id, id])?;
    Ok(deleted == 1)
}

/// Whether a user has anything to show. Recovery codes alone do not count: they stand in for what was lost.
pub fn has_any(tx: &mut Tx<'_>, user_id: Uuid) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT EXISTS (SELECT 1 FROM authenticator_app WHERE user_id = $1)
             OR EXISTS (SELECT 1 FROM passkey WHERE user_id = $1)",
        params![user_id],
        |row| row.get(0),
    )?;
    Ok(found.unwrap_or(false))
}

/// Replaces a user's recovery codes.
pub fn replace_recovery_codes(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    digests: &[[u8; 32]],
) -> Result<(), StoreError> {
    tx.execute("DELETE FROM recovery_code WHERE user_id = $1", params![user_id])?;
    for digest in digests {
        tx.execute("INSERT INTO recovery_code (user_id, digest) VALUES ($1, $2)", params![user_id, digest])?;
    }
    Ok(())
}

/// Uses up a recovery code. Of several at once, one gets `true`.
pub fn use_recovery_code(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    digest: &[u8; 32],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let used = tx.execute(
        "UPDATE recovery_code SET used_at = $3 WHERE user_id = $1 AND digest = $2 AND used_at IS NULL",
        params![user_id, digest, now],
    )?;
    Ok(used == 1)
}

/// How many recovery codes are left.
pub fn count_recovery_codes(tx: &mut Tx<'_>, user_id: Uuid) -> Result<i64, StoreError> {
    let counted = tx.find(
        "SELECT count(*) FROM recovery_code WHERE user_id = $1 AND used_at IS NULL",
        params![user_id],
        |row| row.get(0),
    )?;
    Ok(counted.unwrap_or_default())
}

/// Forgets everything that a user could show.
pub fn forget(tx: &mut Tx<'_>, user_id: Uuid) -> Result<(), StoreError> {
    for statement in [
        "DELETE FROM authenticator_app WHERE user_id = $1",
        "DELETE FROM passkey WHERE user_id = $1",
        "DELETE FROM recovery_code WHERE user_id = $1",
    ] {
        tx.execute(statement, params![user_id])?;
    }
    Ok(())
}

/// Notes that a session has shown a second factor.
pub fn mark_session(tx: &mut Tx<'_>, session: &[u8], now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE portal_session SET second_factor_at = $2 WHERE hash = $1", params![session, now])?;
    Ok(())
}

/// Begins something in a session, in place of what was begun of this kind before.
pub fn begin(
    tx: &mut Tx<'_>,
    session: &[u8],
    kind: &str,
    sealed_state: &[u8],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO portal_ceremony (session_hash, kind, sealed_state, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (session_hash, kind) DO UPDATE SET
             sealed_state = excluded.sealed_state, expires_at = excluded.expires_at",
        params![session, kind, sealed_state, expires_at],
    )?;
    Ok(())
}

/// What a session has begun and not finished.
pub fn begun(
    tx: &mut Tx<'_>,
    session: &[u8],
    kind: &str,
    now: Timestamp,
) -> Result<Option<Vec<u8>>, StoreError> {
    tx.find(
        "SELECT sealed_state FROM portal_ceremony WHERE session_hash = $1 AND kind = $2 AND expires_at > $3",
        params![session, kind, now],
        |row| row.get(0),
    )
}

/// Ends it. Of several at once, one gets `true`.
pub fn finish(tx: &mut Tx<'_>, session: &[u8], kind: &str) -> Result<bool, StoreError> {
    let finished = tx.execute(
        "DELETE FROM portal_ceremony WHERE session_hash = $1 AND kind = $2",
        params![session, kind],
    )?;
    Ok(finished == 1)
}
