//! What people agreed to share with which client.

use identity::{AccountId, ClientId, EnvironmentId, consent::Consent};
use kernel::Timestamp;

use super::words;
use crate::{StoreError, Tx, params};

pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    client_id: &ClientId,
) -> Result<Option<Consent>, StoreError> {
    tx.find(
        "SELECT scopes, level FROM consent WHERE environment = $1 AND account_id = $2 AND client_id = $3",
        params![environment.as_str(), account_id, client_id.as_str()],
        |row| Ok(Consent { scopes: words::scopes(row, 0)?, level: words::level(row, 1)? }),
    )
}

pub fn save(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    client_id: &ClientId,
    consent: Consent,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO consent (environment, account_id, client_id, scopes, level, agreed_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (environment, account_id, client_id)
         DO UPDATE SET scopes = excluded.scopes, level = excluded.level, agreed_at = excluded.agreed_at",
        params![
            environment.as_str(),
            account_id,
            client_id.as_str(),
            consent.scopes.to_string(),
            consent.level.name(),
            now,
        ],
    )?;
    Ok(())
}
