//! Test data that partners uploaded: whose accounts they are, what the uploads changed, and what was answered.

use identity::{
    Account, AccountId, EnvironmentId, ProofingLevel,
    test_data::{Answer, Standing, UndoAnswer},
};
use kernel::{EmailAddress, NhsNumber, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{accounts, identity_checks};
use crate::{Json, Row, StoreError, Tx, params};

/// An upload without what it holds row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: Uuid,
    /// Nothing where it came by the command line, for no product.
    pub product_id: Option<Uuid>,
    pub file_name: String,
    /// The user of the portal behind it.
    pub uploaded_by: Option<Uuid>,
    pub uploaded_at: Timestamp,
    pub applied: u32,
    pub refused: u32,
    pub undone_by: Option<Uuid>,
    pub undone_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub listed: Listed,
    pub answers: Vec<Answer>,
    pub changes: Vec<Changed>,
    /// Where it was undone.
    pub undo_answers: Option<Vec<UndoAnswer>>,
}

/// An account before an upload and after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which of the answers it belongs to, the first being 0.
    pub answer: usize,
    pub account: AccountId,
    pub before: Standing,
    pub after: Standing,
}

/// An account with the organisation whose client it was opened with, if there is one.
pub fn find_owned(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    email: &EmailAddress,
) -> Result<Option<(Account, Option<Uuid>)>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            accounts::columns!(),
            ", product.organisation_id FROM account
             LEFT JOIN client ON client.environment = account.environment AND client.id = account.opened_with
             LEFT JOIN product ON product.id = client.product_id
             WHERE account.environment = $1 AND account.email = $2"
        ),
        params![environment.as_str(), email],
        |row| Ok((accounts::read(row)?, row.get(accounts::WIDTH + 1)?)),
    )
}

/// The accounts that were opened with an organisation's clients, by e-mail address.
pub fn list_owned(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    organisation_id: Uuid,
    most: u32,
) -> Result<Vec<Account>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            accounts::columns!(),
            " FROM account
             JOIN client ON client.environment = account.environment AND client.id = account.opened_with
             JOIN product ON product.id = client.product_id
             WHERE account.environment = $1 AND product.organisation_id = $2 ORDER BY account.email LIMIT $3"
        ),
        params![environment.as_str(), organisation_id, most],
        accounts::read,
    )
}

/// Gives an account what stands there, as long as it is what it was, and no other account has the NHS number. Answers whether it did.
pub fn change(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: AccountId,
    before: &Standing,
    after: &Standing,
) -> Result<bool, StoreError> {
    let gp = after.gp_credentials.as_ref();
    let changed = tx.execute(
        "UPDATE account SET level = $3, nhs_number = $4, family_name = $5, given_name = $6, birthdate = $7, gp_ods_code = $8,
             gp_user_id = $9, gp_linkage_key = $10, mobile = $11, mobile_pds_matched = $12, static_otp = $13, is_traced = $14
         WHERE environment = $1 AND id = $2 AND level = $15 AND coalesce(nhs_number, '') = $16
             AND NOT EXISTS (SELECT 1 FROM account AS other
                 WHERE other.environment = $1 AND other.nhs_number = $4 AND other.id <> $2)",
        params![
            environment.as_str(),
            id,
            after.level.name(),
            after.nhs_number,
            after.family_name,
            after.given_name,
            after.birthdate,
            after.gp_ods_code,
            gp.map(|gp| gp.gp_user_id.as_str()),
            gp.map(|gp| gp.gp_linkage_key.as_str()),
            after.mobile,
            after.mobile_pds_matched,
            after.static_otp,
            after.is_traced,
            before.level.name(),
            before.nhs_number.as_ref().map_or("", NhsNumber::as_str),
        ],
    )?;
    // What waits for a checker was about who the person was.
    if changed == 1 && after.level != ProofingLevel::P5 {
        identity_checks::withdraw(tx, environment, id)?;
    }
    Ok(changed == 1)
}

pub fn insert(tx: &mut Tx<'_>, environment: &EnvironmentId, upload: &Upload) -> Result<(), StoreError> {
    let listed = &upload.listed;
    tx.execute(
        "INSERT INTO test_data_upload (environment, id, product_id, file_name, uploaded_by, uploaded_at, applied, refused,
             answers, changes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            environment.as_str(),
            listed.id,
            listed.product_id,
            listed.file_name,
            listed.uploaded_by,
            listed.uploaded_at,
            listed.applied,
            listed.refused,
            Json(&upload.answers),
            Json(&upload.changes),
        ],
    )?;
    Ok(())
}

macro_rules! listed {
    () => {
        "id, product_id, file_name, uploaded_by, uploaded_at, applied, refused, undone_by, undone_at"
    };
}

fn read_listed(row: &Row<'_>) -> Result<Listed, StoreError> {
    Ok(Listed {
        id: row.get(0)?,
        product_id: row.get(1)?,
        file_name: row.get(2)?,
        uploaded_by: row.get(3)?,
        uploaded_at: row.get(4)?,
        applied: row.get(5)?,
        refused: row.get(6)?,
        undone_by: row.get(7)?,
        undone_at: row.get(8)?,
    })
}

/// The uploads for a product, newest first.
pub fn list(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    product_id: Uuid,
    most: u32,
) -> Result<Vec<Listed>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            listed!(),
            " FROM test_data_upload WHERE environment = $1 AND product_id = $2 ORDER BY uploaded_at DESC, id DESC LIMIT $3"
        ),
        params![environment.as_str(), product_id, most],
        read_listed,
    )
}

pub fn find(tx: &mut Tx<'_>, environment: &EnvironmentId, id: Uuid) -> Result<Option<Upload>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            listed!(),
            ", answers, changes, undo_answers FROM test_data_upload WHERE environment = $1 AND id = $2"
        ),
        params![environment.as_str(), id],
        |row| {
            Ok(Upload {
                listed: read_listed(row)?,
                answers: row.get::<Json<_>>(9)?.0,
                changes: row.get::<Json<_>>(10)?.0,
                undo_answers: row.get::<Option<Json<_>>>(11)?.map(|Json(answers)| answers),
            })
        },
    )
}

/// Notes that an upload was undone. Of two at once, one does it.
pub fn mark_undone(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: Uuid,
    by: Option<Uuid>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let marked = tx.execute(
        "UPDATE test_data_upload SET undone_by = $3, undone_at = $4 WHERE environment = $1 AND id = $2 AND undone_at IS NULL",
        params![environment.as_str(), id, by, now],
    )?;
    Ok(marked == 1)
}

pub fn keep_undo_answers(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: Uuid,
    answers: &[UndoAnswer],
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE test_data_upload SET undo_answers = $3 WHERE environment = $1 AND id = $2",
        params![environment.as_str(), id, Json(answers)],
    )?;
    Ok(())
}
