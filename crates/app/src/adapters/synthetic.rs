//! The invented records of an environment, with what people changed in them.
//!
//! The people are made anew at each start, so the changes are kept beside them, in the store that all processes share.

use std::{fmt, sync::Arc};

use identity::{
    EnvironmentId,
    demographics::{Claim, Contact, Found, Population, Record, SyntheticPerson},
};
use kernel::NhsNumber;
use store::{Store, StoreError, queries::synthetic_contacts};

use super::{Demographics, Unavailable};

#[derive(Clone)]
pub struct Synthetic {
    population: Arc<Population>,
    changes: Option<(Store, EnvironmentId)>,
}

impl Synthetic {
    pub(super) fn new(population: Arc<Population>) -> Self {
        Self { population, changes: None }
    }

    pub(super) fn keep_changes_in(&mut self, store: &Store, environment: &EnvironmentId) {
        self.changes = Some((store.clone(), environment.clone()));
    }

    pub(super) fn examples(&self) -> Vec<SyntheticPerson> {
        self.population.people().iter().filter(|person| !person.why.is_empty()).cloned().collect()
    }

    pub(super) async fn search(&self, claim: &Claim) -> Result<Found, Unavailable> {
        match self.population.search(claim) {
            Found::One(record) => Ok(Found::One(Box::new(self.as_changed(*record).await?))),
            other => Ok(other),
        }
    }

    pub(super) async fn find(&self, nhs_number: NhsNumber) -> Result<Option<Record>, Unavailable> {
        match self.population.find(nhs_number) {
            Some(person) => self.as_changed(person.record.clone()).await.map(Some),
            None => Ok(None),
        }
    }

    async fn as_changed(&self, record: Record) -> Result<Record, Unavailable> {
        let changed = self.changed(record.nhs_number).await?;
        Ok(changed.map_or(record.clone(), |contact| Record { mobile: contact.mobile, ..record }))
    }

    pub(super) async fn contact(&self, nhs_number: NhsNumber) -> Result<Option<Contact>, Unavailable> {
        let Some(person) = self.population.find(nhs_number) else { return Ok(None) };
        let made = Contact { email: None, mobile: person.record.mobile.clone() };
        Ok(Some(self.changed(nhs_number).await?.unwrap_or(made)))
    }

    async fn changed(&self, nhs_number: NhsNumber) -> Result<Option<Contact>, Unavailable> {
        let Some((store, environment)) = self.changes.clone() else { return Ok(None) };
        Ok(store.read(move |tx| synthetic_contacts::find(tx, &environment, nhs_number)).await?)
    }

    pub(super) async fn update_contact(
        &self,
        nhs_number: NhsNumber,
        contact: Contact,
    ) -> Result<bool, Unavailable> {
        if self.population.find(nhs_number).is_none() {
            return Ok(false);
        }
        let Some((store, environment)) = self.changes.clone() else {
            let reason = "there is nowhere to keep changes".to_owned();
            return Err(Unavailable { service: Demographics::SERVICE, reason });
        };
        store.write(move |tx| synthetic_contacts::save(tx, &environment, nhs_number, &contact)).await?;
        Ok(true)
    }
}

impl From<StoreError> for Unavailable {
    fn from(error: StoreError) -> Self {
        Self { service: Demographics::SERVICE, reason: error.to_string() }
    }
}

impl fmt::Debug for Synthetic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Synthetic")
    }
}
