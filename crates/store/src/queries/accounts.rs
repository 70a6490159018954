//! People's accounts.

use identity::{
    Account, AccountId, ClientId, EnvironmentId, ProofingLevel, account::GpCredentials, demographics::Record,
};
use kernel::{EmailAddress, MobileNumber, NhsNumber};

use super::{identity_checks, words};
use crate::{Row, StoreError, Tx, params};

/// Where `COLUMNS` end: the index of the first column that a statement adds.
pub(super) const WIDTH: usize = 16;

macro_rules! columns {
    () => {
        "account.id, account.email, account.mobile, account.mobile_pds_matched, account.landline, account.level, \
         account.nhs_number, account.family_name, account.given_name, account.birthdate, account.gp_ods_code, \
         account.gp_user_id, account.gp_linkage_key, account.static_otp, account.is_traced, account.opened_with, \
         account.created_at"
    };
}
pub(super) use columns;

/// Reads the columns of `columns!`, which come first in their statement.
pub(super) fn read(row: &Row<'_>) -> Result<Account, StoreError> {
    let gp: (Option<String>, Option<String>) = (row.get(11)?, row.get(12)?);
    let gp_credentials = match gp {
        (Some(gp_user_id), Some(gp_linkage_key)) => Some(GpCredentials { gp_user_id, gp_linkage_key }),
        _ => None,
    };
    Ok(Account {
        id: row.get(0)?,
        email: row.get(1)?,
        mobile: row.get(2)?,
        mobile_pds_matched: row.get(3)?,
        landline: row.get(4)?,
        level: words::level(row, 5)?,
        nhs_number: row.get(6)?,
        family_name: row.get(7)?,
        given_name: row.get(8)?,
        birthdate: row.get(9)?,
        gp_ods_code: row.get(10)?,
        gp_credentials,
        static_otp: row.get(13)?,
        is_traced: row.get(14)?,
        opened_with: row.get::<Option<String>>(15)?.map(ClientId::new),
        created_at: row.get(WIDTH)?,
    })
}

pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: AccountId,
) -> Result<Option<Account>, StoreError> {
    tx.find(
        concat!("SELECT ", columns!(), " FROM account WHERE environment = $1 AND id = $2"),
        params![environment.as_str(), id],
        read,
    )
}

/// An account with the hash of its password, for a sign-in.
pub fn find_by_email(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    email: &EmailAddress,
) -> Result<Option<(Account, String)>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            columns!(),
            ", account.password_hash FROM account WHERE environment = $1 AND email = $2"
        ),
        params![environment.as_str(), email],
        |row| Ok((read(row)?, row.get(WIDTH + 1)?)),
    )
}

pub fn find_password_hash(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: AccountId,
) -> Result<Option<String>, StoreError> {
    tx.find(
        "SELECT password_hash FROM account WHERE environment = $1 AND id = $2",
        params![environment.as_str(), id],
        |row| row.get(0),
    )
}

pub fn change_password(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: AccountId,
    password_hash: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE account SET password_hash = $3 WHERE environment = $1 AND id = $2",
        params![environment.as_str(), id, password_hash],
    )?;
    Ok(())
}

/// Gives an account another address, or answers `false` where that is taken.
pub fn change_email(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: AccountId,
    email: &EmailAddress,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE account SET email = $3 WHERE environment = $1 AND id = $2
             AND NOT EXISTS (SELECT 1 FROM account AS other WHERE other.environment = $1 AND other.email = $3)",
        params![environment.as_str(), id, email],
    )?;
    Ok(changed == 1)
}

/// Gives an account another mobile phone; `is_matched` says whether the person's record has it too.
pub fn change_mobile(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: AccountId,
    mobile: &MobileNumber,
    is_matched: bool,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE account SET mobile = $3, mobile_pds_matched = $4 WHERE environment = $1 AND id = $2",
        params![environment.as_str(), id, mobile, is_matched],
    )?;
    Ok(())
}

/// The person's record has this mobile phone now: it is the account's as long as that has not changed meanwhile.
pub fn match_mobile(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: AccountId,
    mobile: &MobileNumber,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE account SET mobile_pds_matched = $4 WHERE environment = $1 AND id = $2 AND mobile = $3",
        params![environment.as_str(), id, mobile, true],
    )?;
    Ok(())
}

pub fn change_landline(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: AccountId,
    landline: Option<&str>,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE account SET landline = $3 WHERE environment = $1 AND id = $2",
        params![environment.as_str(), id, landline],
    )?;
    Ok(())
}

/// The account with an NHS number: no two have the same.
pub fn find_by_nhs_number(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    nhs_number: NhsNumber,
) -> Result<Option<Account>, StoreError> {
    tx.find(
        concat!("SELECT ", columns!(), " FROM account WHERE environment = $1 AND nhs_number = $2"),
        params![environment.as_str(), nhs_number],
        read,
    )
}

/// The accounts that everybody in an environment for tests shares: those that were there from the start. Whoever opened one with a
/// client has it for themselves.
pub fn list_for_tests(tx: &mut Tx<'_>, environment: &EnvironmentId) -> Result<Vec<Account>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM account WHERE environment = $1 AND static_otp IS NOT NULL AND opened_with IS NULL ORDER BY level DESC, email LIMIT 5000"
        ),
        params![environment.as_str()],
        read,
    )
}

/// Opens an account, or answers `false` where the address is taken.
pub fn insert(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account: &Account,
    password_hash: &str,
) -> Result<bool, StoreError> {
    let gp = account.gp_credentials.as_ref();
    let inserted = tx.execute(
        "INSERT INTO account (environment, id, email, password_hash, mobile, mobile_pds_matched, landline, level, nhs_number,
             family_name, given_name, birthdate, gp_ods_code, gp_user_id, gp_linkage_key, static_otp, is_traced, opened_with,
             created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
         ON CONFLICT DO NOTHING",
        params![
            environment.as_str(),
            account.id,
            account.email,
            password_hash,
            account.mobile,
            account.mobile_pds_matched,
            account.landline,
            account.level.name(),
            account.nhs_number,
            account.family_name,
            account.given_name,
            account.birthdate,
            account.gp_ods_code,
            gp.map(|gp| gp.gp_user_id.as_str()),
            gp.map(|gp| gp.gp_linkage_key.as_str()),
            account.static_otp,
            account.is_traced,
            account.opened_with.as_ref().map(ClientId::as_str),
            account.created_at,
        ],
    )?;
    Ok(inserted == 1)
}

/// What a person proved, as their record has it.
#[derive(Clone, Debug)]
pub struct Proved<'a> {
    pub level: ProofingLevel,
    pub record: &'a Record,
    /// Where their surgery vouched for them.
    pub gp_credentials: Option<&'a GpCredentials>,
    /// The record has the mobile phone of the account.
    pub mobile_matched: bool,
}

/// Raises an account to the level that was proved: never down, and not where another account has the NHS number. Answers
/// whether it was raised. Whoever is at the highest level needs no check any more that waits.
pub fn raise(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: AccountId,
    proved: &Proved<'_>,
) -> Result<bool, StoreError> {
    let (record, gp) = (proved.record, proved.gp_credentials);
    let raised = tx.execute(
        "UPDATE account SET level = $3, nhs_number = $4, family_name = $5, given_name = $6, birthdate = $7, gp_ods_code = $8,
             gp_user_id = coalesce($9, gp_user_id), gp_linkage_key = coalesce($10, gp_linkage_key), mobile_pds_matched = $11
         WHERE environment = $1 AND id = $2 AND level < $3 AND (nhs_number IS NULL OR nhs_number = $4)
             AND NOT EXISTS (SELECT 1 FROM account AS other
                 WHERE other.environment = $1 AND other.nhs_number = $4 AND other.id <> $2)",
        params![
            environment.as_str(),
            id,
            proved.level.name(),
            record.nhs_number,
            record.family_name,
            record.given_name,
            record.birthdate,
            record.gp_ods_code,
            gp.map(|gp| gp.gp_user_id.as_str()),
            gp.map(|gp| gp.gp_linkage_key.as_str()),
            proved.mobile_matched,
        ],
    )?;
    if raised == 1 && proved.level == ProofingLevel::P9 {
        identity_checks::withdraw(tx, environment, id)?;
    }
    Ok(raised == 1)
}

/// Gives an account what its person's record says now: the names, the birthday and the surgery, as long as it is still theirs. What
/// another surgery gave the person for its online services is not this one's.
pub fn refresh(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    id: AccountId,
    record: &Record,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE account SET family_name = $4, given_name = $5, birthdate = $6, gp_ods_code = $7,
             gp_user_id = CASE WHEN gp_ods_code = $7 THEN gp_user_id END,
             gp_linkage_key = CASE WHEN gp_ods_code = $7 THEN gp_linkage_key END
         WHERE environment = $1 AND id = $2 AND nhs_number = $3",
        params![
            environment.as_str(),
            id,
            record.nhs_number,
            record.family_name,
            record.given_name,
            record.birthdate,
            record.gp_ods_code,
        ],
    )?;
    Ok(())
}

/// Removes an account with its sessions, devices and consents; its grants are revoked apart.
pub fn delete(tx: &mut Tx<'_>, environment: &EnvironmentId, id: AccountId) -> Result<bool, StoreError> {
    let deleted = tx.execute(
        "DELETE FROM account WHERE environment = $1 AND id = $2",
        params![environment.as_str(), id],
    )?;
    Ok(deleted == 1)
}
