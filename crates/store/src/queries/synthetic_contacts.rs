//! What people changed in the invented records of an environment: the records themselves are made anew at each start.

use identity::{EnvironmentId, demographics::Contact};
use kernel::NhsNumber;

use crate::{StoreError, Tx, params};

pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    nhs_number: NhsNumber,
) -> Result<Option<Contact>, StoreError> {
    tx.find(
        "SELECT email, mobile FROM synthetic_contact WHERE environment = $1 AND nhs_number = $2",
        params![environment.as_str(), nhs_number],
        |row| Ok(Contact { email: row.get(0)?, mobile: row.get(1)? }),
    )
}

pub fn save(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    nhs_number: NhsNumber,
    contact: &Contact,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO synthetic_contact (environment, nhs_number, email, mobile) VALUES ($1, $2, $3, $4)
         ON CONFLICT (environment, nhs_number) DO UPDATE SET email = excluded.email, mobile = excluded.mobile",
        params![environment.as_str(), nhs_number, contact.email, contact.mobile],
    )?;
    Ok(())
}

/// Puts every record back as it was made.
pub fn clear(tx: &mut Tx<'_>, environment: &EnvironmentId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM synthetic_contact WHERE environment = $1", params![environment.as_str()])?;
    Ok(())
}
