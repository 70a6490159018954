//! Passkeys of people, and challenges for whoever has not said who they are.

use kernel::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::{Json, Row, StoreError, Tx, params};

/// A passkey as it is kept: nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    pub id: Uuid,
    pub name: String,
    pub credential_id: Vec<u8>,
    /// The public key, its counter and its flags, as the library writes them.
    pub credential: Value,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

fn read(row: &Row<'_>) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.get(0)?,
        name: row.get(1)?,
        credential_id: row.get(2)?,
        credential: row.get::<Json<Value>>(3)?.0,
        created_at: row.get(4)?,
        used_at: row.get(5)?,
    })
}

/// Adds a passkey. False where somebody has one with this credential id already.
pub fn insert(tx: &mut Tx<'_>, user_id: Uuid, passkey: &Passkey) -> Result<bool, StoreError> {
    let inserted = tx.execute(
        "INSERT INTO passkey (id, user_id, name, credential_id, credential, created_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        params![
            passkey.id,
            user_id,
            passkey.name,
            passkey.credential_id,
            Json(&passkey.credential),
            passkey.created_at,
            passkey.used_at
        ],
    )?;
    Ok(inserted == 1)
}

/// A user's passkeys, oldest first.
pub fn list(tx: &mut Tx<'_>, user_id: Uuid) -> Result<Vec<Passkey>, StoreError> {
    tx.list(
        "SELECT id, name, credential_id, credential, created_at, used_at FROM passkey
         WHERE user_id = $1 ORDER BY created_at, id",
        params![user_id],
        read,
    )
}

/// Notes that a passkey was used, with what it says of itself since. False where the user does not have it any more.
pub fn use_passkey(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    credential_id: &[u8],
    credential: &Value,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let used = tx.execute(
        "UPDATE passkey SET credential = $3, used_at = $4 WHERE user_id = $1 AND credential_id = $2",
        params![user_id, credential_id, Json(credential), now],
    )?;
    Ok(used == 1)
}

pub fn delete(tx: &mut Tx<'_>, user_id: Uuid, id: Uuid) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM passkey WHERE user_id = $1 AND id = $2", params![user_id, id])? == 1)
}

/// Somebody who is asked for a passkey, with where they want to go afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeySignIn {
    pub sealed_state: Vec<u8>,
    pub destination: String,
    pub expires_at: Timestamp,
}

pub fn insert_sign_in(tx: &mut Tx<'_>, hash: &[u8], sign_in: &PasskeySignIn) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO passkey_sign_in (hash, sealed_state, destination, expires_at) VALUES ($1, $2, $3, $4)",
        params![hash, sign_in.sealed_state, sign_in.destination, sign_in.expires_at],
    )?;
    Ok(())
}

/// Takes it away. Of several at once, one gets it.
pub fn take_sign_in(
    tx: &mut Tx<'_>,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<PasskeySignIn>, StoreError> {
    tx.find(
        "DELETE FROM passkey_sign_in WHERE hash = $1 AND expires_at > $2
         RETURNING sealed_state, destination, expires_at",
        params![hash, now],
        |row| {
            Ok(PasskeySignIn { sealed_state: row.get(0)?, destination: row.get(1)?, expires_at: row.get(2)? })
        },
    )
}
