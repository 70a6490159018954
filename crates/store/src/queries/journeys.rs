//! People on their way through an authentication request, and the links in their e-mails.

use identity::{EnvironmentId, authorize::AuthorizationRequest, sign_in::Journey};
use kernel::{EmailAddress, Reference, Timestamp};

use crate::{Json, StoreError, Tx, params};

/// A journey as it is kept.
#[derive(Clone, Debug)]
pub struct StoredJourney {
    pub request: AuthorizationRequest,
    pub state: Journey,
    /// The exchange that waits for the person's answer.
    pub reference: Reference,
    /// Keyed digest of the code in the latest text message, with its end.
    pub otp: Option<(Vec<u8>, Timestamp)>,
    pub expires_at: Timestamp,
}

pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<StoredJourney>, StoreError> {
    tx.find(
        "SELECT request, state, reference, otp_digest, otp_expires_at, expires_at FROM journey
         WHERE environment = $1 AND hash = $2 AND expires_at > $3",
        params![environment.as_str(), hash, now],
        |row| {
            let otp: (Option<Vec<u8>>, Option<Timestamp>) = (row.get(3)?, row.get(4)?);
            Ok(StoredJourney {
                request: row.get::<Json<AuthorizationRequest>>(0)?.0,
                state: row.get::<Json<Journey>>(1)?.0,
                reference: row.get(2)?,
                otp: otp.0.zip(otp.1),
                expires_at: row.get(5)?,
            })
        },
    )
}

pub fn insert(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    journey: &StoredJourney,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO journey (environment, hash, request, state, reference, otp_digest, otp_expires_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, NULL, NULL, $6)",
        params![
            environment.as_str(),
            hash,
            Json(&journey.request),
            Json(&journey.state),
            journey.reference,
            journey.expires_at,
        ],
    )?;
    Ok(())
}

/// Moves a journey on. It answers `false` where the journey was finished or removed meanwhile.
pub fn update(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    journey: &StoredJourney,
) -> Result<bool, StoreError> {
    let (digest, otp_expires_at) = journey.otp.clone().unzip();
    let updated = tx.execute(
        "UPDATE journey SET state = $3, otp_digest = $4, otp_expires_at = $5 WHERE environment = $1 AND hash = $2",
        params![environment.as_str(), hash, Json(&journey.state), digest, otp_expires_at],
    )?;
    Ok(updated == 1)
}

/// Ends a journey; the one that gets `true` may answer the client.
pub fn delete(tx: &mut Tx<'_>, environment: &EnvironmentId, hash: &[u8]) -> Result<bool, StoreError> {
    let deleted = tx.execute(
        "DELETE FROM journey WHERE environment = $1 AND hash = $2",
        params![environment.as_str(), hash],
    )?;
    Ok(deleted == 1)
}

/// What a link in an e-mail leads to.
#[derive(Clone, Debug)]
pub struct EmailLink {
    pub journey_hash: Vec<u8>,
    pub email: EmailAddress,
}

pub fn insert_email_link(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    link: &EmailLink,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO email_link (environment, hash, journey_hash, email, expires_at) VALUES ($1, $2, $3, $4, $5)",
        params![environment.as_str(), hash, link.journey_hash, link.email, expires_at],
    )?;
    Ok(())
}

pub fn find_email_link(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<EmailLink>, StoreError> {
    tx.find(
        "SELECT journey_hash, email FROM email_link WHERE environment = $1 AND hash = $2 AND expires_at > $3",
        params![environment.as_str(), hash, now],
        |row| Ok(EmailLink { journey_hash: row.get(0)?, email: row.get(1)? }),
    )
}

/// Uses a link up.
pub fn delete_email_link(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
) -> Result<bool, StoreError> {
    let deleted = tx.execute(
        "DELETE FROM email_link WHERE environment = $1 AND hash = $2",
        params![environment.as_str(), hash],
    )?;
    Ok(deleted == 1)
}
