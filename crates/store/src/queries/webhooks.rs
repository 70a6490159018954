//! Addresses that programs listen at, and what was sent to them.

use kernel::{EmailAddress, Timestamp};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub id: Uuid,
    pub integration_id: Uuid,
    pub url: String,
    pub sealed_secret: Vec<u8>,
    pub created_by: Uuid,
    pub created_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<Webhook, StoreError> {
    Ok(Webhook {
        id: row.get(0)?,
        integration_id: row.get(1)?,
        url: row.get(2)?,
        sealed_secret: row.get(3)?,
        created_by: row.get(4)?,
        created_at: row.get(5)?,
    })
}

pub fn insert(tx: &mut Tx<'_>, new: &Webhook) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO webhook (id, integration_id, url, sealed_secret, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![new.id, new.integration_id, new.url, new.sealed_secret, new.created_by, new.created_at],
    )?;
    Ok(())
}

/// Oldest first.
pub fn list(tx: &mut Tx<'_>, integration_id: Uuid) -> Result<Vec<Webhook>, StoreError> {
    tx.list(
        "SELECT id, integration_id, url, sealed_secret, created_by, created_at FROM webhook
         WHERE integration_id = $1 ORDER BY created_at, id",
        params![integration_id],
        read,
    )
}

/// The address of whoever made it.
pub fn maker(tx: &mut Tx<'_>, webhook: &Webhook) -> Result<Option<EmailAddress>, StoreError> {
    super::integrations::find_author(tx, webhook.created_by)
}

/// Removes a webhook with all that was sent to it. It answers `false` where this integration has no such webhook.
pub fn delete(tx: &mut Tx<'_>, integration_id: Uuid, id: Uuid) -> Result<bool, StoreError> {
    let deleted =
        tx.execute("DELETE FROM webhook WHERE id = $1 AND integration_id = $2", params![id, integration_id])?;
    Ok(deleted == 1)
}

/// One event on its way to one webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDelivery {
    pub id: Uuid,
    pub webhook_id: Uuid,
    pub event: String,
    pub body: String,
    pub created_at: Timestamp,
    pub attempts: i64,
    pub next_attempt_at: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
    pub failure: Option<String>,
}

macro_rules! columns {
    () => {
        "webhook_delivery.id, webhook_delivery.webhook_id, webhook_delivery.event, webhook_delivery.body,
         webhook_delivery.created_at, webhook_delivery.attempts, webhook_delivery.next_attempt_at,
         webhook_delivery.delivered_at, webhook_delivery.failure"
    };
}

fn read_delivery(row: &Row<'_>) -> Result<WebhookDelivery, StoreError> {
    Ok(WebhookDelivery {
        id: row.get(0)?,
        webhook_id: row.get(1)?,
        event: row.get(2)?,
        body: row.get(3)?,
        created_at: row.get(4)?,
        attempts: row.get(5)?,
        next_attempt_at: row.get(6)?,
        delivered_at: row.get(7)?,
        failure: row.get(8)?,
    })
}

pub fn enqueue(tx: &mut Tx<'_>, new: &WebhookDelivery) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO webhook_delivery (id, webhook_id, event, body, created_at, attempts, next_attempt_at)
         VALUES ($1, $2, $3, $4, $5, 0, $6)",
        params![new.id, new.webhook_id, new.event, new.body, new.created_at, new.next_attempt_at],
    )?;
    Ok(())
}

/// What was sent, and is to be sent, to the webhooks of an integration; newest first.
pub fn list_deliveries(
    tx: &mut Tx<'_>,
    integration_id: Uuid,
    most: u32,
) -> Result<Vec<WebhookDelivery>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM webhook_delivery JOIN webhook ON webhook.id = webhook_delivery.webhook_id
             WHERE webhook.integration_id = $1 ORDER BY webhook_delivery.id DESC LIMIT $2"
        ),
        params![integration_id, most],
        read_delivery,
    )
}

/// Sends something again from the start. It answers `false` where this integration has no such delivery.
pub fn replay(tx: &mut Tx<'_>, integration_id: Uuid, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let replayed = tx.execute(
        "UPDATE webhook_delivery SET attempts = 0, next_attempt_at = $3, delivered_at = NULL, failure = NULL
         WHERE id = $1 AND webhook_id IN (SELECT id FROM webhook WHERE integration_id = $2)",
        params![id, integration_id, now],
    )?;
    Ok(replayed == 1)
}

/// A delivery that is due, with where it goes.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub delivery: WebhookDelivery,
    pub url: String,
    pub sealed_secret: Vec<u8>,
}

/// Takes a delivery that is due. Until `lease_ends_at` no other worker gets it; a worker that dies gives it back so.
pub fn claim(
    tx: &mut Tx<'_>,
    now: Timestamp,
    lease_ends_at: Timestamp,
) -> Result<Option<Claimed>, StoreError> {
    let delivery = tx.find(
        concat!(
            "UPDATE webhook_delivery SET attempts = attempts + 1, next_attempt_at = $2
             WHERE next_attempt_at <= $1 AND id = (SELECT id FROM webhook_delivery WHERE next_attempt_at <= $1
                 ORDER BY next_attempt_at, id LIMIT 1)
             RETURNING ",
            "id, webhook_id, event, body, created_at, attempts, next_attempt_at, delivered_at, failure"
        ),
        params![now, lease_ends_at],
        read_delivery,
    )?;
    let Some(delivery) = delivery else { return Ok(None) };
    let webhook_id = delivery.webhook_id;
    tx.find("SELECT url, sealed_secret FROM webhook WHERE id = $1", params![webhook_id], |row| {
        Ok(Claimed { delivery, url: row.get(0)?, sealed_secret: row.get(1)? })
    })
}

/// Notes what became of an attempt: it arrived, it failed and is tried again, or it failed for good.
pub fn mark(
    tx: &mut Tx<'_>,
    id: Uuid,
    delivered_at: Option<Timestamp>,
    failure: Option<&str>,
    next_attempt_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE webhook_delivery SET delivered_at = $2, failure = $3, next_attempt_at = $4 WHERE id = $1",
        params![id, delivered_at, failure, next_attempt_at],
    )?;
    Ok(())
}
