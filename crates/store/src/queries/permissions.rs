//! What staff permit clients to do as programs.

use std::collections::BTreeSet;

use identity::{ClientId, EnvironmentId, Permission, Permissions};
use kernel::{OdsCode, Timestamp};
use uuid::Uuid;

use super::words;
use crate::{Json, Row, StoreError, Tx, params};

/// A permission with why it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub permission: Permission,
    pub ods_codes: BTreeSet<OdsCode>,
    pub reason: String,
    /// The user of the portal who gave it; none for the command line.
    pub given_by: Option<Uuid>,
    pub given_at: Timestamp,
}

/// Gives a permission, in place of what was given before under its name.
pub fn give(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    given: &Given,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO client_permission (environment, client_id, permission, ods_codes, reason, given_by, given_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (environment, client_id, permission) DO UPDATE SET ods_codes = excluded.ods_codes,
             reason = excluded.reason, given_by = excluded.given_by, given_at = excluded.given_at",
        params![
            environment.as_str(),
            client_id.as_str(),
            given.permission.name(),
            Json(&given.ods_codes),
            given.reason,
            given.given_by,
            given.given_at,
        ],
    )?;
    Ok(())
}

/// Takes a permission away; answers whether it was there.
pub fn take(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    permission: Permission,
) -> Result<bool, StoreError> {
    let taken = tx.execute(
        "DELETE FROM client_permission WHERE environment = $1 AND client_id = $2 AND permission = $3",
        params![environment.as_str(), client_id.as_str(), permission.name()],
    )?;
    Ok(taken == 1)
}

pub fn list(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
) -> Result<Vec<Given>, StoreError> {
    tx.list(
        "SELECT permission, ods_codes, reason, given_by, given_at FROM client_permission
         WHERE environment = $1 AND client_id = $2 ORDER BY permission",
        params![environment.as_str(), client_id.as_str()],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Given, StoreError> {
    let name: String = row.get(0)?;
    Ok(Given {
        permission: name.parse().map_err(|_| words::unknown("a permission", &name))?,
        ods_codes: row.get::<Json<BTreeSet<OdsCode>>>(1)?.0,
        reason: row.get(2)?,
        given_by: row.get(3)?,
        given_at: row.get(4)?,
    })
}

/// A client's permissions, as the endpoints ask for them.
pub(super) fn of(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
) -> Result<Permissions, StoreError> {
    let mut permissions = Permissions::default();
    for given in list(tx, environment, client_id)? {
        match given.permission {
            Permission::LookUpUsers => permissions.looks_up_users = true,
            Permission::ProvisionAccounts => permissions.provisions_for = given.ods_codes,
        }
    }
    Ok(permissions)
}
