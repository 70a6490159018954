//! Integrations: starting one, acting on it, and reading how it stands.
//!
//! Every change goes through [`act`]: one transaction that reads the log, asks the policy, decides, links the new events to the
//! log, and refreshes the rows that lists are made of. Two people at once are told apart by the log's position: the second one
//! is decided again, upon what the first one did.

mod act;
mod calendar;
pub mod calls;
pub mod evidence;
mod fold;
pub mod hosting;
mod list;
mod migrate;
pub mod observe;
mod open;
mod own;
pub mod paper;
mod people;
pub mod plan;
pub mod portfolio;
mod project;
mod replay;
mod start;
mod verify;

use kernel::{Id, Kind};
use onboarding::Refusal;
use thiserror::Error;

use crate::{Error, portal::NotFound};

pub use act::{Acted, act, act_as_platform, recheck, would_act};
pub(crate) use act::{By, act_as_platform_in, act_within, in_transaction};
pub use calendar::call_file;
pub use fold::fold_again;
pub use list::list_of_program;
pub use migrate::{LeftOut, MigrateRefusal, Migrated, Move, Tried, migrate, try_migration};
pub(crate) use open::{Loaded, is_of_service, open_within};
pub use open::{Opened, open, open_by_reference};
pub use own::{Own, list_own, list_startable};
pub use people::{People, Person, people};
pub use project::Rows;
pub(crate) use project::{next_step, waiting};
pub(crate) use replay::{Step, replay};
pub use start::{StartRefusal, start};
pub use store::queries::integrations::{Integration, Listed, Summary, Waiting};
pub use verify::{Round, Verified, verify, verify_at_start};

/// Labels the id of an integration.
pub enum IntegrationKind {}
impl Kind for IntegrationKind {
    const NAME: &'static str = "an integration";
}
pub type IntegrationId = Id<IntegrationKind>;

/// Why a command did nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ActRefusal {
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// The actor can see the integration, but their roles do not allow this.
    #[error("{0}")]
    NotAllowed(String),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<ActRefusal> for Error<ActRefusal> {
    fn from(refusal: ActRefusal) -> Self {
        Self::Refused(refusal)
    }
}

#[cfg(test)]
mod tests;
