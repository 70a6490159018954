//! What an environment asks elsewhere: demographics, and the systems of GP surgeries. Synthetic ones answer from invented people;
//! connectors to real services answer in the same terms.

mod synthetic;

use std::sync::Arc;

use identity::{
    EnvironmentId,
    account::GpCredentials,
    demographics::{Claim, Contact, Found, Population, Record, SyntheticPerson},
};
use kernel::{NhsNumber, OdsCode};
use pds::Pds;
use thiserror::Error;

pub use synthetic::Synthetic;

/// Of one environment.
#[derive(Clone, Debug, Default)]
pub struct Adapters {
    pub demographics: Demographics,
    pub gp_systems: GpSystems,
}

impl Adapters {
    /// One invented population behind everything.
    pub fn synthetic(population: Population) -> Self {
        let population = Arc::new(population);
        Self {
            demographics: Demographics::Synthetic(Synthetic::new(Arc::clone(&population))),
            gp_systems: GpSystems::Synthetic(population),
        }
    }

    /// The Personal Demographics Service, and nothing that asks surgeries.
    pub fn fhir(pds: Pds) -> Self {
        Self { demographics: Demographics::Fhir(pds), gp_systems: GpSystems::Absent }
    }
}

/// Nobody answered. The person is told to try again later, and nothing is taken as checked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{service} cannot be asked now: {reason}")]
pub struct Unavailable {
    pub service: &'static str,
    pub reason: String,
}

impl From<pds::Problem> for Unavailable {
    fn from(problem: pds::Problem) -> Self {
        Self { service: Demographics::SERVICE, reason: problem.to_string() }
    }
}

/// Where records of people come from. They are read, and invented ones are written too: to an application, as we are one, the Personal
/// Demographics Service allows no writing.
#[derive(Clone, Debug, Default)]
pub enum Demographics {
    /// Nowhere: nobody can be matched.
    #[default]
    Absent,
    Synthetic(Synthetic),
    /// The Personal Demographics Service, or what stands in for it.
    Fhir(Pds),
}

impl Demographics {
    const SERVICE: &str = "the demographics service";

    fn absent() -> Unavailable {
        Unavailable { service: Self::SERVICE, reason: "this environment has none".to_owned() }
    }

    /// Looks for whoever fits a claim.
    pub async fn search(&self, claim: &Claim) -> Result<Found, Unavailable> {
        match self {
            Self::Absent => Err(Self::absent()),
            Self::Synthetic(records) => records.search(claim).await,
            Self::Fhir(pds) => Ok(pds.search(claim).await?),
        }
    }

    /// The record with a number.
    pub async fn find(&self, nhs_number: NhsNumber) -> Result<Option<Record>, Unavailable> {
        match self {
            Self::Absent => Err(Self::absent()),
            Self::Synthetic(records) => records.find(nhs_number).await,
            Self::Fhir(pds) => Ok(pds.find(nhs_number).await?),
        }
    }
}

impl Demographics {
    /// Invented people who are worth testing with; of real ones, nobody.
    pub fn examples(&self) -> Vec<SyntheticPerson> {
        match self {
            Self::Absent | Self::Fhir(_) => Vec::new(),
            Self::Synthetic(records) => records.examples(),
        }
    }

    /// What becomes of changes to the records of an environment: invented ones are kept in its store.
    pub(crate) fn keep_changes_in(&mut self, store: &store::Store, environment: &EnvironmentId) {
        if let Self::Synthetic(records) = self {
            records.keep_changes_in(store, environment);
        }
    }

    /// Whether people can have the contact details of their record changed from here.
    pub fn takes_contacts(&self) -> bool {
        matches!(self, Self::Synthetic(_))
    }

    /// How a record says that its person is reached; nothing where there is no such record.
    pub async fn contact(&self, nhs_number: NhsNumber) -> Result<Option<Contact>, Unavailable> {
        match self {
            Self::Absent => Err(Self::absent()),
            Self::Synthetic(records) => records.contact(nhs_number).await,
            Self::Fhir(_) => Err(Self::read_only()),
        }
    }

    /// Changes how a record says that its person is reached. Answers whether there is such a record.
    pub async fn update_contact(&self, nhs_number: NhsNumber, contact: Contact) -> Result<bool, Unavailable> {
        match self {
            Self::Absent => Err(Self::absent()),
            Self::Synthetic(records) => records.update_contact(nhs_number, contact).await,
            Self::Fhir(_) => Err(Self::read_only()),
        }
    }

    fn read_only() -> Unavailable {
        Unavailable {
            service: Self::SERVICE,
            reason: "the Personal Demographics Service lets an application read records only".to_owned(),
        }
    }
}

/// What surgeries know of those whom they gave details for their online services.
#[derive(Clone, Debug, Default)]
pub enum GpSystems {
    #[default]
    Absent,
    Synthetic(Arc<Population>),
}

impl GpSystems {
    /// What a surgery gave an invented person; a real one is never asked for anybody's.
    pub(crate) fn credentials_of(&self, nhs_number: NhsNumber) -> Option<GpCredentials> {
        match self {
            Self::Absent => None,
            Self::Synthetic(population) => population.find(nhs_number)?.gp_credentials.clone(),
        }
    }

    /// Whose details these are, as their surgery says.
    #[expect(clippy::unused_async, reason = "a connector to a real service waits for its answer")]
    pub async fn whose(
        &self,
        ods_code: &OdsCode,
        credentials: &GpCredentials,
    ) -> Result<Option<NhsNumber>, Unavailable> {
        match self {
            Self::Absent => {
                Err(Unavailable { service: "the GP system", reason: "this environment has none".to_owned() })
            }
            Self::Synthetic(population) => Ok(population
                .find_by_gp_credentials(ods_code, credentials)
                .map(|person| person.record.nhs_number)),
        }
    }
}
