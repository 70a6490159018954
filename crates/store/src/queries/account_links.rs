//! Links in mails by which somebody changes their account: each works once, and is found by its hash.

use identity::{AccountId, EnvironmentId};
use kernel::{EmailAddress, Timestamp};

use crate::{StoreError, Tx, params};

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLink {
    pub account_id: AccountId,
    /// The new address that it proves; absent where it lets its reader choose a new password.
    pub email: Option<EmailAddress>,
}

/// Keeps a link, in place of one of the same kind that the account has already.
pub fn replace(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    link: &AccountLink,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM account_link WHERE environment = $1 AND account_id = $2 AND (email IS NULL) = $3",
        params![environment.as_str(), link.account_id, link.email.is_none()],
    )?;
    tx.execute(
        "INSERT INTO account_link (environment, hash, account_id, email, expires_at) VALUES ($1, $2, $3, $4, $5)",
        params![environment.as_str(), hash, link.account_id, link.email, expires_at],
    )?;
    Ok(())
}

pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<AccountLink>, StoreError> {
    tx.find(
        "SELECT account_id, email FROM account_link WHERE environment = $1 AND hash = $2 AND expires_at > $3",
        params![environment.as_str(), hash, now],
        |row| Ok(AccountLink { account_id: row.get(0)?, email: row.get(1)? }),
    )
}

/// Uses a link up. Of several at once, one gets `true`.
pub fn delete(tx: &mut Tx<'_>, environment: &EnvironmentId, hash: &[u8]) -> Result<bool, StoreError> {
    let deleted = tx.execute(
        "DELETE FROM account_link WHERE environment = $1 AND hash = $2",
        params![environment.as_str(), hash],
    )?;
    Ok(deleted == 1)
}

pub fn delete_of_account(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account_id: AccountId,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM account_link WHERE environment = $1 AND account_id = $2",
        params![environment.as_str(), account_id],
    )?;
    Ok(())
}
