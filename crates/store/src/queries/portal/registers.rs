//! What registers said of organisations when they were last asked.

use kernel::{OdsCode, Timestamp};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A register's word on an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub organisation_id: Uuid,
    pub register: String,
    /// The code that it was asked about.
    pub code: OdsCode,
    pub says: String,
    pub detail: String,
    pub source: String,
    pub looked_up_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<Answered, StoreError> {
    Ok(Answered {
        organisation_id: row.get(0)?,
        register: row.get(1)?,
        code: row.get(2)?,
        says: row.get(3)?,
        detail: row.get(4)?,
        source: row.get(5)?,
        looked_up_at: row.get(6)?,
    })
}

/// Keeps an answer in the place of the one before.
pub fn save(tx: &mut Tx<'_>, answer: &Answered) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO register_answer (organisation_id, register, code, says, detail, source, looked_up_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (organisation_id, register) DO UPDATE SET code = excluded.code, says = excluded.says,
             detail = excluded.detail, source = excluded.source, looked_up_at = excluded.looked_up_at",
        params![
            answer.organisation_id,
            answer.register,
            answer.code,
            answer.says,
            answer.detail,
            answer.source,
            answer.looked_up_at,
        ],
    )?;
    Ok(())
}

pub fn list_of_organisation(tx: &mut Tx<'_>, organisation_id: Uuid) -> Result<Vec<Answered>, StoreError> {
    tx.list(
        "SELECT organisation_id, register, code, says, detail, source, looked_up_at FROM register_answer
         WHERE organisation_id = $1 ORDER BY register",
        params![organisation_id],
        read,
    )
}

/// Organisations with a code that were never asked about, not since `before`, or not since they began an integration.
pub fn list_due(tx: &mut Tx<'_>, before: Timestamp, most: u32) -> Result<Vec<Uuid>, StoreError> {
    tx.list(
        "SELECT organisation.id FROM organisation WHERE organisation.ods_code IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM register_answer
                 WHERE register_answer.organisation_id = organisation.id AND register_answer.looked_up_at > $1
                 AND NOT EXISTS (SELECT 1 FROM integration
                     WHERE integration.organisation_id = organisation.id
                     AND integration.started_at >= register_answer.looked_up_at))
         ORDER BY organisation.id LIMIT $2",
        params![before, most],
        |row| row.get(0),
    )
}
