//! Registered clients and their keys.

use identity::{Client, ClientId, EnvironmentId, Permissions, VectorOfTrust, client::ClientKey};
use jose::PublicKey;
use kernel::Timestamp;
use uuid::Uuid;

use super::{permissions, words};
use crate::{Json, Row, StoreError, Tx, params};

/// A client with the product that owns it.
#[derive(Clone, Debug)]
pub struct OwnedClient {
    pub client: Client,
    pub product_id: Option<Uuid>,
    pub updated_at: Timestamp,
}

macro_rules! columns {
    () => {
        "id, name, redirect_uris, scopes, vectors, sso_partners, repeats_claims_in_header, created_at, product_id, updated_at,
         (SELECT NOT access.is_allowed FROM environment_access access
          WHERE access.environment = client.environment AND access.product_id = client.product_id
          ORDER BY access.number DESC LIMIT 1)"
    };
}

pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: &ClientId,
) -> Result<Option<OwnedClient>, StoreError> {
    let found = tx.find(
        concat!("SELECT ", columns!(), " FROM client WHERE environment = $1 AND id = $2"),
        params![environment.as_str(), id.as_str()],
        read,
    )?;
    let Some(mut owned) = found else { return Ok(None) };
    owned.client.keys = keys(tx, environment, id)?;
    owned.client.permissions = permissions::of(tx, environment, id)?;
    Ok(Some(owned))
}

/// When a registration or one of its keys last changed: a cheap question that a cache asks.
pub fn find_changed_at(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: &ClientId,
) -> Result<Option<Timestamp>, StoreError> {
    tx.find(
        "SELECT updated_at FROM client WHERE environment = $1 AND id = $2",
        params![environment.as_str(), id.as_str()],
        |row| row.get(0),
    )
}

pub fn list(tx: &mut Tx<'_>, environment: &EnvironmentId) -> Result<Vec<OwnedClient>, StoreError> {
    let clients = tx.list(
        concat!("SELECT ", columns!(), " FROM client WHERE environment = $1 ORDER BY created_at, id"),
        params![environment.as_str()],
        read,
    )?;
    with_keys(tx, environment, clients)
}

pub fn list_of_product(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    product_id: Uuid,
) -> Result<Vec<OwnedClient>, StoreError> {
    let clients = tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM client WHERE environment = $1 AND product_id = $2 ORDER BY created_at, id"
        ),
        params![environment.as_str(), product_id],
        read,
    )?;
    with_keys(tx, environment, clients)
}

fn with_keys(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    mut clients: Vec<OwnedClient>,
) -> Result<Vec<OwnedClient>, StoreError> {
    for owned in &mut clients {
        owned.client.keys = keys(tx, environment, &owned.client.id)?;
        owned.client.permissions = permissions::of(tx, environment, &owned.client.id)?;
    }
    Ok(clients)
}

fn keys(tx: &mut Tx<'_>, environment: &EnvironmentId, id: &ClientId) -> Result<Vec<ClientKey>, StoreError> {
    tx.list(
        "SELECT public_key, declared_kid, added_at, expires_at FROM client_key
         WHERE environment = $1 AND client_id = $2 ORDER BY added_at DESC, thumbprint",
        params![environment.as_str(), id.as_str()],
        |row| {
            let key = PublicKey::from_spki_der(&row.get::<Vec<u8>>(0)?)
                .map_err(|problem| StoreError::inconsistent("client_key.public_key", problem))?;
            Ok(ClientKey {
                key: key.with_declared_kid(row.get(1)?),
                added_at: row.get(2)?,
                expires_at: row.get(3)?,
            })
        },
    )
}

fn read(row: &Row<'_>) -> Result<OwnedClient, StoreError> {
    let client = Client {
        id: ClientId::new(row.get::<String>(0)?),
        name: row.get(1)?,
        redirect_uris: row.get::<Json<Vec<String>>>(2)?.0,
        scopes: words::scopes(row, 3)?,
        vectors: row.get::<Json<Vec<VectorOfTrust>>>(4)?.0,
        sso_partners: row.get::<Json<Vec<ClientId>>>(5)?.0,
        keys: Vec::new(),
        repeats_claims_in_header: row.get(6)?,
        permissions: Permissions::default(),
        // Nothing is taken back where nothing had to be allowed.
        is_suspended: row.get::<Option<bool>>(10)?.unwrap_or(false),
        created_at: row.get(7)?,
    };
    Ok(OwnedClient { client, product_id: row.get(8)?, updated_at: row.get(9)? })
}

/// Notes that something changed for the clients of a product, for those who keep them in memory.
pub fn touch_those_of_product(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    product_id: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE client SET updated_at = $3 WHERE environment = $1 AND product_id = $2",
        params![environment.as_str(), product_id, now],
    )?;
    Ok(())
}

/// Writes a registration, new or changed, without its keys, its permissions and what allows it.
pub fn save(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client: &Client,
    product_id: Option<Uuid>,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO client (environment, id, name, redirect_uris, scopes, vectors, sso_partners, repeats_claims_in_header,
             product_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (environment, id) DO UPDATE SET name = excluded.name, redirect_uris = excluded.redirect_uris,
             scopes = excluded.scopes, vectors = excluded.vectors, sso_partners = excluded.sso_partners,
             repeats_claims_in_header = excluded.repeats_claims_in_header, updated_at = excluded.updated_at",
        params![
            environment.as_str(),
            client.id.as_str(),
            client.name,
            Json(&client.redirect_uris),
            client.scopes.to_string(),
            Json(&client.vectors),
            Json(&client.sso_partners),
            client.repeats_claims_in_header,
            product_id,
            client.created_at,
            now,
        ],
    )?;
    Ok(())
}

/// Adds a key, or makes an expiring one valid without end again.
pub fn save_key(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: &ClientId,
    key: &PublicKey,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO client_key (environment, client_id, thumbprint, public_key, declared_kid, added_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, NULL)
         ON CONFLICT (environment, client_id, thumbprint)
         DO UPDATE SET expires_at = NULL, added_at = excluded.added_at, declared_kid = excluded.declared_kid",
        params![environment.as_str(), id.as_str(), key.thumbprint(), key.spki_der(), key.declared_kid(), now],
    )?;
    Ok(())
}

/// Lets a key go at a moment; one that goes earlier already keeps its own.
pub fn expire_key(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: &ClientId,
    thumbprint: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE client_key SET expires_at = $4 WHERE environment = $1 AND client_id = $2 AND thumbprint = $3
         AND (expires_at IS NULL OR expires_at > $4)",
        params![environment.as_str(), id.as_str(), thumbprint, at],
    )?;
    Ok(changed == 1)
}
