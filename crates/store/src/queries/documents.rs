//! Uploaded files. What a file means for an integration is in that integration's log.

use kernel::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub integration_id: Uuid,
    pub name: String,
    pub media_type: String,
    pub sha256: [u8; 32],
    pub content: Vec<u8>,
    pub added_by: Uuid,
    pub added_at: Timestamp,
}

pub fn insert(tx: &mut Tx<'_>, new: &Document) -> Result<(), StoreError> {
    let bytes = i64::try_from(new.content.len()).unwrap_or(i64::MAX);
    tx.execute(
        "INSERT INTO document (id, organisation_id, integration_id, name, media_type, bytes, sha256, content, added_by, added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            new.id,
            new.organisation_id,
            new.integration_id,
            new.name,
            new.media_type,
            bytes,
            new.sha256,
            new.content,
            new.added_by,
            new.added_at,
        ],
    )?;
    Ok(())
}

/// A file of an integration, whole.
pub fn find(tx: &mut Tx<'_>, id: Uuid, integration_id: Uuid) -> Result<Option<Document>, StoreError> {
    tx.find(
        "SELECT id, organisation_id, integration_id, name, media_type, sha256, content, added_by, added_at
         FROM document WHERE id = $1 AND integration_id = $2",
        params![id, integration_id],
        |row| {
            let sha256: Vec<u8> = row.get(5)?;
            Ok(Document {
                id: row.get(0)?,
                organisation_id: row.get(1)?,
                integration_id: row.get(2)?,
                name: row.get(3)?,
                media_type: row.get(4)?,
                sha256: sha256.try_into().map_err(|_| {
                    StoreError::inconsistent("document.sha256".to_owned(), "it does not have 32 bytes")
                })?,
                content: row.get(6)?,
                added_by: row.get(7)?,
                added_at: row.get(8)?,
            })
        },
    )
}
