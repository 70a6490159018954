//! The test people that an environment is seeded with: invented, and the same everywhere.

use kernel::{MobileNumber, NhsNumber, Random, SeededRandom, Timestamp};

use crate::{Account, AccountId, EnvironmentId, ProofingLevel};

/// The code that is always right for a test person's text message (spec section 1).
pub const STATIC_OTP: &str = "190696";

/// The one password of all test people: long enough for the rules, easy to type in a test.
pub const PASSWORD: &str = "Harbour-Lights-9";

struct Person {
    given: &'static str,
    family: &'static str,
    level: ProofingLevel,
    birthdate: &'static str,
    gp_ods_code: Option<&'static str>,
    why: &'static str,
}

const fn person(
    given: &'static str,
    family: &'static str,
    level: ProofingLevel,
    birthdate: &'static str,
    gp_ods_code: Option<&'static str>,
    why: &'static str,
) -> Person {
    Person { given, family, level, birthdate, gp_ods_code, why }
}

use ProofingLevel::{P0, P5, P9};

const PEOPLE: [Person; 12] = [
    person("Rowan", "ASHBY", P9, "1984-03-12", Some("A00001"), "fully proved, registered with a GP surgery"),
    person("Imogen", "BELLWETHER", P9, "1991-11-30", Some("A00001"), "fully proved, same GP surgery"),
    person("Tobias", "CARRICK", P9, "1958-07-04", Some("A00002"), "fully proved, over 65"),
    person(
        "Marguerite",
        "DE LA HAYE-SMITH",
        P9,
        "1975-01-01",
        Some("A00002"),
        "a family name with spaces and a hyphen",
    ),
    person("Sian", "O'DRISCOLL", P9, "2008-02-29", Some("A00003"), "an apostrophe and a leap day"),
    person("Wilf", "EASTLAKE", P9, "1999-12-31", None, "fully proved, no GP surgery"),
    person("Priya", "FENWICK", P5, "1988-05-21", Some("A00001"), "details matched only"),
    person("Callum", "GARSDALE", P5, "2001-09-09", Some("A00003"), "details matched only"),
    person("Noor", "HARTWELL", P5, "1966-10-17", None, "details matched only, no GP surgery"),
    person("Edith", "INGLEBY", P0, "1949-04-25", None, "email and phone only"),
    person("Jonas", "KELMARSH", P0, "1995-08-14", None, "email and phone only"),
    person("Lowri", "MEREDITH-VANE", P0, "1979-06-06", None, "email and phone only"),
];

/// One seeded person with what a developer needs to sign in as them.
#[derive(Clone, Debug)]
pub struct TestPerson {
    pub account: Account,
    /// What makes this person worth testing with.
    pub why: &'static str,
}

/// The people of one environment. Their ids, addresses and numbers follow from the seed, so that tests can name them.
pub fn seeded(environment: &EnvironmentId, created_at: Timestamp) -> Vec<TestPerson> {
    let seed = environment.as_str().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3) // FNV-1a
    });
    let random = SeededRandom::new(seed);
    PEOPLE.iter().zip(1..).map(|(person, index)| person.seed(index, &random, created_at)).collect()
}

impl Person {
    fn seed(&self, index: u32, random: &dyn Random, created_at: Timestamp) -> TestPerson {
        let proved = self.level > P0;
        let account = Account {
            id: AccountId::opaque(random),
            email: self.email(),
            mobile: mobile(index),
            mobile_pds_matched: self.level == P9,
            landline: None,
            level: self.level,
            nhs_number: if proved { nhs_number(index) } else { None },
            family_name: proved.then(|| self.family.to_owned()),
            given_name: proved.then(|| self.given.to_owned()),
            birthdate: if proved { self.birthdate.parse().ok() } else { None },
            gp_ods_code: self.gp_ods_code.and_then(|code| code.parse().ok()),
            gp_credentials: None,
            static_otp: Some(STATIC_OTP.to_owned()),
            is_traced: true,
            opened_with: None,
            created_at,
        };
        TestPerson { account, why: self.why }
    }

    fn email(&self) -> kernel::EmailAddress {
        let (name, level) = (self.given.to_lowercase(), self.level.name().to_lowercase());
        format!("{name}.{level}@people.example").parse().expect("a test reads every seeded address")
    }
}

/// What demographics know of a test person, whatever their account has so far.
pub(crate) struct Details {
    pub given: &'static str,
    pub family: &'static str,
    pub birthdate: &'static str,
    pub gp_ods_code: Option<&'static str>,
    pub nhs_number: Option<NhsNumber>,
    pub mobile: Option<MobileNumber>,
    pub why: &'static str,
}

pub(crate) fn details() -> impl Iterator<Item = Details> {
    PEOPLE.iter().zip(1..).map(|(person, index)| Details {
        given: person.given,
        family: person.family,
        birthdate: person.birthdate,
        gp_ods_code: person.gp_ods_code,
        nhs_number: nhs_number(index),
        mobile: mobile(index),
        why: person.why,
    })
}

// Ofcom keeps 07700 900000 to 900999 for drama.
fn mobile(index: u32) -> Option<MobileNumber> {
    format!("07700900{:03}", 100 + index).parse().ok()
}

// Skips the numbers whose check digit would be ten.
fn nhs_number(index: u32) -> Option<NhsNumber> {
    (0..).filter_map(|step| NhsNumber::with_check_digit(999_000_000 + step)).nth(index as usize)
}

/// Whether an account is one of the seeded people.
pub fn is_seeded(environment: &EnvironmentId, id: AccountId) -> bool {
    seeded(environment, Timestamp::UNIX_EPOCH).iter().any(|person| person.account.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn people_are_invented_distinct_and_the_same_each_time() {
        let people = seeded(&EnvironmentId::new("sandpit"), Timestamp::UNIX_EPOCH);
        let again = seeded(&EnvironmentId::new("sandpit"), Timestamp::UNIX_EPOCH);
        let elsewhere = seeded(&EnvironmentId::new("integration"), Timestamp::UNIX_EPOCH);
        assert!(people.iter().zip(&again).all(|(a, b)| a.account.id == b.account.id));
        assert_ne!(people[0].account.id, elsewhere[0].account.id);
        let emails: HashSet<_> = people.iter().map(|p| p.account.email.clone()).collect();
        let numbers: HashSet<_> = people.iter().filter_map(|p| p.account.nhs_number).collect();
        assert_eq!((emails.len(), numbers.len()), (12, 9));
        assert!(numbers.iter().all(NhsNumber::is_for_tests));
    }

    #[test]
    fn every_detail_parses_and_the_password_is_acceptable() {
        for person in seeded(&EnvironmentId::new("sandpit"), Timestamp::UNIX_EPOCH) {
            let account = person.account;
            assert!(account.mobile.is_some());
            assert_eq!(account.birthdate.is_some(), account.level > P0, "{}", account.email);
            assert_eq!(crate::password::check(PASSWORD, account.email.as_str()), Ok(()));
        }
    }
}
