//! Who the people in an integration's log are, for those who may see it.

use std::collections::{BTreeMap, BTreeSet};

use kernel::EmailAddress;
use onboarding::decide::{OPERATOR, PLATFORM};
use store::{
    StoreError, Tx,
    queries::{integrations as queries, portal::roles},
};
use uuid::Uuid;

use super::Opened;
use crate::{Context, Internal};

/// Somebody who did something to an integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub email: EmailAddress,
    /// Whether they are of the service's side. Somebody whose roles were all taken away since counts as a partner's.
    pub is_staff: bool,
}

/// Everybody whom the log, the answers or the integration itself names.
#[derive(Clone, Debug, Default)]
pub struct People {
    known: BTreeMap<String, Person>,
    project_manager: Option<String>,
    viewer_is_staff: bool,
    service: String,
}

impl People {
    pub fn find(&self, id: &str) -> Option<&Person> {
        self.known.get(id)
    }

    /// How a page names somebody: colleagues and the project manager by their address, others of the service's side together.
    pub fn name(&self, id: &str) -> String {
        let is_project_manager = self.project_manager.as_deref() == Some(id);
        match self.known.get(id) {
            _ if id == PLATFORM => "Slipway".to_owned(),
            _ if id == OPERATOR => "The operator of Slipway".to_owned(),
            Some(person) if person.is_staff && !self.viewer_is_staff && !is_project_manager => {
                format!("The {} team", self.service)
            }
            Some(person) => person.email.to_string(),
            None => "Somebody who is not here any more".to_owned(),
        }
    }

    /// The project manager's address.
    pub fn project_manager(&self) -> Option<&EmailAddress> {
        Some(&self.known.get(self.project_manager.as_ref()?)?.email)
    }
}

/// Looks up everybody who did something. Only ids that the opened integration knows are looked for, so nobody else is told of.
pub async fn people(ctx: &Context, opened: &Opened) -> Result<People, Internal> {
    let (ids, viewer_is_staff) = (named(opened), opened.roles.is_staff());
    let (project_manager, service) = owners(opened);
    Ok(ctx
        .store
        .read(move |tx| People::read(tx, &ids, project_manager, service))
        .await?
        .seen_by(viewer_is_staff))
}

fn named(opened: &Opened) -> BTreeSet<Uuid> {
    let named = opened.log.iter().map(|recorded| &recorded.by).chain(&opened.facts.project_manager);
    named.filter_map(|id| id.parse().ok()).collect()
}

fn owners(opened: &Opened) -> (Option<String>, String) {
    (opened.facts.project_manager.clone(), opened.definition.edition.service.clone())
}

impl People {
    /// Everybody as the service's side sees them, within a transaction.
    pub(crate) fn of_service(tx: &mut Tx<'_>, opened: &Opened) -> Result<Self, StoreError> {
        let (project_manager, service) = owners(opened);
        Ok(Self::read(tx, &named(opened), project_manager, service)?.seen_by(true))
    }

    /// Looks these up, within a transaction. Until [`People::seen_by`] says otherwise, a partner looks.
    pub(crate) fn read(
        tx: &mut Tx<'_>,
        ids: &BTreeSet<Uuid>,
        project_manager: Option<String>,
        service: String,
    ) -> Result<Self, StoreError> {
        let mut known = BTreeMap::new();
        for id in ids {
            let Some(email) = queries::find_author(tx, *id)? else { continue };
            let is_staff = !roles::of_staff(tx, *id)?.is_empty();
            known.insert(id.to_string(), Person { email, is_staff });
        }
        Ok(Self { known, project_manager, viewer_is_staff: false, service })
    }

    /// The same people, as one side sees them.
    #[must_use]
    pub(crate) fn seen_by(self, viewer_is_staff: bool) -> Self {
        Self { viewer_is_staff, ..self }
    }
}
