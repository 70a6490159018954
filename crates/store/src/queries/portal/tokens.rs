//! Tokens of programs. Only hashes of their secrets come here.

use std::collections::BTreeSet;

use kernel::{EmailAddress, Timestamp};
use onboarding::scope::Scope;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A token without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: Uuid,
    pub name: String,
    pub scopes: BTreeSet<Scope>,
    /// Absent where it reads for the service, in every organisation.
    pub organisation_id: Option<Uuid>,
    /// Absent where it is for every product of the organisation.
    pub product_id: Option<Uuid>,
    pub created_by: Uuid,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "api_token.id, api_token.name, api_token.scopes, api_token.organisation_id, api_token.product_id,
         api_token.created_by, api_token.created_at, api_token.expires_at, api_token.used_at, api_token.revoked_at"
    };
}

fn read(row: &Row<'_>) -> Result<Token, StoreError> {
    let scopes: String = row.get(2)?;
    let scopes = scopes.split_whitespace().map(str::parse).collect::<Result<_, _>>();
    Ok(Token {
        id: row.get(0)?,
        name: row.get(1)?,
        scopes: scopes.map_err(|problem| StoreError::inconsistent("api_token", problem))?,
        organisation_id: row.get(3)?,
        product_id: row.get(4)?,
        created_by: row.get(5)?,
        created_at: row.get(6)?,
        expires_at: row.get(7)?,
        used_at: row.get(8)?,
        revoked_at: row.get(9)?,
    })
}

pub fn insert(tx: &mut Tx<'_>, token: &Token, hash: &[u8]) -> Result<(), StoreError> {
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.id()).collect();
    tx.execute(
        "INSERT INTO api_token (id, hash, name, scopes, organisation_id, product_id, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            token.id,
            hash,
            token.name,
            scopes.join(" "),
            token.organisation_id,
            token.product_id,
            token.created_by,
            token.created_at,
            token.expires_at,
        ],
    )?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Token>, StoreError> {
    tx.find(concat!("SELECT ", columns!(), " FROM api_token WHERE id = $1"), params![id], read)
}

pub fn find_by_hash(tx: &mut Tx<'_>, hash: &[u8]) -> Result<Option<Token>, StoreError> {
    tx.find(concat!("SELECT ", columns!(), " FROM api_token WHERE hash = $1"), params![hash], read)
}

/// A token in a list, with the address of its maker and the name of its product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub token: Token,
    pub maker: EmailAddress,
    pub product: Option<String>,
}

fn read_listed(row: &Row<'_>) -> Result<Listed, StoreError> {
    Ok(Listed { token: read(row)?, maker: row.get(10)?, product: row.get(11)? })
}

/// The tokens of an organisation that were not taken back, newest first.
pub fn list_of_organisation(tx: &mut Tx<'_>, organisation_id: Uuid) -> Result<Vec<Listed>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            ", portal_user.email, product.name FROM api_token
             JOIN portal_user ON portal_user.id = api_token.created_by
             LEFT JOIN product ON product.id = api_token.product_id
             WHERE api_token.organisation_id = $1 AND api_token.revoked_at IS NULL
             ORDER BY api_token.created_at DESC, api_token.id"
        ),
        params![organisation_id],
        read_listed,
    )
}

/// The tokens that read for the service and were not taken back, newest first.
pub fn list_of_service(tx: &mut Tx<'_>) -> Result<Vec<Listed>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            ", portal_user.email, NULL FROM api_token JOIN portal_user ON portal_user.id = api_token.created_by
             WHERE api_token.organisation_id IS NULL AND api_token.revoked_at IS NULL
             ORDER BY api_token.created_at DESC, api_token.id"
        ),
        params![],
        read_listed,
    )
}

/// Takes a token back for good. It answers `false` where that was done before.
pub fn revoke(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let revoked = tx.execute(
        "UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
        params![id, now],
    )?;
    Ok(revoked == 1)
}

pub fn set_used(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE api_token SET used_at = $2 WHERE id = $1", params![id, now])?;
    Ok(())
}
