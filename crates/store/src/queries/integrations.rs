//! Integrations: their logs, and the rows that lists are made of.

use kernel::{EmailAddress, Timestamp};
use onboarding::chain::Stored;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// An integration as lists show it. From `edition` on it is computed from the log whenever that grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    pub id: Uuid,
    pub product_id: Uuid,
    pub organisation_id: Uuid,
    pub reference: String,
    pub started_at: Timestamp,
    pub position: i64,
    pub head: Vec<u8>,
    pub summary: Summary,
}

/// How an integration stood when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub edition: String,
    pub stage: Option<String>,
    pub next_gate: Option<String>,
    pub unmet: i64,
    /// `partner`, `service`, `both` or `nobody`.
    pub turn: String,
    pub turn_since: Option<Timestamp>,
    pub next_step: String,
    pub hold: Option<String>,
    pub project_manager: Option<Uuid>,
    pub touched_at: Timestamp,
    pub recheck_at: Option<Timestamp>,
}

impl Summary {
    /// Since when it waits; from its last change on where it waits for nobody. The portfolio's order.
    pub fn waits_since(&self) -> Timestamp {
        self.turn_since.unwrap_or(self.touched_at)
    }
}

/// Something that waits for whoever has a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub role: String,
    pub check_id: String,
    pub is_next: bool,
    pub since: Timestamp,
    pub title: String,
    pub because: String,
}

macro_rules! columns {
    () => {
        "integration.id, integration.product_id, integration.organisation_id, integration.reference,
         integration.started_at, integration.position, integration.head, integration.edition, integration.stage,
         integration.next_gate, integration.unmet, integration.turn, integration.turn_since, integration.next_step,
         integration.hold, integration.project_manager, integration.touched_at, integration.recheck_at"
    };
}
pub(super) use columns;

pub(super) fn read(row: &Row<'_>) -> Result<Integration, StoreError> {
    Ok(Integration {
        id: row.get(0)?,
        product_id: row.get(1)?,
        organisation_id: row.get(2)?,
        reference: row.get(3)?,
        started_at: row.get(4)?,
        position: row.get(5)?,
        head: row.get(6)?,
        summary: Summary {
            edition: row.get(7)?,
            stage: row.get(8)?,
            next_gate: row.get(9)?,
            unmet: row.get(10)?,
            turn: row.get(11)?,
            turn_since: row.get(12)?,
            next_step: row.get(13)?,
            hold: row.get(14)?,
            project_manager: row.get(15)?,
            touched_at: row.get(16)?,
            recheck_at: row.get(17)?,
        },
    })
}

/// Puts a new integration in; its events follow.
pub fn insert(tx: &mut Tx<'_>, new: &Integration) -> Result<(), StoreError> {
    let summary = &new.summary;
    tx.execute(
        "INSERT INTO integration (id, product_id, organisation_id, reference, started_at, position, head, edition, stage,
             next_gate, unmet, turn, turn_since, next_step, hold, project_manager, touched_at, recheck_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        params![
            new.id,
            new.product_id,
            new.organisation_id,
            new.reference,
            new.started_at,
            new.position,
            new.head,
            summary.edition,
            summary.stage,
            summary.next_gate,
            summary.unmet,
            summary.turn,
            summary.turn_since,
            summary.next_step,
            summary.hold,
            summary.project_manager,
            summary.touched_at,
            summary.recheck_at,
        ],
    )?;
    Ok(())
}

/// Moves the head of a log on and refreshes the row. It answers `false` where somebody else moved it before.
pub fn advance(
    tx: &mut Tx<'_>,
    id: Uuid,
    from: i64,
    to: i64,
    head: &[u8],
    summary: &Summary,
) -> Result<bool, StoreError> {
    let advanced = tx.execute(
        "UPDATE integration SET position = $3, head = $4, edition = $5, stage = $6, next_gate = $7, unmet = $8, turn = $9,
             turn_since = $10, next_step = $11, hold = $12, project_manager = $13, touched_at = $14, recheck_at = $15
         WHERE id = $1 AND position = $2",
        params![
            id,
            from,
            to,
            head,
            summary.edition,
            summary.stage,
            summary.next_gate,
            summary.unmet,
            summary.turn,
            summary.turn_since,
            summary.next_step,
            summary.hold,
            summary.project_manager,
            summary.touched_at,
            summary.recheck_at,
        ],
    )?;
    Ok(advanced == 1)
}

pub fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Integration>, StoreError> {
    tx.find(concat!("SELECT ", columns!(), " FROM integration WHERE id = $1"), params![id], read)
}

/// By what people say on the telephone, in any case.
pub fn find_by_reference(tx: &mut Tx<'_>, reference: &str) -> Result<Option<Integration>, StoreError> {
    let reference = reference.trim().to_uppercase();
    tx.find(
        concat!("SELECT ", columns!(), " FROM integration WHERE reference = $1"),
        params![reference],
        read,
    )
}

/// The integrations of a product, newest first.
pub fn list_of_product(tx: &mut Tx<'_>, product_id: Uuid) -> Result<Vec<Integration>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM integration WHERE product_id = $1 ORDER BY started_at DESC, id"
        ),
        params![product_id],
        read,
    )
}

/// The integrations of all organisations that a user belongs to, what moved last first.
pub fn list_of_user(tx: &mut Tx<'_>, user_id: Uuid) -> Result<Vec<Integration>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM integration JOIN membership ON membership.organisation_id = integration.organisation_id
             WHERE membership.user_id = $1 ORDER BY integration.touched_at DESC, integration.id"
        ),
        params![user_id],
        read,
    )
}

/// Those whose state time alone may have changed.
pub fn list_to_recheck(tx: &mut Tx<'_>, now: Timestamp, most: u32) -> Result<Vec<Uuid>, StoreError> {
    tx.list(
        "SELECT id FROM integration WHERE recheck_at <= $1 ORDER BY recheck_at LIMIT $2",
        params![now, most],
        |row| row.get(0),
    )
}

/// Those that wait for a sign-in by their product's client in an environment, where one was carried through there.
pub fn list_awaiting_sign_in(
    tx: &mut Tx<'_>,
    role: &str,
    check: &str,
    environment: &str,
    most: u32,
) -> Result<Vec<Uuid>, StoreError> {
    tx.list(
        "SELECT integration.id FROM integration_turn
         JOIN integration ON integration.id = integration_turn.integration_id
         JOIN client ON client.product_id = integration.product_id AND client.environment = $3
         WHERE integration_turn.role = $1 AND integration_turn.check_id = $2
             AND EXISTS (SELECT 1 FROM exchange WHERE exchange.environment = $3 AND exchange.client_id = client.id
                 AND exchange.endpoint = 'userinfo' AND exchange.outcome = 'succeeded')
         ORDER BY integration.id LIMIT $4",
        params![role, check, environment, most],
        |row| row.get(0),
    )
}

/// Looks again later at one that could not be looked at now.
pub fn put_off(tx: &mut Tx<'_>, id: Uuid, until: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE integration SET recheck_at = $2 WHERE id = $1", params![id, until])?;
    Ok(())
}

/// Ids in order, from after `after` on: for sweeps over everything.
pub fn list_after(tx: &mut Tx<'_>, after: Uuid, most: u32) -> Result<Vec<Integration>, StoreError> {
    tx.list(
        concat!("SELECT ", columns!(), " FROM integration WHERE id > $1 ORDER BY id LIMIT $2"),
        params![after, most],
        read,
    )
}

/// Those on an edition, in the order of ids, from after `after` on.
pub fn list_on_edition_after(
    tx: &mut Tx<'_>,
    edition: &str,
    after: Uuid,
    most: u32,
) -> Result<Vec<Integration>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM integration WHERE edition = $1 AND id > $2 ORDER BY id LIMIT $3"
        ),
        params![edition, after, most],
        read,
    )
}

/// Those whose log does not end with the event that they were left with.
pub fn list_with_other_ends(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Integration>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM integration LEFT JOIN integration_event AS last
                 ON last.integration_id = integration.id AND last.position = integration.position
             WHERE last.hash IS NULL OR last.hash <> integration.head
                 OR EXISTS (SELECT 1 FROM integration_event AS later
                     WHERE later.integration_id = integration.id AND later.position > integration.position)
             ORDER BY integration.id LIMIT $1"
        ),
        params![most],
        read,
    )
}

/// How many integrations are on each edition.
pub fn count_by_edition(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>, StoreError> {
    tx.list("SELECT edition, COUNT(*) FROM integration GROUP BY edition ORDER BY edition", params![], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Adds events to the end of a log.
pub fn append(tx: &mut Tx<'_>, id: Uuid, events: &[Stored]) -> Result<(), StoreError> {
    for event in events {
        tx.execute(
            "INSERT INTO integration_event (integration_id, position, at, actor, body, hash)
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![id, position(event.position), event.at, event.by, event.body, event.hash],
        )?;
    }
    Ok(())
}

/// The whole log, oldest event first.
pub fn log(tx: &mut Tx<'_>, id: Uuid) -> Result<Vec<Stored>, StoreError> {
    tx.list(
        "SELECT position, at, actor, body, hash FROM integration_event WHERE integration_id = $1 ORDER BY position",
        params![id],
        |row| {
            let hash: Vec<u8> = row.get(4)?;
            let hash = hash.try_into().map_err(|_| StoreError::inconsistent("integration_event.hash".to_owned(), "it does not have 32 bytes"))?;
            let position: i64 = row.get(0)?;
            Ok(Stored {
                position: u64::try_from(position).unwrap_or_default(),
                at: row.get(1)?,
                by: row.get(2)?,
                body: row.get(3)?,
                hash,
            })
        },
    )
}

fn position(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// Replaces what waits for whom.
pub fn replace_waiting(tx: &mut Tx<'_>, id: Uuid, waiting: &[Waiting]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM integration_turn WHERE integration_id = $1", params![id])?;
    for one in waiting {
        tx.execute(
            "INSERT INTO integration_turn (integration_id, role, check_id, is_next, since, title, because)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![id, one.role, one.check_id, one.is_next, one.since, one.title, one.because],
        )?;
    }
    Ok(())
}

pub fn list_waiting(tx: &mut Tx<'_>, id: Uuid) -> Result<Vec<Waiting>, StoreError> {
    tx.list(
        "SELECT role, check_id, is_next, since, title, because FROM integration_turn
         WHERE integration_id = $1 ORDER BY since, role, check_id",
        params![id],
        read_waiting,
    )
}

fn read_waiting(row: &Row<'_>) -> Result<Waiting, StoreError> {
    Ok(Waiting {
        role: row.get(0)?,
        check_id: row.get(1)?,
        is_next: row.get(2)?,
        since: row.get(3)?,
        title: row.get(4)?,
        because: row.get(5)?,
    })
}

/// The address of a user whom a log names.
pub fn find_author(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<EmailAddress>, StoreError> {
    tx.find("SELECT email FROM portal_user WHERE id = $1", params![id], |row| row.get(0))
}

/// An integration in a list, with the names that people know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub integration: Integration,
    pub product: String,
    pub organisation: String,
}

macro_rules! listed {
    ($condition:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", product.name, organisation.name FROM integration
             JOIN product ON product.id = integration.product_id
             JOIN organisation ON organisation.id = integration.organisation_id
             WHERE integration.id > $1 ",
            $condition,
            " ORDER BY integration.id LIMIT $2"
        )
    };
}

fn read_listed(row: &Row<'_>) -> Result<Listed, StoreError> {
    Ok(Listed { integration: read(row)?, product: row.get(18)?, organisation: row.get(19)? })
}

/// All of them in the order of their ids, which is that of their beginnings, from after `after` on.
pub fn list_page(tx: &mut Tx<'_>, after: Uuid, most: u32) -> Result<Vec<Listed>, StoreError> {
    tx.list(listed!(""), params![after, most], read_listed)
}

pub fn list_page_of_organisation(
    tx: &mut Tx<'_>,
    organisation_id: Uuid,
    after: Uuid,
    most: u32,
) -> Result<Vec<Listed>, StoreError> {
    let sql = listed!("AND integration.organisation_id = $3");
    tx.list(sql, params![after, most, organisation_id], read_listed)
}

pub fn list_page_of_product(
    tx: &mut Tx<'_>,
    product_id: Uuid,
    after: Uuid,
    most: u32,
) -> Result<Vec<Listed>, StoreError> {
    tx.list(listed!("AND integration.product_id = $3"), params![after, most, product_id], read_listed)
}

/// The ids of an organisation's integrations that were not withdrawn.
pub fn list_running(tx: &mut Tx<'_>, organisation_id: Uuid) -> Result<Vec<Uuid>, StoreError> {
    tx.list(
        "SELECT id FROM integration WHERE organisation_id = $1 AND (hold IS NULL OR hold <> 'withdrawn') ORDER BY id",
        params![organisation_id],
        |row| row.get(0),
    )
}
