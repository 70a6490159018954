//! Grants, their codes, and the tokens issued under them.

use identity::{
    Account, AccountId, ClientId, EnvironmentId, Grant, GrantId,
    grant::{Issue, IssueId},
};
use kernel::Timestamp;

use super::{accounts, words};
use crate::{Row, StoreError, Tx, params};

macro_rules! columns {
    () => {
        "sign_in_grant.id, sign_in_grant.client_id, sign_in_grant.account_id, sign_in_grant.scope, sign_in_grant.vot, \
         sign_in_grant.credentials, sign_in_grant.auth_time, sign_in_grant.redirect_uri, sign_in_grant.nonce, \
         sign_in_grant.code_challenge, sign_in_grant.code_expires_at, sign_in_grant.redeemed_at, sign_in_grant.revoked_at"
    };
}

fn read(row: &Row<'_>, first: usize) -> Result<Grant, StoreError> {
    Ok(Grant {
        id: row.get(first)?,
        client_id: ClientId::new(row.get::<String>(first + 1)?),
        account_id: row.get(first + 2)?,
        scope: words::scopes(row, first + 3)?,
        vot: words::vector(row, first + 4)?,
        credentials: words::credentials(row, first + 5)?,
        auth_time: row.get(first + 6)?,
        redirect_uri: row.get(first + 7)?,
        nonce: row.get(first + 8)?,
        code_challenge: row.get(first + 9)?,
        code_expires_at: row.get(first + 10)?,
        redeemed_at: row.get(first + 11)?,
        revoked_at: row.get(first + 12)?,
    })
}

const WIDTH: usize = 13;

pub fn insert(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    grant: &Grant,
    code_hash: &[u8],
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sign_in_grant (environment, id, client_id, account_id, scope, vot, credentials, auth_time, redirect_uri,
             nonce, code_challenge, code_hash, code_expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            environment.as_str(),
            grant.id,
            grant.client_id.as_str(),
            grant.account_id,
            grant.scope.to_string(),
            grant.vot.to_string(),
            String::from(grant.credentials),
            grant.auth_time,
            grant.redirect_uri,
            grant.nonce,
            grant.code_challenge,
            code_hash,
            grant.code_expires_at,
        ],
    )?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, environment: &EnvironmentId, id: GrantId) -> Result<Option<Grant>, StoreError> {
    tx.find(
        concat!("SELECT ", columns!(), " FROM sign_in_grant WHERE environment = $1 AND id = $2"),
        params![environment.as_str(), id],
        |row| read(row, 0),
    )
}

/// The grant that a code belongs to, with its person, who may not be gone.
pub fn find_by_code(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: GrantId,
    code_hash: &[u8],
) -> Result<Option<(Grant, Account)>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            accounts::columns!(),
            ", ",
            columns!(),
            " FROM sign_in_grant
             JOIN account ON account.environment = sign_in_grant.environment AND account.id = sign_in_grant.account_id
             WHERE sign_in_grant.id = $2 AND sign_in_grant.environment = $1 AND sign_in_grant.code_hash = $3"
        ),
        params![environment.as_str(), id, code_hash],
        |row| Ok((read(row, accounts::WIDTH + 1)?, accounts::read(row)?)),
    )
}

/// Marks the code as used. Of several at once, one gets `true`.
pub fn redeem(tx: &mut Tx<'_>, id: GrantId, now: Timestamp) -> Result<bool, StoreError> {
    let redeemed = tx.execute(
        "UPDATE sign_in_grant SET redeemed_at = $2 WHERE id = $1 AND redeemed_at IS NULL AND revoked_at IS NULL",
        params![id, now],
    )?;
    Ok(redeemed == 1)
}

/// Takes back everything that was issued under a grant.
pub fn revoke(tx: &mut Tx<'_>, id: GrantId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE sign_in_grant SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
        params![id, now],
    )?;
    Ok(())
}

/// Takes back everything that was issued about a person.
pub fn revoke_of_account(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE sign_in_grant SET revoked_at = $3 WHERE environment = $1 AND account_id = $2 AND revoked_at IS NULL",
        params![environment.as_str(), account_id, now],
    )
}

/// Takes back everything that was issued about a person to one client.
pub fn revoke_of_client(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
    client_id: &ClientId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE sign_in_grant SET revoked_at = $4
         WHERE environment = $1 AND account_id = $2 AND client_id = $3 AND revoked_at IS NULL",
        params![environment.as_str(), account_id, client_id.as_str(), now],
    )
}

pub fn insert_issue(tx: &mut Tx<'_>, issue: &Issue, refresh_hash: &[u8]) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO token_issue (id, grant_id, refresh_hash, refresh_expires_at) VALUES ($1, $2, $3, $4)",
        params![issue.id, issue.grant_id, refresh_hash, issue.refresh_expires_at],
    )?;
    Ok(())
}

/// The issue that this refresh token belongs to, with its grant.
pub fn find_by_refresh_token(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    refresh_hash: &[u8],
) -> Result<Option<(Issue, Grant)>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            columns!(),
            ", token_issue.id, token_issue.refresh_expires_at, token_issue.rotated_at
             FROM token_issue JOIN sign_in_grant ON sign_in_grant.id = token_issue.grant_id
             WHERE token_issue.refresh_hash = $2 AND sign_in_grant.environment = $1"
        ),
        params![environment.as_str(), refresh_hash],
        |row| {
            let grant = read(row, 0)?;
            let issue = Issue {
                id: row.get(WIDTH)?,
                grant_id: grant.id,
                refresh_expires_at: row.get(WIDTH + 1)?,
                rotated_at: row.get(WIDTH + 2)?,
            };
            Ok((issue, grant))
        },
    )
}

/// Marks a refresh token as exchanged. Of several at once, one gets `true`.
pub fn rotate(tx: &mut Tx<'_>, id: IssueId, now: Timestamp) -> Result<bool, StoreError> {
    let rotated = tx.execute(
        "UPDATE token_issue SET rotated_at = $2 WHERE id = $1 AND rotated_at IS NULL",
        params![id, now],
    )?;
    Ok(rotated == 1)
}

/// The grant behind an access token and its person, who may be gone.
pub fn find_by_issue(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: IssueId,
) -> Result<Option<(Grant, Account)>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            accounts::columns!(),
            ", ",
            columns!(),
            " FROM token_issue
             JOIN sign_in_grant ON sign_in_grant.id = token_issue.grant_id
             JOIN account ON account.environment = sign_in_grant.environment AND account.id = sign_in_grant.account_id
             WHERE token_issue.id = $2 AND sign_in_grant.environment = $1"
        ),
        params![environment.as_str(), id],
        |row| Ok((read(row, accounts::WIDTH + 1)?, accounts::read(row)?)),
    )
}

/// The note that a client keeps with a person.
pub fn find_metadata(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    account_id: AccountId,
) -> Result<Option<String>, StoreError> {
    tx.find(
        "SELECT value FROM client_user_metadata WHERE environment = $1 AND client_id = $2 AND account_id = $3",
        params![environment.as_str(), client_id.as_str(), account_id],
        |row| row.get(0),
    )
}

pub fn save_metadata(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    account_id: AccountId,
    value: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO client_user_metadata (environment, client_id, account_id, value) VALUES ($1, $2, $3, $4)
         ON CONFLICT (environment, client_id, account_id) DO UPDATE SET value = excluded.value",
        params![environment.as_str(), client_id.as_str(), account_id, value],
    )?;
    Ok(())
}

/// Writes the first value, and answers whichever value was first.
pub fn first_metadata(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    account_id: AccountId,
    value: &str,
) -> Result<String, StoreError> {
    tx.execute(
        "INSERT INTO client_user_metadata (environment, client_id, account_id, value) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
        params![environment.as_str(), client_id.as_str(), account_id, value],
    )?;
    let kept = find_metadata(tx, environment, client_id, account_id)?;
    Ok(kept.unwrap_or_else(|| value.to_owned()))
}
