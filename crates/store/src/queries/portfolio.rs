//! Integrations as those see them who look after many: one row each, read from what is computed, never from the logs.

use kernel::{EmailAddress, Timestamp};
use uuid::Uuid;

use super::integrations::{Integration, Waiting, columns, read};
use crate::{Row, StoreError, Tx, params};

/// An integration with the names that its row leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub integration: Integration,
    pub product: String,
    pub organisation: String,
    pub project_manager: Option<EmailAddress>,
}

/// What to look for; what is absent or empty matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    pub project_manager: Option<Uuid>,
    pub edition: Option<String>,
    pub stage: Option<String>,
    pub turn: Option<String>,
    pub progress: Progress,
    /// Words of a reference, a product or an organisation, in any case.
    pub text: String,
}

/// Whether an integration goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    #[default]
    Running,
    Paused,
    Withdrawn,
    /// The last stage is over.
    Done,
    All,
}

impl Progress {
    /// What `hold` and `stage` are like. `_%` is anything that is there.
    fn patterns(self) -> (&'static str, &'static str) {
        match self {
            Self::Running => ("", "_%"),
            Self::Paused => ("paused", "%"),
            Self::Withdrawn => ("withdrawn", "%"),
            Self::Done => ("", ""),
            Self::All => ("%", "%"),
        }
    }
}

macro_rules! listed {
    () => {
        concat!(
            "SELECT ",
            columns!(),
            ", product.name, organisation.name, portal_user.email
             FROM integration
             JOIN product ON product.id = integration.product_id
             JOIN organisation ON organisation.id = integration.organisation_id
             LEFT JOIN portal_user ON portal_user.id = integration.project_manager"
        )
    };
}

pub(super) fn read_listed(row: &Row<'_>) -> Result<Listed, StoreError> {
    Ok(Listed {
        integration: read(row)?,
        product: row.get(18)?,
        organisation: row.get(19)?,
        project_manager: row.get(20)?,
    })
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

macro_rules! search {
    ($whose:literal) => {
        concat!(
            listed!(),
            " WHERE (coalesce(integration.turn_since, integration.touched_at), integration.id) > ($1, $2)
             AND integration.edition LIKE $3 ESCAPE '!'
             AND coalesce(integration.stage, '') LIKE $4 ESCAPE '!'
             AND integration.turn LIKE $5 ESCAPE '!'
             AND coalesce(integration.hold, '') LIKE $6
             AND (lower(integration.reference) LIKE $7 ESCAPE '!' OR lower(product.name) LIKE $7 ESCAPE '!'
                  OR lower(organisation.name) LIKE $7 ESCAPE '!')",
            $whose,
            " ORDER BY coalesce(integration.turn_since, integration.touched_at), integration.id LIMIT $8"
        )
    };
}

/// What the search finds, what has waited longest first, from after `after` on.
pub fn search(
    tx: &mut Tx<'_>,
    search: &Search,
    after: Option<(Timestamp, Uuid)>,
    most: u32,
) -> Result<Vec<Listed>, StoreError> {
    let (since, id) = after.unwrap_or((Timestamp::UNIX_EPOCH, Uuid::nil()));
    let (hold, stage) = search.progress.patterns();
    let exactly = |wanted: &Option<String>| wanted.as_deref().map_or_else(|| "%".to_owned(), escaped);
    let (edition, turn) = (exactly(&search.edition), exactly(&search.turn));
    let stage = search.stage.as_deref().map_or_else(|| stage.to_owned(), escaped);
    let text = format!("%{}%", escaped(search.text.trim()).to_lowercase());
    let most = i64::from(most);
    match search.project_manager {
        // A statement of its own: of ten thousand integrations, sixty are one person's, and an index finds them.
        Some(manager) => tx.list(
            search!(" AND integration.project_manager = $9"),
            params![since, id, edition, stage, turn, hold, text, most, manager],
            read_listed,
        ),
        None => tx.list(search!(""), params![since, id, edition, stage, turn, hold, text, most], read_listed),
    }
}

/// Those that run and that nobody looks after yet, what has waited longest first.
pub fn list_unassigned(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Listed>, StoreError> {
    tx.list(
        concat!(
            listed!(),
            " WHERE integration.project_manager IS NULL AND integration.hold IS NULL AND integration.stage IS NOT NULL
             ORDER BY coalesce(integration.turn_since, integration.touched_at), integration.id LIMIT $1"
        ),
        params![i64::from(most)],
        read_listed,
    )
}

/// What waits for whoever has a role, what has waited longest first: of all integrations, or of one project manager's.
pub fn list_waiting_for(
    tx: &mut Tx<'_>,
    role: &str,
    project_manager: Option<Uuid>,
    most: u32,
) -> Result<Vec<(Listed, Waiting)>, StoreError> {
    let manager = project_manager.map_or_else(|| "%".to_owned(), |id| id.to_string());
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            ", product.name, organisation.name, portal_user.email, integration_turn.role, integration_turn.check_id,
             integration_turn.is_next, integration_turn.since, integration_turn.title, integration_turn.because
             FROM integration_turn
             JOIN integration ON integration.id = integration_turn.integration_id
             JOIN product ON product.id = integration.product_id
             JOIN organisation ON organisation.id = integration.organisation_id
             LEFT JOIN portal_user ON portal_user.id = integration.project_manager
             WHERE integration_turn.role = $1 AND coalesce(CAST(integration.project_manager AS text), '') LIKE $2
             ORDER BY integration_turn.since, integration.id, integration_turn.check_id LIMIT $3"
        ),
        params![role, manager, i64::from(most)],
        |row| {
            let waiting = Waiting {
                role: row.get(21)?,
                check_id: row.get(22)?,
                is_next: row.get(23)?,
                since: row.get(24)?,
                title: row.get(25)?,
                because: row.get(26)?,
            };
            Ok((read_listed(row)?, waiting))
        },
    )
}
