//! Which products staff allowed a client in an environment that is not open to everybody, and why.

use identity::EnvironmentId;
use kernel::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// One line of the log: allowed, or taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub is_allowed: bool,
    pub reason: String,
    /// The user of the portal who did it; none for the command line.
    pub changed_by: Option<Uuid>,
    pub changed_at: Timestamp,
}

/// Adds a line. Whoever adds one has locked the product.
pub fn add(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    product_id: Uuid,
    change: &Change,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO environment_access (environment, product_id, number, is_allowed, reason, changed_by, changed_at)
         VALUES ($1, $2, (SELECT coalesce(max(number), 0) + 1 FROM environment_access
             WHERE environment = $1 AND product_id = $2), $3, $4, $5, $6)",
        params![
            environment.as_str(),
            product_id,
            change.is_allowed,
            change.reason,
            change.changed_by,
            change.changed_at,
        ],
    )?;
    Ok(())
}

/// The whole log of a product at an environment, newest first.
pub fn list(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    product_id: Uuid,
) -> Result<Vec<Change>, StoreError> {
    tx.list(
        "SELECT is_allowed, reason, changed_by, changed_at FROM environment_access
         WHERE environment = $1 AND product_id = $2 ORDER BY number DESC",
        params![environment.as_str(), product_id],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Change, StoreError> {
    Ok(Change {
        is_allowed: row.get(0)?,
        reason: row.get(1)?,
        changed_by: row.get(2)?,
        changed_at: row.get(3)?,
    })
}
