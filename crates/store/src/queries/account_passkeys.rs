//! Passkeys of accounts, the challenges that wait for an answer, and who does not want to be offered one for now.

use identity::{AccountId, EnvironmentId};
use kernel::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::{Json, Row, StoreError, Tx, params};

/// A passkey as it is kept: nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPasskey {
    pub id: Uuid,
    pub account_id: AccountId,
    pub name: String,
    pub credential_id: Vec<u8>,
    /// The public key, its counter and its flags, as the library writes them.
    pub credential: Value,
    pub uses: i64,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "id, account_id, name, credential_id, credential, uses, created_at, used_at"
    };
}

fn read(row: &Row<'_>) -> Result<AccountPasskey, StoreError> {
    Ok(AccountPasskey {
        id: row.get(0)?,
        account_id: row.get(1)?,
        name: row.get(2)?,
        credential_id: row.get(3)?,
        credential: row.get::<Json<Value>>(4)?.0,
        uses: row.get(5)?,
        created_at: row.get(6)?,
        used_at: row.get(7)?,
    })
}

/// Adds a passkey. False where somebody of the environment has one with this credential id already.
pub fn insert(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    passkey: &AccountPasskey,
) -> Result<bool, StoreError> {
    let inserted = tx.execute(
        "INSERT INTO account_passkey
             (environment, id, account_id, name, credential_id, credential, uses, created_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        params![
            environment.as_str(),
            passkey.id,
            passkey.account_id,
            passkey.name,
            passkey.credential_id,
            Json(&passkey.credential),
            passkey.uses,
            passkey.created_at,
            passkey.used_at
        ],
    )?;
    Ok(inserted == 1)
}

/// An account's passkeys, oldest first.
pub fn list(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
) -> Result<Vec<AccountPasskey>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM account_passkey WHERE environment = $1 AND account_id = $2 ORDER BY created_at, id"
        ),
        params![environment.as_str(), account_id],
        read,
    )
}

pub fn has_any(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM account_passkey WHERE environment = $1 AND account_id = $2 LIMIT 1",
        params![environment.as_str(), account_id],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// The passkey that an authenticator names, whoever it belongs to.
pub fn find_by_credential(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    credential_id: &[u8],
) -> Result<Option<AccountPasskey>, StoreError> {
    tx.find(
        concat!("SELECT ", columns!(), " FROM account_passkey WHERE environment = $1 AND credential_id = $2"),
        params![environment.as_str(), credential_id],
        read,
    )
}

/// Notes a use on top of those that `known` knew of, with what the passkey says of itself since. False where it was removed, or
/// used by somebody else meanwhile.
pub fn use_passkey(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    known: &AccountPasskey,
    credential: &Value,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let used = tx.execute(
        "UPDATE account_passkey SET credential = $4, used_at = $5, uses = uses + 1
         WHERE environment = $1 AND id = $2 AND uses = $3",
        params![environment.as_str(), known.id, known.uses, Json(credential), now],
    )?;
    Ok(used == 1)
}

pub fn rename(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    id: Uuid,
    name: &str,
) -> Result<bool, StoreError> {
    let renamed = tx.execute(
        "UPDATE account_passkey SET name = $4 WHERE environment = $1 AND account_id = $2 AND id = $3",
        params![environment.as_str(), account_id, id, name],
    )?;
    Ok(renamed == 1)
}

pub fn delete(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    id: Uuid,
) -> Result<bool, StoreError> {
    let deleted = tx.execute(
        "DELETE FROM account_passkey WHERE environment = $1 AND account_id = $2 AND id = $3",
        params![environment.as_str(), account_id, id],
    )?;
    Ok(deleted == 1)
}

/// Begins a ceremony, in place of what this holder began of this kind before.
pub fn begin(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    holder: &[u8],
    kind: &str,
    sealed_state: &[u8],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO account_ceremony (environment, holder, kind, sealed_state, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (environment, holder, kind) DO UPDATE SET
             sealed_state = excluded.sealed_state, expires_at = excluded.expires_at",
        params![environment.as_str(), holder, kind, sealed_state, expires_at],
    )?;
    Ok(())
}

/// Takes away what a holder began. Of several at once, one gets it.
pub fn take(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    holder: &[u8],
    kind: &str,
    now: Timestamp,
) -> Result<Option<Vec<u8>>, StoreError> {
    tx.find(
        "DELETE FROM account_ceremony WHERE environment = $1 AND holder = $2 AND kind = $3 AND expires_at > $4
         RETURNING sealed_state",
        params![environment.as_str(), holder, kind, now],
        |row| row.get(0),
    )
}

/// Remembers that somebody does not want a passkey before a moment.
pub fn decline(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO declined_passkey (environment, account_id, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (environment, account_id) DO UPDATE SET expires_at = excluded.expires_at",
        params![environment.as_str(), account_id, expires_at],
    )?;
    Ok(())
}

pub fn has_declined(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM declined_passkey WHERE environment = $1 AND account_id = $2 AND expires_at > $3",
        params![environment.as_str(), account_id, now],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}
