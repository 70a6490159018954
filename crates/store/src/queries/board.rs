//! Meetings of the Board: their agendas, papers as they were frozen, who was there, and who has an interest in what.

use jiff::civil::Date;
use kernel::{EmailAddress, Timestamp};
use onboarding::role::StaffRole;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    pub id: Uuid,
    pub on_date: Date,
    pub papers_freeze_at: Timestamp,
    pub quorum: u32,
    pub frozen: Option<Frozen>,
    pub closed: Option<Closed>,
}

/// The papers as they were frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    pub at: Timestamp,
    /// JSON, to the letter: the hash is over its letters.
    pub pack: String,
    pub sha256: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    pub at: Timestamp,
    pub minute: String,
}

const MEETING: &str = "board_meeting";

fn read(row: &Row<'_>) -> Result<Meeting, StoreError> {
    let frozen = match (row.get(4)?, row.get(5)?, row.get(6)?) {
        (Some(at), Some(pack), Some(sha256)) => Some(Frozen { at, pack, sha256 }),
        (None, None, None) => None,
        _ => return Err(StoreError::inconsistent(MEETING, "it is frozen in part")),
    };
    let closed = match (row.get(7)?, row.get(8)?) {
        (Some(at), Some(minute)) => Some(Closed { at, minute }),
        (None, None) => None,
        _ => return Err(StoreError::inconsistent(MEETING, "it is closed in part")),
    };
    Ok(Meeting {
        id: row.get(0)?,
        on_date: row.get(1)?,
        papers_freeze_at: row.get(2)?,
        quorum: row.get(3)?,
        frozen,
        closed,
    })
}

macro_rules! columns {
    () => {
        "id, on_date, papers_freeze_at, quorum, frozen_at, pack, pack_sha256, closed_at, minute"
    };
}

/// Puts a new meeting in. It answers `false` where there is one on that day.
pub fn insert(tx: &mut Tx<'_>, new: &Meeting) -> Result<bool, StoreError> {
    let inserted = tx.execute(
        "INSERT INTO board_meeting (id, on_date, papers_freeze_at, quorum) VALUES ($1, $2, $3, $4)
         ON CONFLICT (on_date) DO NOTHING",
        params![new.id, new.on_date, new.papers_freeze_at, i64::from(new.quorum)],
    )?;
    Ok(inserted == 1)
}

pub fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Meeting>, StoreError> {
    tx.find(concat!("SELECT ", columns!(), " FROM board_meeting WHERE id = $1"), params![id], read)
}

/// Keeps others from changing a meeting until the transaction ends, and reads it: a write to its row is a lock on both
/// databases.
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Meeting>, StoreError> {
    tx.execute("UPDATE board_meeting SET quorum = quorum WHERE id = $1", params![id])?;
    find(tx, id)
}

/// Those that are not closed, the next one first.
pub fn list_open(tx: &mut Tx<'_>) -> Result<Vec<Meeting>, StoreError> {
    tx.list(
        concat!("SELECT ", columns!(), " FROM board_meeting WHERE closed_at IS NULL ORDER BY on_date"),
        params![],
        read,
    )
}

/// Those that are closed, the last one first.
pub fn list_closed(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Meeting>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM board_meeting WHERE closed_at IS NOT NULL ORDER BY on_date DESC LIMIT $1"
        ),
        params![most],
        read,
    )
}

/// Those whose papers are due to be frozen.
pub fn list_to_freeze(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<Uuid>, StoreError> {
    tx.list(
        "SELECT id FROM board_meeting WHERE frozen_at IS NULL AND papers_freeze_at <= $1 ORDER BY papers_freeze_at",
        params![now],
        |row| row.get(0),
    )
}

/// Keeps the papers. It answers `false` where they were frozen before.
pub fn freeze(tx: &mut Tx<'_>, id: Uuid, frozen: &Frozen) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE board_meeting SET frozen_at = $2, pack = $3, pack_sha256 = $4 WHERE id = $1 AND frozen_at IS NULL",
        params![id, frozen.at, frozen.pack, frozen.sha256],
    )?;
    Ok(changed == 1)
}

/// Keeps the minute. It answers `false` where the meeting was closed before.
pub fn close(tx: &mut Tx<'_>, id: Uuid, closed: &Closed) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE board_meeting SET closed_at = $2, minute = $3 WHERE id = $1 AND closed_at IS NULL",
        params![id, closed.at, closed.minute],
    )?;
    Ok(changed == 1)
}

/// A decision on an agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub meeting_id: Uuid,
    pub integration_id: Uuid,
    pub decision: String,
    pub added_at: Timestamp,
}

/// Puts a decision on an agenda. It answers `false` where it is there already.
pub fn add_item(tx: &mut Tx<'_>, item: &Item) -> Result<bool, StoreError> {
    let added = tx.execute(
        "INSERT INTO board_item (meeting_id, integration_id, decision, added_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (meeting_id, integration_id, decision) DO NOTHING",
        params![item.meeting_id, item.integration_id, item.decision, item.added_at],
    )?;
    Ok(added == 1)
}

/// Takes a decision off an agenda. It answers `false` where it is not there.
pub fn remove_item(
    tx: &mut Tx<'_>,
    meeting_id: Uuid,
    integration_id: Uuid,
    decision: &str,
) -> Result<bool, StoreError> {
    let removed = tx.execute(
        "DELETE FROM board_item WHERE meeting_id = $1 AND integration_id = $2 AND decision = $3",
        params![meeting_id, integration_id, decision],
    )?;
    Ok(removed == 1)
}

/// An agenda, in the order in which it was made.
pub fn list_items(tx: &mut Tx<'_>, meeting_id: Uuid) -> Result<Vec<Item>, StoreError> {
    tx.list(
        "SELECT meeting_id, integration_id, decision, added_at FROM board_item
         WHERE meeting_id = $1 ORDER BY added_at, integration_id, decision",
        params![meeting_id],
        |row| {
            Ok(Item {
                meeting_id: row.get(0)?,
                integration_id: row.get(1)?,
                decision: row.get(2)?,
                added_at: row.get(3)?,
            })
        },
    )
}

pub fn count_items(tx: &mut Tx<'_>, meeting_id: Uuid) -> Result<i64, StoreError> {
    let counted =
        tx.find("SELECT count(*) FROM board_item WHERE meeting_id = $1", params![meeting_id], |row| {
            row.get(0)
        })?;
    Ok(counted.unwrap_or_default())
}

/// Something that waits for the Board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub integration_id: Uuid,
    pub check_id: String,
    pub since: Timestamp,
    pub edition: String,
    pub reference: String,
    pub product: String,
    pub organisation: String,
}

/// What waits for members of the Board, longest first.
pub fn list_waiting(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Waiting>, StoreError> {
    let role = StaffRole::BoardMember.to_string();
    tx.list(
        "SELECT integration.id, integration_turn.check_id, integration_turn.since, integration.edition,
             integration.reference, product.name, organisation.name
         FROM integration_turn JOIN integration ON integration.id = integration_turn.integration_id
         JOIN product ON product.id = integration.product_id
         JOIN organisation ON organisation.id = integration.organisation_id
         WHERE integration_turn.role = $1
         ORDER BY integration_turn.since, integration.id, integration_turn.check_id LIMIT $2",
        params![role, most],
        |row| {
            Ok(Waiting {
                integration_id: row.get(0)?,
                check_id: row.get(1)?,
                since: row.get(2)?,
                edition: row.get(3)?,
                reference: row.get(4)?,
                product: row.get(5)?,
                organisation: row.get(6)?,
            })
        },
    )
}

/// A member of the Board, at one meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user_id: Uuid,
    pub email: EmailAddress,
    pub is_present: bool,
    pub has_read: bool,
}

/// All who are members now, and what is known of them for this meeting.
pub fn list_members(tx: &mut Tx<'_>, meeting_id: Uuid) -> Result<Vec<Member>, StoreError> {
    let role = StaffRole::BoardMember.to_string();
    tx.list(
        "SELECT portal_user.id, portal_user.email, board_attendance.is_present, board_attendance.has_read
         FROM staff_role JOIN portal_user ON portal_user.id = staff_role.user_id
         LEFT JOIN board_attendance ON board_attendance.user_id = portal_user.id
             AND board_attendance.meeting_id = $1
         WHERE staff_role.role = $2 ORDER BY portal_user.email",
        params![meeting_id, role],
        |row| {
            Ok(Member {
                user_id: row.get(0)?,
                email: row.get(1)?,
                is_present: row.get::<Option<bool>>(2)?.unwrap_or_default(),
                has_read: row.get::<Option<bool>>(3)?.unwrap_or_default(),
            })
        },
    )
}

pub fn set_present(
    tx: &mut Tx<'_>,
    meeting_id: Uuid,
    user_id: Uuid,
    is_present: bool,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO board_attendance (meeting_id, user_id, is_present, has_read) VALUES ($1, $2, $3, $4)
         ON CONFLICT (meeting_id, user_id) DO UPDATE SET is_present = excluded.is_present",
        params![meeting_id, user_id, is_present, false],
    )?;
    Ok(())
}

pub fn set_read(tx: &mut Tx<'_>, meeting_id: Uuid, user_id: Uuid) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO board_attendance (meeting_id, user_id, is_present, has_read) VALUES ($1, $2, $3, $4)
         ON CONFLICT (meeting_id, user_id) DO UPDATE SET has_read = excluded.has_read",
        params![meeting_id, user_id, false, true],
    )?;
    Ok(())
}

/// What a member declared about an integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    pub integration_id: Uuid,
    pub user_id: Uuid,
    pub email: EmailAddress,
    pub what: String,
}

/// Keeps an interest; a newer declaration replaces the words of an older one.
pub fn declare(
    tx: &mut Tx<'_>,
    meeting_id: Uuid,
    integration_id: Uuid,
    user_id: Uuid,
    what: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO board_interest (meeting_id, integration_id, user_id, what) VALUES ($1, $2, $3, $4)
         ON CONFLICT (meeting_id, integration_id, user_id) DO UPDATE SET what = excluded.what",
        params![meeting_id, integration_id, user_id, what],
    )?;
    Ok(())
}

pub fn list_interests(tx: &mut Tx<'_>, meeting_id: Uuid) -> Result<Vec<Interest>, StoreError> {
    tx.list(
        "SELECT board_interest.integration_id, board_interest.user_id, portal_user.email, board_interest.what
         FROM board_interest JOIN portal_user ON portal_user.id = board_interest.user_id
         WHERE board_interest.meeting_id = $1 ORDER BY portal_user.email, board_interest.integration_id",
        params![meeting_id],
        |row| {
            Ok(Interest {
                integration_id: row.get(0)?,
                user_id: row.get(1)?,
                email: row.get(2)?,
                what: row.get(3)?,
            })
        },
    )
}
