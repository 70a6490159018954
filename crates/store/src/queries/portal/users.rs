//! Users of the portal and their sessions.

use kernel::{EmailAddress, Timestamp};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// Somebody who has signed in at least once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: Uuid,
    pub email: EmailAddress,
}

fn read(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User { id: row.get(0)?, email: row.get(1)? })
}

/// The user with this address; a new one with this id if there is none.
pub fn find_or_insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<User, StoreError> {
    tx.execute(
        "INSERT INTO portal_user (id, email, created_at) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING",
        params![id, email, now],
    )?;
    let user = tx.find("SELECT id, email FROM portal_user WHERE email = $1", params![email], read)?;
    user.ok_or_else(|| StoreError::inconsistent("portal_user", "a user is gone right after they were made"))
}

/// A live session as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub user: User,
    pub seen_at: Timestamp,
    /// When it last showed a second factor.
    pub second_factor_at: Option<Timestamp>,
    /// When an organisation's provider said that it had seen a second factor of its own.
    pub vouched_for_at: Option<Timestamp>,
}

pub fn insert_session(
    tx: &mut Tx<'_>,
    hash: &[u8],
    user_id: Uuid,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO portal_session (hash, user_id, seen_at, expires_at) VALUES ($1, $2, $3, $4)",
        params![hash, user_id, now, expires_at],
    )?;
    Ok(())
}

/// The session of a cookie, unless it has run out or was last used before `idle_since`.
pub fn find_session(
    tx: &mut Tx<'_>,
    hash: &[u8],
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<Session>, StoreError> {
    tx.find(
        "SELECT portal_user.id, portal_user.email, portal_session.seen_at, portal_session.second_factor_at,
             portal_session.vouched_for_at
         FROM portal_session JOIN portal_user ON portal_user.id = portal_session.user_id
         WHERE portal_session.hash = $1 AND portal_session.expires_at > $2 AND portal_session.seen_at > $3",
        params![hash, now, idle_since],
        |row| {
            Ok(Session {
                user: read(row)?,
                seen_at: row.get(2)?,
                second_factor_at: row.get(3)?,
                vouched_for_at: row.get(4)?,
            })
        },
    )
}

/// Notes that an organisation's provider has seen a second factor of its own.
pub fn vouch_for_session(tx: &mut Tx<'_>, hash: &[u8], now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE portal_session SET vouched_for_at = $2 WHERE hash = $1", params![hash, now])?;
    Ok(())
}

pub fn touch_session(tx: &mut Tx<'_>, hash: &[u8], now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE portal_session SET seen_at = $2 WHERE hash = $1", params![hash, now])?;
    Ok(())
}

pub fn delete_session(tx: &mut Tx<'_>, hash: &[u8]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM portal_session WHERE hash = $1", params![hash])?;
    Ok(())
}

/// Ends every session of a user.
pub fn delete_sessions_of(tx: &mut Tx<'_>, user_id: Uuid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM portal_session WHERE user_id = $1", params![user_id])?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<User>, StoreError> {
    tx.find("SELECT id, email FROM portal_user WHERE id = $1", params![id], read)
}

/// The user with this address, who has signed in or was named before.
pub fn find_by_email(tx: &mut Tx<'_>, email: &EmailAddress) -> Result<Option<User>, StoreError> {
    tx.find("SELECT id, email FROM portal_user WHERE email = $1", params![email], read)
}

/// Keeps others from changing what a user is until the transaction ends: a write to the row is a lock on both databases.
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    tx.execute("UPDATE portal_user SET email = email WHERE id = $1", params![id])?;
    Ok(())
}

/// How many people have an account.
pub fn count(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let counted = tx.find("SELECT COUNT(*) FROM portal_user", params![], |row| row.get(0))?;
    Ok(counted.unwrap_or_default())
}
