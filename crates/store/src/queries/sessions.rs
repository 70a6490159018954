//! Signed-in sessions and remembered devices, each found by the hash of its cookie.

use identity::{Account, AccountId, EnvironmentId, Session};
use kernel::Timestamp;

use super::{accounts, words};
use crate::{StoreError, Tx, params};

/// A live session with its person.
pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<(Session, Account)>, StoreError> {
    const FIRST: usize = accounts::WIDTH + 1;
    tx.find(
        concat!(
            "SELECT ",
            accounts::columns!(),
            ", session.auth_time, session.credentials, session.expires_at
             FROM session JOIN account ON account.environment = session.environment AND account.id = session.account_id
             WHERE session.environment = $1 AND session.hash = $2 AND session.expires_at > $3"
        ),
        params![environment.as_str(), hash, now],
        |row| {
            let account = accounts::read(row)?;
            let session = Session {
                account_id: account.id,
                auth_time: row.get(FIRST)?,
                credentials: words::credentials(row, FIRST + 1)?,
                expires_at: row.get(FIRST + 2)?,
            };
            Ok((session, account))
        },
    )
}

pub fn insert(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    session: &Session,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO session (environment, hash, account_id, auth_time, credentials, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            environment.as_str(),
            hash,
            session.account_id,
            session.auth_time,
            String::from(session.credentials),
            session.expires_at,
        ],
    )?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, environment: &EnvironmentId, hash: &[u8]) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM session WHERE environment = $1 AND hash = $2",
        params![environment.as_str(), hash],
    )?;
    Ok(())
}

pub fn remember_device(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    account_id: AccountId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO remembered_device (environment, hash, account_id, remembered_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        params![environment.as_str(), hash, account_id, now, expires_at],
    )?;
    Ok(())
}

/// Whether this browser was remembered by this very person.
pub fn is_remembered(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    account_id: AccountId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM remembered_device WHERE environment = $1 AND hash = $2 AND account_id = $3 AND expires_at > $4",
        params![environment.as_str(), hash, account_id, now],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}
