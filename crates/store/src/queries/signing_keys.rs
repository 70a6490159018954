//! The provider's own keys. Private halves come and go sealed.

use identity::EnvironmentId;
use jose::Jwk;
use kernel::Timestamp;

use crate::{Json, Row, StoreError, Tx, params};

/// A signing key as it is kept.
#[derive(Clone, Debug)]
pub struct StoredKey {
    pub kid: String,
    /// PKCS #8, sealed under the master key.
    pub private_key: Vec<u8>,
    pub public_key: Jwk,
    pub created_at: Timestamp,
    /// When it began to sign; the next key has not yet.
    pub activated_at: Option<Timestamp>,
    /// When the next key took over.
    pub retired_at: Option<Timestamp>,
}

fn read(row: &Row<'_>) -> Result<StoredKey, StoreError> {
    Ok(StoredKey {
        kid: row.get(0)?,
        private_key: row.get(1)?,
        public_key: row.get::<Json<Jwk>>(2)?.0,
        created_at: row.get(3)?,
        activated_at: row.get(4)?,
        retired_at: row.get(5)?,
    })
}

/// Every key that is still published, newest first; those retired before `published_since` are not.
pub fn list(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    published_since: Timestamp,
) -> Result<Vec<StoredKey>, StoreError> {
    tx.list(
        "SELECT kid, private_key, public_key, created_at, activated_at, retired_at FROM signing_key
         WHERE environment = $1 AND (retired_at IS NULL OR retired_at > $2) ORDER BY created_at DESC, kid",
        params![environment.as_str(), published_since],
        read,
    )
}

/// The id of the key that signs now.
pub fn find_current_kid(tx: &mut Tx<'_>, environment: &EnvironmentId) -> Result<Option<String>, StoreError> {
    tx.find(
        "SELECT kid FROM signing_key WHERE environment = $1 AND activated_at IS NOT NULL AND retired_at IS NULL
         ORDER BY activated_at DESC, kid LIMIT 1",
        params![environment.as_str()],
        |row| row.get(0),
    )
}

pub fn insert(tx: &mut Tx<'_>, environment: &EnvironmentId, key: &StoredKey) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO signing_key (environment, kid, private_key, public_key, created_at, activated_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            environment.as_str(),
            key.kid,
            key.private_key,
            Json(&key.public_key),
            key.created_at,
            key.activated_at,
        ],
    )?;
    Ok(())
}

/// When the key that signs began to, and when the one was made that waits to take over.
pub fn find_turn(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
) -> Result<Option<(String, Timestamp, Option<Timestamp>)>, StoreError> {
    tx.find(
        "SELECT kid, activated_at, (SELECT min(waiting.created_at) FROM signing_key AS waiting
             WHERE waiting.environment = $1 AND waiting.activated_at IS NULL)
         FROM signing_key WHERE environment = $1 AND activated_at IS NOT NULL AND retired_at IS NULL
         ORDER BY activated_at DESC, kid LIMIT 1",
        params![environment.as_str()],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Retires the key that signs, unless it has retired meanwhile: of two that rotate at once, one does.
pub fn retire(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    kid: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let retired = tx.execute(
        "UPDATE signing_key SET retired_at = $3 WHERE environment = $1 AND kid = $2 AND retired_at IS NULL",
        params![environment.as_str(), kid, now],
    )?;
    Ok(retired == 1)
}

/// Lets the key that waited longest sign; answers its id.
pub fn promote_next(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    tx.find(
        "UPDATE signing_key SET activated_at = $2
         WHERE environment = $1 AND kid = (SELECT kid FROM signing_key
             WHERE environment = $1 AND activated_at IS NULL ORDER BY created_at, kid LIMIT 1)
         RETURNING kid",
        params![environment.as_str(), now],
        |row| row.get(0),
    )
}
