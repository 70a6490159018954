//! Mail and text messages: kept for the outbox page, and a queue where sending is configured.

use kernel::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A message as it is kept.
#[derive(Clone, Debug)]
pub struct StoredMessage {
    pub id: Uuid,
    /// An environment's id, or `portal`.
    pub sender: String,
    /// `email` or `text`.
    pub channel: String,
    pub recipient: String,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub attachment: Option<StoredAttachment>,
    pub created_at: Timestamp,
    pub attempts: i64,
    /// When it is to be sent, where it is to be sent at all and has not been.
    pub next_attempt_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
    pub failure: Option<String>,
}

/// A file of text that travels with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAttachment {
    pub name: String,
    pub media_type: String,
    pub content: String,
}

macro_rules! columns {
    () => {
        "id, sender, channel, recipient, subject, text, html, created_at, attempts, next_attempt_at, sent_at, failure,
         attachment_name, attachment_type, attachment"
    };
}

fn read(row: &Row<'_>) -> Result<StoredMessage, StoreError> {
    Ok(StoredMessage {
        id: row.get(0)?,
        sender: row.get(1)?,
        channel: row.get(2)?,
        recipient: row.get(3)?,
        subject: row.get(4)?,
        text: row.get(5)?,
        html: row.get(6)?,
        attachment: read_attachment(row)?,
        created_at: row.get(7)?,
        attempts: row.get(8)?,
        next_attempt_at: row.get(9)?,
        sent_at: row.get(10)?,
        failure: row.get(11)?,
    })
}

fn read_attachment(row: &Row<'_>) -> Result<Option<StoredAttachment>, StoreError> {
    let Some(name) = row.get(12)? else { return Ok(None) };
    Ok(Some(StoredAttachment { name, media_type: row.get(13)?, content: row.get(14)? }))
}

pub fn insert(tx: &mut Tx<'_>, message: &StoredMessage) -> Result<(), StoreError> {
    let attachment = message.attachment.as_ref();
    tx.execute(
        "INSERT INTO message (id, sender, channel, recipient, subject, text, html, created_at, attempts, next_attempt_at,
             attachment_name, attachment_type, attachment)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12)",
        params![
            message.id,
            message.sender,
            message.channel,
            message.recipient,
            message.subject,
            message.text,
            message.html,
            message.created_at,
            message.next_attempt_at,
            attachment.map(|file| &file.name),
            attachment.map(|file| &file.media_type),
            attachment.map(|file| &file.content),
        ],
    )?;
    Ok(())
}

/// The latest messages, newest first (ids are in the order of time).
pub fn list(tx: &mut Tx<'_>, most: u32) -> Result<Vec<StoredMessage>, StoreError> {
    tx.list(
        concat!("SELECT ", columns!(), " FROM message ORDER BY id DESC LIMIT $1"),
        params![i64::from(most)],
        read,
    )
}

pub fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<StoredMessage>, StoreError> {
    tx.find(concat!("SELECT ", columns!(), " FROM message WHERE id = $1"), params![id], read)
}

/// Takes a message that is due. Until `lease_ends_at` no other worker gets it; a worker that dies gives it back so.
pub fn claim(
    tx: &mut Tx<'_>,
    now: Timestamp,
    lease_ends_at: Timestamp,
) -> Result<Option<StoredMessage>, StoreError> {
    tx.find(
        concat!(
            "UPDATE message SET attempts = attempts + 1, next_attempt_at = $2
             WHERE next_attempt_at <= $1
               AND id = (SELECT id FROM message WHERE next_attempt_at <= $1 ORDER BY next_attempt_at, id LIMIT 1)
             RETURNING ",
            columns!()
        ),
        params![now, lease_ends_at],
        read,
    )
}

pub fn mark_sent(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE message SET sent_at = $2, next_attempt_at = NULL, failure = NULL WHERE id = $1",
        params![id, now],
    )?;
    Ok(())
}

/// Notes a failure; without a next attempt the message is given up.
pub fn mark_failed(
    tx: &mut Tx<'_>,
    id: Uuid,
    failure: &str,
    next_attempt_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE message SET failure = $2, next_attempt_at = $3 WHERE id = $1",
        params![id, failure, next_attempt_at],
    )?;
    Ok(())
}
