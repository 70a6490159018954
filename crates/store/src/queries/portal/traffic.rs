//! A developer's questions about their traffic: the inspector's filters.

use identity::{
    ClientId, EnvironmentId,
    exchange::{Endpoint, Outcome},
};
use kernel::Timestamp;

use super::super::exchanges::{Recorded, columns, read};
use crate::{StoreError, Tx, params};

/// How many exchanges one question looks through: reading more would keep others waiting.
pub const WINDOW: i64 = 1000;

/// What to look for; what is empty or absent matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub endpoint: Option<Endpoint>,
    pub outcome: Option<Outcome>,
    /// Words that must stand in the exchange, in any case: a reference, an error, a value of a parameter.
    pub text: String,
}

/// One client's exchanges older than `before` that pass the filter, newest first, among the latest `WINDOW`.
pub fn search(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    filter: &Filter,
    before: i64,
    most: u32,
) -> Result<Vec<Recorded>, StoreError> {
    let pattern = format!("%{}%", escaped(&filter.text.to_lowercase()));
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM exchange WHERE sequence IN
                 (SELECT sequence FROM exchange WHERE environment = $1 AND client_id = $2 AND sequence < $3
                  ORDER BY sequence DESC LIMIT $4)
             AND endpoint LIKE $5 AND outcome LIKE $6
             AND (lower(reference) LIKE $7 ESCAPE '!' OR lower(coalesce(error, '')) LIKE $7 ESCAPE '!'
                  OR lower(CAST(details AS text)) LIKE $7 ESCAPE '!')
             ORDER BY sequence DESC LIMIT $8"
        ),
        params![
            environment.as_str(),
            client_id.as_str(),
            before,
            WINDOW,
            filter.endpoint.map_or("%", Endpoint::name),
            filter.outcome.map_or("%", Outcome::name),
            pattern,
            i64::from(most),
        ],
        read,
    )
}

fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// The oldest exchange of the window before `before`: where to look on from. None where the window is not full.
pub fn window_start(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    before: i64,
) -> Result<Option<i64>, StoreError> {
    tx.find(
        "SELECT sequence FROM exchange WHERE environment = $1 AND client_id = $2 AND sequence < $3
         ORDER BY sequence DESC LIMIT 1 OFFSET $4",
        params![environment.as_str(), client_id.as_str(), before, WINDOW - 1],
        |row| row.get(0),
    )
}

/// When a client was last heard of.
pub fn last_seen(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
) -> Result<Option<Timestamp>, StoreError> {
    tx.find(
        "SELECT at FROM exchange WHERE environment = $1 AND client_id = $2 ORDER BY sequence DESC LIMIT 1",
        params![environment.as_str(), client_id.as_str()],
        |row| row.get(0),
    )
}
