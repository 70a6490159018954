//! Remembered devices, each found by the hash of its cookie.

use identity::{AccountId, EnvironmentId};
use kernel::Timestamp;

use crate::{StoreError, Tx, params};

pub fn remember(
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

/// A browser that stands in for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub hash: Vec<u8>,
    pub remembered_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub expires_at: Timestamp,
}

/// A person's remembered browsers, the newest first.
pub fn list(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    now: Timestamp,
) -> Result<Vec<Device>, StoreError> {
    tx.list(
        "SELECT hash, remembered_at, used_at, expires_at FROM remembered_device
         WHERE environment = $1 AND account_id = $2 AND expires_at > $3 ORDER BY remembered_at DESC, hash LIMIT 200",
        params![environment.as_str(), account_id, now],
        |row| {
            let (remembered_at, used_at) = (row.get(1)?, row.get(2)?);
            Ok(Device { hash: row.get(0)?, remembered_at, used_at, expires_at: row.get(3)? })
        },
    )
}

/// Notes that a browser stood in for a code.
pub fn note_use(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE remembered_device SET used_at = $3 WHERE environment = $1 AND hash = $2",
        params![environment.as_str(), hash, now],
    )?;
    Ok(())
}

/// Forgets one browser of a person; of anybody else's it forgets none.
pub fn forget(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    hash: &[u8],
) -> Result<bool, StoreError> {
    let forgotten = tx.execute(
        "DELETE FROM remembered_device WHERE environment = $1 AND account_id = $2 AND hash = $3",
        params![environment.as_str(), account_id, hash],
    )?;
    Ok(forgotten == 1)
}

pub fn forget_all(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM remembered_device WHERE environment = $1 AND account_id = $2",
        params![environment.as_str(), account_id],
    )
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
