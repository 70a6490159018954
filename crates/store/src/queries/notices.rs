//! Which mails people want, what waits for their mail of the day, and when an integration is looked at for reminders.

use kernel::{Date, Timestamp};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// How somebody wants to be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preference {
    /// Everything of a day in one mail.
    pub daily: bool,
    /// The last day on which nothing is sent.
    pub away_until: Option<Date>,
}

pub fn find_preference(tx: &mut Tx<'_>, user_id: Uuid) -> Result<Preference, StoreError> {
    let found = tx.find(
        "SELECT daily, away_until FROM notice_preference WHERE user_id = $1",
        params![user_id],
        |row| Ok(Preference { daily: row.get(0)?, away_until: row.get(1)? }),
    )?;
    Ok(found.unwrap_or_default())
}

pub fn set_preference(tx: &mut Tx<'_>, user_id: Uuid, wanted: Preference) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO notice_preference (user_id, daily, away_until) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET daily = $2, away_until = $3",
        params![user_id, wanted.daily, wanted.away_until],
    )?;
    Ok(())
}

/// The integrations that somebody does not want to hear of.
pub fn list_muted(tx: &mut Tx<'_>, user_id: Uuid) -> Result<Vec<Uuid>, StoreError> {
    tx.list(
        "SELECT integration_id FROM notice_mute WHERE user_id = $1 ORDER BY integration_id",
        params![user_id],
        |row| row.get(0),
    )
}

pub fn is_muted(tx: &mut Tx<'_>, user_id: Uuid, integration_id: Uuid) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT integration_id FROM notice_mute WHERE user_id = $1 AND integration_id = $2",
        params![user_id, integration_id],
        |row| row.get::<Uuid>(0),
    )?;
    Ok(found.is_some())
}

/// Replaces what somebody does not want to hear of.
pub fn set_muted(tx: &mut Tx<'_>, user_id: Uuid, integrations: &[Uuid]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM notice_mute WHERE user_id = $1", params![user_id])?;
    for integration in integrations {
        tx.execute(
            "INSERT INTO notice_mute (user_id, integration_id) VALUES ($1, $2)",
            params![user_id, *integration],
        )?;
    }
    Ok(())
}

/// Something that somebody is told with their mail of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredNotice {
    pub id: Uuid,
    pub user_id: Uuid,
    pub integration_id: Uuid,
    pub subject: String,
    /// JSON of its paragraphs.
    pub blocks: String,
    pub created_at: Timestamp,
}

pub fn keep(tx: &mut Tx<'_>, notice: &StoredNotice) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO notice (id, user_id, integration_id, subject, blocks, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            notice.id,
            notice.user_id,
            notice.integration_id,
            notice.subject,
            notice.blocks,
            notice.created_at
        ],
    )?;
    Ok(())
}

/// Those for whom something waits, who are there today and had no daily mail today.
pub fn list_readers(tx: &mut Tx<'_>, today: Date, most: u32) -> Result<Vec<Uuid>, StoreError> {
    tx.list(
        "SELECT DISTINCT notice.user_id FROM notice
         LEFT JOIN notice_preference ON notice_preference.user_id = notice.user_id
         WHERE (notice_preference.away_until IS NULL OR notice_preference.away_until < $1)
           AND (notice_preference.daily_on IS NULL OR notice_preference.daily_on < $1)
         ORDER BY notice.user_id LIMIT $2",
        params![today, most],
        |row| row.get(0),
    )
}

/// Notes that somebody gets their mail of the day. It answers `false` to everybody but the first who asks.
pub fn claim_day(tx: &mut Tx<'_>, user_id: Uuid, today: Date) -> Result<bool, StoreError> {
    let claimed = tx.execute(
        "INSERT INTO notice_preference (user_id, daily, daily_on) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET daily_on = $3
         WHERE notice_preference.daily_on IS NULL OR notice_preference.daily_on < $3",
        params![user_id, false, today],
    )?;
    Ok(claimed == 1)
}

/// Takes everything that waits for somebody, oldest first.
pub fn take(tx: &mut Tx<'_>, user_id: Uuid) -> Result<Vec<StoredNotice>, StoreError> {
    let mut taken = tx.list(
        "DELETE FROM notice WHERE user_id = $1 RETURNING id, user_id, integration_id, subject, blocks, created_at",
        params![user_id],
        read,
    )?;
    taken.sort_by_key(|notice| notice.id);
    Ok(taken)
}

fn read(row: &Row<'_>) -> Result<StoredNotice, StoreError> {
    Ok(StoredNotice {
        id: row.get(0)?,
        user_id: row.get(1)?,
        integration_id: row.get(2)?,
        subject: row.get(3)?,
        blocks: row.get(4)?,
        created_at: row.get(5)?,
    })
}

/// When an integration has to be looked at next; never, where there is no moment.
pub fn plan_reminder(
    tx: &mut Tx<'_>,
    integration_id: Uuid,
    due_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let Some(due_at) = due_at else {
        tx.execute("DELETE FROM reminder WHERE integration_id = $1", params![integration_id])?;
        return Ok(());
    };
    tx.execute(
        "INSERT INTO reminder (integration_id, due_at) VALUES ($1, $2)
         ON CONFLICT (integration_id) DO UPDATE SET due_at = $2",
        params![integration_id, due_at],
    )?;
    Ok(())
}

/// The integrations whose moment has come, with it.
pub fn list_reminders(
    tx: &mut Tx<'_>,
    now: Timestamp,
    most: u32,
) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
    tx.list(
        "SELECT integration_id, due_at FROM reminder WHERE due_at <= $1 ORDER BY due_at, integration_id LIMIT $2",
        params![now, most],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Moves a moment on. It answers `false` where somebody else did, who then sends what fell due.
pub fn claim_reminder(
    tx: &mut Tx<'_>,
    integration_id: Uuid,
    due_at: Timestamp,
    next: Timestamp,
) -> Result<bool, StoreError> {
    let claimed = tx.execute(
        "UPDATE reminder SET due_at = $3 WHERE integration_id = $1 AND due_at = $2",
        params![integration_id, due_at, next],
    )?;
    Ok(claimed == 1)
}

/// The same where there is no further moment.
pub fn end_reminder(tx: &mut Tx<'_>, integration_id: Uuid, due_at: Timestamp) -> Result<bool, StoreError> {
    let ended = tx.execute(
        "DELETE FROM reminder WHERE integration_id = $1 AND due_at = $2",
        params![integration_id, due_at],
    )?;
    Ok(ended == 1)
}

/// The integrations of a project manager, what moved last first.
pub fn list_managed(tx: &mut Tx<'_>, user_id: Uuid, most: u32) -> Result<Vec<Uuid>, StoreError> {
    tx.list(
        "SELECT id FROM integration WHERE project_manager = $1 ORDER BY touched_at DESC, id LIMIT $2",
        params![user_id, most],
        |row| row.get(0),
    )
}
