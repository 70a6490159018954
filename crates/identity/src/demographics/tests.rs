//! The synthetic people, and what they are matched by.

use std::collections::HashSet;

use kernel::Date;

use super::{Claim, Found, Population, Postcode, PostcodeProblem, Record, Unmatched, judge};
use crate::{EnvironmentId, people};

const TODAY: Date = Date::constant(2026, 11, 27);

fn population() -> Population {
    Population::generate(&EnvironmentId::new("integration"), 2_000)
}

fn by_number(record: &Record) -> Claim {
    Claim::Number {
        nhs_number: record.nhs_number,
        birthdate: record.birthdate,
        postcode: record.postcode.clone().unwrap(),
    }
}

fn by_name(record: &Record) -> Claim {
    Claim::Name {
        given_name: record.given_name.clone(),
        family_name: record.family_name.clone(),
        birthdate: record.birthdate,
        postcode: record.postcode.clone().unwrap(),
    }
}

fn traced(population: &Population, claim: &Claim) -> Result<Record, Unmatched> {
    judge(claim, population.search(claim), TODAY)
}

fn called<'p>(population: &'p Population, family: &str) -> &'p Record {
    &population.people().iter().find(|person| person.record.family_name == family).unwrap().record
}

#[test]
fn the_same_seed_makes_the_same_people_and_more_only_adds() {
    let (few, many) = (Population::generate(&EnvironmentId::new("integration"), 50), population());
    assert_eq!(few.people(), &many.people()[..few.people().len()]);
    let elsewhere = Population::generate(&EnvironmentId::new("other"), 50);
    assert_ne!(few.people().last(), elsewhere.people().last());
}

#[test]
fn everybody_is_invented_and_has_a_number_of_their_own() {
    let population = population();
    let numbers: HashSet<_> = population.people().iter().map(|person| person.record.nhs_number).collect();
    assert_eq!(numbers.len(), population.people().len());
    assert!(numbers.iter().all(kernel::NhsNumber::is_for_tests));
    for person in population.people() {
        let postcode = person.record.postcode.as_ref().unwrap();
        assert!(postcode.as_str().starts_with("ZZ99 "), "{postcode}");
        assert_eq!(person.record.gp_ods_code.is_some(), person.gp_credentials.is_some());
    }
}

#[test]
fn every_seeded_account_has_its_record() {
    let environment = EnvironmentId::new("integration");
    let population = Population::generate(&environment, 0);
    for person in people::seeded(&environment, kernel::Timestamp::UNIX_EPOCH) {
        let Some(number) = person.account.nhs_number else { continue };
        let record = &population.find(number).unwrap().record;
        assert_eq!(Some(&record.family_name), person.account.family_name.as_ref());
        assert_eq!(Some(record.birthdate), person.account.birthdate);
        assert_eq!(record.mobile, person.account.mobile);
    }
}

#[test]
fn most_people_are_found_by_their_number_and_by_their_name() {
    let population = population();
    let living = population.people().iter().filter(|person| !person.record.is_deceased);
    let old_enough = living.filter(|person| person.record.birthdate.year() < 2010);
    let mut several = 0;
    for person in old_enough {
        assert_eq!(traced(&population, &by_number(&person.record)), Ok(person.record.clone()));
        match traced(&population, &by_name(&person.record)) {
            Ok(record) => assert_eq!(record, person.record),
            Err(Unmatched::Several) => several += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(several, 2, "only the twins");
}

#[test]
fn each_way_out_has_somebody_who_shows_it() {
    let population = population();
    let outcome = |family: &str| traced(&population, &by_name(called(&population, family))).err();
    assert_eq!(outcome("MATCHEM"), None);
    assert_eq!(outcome("TWINNING"), Some(Unmatched::Several));
    assert_eq!(outcome("DEPARTED"), Some(Unmatched::Deceased));
    assert_eq!(outcome("TOOYOUNG"), Some(Unmatched::TooYoung));
    // A number tells the twins apart.
    assert!(traced(&population, &by_number(called(&population, "TWINNING"))).is_ok());
}

#[test]
fn one_wrong_detail_matches_nobody_and_tells_nothing() {
    let population = population();
    let record = called(&population, "DEPARTED").clone();
    let elsewhere: Postcode = "ZZ99 1AA".parse().unwrap();
    let wrong =
        Claim::Number { nhs_number: record.nhs_number, birthdate: record.birthdate, postcode: elsewhere };
    assert_eq!(traced(&population, &wrong), Err(Unmatched::NoMatch), "not that he died");
    let born_elsewhen = Claim::Number {
        nhs_number: record.nhs_number,
        birthdate: Date::constant(1931, 3, 4),
        postcode: record.postcode.clone().unwrap(),
    };
    assert_eq!(traced(&population, &born_elsewhen), Err(Unmatched::NoMatch));
    assert_eq!(population.search(&by_name(&Record { given_name: "W".into(), ..record })), Found::None);
}

#[test]
fn names_are_compared_by_their_letters() {
    let population = population();
    let named = |given: &str, family: &str| Claim::Name {
        given_name: given.into(),
        family_name: family.into(),
        birthdate: Date::constant(2008, 2, 29),
        postcode: "zz999zz".parse().unwrap(),
    };
    for (given, family) in [("Sian", "O'Driscoll"), ("Siân", "o’driscoll"), ("SIAN", "O Driscoll")] {
        assert!(traced(&population, &named(given, family)).is_ok(), "{given} {family}");
    }
    assert_eq!(traced(&population, &named("Sian", "Driscoll")), Err(Unmatched::NoMatch));
}

#[test]
fn thirteen_is_old_enough_on_the_day() {
    let population = population();
    let record = called(&population, "TOOYOUNG");
    let claim = by_number(record);
    let on = |day: &str| judge(&claim, population.search(&claim), day.parse().unwrap()).err();
    assert_eq!(on("2032-06-14"), Some(Unmatched::TooYoung));
    assert_eq!(on("2032-06-15"), None);
}

#[test]
fn a_surgery_knows_its_own_by_all_three() {
    let population = population();
    let person = population.people().iter().find(|person| person.record.family_name == "MATCHEM").unwrap();
    let (code, credentials) =
        (person.record.gp_ods_code.clone().unwrap(), person.gp_credentials.clone().unwrap());
    assert_eq!(population.find_by_gp_credentials(&code, &credentials), Some(person));
    let elsewhere = "A00009".parse().unwrap();
    assert_eq!(population.find_by_gp_credentials(&elsewhere, &credentials), None);
    let mut wrong = credentials;
    wrong.gp_linkage_key.push('x');
    assert_eq!(population.find_by_gp_credentials(&code, &wrong), None);
}

#[test]
fn postcodes_have_one_of_six_shapes_and_one_way_of_writing() {
    for (text, written) in [("m60 1nw", "M60 1NW"), (" dn551pt ", "DN55 1PT"), ("W1A 1HQ", "W1A 1HQ")] {
        assert_eq!(text.parse::<Postcode>().unwrap().as_str(), written);
    }
    for text in ["EC1A", "1AA M1", "ABC1 1AA", "M1 1A", "M1-1AA", "É1 1AA", "M1 1AAA"] {
        assert_eq!(text.parse::<Postcode>(), Err(PostcodeProblem::Shape), "{text}");
    }
    assert_eq!("  ".parse::<Postcode>(), Err(PostcodeProblem::Missing));
}
