//! A synthetic population: thousands of people who do not exist, the same whenever they are made from the same seed, looked up
//! as PDS is. Every NHS number is from the range that is reserved for tests.

use std::collections::HashMap;

use kernel::{Date, NhsNumber, OdsCode};

use super::{Claim, Found, Record, claim::comparable, synthetic};
use crate::{EnvironmentId, account::GpCredentials};

/// Somebody in it, with what their GP surgery has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntheticPerson {
    pub record: Record,
    /// What the surgery gave them for its online services (IM1).
    pub gp_credentials: Option<GpCredentials>,
    /// What makes this person worth testing with; nothing for the many.
    pub why: &'static str,
}

/// Everybody that there is in one environment.
#[derive(Debug, Default)]
pub struct Population {
    people: Vec<SyntheticPerson>,
    by_number: HashMap<NhsNumber, usize>,
    by_birth: HashMap<(Date, String), Vec<usize>>,
}

impl Population {
    /// The environment's own people, and `count` more.
    pub fn generate(environment: &EnvironmentId, count: usize) -> Self {
        let mut population = Self::default();
        for person in synthetic::people(environment, count) {
            population.add(person);
        }
        population
    }

    fn add(&mut self, person: SyntheticPerson) {
        let index = self.people.len();
        let record = &person.record;
        self.by_number.insert(record.nhs_number, index);
        let key = (record.birthdate, comparable(&record.family_name));
        self.by_birth.entry(key).or_default().push(index);
        self.people.push(person);
    }

    pub fn people(&self) -> &[SyntheticPerson] {
        &self.people
    }

    pub fn find(&self, nhs_number: NhsNumber) -> Option<&SyntheticPerson> {
        self.by_number.get(&nhs_number).map(|index| &self.people[*index])
    }

    /// Searches as PDS does: a number names one record at most, a name all that it fits.
    pub fn search(&self, claim: &Claim) -> Found {
        match claim {
            Claim::Number { nhs_number, .. } => match self.find(*nhs_number) {
                Some(person) => Found::One(Box::new(person.record.clone())),
                None => Found::None,
            },
            Claim::Name { family_name, birthdate, .. } => {
                let born = self.by_birth.get(&(*birthdate, comparable(family_name)));
                let mut fitting = born
                    .into_iter()
                    .flatten()
                    .map(|index| &self.people[*index].record)
                    .filter(|record| claim.fits(record));
                match (fitting.next(), fitting.next()) {
                    (Some(only), None) => Found::One(Box::new(only.clone())),
                    (None, _) => Found::None,
                    _ => Found::Several,
                }
            }
        }
    }

    /// Whom a surgery gave these details for its online services; the linkage key and the account id must both be right.
    pub fn find_by_gp_credentials(
        &self,
        ods_code: &OdsCode,
        credentials: &GpCredentials,
    ) -> Option<&SyntheticPerson> {
        self.people.iter().find(|person| {
            person.record.gp_ods_code.as_ref() == Some(ods_code)
                && person.gp_credentials.as_ref() == Some(credentials)
        })
    }
}
