//! What passed between clients and the provider, for the inspector.

use identity::{
    ClientId, EnvironmentId, Exchange, GrantId,
    exchange::{Details, Endpoint, Outcome},
};
use kernel::Reference;

use super::words;
use crate::{Json, Row, StoreError, Tx, params};

/// An exchange with its place in the order of all.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub sequence: i64,
    pub exchange: Exchange,
}

macro_rules! columns {
    () => {
        "sequence, reference, environment, client_id, grant_id, endpoint, at, outcome, error, details"
    };
}
pub(super) use columns;

pub(super) fn read(row: &Row<'_>) -> Result<Recorded, StoreError> {
    let (endpoint, outcome): (String, String) = (row.get(5)?, row.get(7)?);
    let exchange = Exchange {
        reference: row.get(1)?,
        environment: EnvironmentId::new(row.get::<String>(2)?),
        client_id: row.get::<Option<String>>(3)?.map(ClientId::new),
        grant_id: row.get(4)?,
        endpoint: Endpoint::named(&endpoint).ok_or_else(|| words::unknown("an endpoint", &endpoint))?,
        at: row.get(6)?,
        outcome: Outcome::named(&outcome).ok_or_else(|| words::unknown("an outcome", &outcome))?,
        error: row.get(8)?,
        details: row.get::<Json<Details>>(9)?.0,
    };
    Ok(Recorded { sequence: row.get(0)?, exchange })
}

pub fn insert(tx: &mut Tx<'_>, exchange: &Exchange) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO exchange (reference, environment, client_id, grant_id, endpoint, at, outcome, error, details)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            exchange.reference,
            exchange.environment.as_str(),
            exchange.client_id.as_ref().map(ClientId::as_str),
            exchange.grant_id,
            exchange.endpoint.name(),
            exchange.at,
            exchange.outcome.name(),
            exchange.error,
            Json(&exchange.details),
        ],
    )?;
    Ok(())
}

/// Completes an exchange that waited for a person.
pub fn complete(tx: &mut Tx<'_>, exchange: &Exchange) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE exchange SET grant_id = $3, outcome = $4, error = $5, details = $6
         WHERE environment = $1 AND reference = $2 AND outcome = 'waiting'",
        params![
            exchange.environment.as_str(),
            exchange.reference,
            exchange.grant_id,
            exchange.outcome.name(),
            exchange.error,
            Json(&exchange.details),
        ],
    )?;
    Ok(())
}

pub fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    reference: &Reference,
) -> Result<Option<Recorded>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            columns!(),
            " FROM exchange WHERE environment = $1 AND reference = $2 ORDER BY sequence DESC LIMIT 1"
        ),
        params![environment.as_str(), reference],
        read,
    )
}

/// One client's exchanges, newest first, older than `before`.
pub fn list_before(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    before: i64,
    most: u32,
) -> Result<Vec<Recorded>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM exchange WHERE environment = $1 AND client_id = $2 AND sequence < $3 ORDER BY sequence DESC LIMIT $4"
        ),
        params![environment.as_str(), client_id.as_str(), before, i64::from(most)],
        read,
    )
}

/// One client's exchanges since `after`, oldest first.
pub fn list_after(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    after: i64,
    most: u32,
) -> Result<Vec<Recorded>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM exchange WHERE environment = $1 AND client_id = $2 AND sequence > $3 ORDER BY sequence LIMIT $4"
        ),
        params![environment.as_str(), client_id.as_str(), after, i64::from(most)],
        read,
    )
}

/// The exchanges of one sign-in, in order: found among the client's latest, where they nearly always are.
pub fn list_of_grant(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    grant_id: GrantId,
) -> Result<Vec<Recorded>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM (SELECT ",
            columns!(),
            " FROM exchange WHERE environment = $1 AND client_id = $2 ORDER BY sequence DESC LIMIT 500) AS latest
             WHERE grant_id = $3 ORDER BY sequence"
        ),
        params![environment.as_str(), client_id.as_str(), grant_id],
        read,
    )
}
