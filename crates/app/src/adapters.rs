//! What an environment asks elsewhere: demographics, and the systems of GP surgeries. Synthetic ones answer from invented people;
//! connectors to real services answer in the same terms.

use std::sync::Arc;

use identity::{
    account::GpCredentials,
    demographics::{Claim, Found, Population, Record, SyntheticPerson},
};
use kernel::{NhsNumber, OdsCode};
use pds::Pds;
use thiserror::Error;

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
            demographics: Demographics::Synthetic(Arc::clone(&population)),
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

/// Where records of people come from. A record is read and never written: to an application, as we are one, the Personal Demographics
/// Service allows nothing else.
#[derive(Clone, Debug, Default)]
pub enum Demographics {
    /// Nowhere: nobody can be matched.
    #[default]
    Absent,
    Synthetic(Arc<Population>),
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
            Self::Synthetic(population) => Ok(population.search(claim)),
            Self::Fhir(pds) => Ok(pds.search(claim).await?),
        }
    }

    /// The record with a number.
    pub async fn find(&self, nhs_number: NhsNumber) -> Result<Option<Record>, Unavailable> {
        match self {
            Self::Absent => Err(Self::absent()),
            Self::Synthetic(population) => {
                Ok(population.find(nhs_number).map(|person| person.record.clone()))
            }
            Self::Fhir(pds) => Ok(pds.find(nhs_number).await?),
        }
    }
}

impl Demographics {
    /// Invented people who are worth testing with; of real ones, nobody.
    pub fn examples(&self) -> Vec<SyntheticPerson> {
        match self {
            Self::Absent | Self::Fhir(_) => Vec::new(),
            Self::Synthetic(population) => {
                population.people().iter().filter(|person| !person.why.is_empty()).cloned().collect()
            }
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
