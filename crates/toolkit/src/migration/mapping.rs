//! What a migration does to ids: stored with the event, so that a fold needs no migration document.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{EditionId, Facts};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub from: EditionId,
    pub to: EditionId,
}

impl Mapping {
    pub fn apply(&self, facts: &mut Facts, _at: Timestamp) {
        facts.edition = self.to.clone();
    }
}
