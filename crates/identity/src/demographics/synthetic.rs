//! Who is in a synthetic population: the environment's test people, a few who show what can go wrong, and the many.

use kernel::{Date, MobileNumber, NhsNumber, Random, SeededRandom};

use super::{Postcode, Record, SyntheticPerson};
use crate::{EnvironmentId, account::GpCredentials, people};

const GIVEN: [&str; 40] = [
    "Aled", "Amara", "Anwen", "Bertie", "Bronagh", "Caspian", "Cerys", "Darcey", "Dev", "Elowen", "Emrys",
    "Farah", "Fergus", "Gwilym", "Hester", "Idris", "Isla", "Jago", "Jasmin", "Kerensa", "Kofi", "Linnet",
    "Lorcan", "Maeve", "Merryn", "Nerys", "Oisin", "Ottilie", "Perran", "Quill", "Rafe", "Rhona", "Saffron",
    "Seren", "Tamsin", "Ulric", "Verity", "Wren", "Xanthe", "Yusuf",
];
const FAMILY: [&str; 50] = [
    "ABERNATHY",
    "ALDERWICK",
    "BARROWCLOUGH",
    "BECKINGHAM",
    "BRAMBLEY",
    "CALDERBANK",
    "CLEVEDON",
    "COPPINGER",
    "DARNLEY",
    "DUNMORROW",
    "EARNSHAW",
    "ELLERKER",
    "FARTHINGALE",
    "FENNIMORE",
    "GALLOWAY-REED",
    "GOLDSWORTHY",
    "HALLIWELL",
    "HEATHERSAGE",
    "HOLLINSHEAD",
    "INGLEWOOD",
    "IRONMONGER",
    "JESMOND",
    "KETTLEWELL",
    "KINGSNORTH",
    "LANGTHORNE",
    "LIVERSIDGE",
    "MARCHBANK",
    "MELLINGTON",
    "NETHERCOTT",
    "NORTHMORE",
    "OAKENSHAW",
    "OLDERSHAW",
    "PADGHAM",
    "PENHALLOW",
    "QUARMBY",
    "RAVENSCAR",
    "ROTHWELL",
    "SALTONSTALL",
    "SHERRINGHAM",
    "STANWIX",
    "TATTERSALL",
    "THISTLEWOOD",
    "UNDERHILL",
    "VENTRIS",
    "WADDINGHAM",
    "WETHERBY",
    "WINTERBOURNE",
    "YARDLEY",
    "YELVERTON",
    "ZEAL",
];
const SURGERIES: [&str; 6] = ["A00001", "A00002", "A00003", "A00004", "A00005", "A00006"];

/// The address of everybody whom no other is needed for: nobody lives there.
const POSTCODE: &str = "ZZ99 9ZZ";

/// Everybody, in an order that never changes: more people come after those there were with fewer.
pub(super) fn people(environment: &EnvironmentId, count: usize) -> impl Iterator<Item = SyntheticPerson> {
    let seed = environment
        .as_str()
        .bytes()
        .fold(0x9E37_79B9_u64, |seed, byte| seed.rotate_left(7) ^ u64::from(byte).wrapping_mul(0x0100_0193));
    let mut dice = Dice(SeededRandom::new(seed));
    let known = people::details().enumerate().map(|(index, person)| {
        let number = u32::try_from(index).unwrap_or_default() + 1;
        of_test_person(&person, number)
    });
    let examples = EXAMPLES.iter().zip(0..).filter_map(|(example, index)| example.person(index));
    let many = (0_u32..).filter_map(move |step| one_of_many(&mut dice, step)).take(count);
    known.flatten().chain(examples).chain(many)
}

// Their numbers are those that the seeded accounts have, or would get.
fn of_test_person(person: &people::Details, number: u32) -> Option<SyntheticPerson> {
    let gp_ods_code = person.gp_ods_code.and_then(|code| code.parse().ok());
    Some(SyntheticPerson {
        gp_credentials: gp_ods_code.is_some().then(|| credentials(number)),
        record: Record {
            nhs_number: person.nhs_number?,
            family_name: person.family.to_owned(),
            given_name: person.given.to_owned(),
            birthdate: person.birthdate.parse().ok()?,
            postcode: POSTCODE.parse().ok(),
            mobile: person.mobile.clone(),
            gp_ods_code,
            is_deceased: false,
        },
        why: person.why,
    })
}

struct Example {
    given: &'static str,
    family: &'static str,
    birthdate: &'static str,
    mobile: Option<&'static str>,
    surgery: Option<&'static str>,
    is_deceased: bool,
    why: &'static str,
}

const fn example(
    given: &'static str,
    family: &'static str,
    birthdate: &'static str,
    why: &'static str,
) -> Example {
    Example { given, family, birthdate, mobile: None, surgery: Some("A00001"), is_deceased: false, why }
}

const EXAMPLES: [Example; 7] = [
    Example {
        mobile: Some("07700900201"),
        ..example("Greta", "MATCHEM", "1980-02-10", "details, mobile and GP surgery all match")
    },
    example("Hal", "NOMOBILE", "1972-08-19", "the GP surgery has no mobile number"),
    Example { surgery: None, ..example("Ivy", "NOSURGERY", "1993-12-01", "registered with no GP surgery") },
    example("Sam", "TWINNING", "1985-05-05", "two records with the same name, date of birth and postcode"),
    example("Sam", "TWINNING", "1985-05-05", "two records with the same name, date of birth and postcode"),
    Example {
        is_deceased: true,
        ..example("Walter", "DEPARTED", "1931-03-03", "the record says that he died")
    },
    example("Poppy", "TOOYOUNG", "2019-06-15", "younger than 13 until June 2032"),
];

impl Example {
    fn person(&self, index: u32) -> Option<SyntheticPerson> {
        Some(SyntheticPerson {
            gp_credentials: self.surgery.map(|_| credentials(100 + index)),
            record: Record {
                nhs_number: nth_number(999_050_000, index)?,
                family_name: self.family.to_owned(),
                given_name: self.given.to_owned(),
                birthdate: self.birthdate.parse().ok()?,
                postcode: POSTCODE.parse().ok(),
                mobile: self.mobile.and_then(|mobile| mobile.parse().ok()),
                gp_ods_code: self.surgery.and_then(|code| code.parse().ok()),
                is_deceased: self.is_deceased,
            },
            why: self.why,
        })
    }
}

/// What a surgery gives somebody for its online services.
fn credentials(number: u32) -> GpCredentials {
    GpCredentials {
        gp_user_id: format!("{:010}", 7_000_000_000_u64 + u64::from(number)),
        gp_linkage_key: format!("Key{number:05}"),
    }
}

fn nth_number(first: u32, index: u32) -> Option<NhsNumber> {
    (first..).filter_map(NhsNumber::with_check_digit).nth(index as usize)
}

fn one_of_many(dice: &mut Dice, step: u32) -> Option<SyntheticPerson> {
    let (given, family) = (GIVEN[dice.below(GIVEN.len())], FAMILY[dice.below(FAMILY.len())]);
    let birthdate = Date::new(1930, 1, 1).ok()?;
    let birthdate =
        birthdate.checked_add(jiff::Span::new().days(i64::try_from(dice.below(29_000)).ok()?)).ok()?;
    let (area, end) = (dice.below(9) + 1, dice.below(20 * 20));
    let surgery = (dice.below(10) > 0).then(|| SURGERIES[dice.below(SURGERIES.len())]);
    let has_mobile = dice.below(4) > 0;
    let is_deceased = dice.below(50) == 0;
    // All dice are thrown by now, so that a number which cannot be changes nobody else.
    let nhs_number = NhsNumber::with_check_digit(999_100_000 + step)?;
    Some(SyntheticPerson {
        gp_credentials: surgery.map(|_| credentials(1_000 + step)),
        record: Record {
            nhs_number,
            family_name: family.to_owned(),
            given_name: given.to_owned(),
            birthdate,
            postcode: postcode(area, end),
            mobile: if has_mobile { mobile(step) } else { None },
            gp_ods_code: surgery.and_then(|code| code.parse().ok()),
            is_deceased,
        },
        why: "",
    })
}

// ZZ99 is where the Office for National Statistics puts those who live nowhere.
fn postcode(area: usize, end: usize) -> Option<Postcode> {
    const LETTERS: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";
    let (first, second) = (char::from(LETTERS[end / 20]), char::from(LETTERS[end % 20]));
    format!("ZZ99 {area}{first}{second}").parse().ok()
}

// Ofcom keeps 07700 900000 to 900999 for drama: they are shared out from 300 on.
fn mobile(step: u32) -> Option<MobileNumber> {
    format!("07700900{:03}", 300 + step % 700).parse().ok()
}

struct Dice(SeededRandom);

impl Dice {
    // The bias of a remainder is nothing to people who do not exist.
    fn below(&mut self, end: usize) -> usize {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes) as usize % end
    }
}
