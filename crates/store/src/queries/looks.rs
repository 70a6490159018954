//! What somebody may look at though nothing waits for it, as rows that are computed from the logs.

use kernel::Timestamp;
use uuid::Uuid;

use super::{
    integrations::columns,
    portfolio::{Listed, read_listed},
};
use crate::{StoreError, Tx, params};

/// A file or a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub kind: Kind,
    /// The id of the evidence, or the number of the question.
    pub subject: String,
    /// Whom it is for: a role, or the user who asked.
    pub reader: String,
    pub since: Timestamp,
    /// What it is called: the evidence, or what was asked.
    pub title: String,
    /// What it says: the file's name, or the reply.
    pub words: String,
    pub is_again: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The newest version of evidence that needs no acceptance and that nobody has looked at.
    File,
    /// A reply to a question that is not closed.
    Reply,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Reply => "reply",
        }
    }
}

/// Replaces what there is to look at in an integration.
pub fn replace(tx: &mut Tx<'_>, integration_id: Uuid, looks: &[Look]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM integration_look WHERE integration_id = $1", params![integration_id])?;
    for one in looks {
        tx.execute(
            "INSERT INTO integration_look (integration_id, kind, subject, reader, since, title, words, is_again)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                integration_id,
                one.kind.word(),
                one.subject,
                one.reader,
                one.since,
                one.title,
                one.words,
                one.is_again,
            ],
        )?;
    }
    Ok(())
}

/// What there is for a reader, what came last first.
pub fn list(tx: &mut Tx<'_>, kind: Kind, reader: &str, most: u32) -> Result<Vec<(Listed, Look)>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            ", product.name, organisation.name, portal_user.email, integration_look.subject, integration_look.reader,
             integration_look.since, integration_look.title, integration_look.words, integration_look.is_again
             FROM integration_look
             JOIN integration ON integration.id = integration_look.integration_id
             JOIN product ON product.id = integration.product_id
             JOIN organisation ON organisation.id = integration.organisation_id
             LEFT JOIN portal_user ON portal_user.id = integration.project_manager
             WHERE integration_look.kind = $1 AND integration_look.reader = $2
             ORDER BY integration_look.since DESC, integration.id, integration_look.subject LIMIT $3"
        ),
        params![kind.word(), reader, i64::from(most)],
        |row| {
            let look = Look {
                kind,
                subject: row.get(21)?,
                reader: row.get(22)?,
                since: row.get(23)?,
                title: row.get(24)?,
                words: row.get(25)?,
                is_again: row.get(26)?,
            };
            Ok((read_listed(row)?, look))
        },
    )
}
