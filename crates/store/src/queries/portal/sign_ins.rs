//! Codes that were sent to somebody who wants to sign in, each tied to the browser that asked.

use kernel::{EmailAddress, Timestamp};

use crate::{StoreError, Tx, params};

/// A code on its way, with where its reader wants to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    pub email: EmailAddress,
    pub code_digest: Vec<u8>,
    pub destination: String,
    pub expires_at: Timestamp,
}

pub fn insert(tx: &mut Tx<'_>, hash: &[u8], sign_in: &SignIn) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO portal_sign_in (hash, email, code_digest, tries, destination, expires_at)
         VALUES ($1, $2, $3, 0, $4, $5)",
        params![hash, sign_in.email, sign_in.code_digest, sign_in.destination, sign_in.expires_at],
    )?;
    Ok(())
}

/// The address that a code was sent to.
pub fn find_email(tx: &mut Tx<'_>, hash: &[u8], now: Timestamp) -> Result<Option<EmailAddress>, StoreError> {
    tx.find(
        "SELECT email FROM portal_sign_in WHERE hash = $1 AND expires_at > $2",
        params![hash, now],
        |row| row.get(0),
    )
}

/// Uses up one try of `most`, and answers what to compare with and how many tries that makes. Of several at once, no two get
/// the same try.
pub fn take_try(
    tx: &mut Tx<'_>,
    hash: &[u8],
    now: Timestamp,
    most: i64,
) -> Result<Option<(SignIn, i64)>, StoreError> {
    tx.find(
        "UPDATE portal_sign_in SET tries = tries + 1 WHERE hash = $1 AND expires_at > $2 AND tries < $3
         RETURNING email, code_digest, destination, expires_at, tries",
        params![hash, now, most],
        |row| {
            let sign_in = SignIn {
                email: row.get(0)?,
                code_digest: row.get(1)?,
                destination: row.get(2)?,
                expires_at: row.get(3)?,
            };
            Ok((sign_in, row.get(4)?))
        },
    )
}

/// Ends a sign-in. Of several at once, one gets `true`.
pub fn delete(tx: &mut Tx<'_>, hash: &[u8]) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM portal_sign_in WHERE hash = $1", params![hash])? == 1)
}
