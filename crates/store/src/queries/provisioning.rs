//! Requests to provision an account, and the browsers that are on their way to claim one.

use identity::{
    ClientId, EnvironmentId,
    provisioning::{Asked, Stage},
};
use kernel::{EmailAddress, NhsNumber, Timestamp};

use super::words;
use crate::{Row, StoreError, Tx, params};

/// A request as it waits for its patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub asked: Asked,
    pub client_id: ClientId,
    pub link_hash: Vec<u8>,
    pub requested_at: Timestamp,
    pub expires_at: Timestamp,
    /// When too many wrong details had come.
    pub closed_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "provision_request.nhs_number, provision_request.email, provision_request.mobile, provision_request.birthdate, \
         provision_request.ods_code, provision_request.client_id, provision_request.link_hash, \
         provision_request.requested_at, provision_request.expires_at, provision_request.closed_at"
    };
}

const WIDTH: usize = 10;

fn read(row: &Row<'_>) -> Result<Request, StoreError> {
    Ok(Request {
        asked: Asked {
            nhs_number: row.get(0)?,
            email: row.get(1)?,
            mobile: row.get(2)?,
            birthdate: row.get(3)?,
            ods_code: row.get(4)?,
        },
        client_id: ClientId::new(row.get::<String>(5)?),
        link_hash: row.get(6)?,
        requested_at: row.get(7)?,
        expires_at: row.get(8)?,
        closed_at: row.get(9)?,
    })
}

/// Makes room for a new request: what has run out stands in nobody's way.
pub fn delete_expired(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    asked: &Asked,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM provision_request WHERE environment = $1 AND (nhs_number = $2 OR email = $3) AND expires_at <= $4",
        params![environment.as_str(), asked.nhs_number, asked.email, now],
    )?;
    Ok(())
}

/// Keeps a request, or answers `false` where one for its patient or its e-mail address is there.
pub fn insert(tx: &mut Tx<'_>, environment: &EnvironmentId, request: &Request) -> Result<bool, StoreError> {
    let Request { asked, .. } = request;
    let inserted = tx.execute(
        "INSERT INTO provision_request (environment, nhs_number, email, mobile, birthdate, ods_code, client_id, link_hash,
             requested_at, expires_at, closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
        params![
            environment.as_str(),
            asked.nhs_number,
            asked.email,
            asked.mobile,
            asked.birthdate,
            asked.ods_code,
            request.client_id.as_str(),
            request.link_hash,
            request.requested_at,
            request.expires_at,
            request.closed_at,
        ],
    )?;
    Ok(inserted == 1)
}

/// The request for a patient, run out or not.
pub fn find_by_nhs_number(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    nhs_number: NhsNumber,
) -> Result<Option<Request>, StoreError> {
    tx.find(
        concat!("SELECT ", columns!(), " FROM provision_request WHERE environment = $1 AND nhs_number = $2"),
        params![environment.as_str(), nhs_number],
        read,
    )
}

/// The request that waits at an e-mail address, run out or not.
pub fn find_by_email(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    email: &EmailAddress,
) -> Result<Option<Request>, StoreError> {
    tx.find(
        concat!("SELECT ", columns!(), " FROM provision_request WHERE environment = $1 AND email = $2"),
        params![environment.as_str(), email],
        read,
    )
}

/// The request of a link that still works, or was closed.
pub fn find_by_link(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    link_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Request>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            columns!(),
            " FROM provision_request WHERE environment = $1 AND link_hash = $2 AND expires_at > $3"
        ),
        params![environment.as_str(), link_hash, now],
        read,
    )
}

/// Ends a request for good: nobody claims it, and for its patient there is no other until it runs out.
pub fn close(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    link_hash: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE provision_request SET closed_at = $3 WHERE environment = $1 AND link_hash = $2 AND closed_at IS NULL",
        params![environment.as_str(), link_hash, now],
    )?;
    Ok(())
}

/// Uses a request up with all its claims; of two at once, one gets `true`.
pub fn redeem(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    link_hash: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let deleted = tx.execute(
        "DELETE FROM provision_request
         WHERE environment = $1 AND link_hash = $2 AND expires_at > $3 AND closed_at IS NULL",
        params![environment.as_str(), link_hash, now],
    )?;
    Ok(deleted == 1)
}

/// A browser that opened the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub stage: Stage,
    /// Keyed digest of the code in the latest text message, with its end.
    pub otp: Option<(Vec<u8>, Timestamp)>,
    pub expires_at: Timestamp,
}

pub fn insert_claim(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    link_hash: &[u8],
    claim: &Claim,
) -> Result<(), StoreError> {
    let (digest, otp_expires_at) = claim.otp.clone().unzip();
    tx.execute(
        "INSERT INTO provision_claim (environment, hash, link_hash, stage, otp_digest, otp_expires_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            environment.as_str(),
            hash,
            link_hash,
            claim.stage.name(),
            digest,
            otp_expires_at,
            claim.expires_at,
        ],
    )?;
    Ok(())
}

/// A claim with its request, while neither has run out.
pub fn find_claim(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<(Request, Claim)>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            columns!(),
            ", provision_claim.stage, provision_claim.otp_digest, provision_claim.otp_expires_at, provision_claim.expires_at
             FROM provision_claim JOIN provision_request ON provision_request.environment = provision_claim.environment
                 AND provision_request.link_hash = provision_claim.link_hash
             WHERE provision_claim.environment = $1 AND provision_claim.hash = $2
                 AND provision_claim.expires_at > $3 AND provision_request.expires_at > $3"
        ),
        params![environment.as_str(), hash, now],
        |row| {
            let stage: String = row.get(WIDTH)?;
            let otp: (Option<Vec<u8>>, Option<Timestamp>) = (row.get(WIDTH + 1)?, row.get(WIDTH + 2)?);
            let claim = Claim {
                stage: Stage::named(&stage).ok_or_else(|| words::unknown("a stage of a claim", &stage))?,
                otp: otp.0.zip(otp.1),
                expires_at: row.get(WIDTH + 3)?,
            };
            Ok((read(row)?, claim))
        },
    )
}

/// Moves a claim on from the stage that it was read at; `false` where it is no longer there.
pub fn update_claim(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: &[u8],
    from: Stage,
    claim: &Claim,
) -> Result<bool, StoreError> {
    let (digest, otp_expires_at) = claim.otp.clone().unzip();
    let updated = tx.execute(
        "UPDATE provision_claim SET stage = $4, otp_digest = $5, otp_expires_at = $6
         WHERE environment = $1 AND hash = $2 AND stage = $3",
        params![environment.as_str(), hash, from.name(), claim.stage.name(), digest, otp_expires_at],
    )?;
    Ok(updated == 1)
}
