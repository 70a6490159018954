//! Signed-in sessions, each found by the hash of its cookie.

use identity::{Account, AccountId, EnvironmentId, Session, settings::OwnSession};
use kernel::Timestamp;

use super::{accounts, words};
use crate::{Row, StoreError, Tx, params};

/// A live session with its person. One that a service's word opened is none: it leads to the settings alone.
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
             WHERE session.environment = $1 AND session.hash = $2 AND session.expires_at > $3 AND NOT session.is_asserted"
        ),
        params![environment.as_str(), hash, now],
        |row| {
            let account = accounts::read(row)?;
            Ok((read(row, FIRST, account.id)?, account))
        },
    )
}

fn read(row: &Row<'_>, first: usize, account_id: AccountId) -> Result<Session, StoreError> {
    Ok(Session {
        account_id,
        auth_time: row.get(first)?,
        credentials: words::credentials(row, first + 1)?,
        expires_at: row.get(first + 2)?,
    })
}

fn read_own(row: &Row<'_>, first: usize, account_id: AccountId) -> Result<OwnSession, StoreError> {
    Ok(OwnSession {
        session: read(row, first, account_id)?,
        is_asserted: row.get(first + 3)?,
        confirmed_at: row.get(first + 4)?,
    })
}

/// A live session as its person's settings know it. The two kinds are kept in different cookies, and one is not taken for the other.
pub fn find_own(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    is_asserted: bool,
    now: Timestamp,
) -> Result<Option<(OwnSession, Account)>, StoreError> {
    const FIRST: usize = accounts::WIDTH + 1;
    tx.find(
        concat!(
            "SELECT ",
            accounts::columns!(),
            ", session.auth_time, session.credentials, session.expires_at, session.is_asserted, session.confirmed_at
             FROM session JOIN account ON account.environment = session.environment AND account.id = session.account_id
             WHERE session.environment = $1 AND session.hash = $2 AND session.is_asserted = $3 AND session.expires_at > $4"
        ),
        params![environment.as_str(), hash, is_asserted, now],
        |row| {
            let account = accounts::read(row)?;
            Ok((read_own(row, FIRST, account.id)?, account))
        },
    )
}

/// A person's live sessions with their hashes, the newest first.
pub fn list_of_account(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    now: Timestamp,
) -> Result<Vec<(Vec<u8>, OwnSession)>, StoreError> {
    tx.list(
        "SELECT hash, auth_time, credentials, expires_at, is_asserted, confirmed_at FROM session
         WHERE environment = $1 AND account_id = $2 AND expires_at > $3 ORDER BY auth_time DESC, hash LIMIT 200",
        params![environment.as_str(), account_id, now],
        |row| Ok((row.get(0)?, read_own(row, 1, account_id)?)),
    )
}

/// Opens a session by a service's word.
pub fn insert_asserted(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    session: &Session,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO session (environment, hash, account_id, auth_time, credentials, expires_at, is_asserted)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            environment.as_str(),
            hash,
            session.account_id,
            session.auth_time,
            String::from(session.credentials),
            session.expires_at,
            true,
        ],
    )?;
    Ok(())
}

/// Its person showed again that it is them.
pub fn confirm(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let confirmed = tx.execute(
        "UPDATE session SET confirmed_at = $3 WHERE environment = $1 AND hash = $2 AND expires_at > $3",
        params![environment.as_str(), hash, now],
    )?;
    Ok(confirmed == 1)
}

/// Ends a person's sessions but one, and remembers when: an older sign-in is not vouched for any more. Answers how many ended.
pub fn end_others(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    kept: &[u8],
    now: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE account SET signed_out_at = $3 WHERE environment = $1 AND id = $2",
        params![environment.as_str(), account_id, now],
    )?;
    tx.execute(
        "DELETE FROM session WHERE environment = $1 AND account_id = $2 AND hash <> $3",
        params![environment.as_str(), account_id, kept],
    )
}

/// Whether a sign-in still counts: it was not ended by its person, or the session that they kept is of this very sign-in.
pub fn stands(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    auth_time: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM account WHERE environment = $1 AND id = $2 AND (signed_out_at IS NULL OR signed_out_at < $3
             OR EXISTS (SELECT 1 FROM session WHERE session.environment = $1 AND session.account_id = $2
                 AND session.auth_time = $3 AND session.expires_at > $4))",
        params![environment.as_str(), account_id, auth_time, now],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
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
