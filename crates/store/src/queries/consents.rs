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

/// What a person agreed to share, with the name of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    pub client_id: ClientId,
    pub name: String,
    pub consent: Consent,
    pub agreed_at: Timestamp,
}

/// Everything that a person agreed to, by the names of the services.
pub fn list_of_account(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
) -> Result<Vec<Agreed>, StoreError> {
    tx.list(
        "SELECT consent.client_id, coalesce(client.name, consent.client_id), consent.scopes, consent.level, consent.agreed_at
         FROM consent LEFT JOIN client ON client.environment = consent.environment AND client.id = consent.client_id
         WHERE consent.environment = $1 AND consent.account_id = $2 ORDER BY 2, 1",
        params![environment.as_str(), account_id],
        |row| {
            Ok(Agreed {
                client_id: ClientId::new(row.get::<String>(0)?),
                name: row.get(1)?,
                consent: Consent { scopes: words::scopes(row, 2)?, level: words::level(row, 3)? },
                agreed_at: row.get(4)?,
            })
        },
    )
}

pub fn delete(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    client_id: &ClientId,
) -> Result<bool, StoreError> {
    let deleted = tx.execute(
        "DELETE FROM consent WHERE environment = $1 AND account_id = $2 AND client_id = $3",
        params![environment.as_str(), account_id, client_id.as_str()],
    )?;
    Ok(deleted == 1)
}
