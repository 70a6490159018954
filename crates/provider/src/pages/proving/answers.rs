//! What each answer must look like, and the words when it does not. The keys of the errors are the ids of the fields.

use app::journey::proving::photo_id::Way;
use identity::{
    account::GpCredentials, demographics::Postcode, photo_identity::PhotoDocument, proving::Name,
};
use kernel::{Date, NhsNumber, NhsNumberProblem, OdsCode};
use web_kit::{FieldErrors, FormData};

use super::Screen;
use crate::pages::words::sentence;

/// What the Personal Demographics Service takes of each part of a name.
const LONGEST_NAME: usize = 35;
const LONGEST_CREDENTIAL: usize = 100;

pub(super) fn nhs_number_known(form: &FormData) -> Result<Screen, FieldErrors> {
    match form.text("nhs-number-known") {
        "yes" => Ok(Screen::NhsNumber),
        "no" => Ok(Screen::Name),
        _ => Err(problem("nhs-number-known", "Select yes if you know your NHS number")),
    }
}

/// Whose NHS numbers may be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    OfTestPeople,
    OfAnybody,
}

pub(super) fn nhs_number(form: &FormData, numbers: Numbers) -> Result<NhsNumber, FieldErrors> {
    let message = match form.text("nhs-number").parse::<NhsNumber>() {
        Ok(number) if numbers == Numbers::OfAnybody || number.is_for_tests() => return Ok(number),
        // A real number must not be typed here, and no real number starts like this.
        Ok(_) => {
            "Enter a test NHS number, which starts with 999. Do not use a real person’s NHS number".into()
        }
        Err(NhsNumberProblem::Missing) => "Enter your NHS number".into(),
        Err(reason) => sentence(reason),
    };
    Err(problem("nhs-number", message))
}

pub(super) fn name(form: &FormData) -> Result<Name, FieldErrors> {
    let mut errors = FieldErrors::new();
    for (field, words) in [("first-name", "first name"), ("last-name", "last name")] {
        required(form, field, words, LONGEST_NAME, &mut errors);
    }
    settled(errors)?;
    Ok(Name { given: form.text("first-name").to_owned(), family: form.text("last-name").to_owned() })
}

pub(in crate::pages) fn date_of_birth(form: &FormData, today: Date) -> Result<Date, FieldErrors> {
    let parts = ["day", "month", "year"];
    let missing: Vec<&str> = parts.into_iter().filter(|part| form.text(part).is_empty()).collect();
    if missing.len() == parts.len() {
        return Err(problem("date-of-birth-day", "Enter your date of birth"));
    }
    if let Some(first) = missing.first() {
        let message = format!("Date of birth must include a {}", missing.join(" and a "));
        return Err(problem(format!("date-of-birth-{first}"), message));
    }
    if form.text("year").len() != 4 {
        return Err(problem("date-of-birth-year", "Year must include 4 numbers"));
    }
    match date(form) {
        None => Err(problem("date-of-birth-day", "Date of birth must be a real date")),
        Some(date) if date >= today => Err(problem("date-of-birth-day", "Date of birth must be in the past")),
        Some(date) => Ok(date),
    }
}

fn date(form: &FormData) -> Option<Date> {
    let (year, month, day) = (form.text("year"), form.text("month"), form.text("day"));
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

pub(in crate::pages) fn postcode(form: &FormData) -> Result<Postcode, FieldErrors> {
    form.text("postcode").parse().map_err(|reason| problem("postcode", sentence(reason)))
}

pub(super) fn method(form: &FormData) -> Result<Screen, FieldErrors> {
    match form.text("method") {
        "patient-online" => Ok(Screen::PatientOnline),
        "photo-id" => Ok(Screen::PhotoId),
        "mobile-match" => Ok(Screen::MobileMatch),
        _ => Err(problem("method", "Select how you want to prove who you are")),
    }
}

pub(super) fn patient_online(form: &FormData) -> Result<(OdsCode, GpCredentials), FieldErrors> {
    let mut errors = FieldErrors::new();
    for (field, words) in [("linkage-key", "linkage key"), ("account-id", "account ID")] {
        required(form, field, words, LONGEST_CREDENTIAL, &mut errors);
    }
    let code =
        form.text("ods-code").parse::<OdsCode>().map_err(|reason| errors.add("ods-code", sentence(reason)));
    let text = |field: &str| form.text(field).to_owned();
    let credentials = GpCredentials { gp_user_id: text("account-id"), gp_linkage_key: text("linkage-key") };
    match code {
        Ok(code) if errors.is_empty() => Ok((code, credentials)),
        _ => Err(errors),
    }
}

pub(super) fn document(form: &FormData) -> Result<PhotoDocument, FieldErrors> {
    PhotoDocument::named(form.text("document"))
        .ok_or_else(|| problem("document", "Select which photo ID you want to use"))
}

pub(super) fn face(form: &FormData) -> Result<Way, FieldErrors> {
    match form.text("face") {
        "face-scan" => Ok(Way::FaceScan),
        "video" => Ok(Way::Video),
        _ => Err(problem("face", "Select how you want to show your face")),
    }
}

fn required(form: &FormData, field: &str, words: &str, longest: usize, errors: &mut FieldErrors) {
    let length = form.text(field).chars().count();
    if length == 0 {
        errors.add(field, format!("Enter your {words}"));
    } else if length > longest {
        errors.add(field, format!("{} must be {longest} characters or fewer", sentence(words)));
    }
}

fn problem(field: impl Into<String>, message: impl Into<String>) -> FieldErrors {
    [(field, message)].into_iter().collect()
}

fn settled(errors: FieldErrors) -> Result<(), FieldErrors> {
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 8, 1);

    fn form(encoded: &str) -> FormData {
        FormData::parse(encoded.as_bytes())
    }

    #[track_caller]
    fn refused<T: std::fmt::Debug>(answer: Result<T, FieldErrors>, field: &str, message: &str) {
        assert_eq!(answer.unwrap_err().message(field), Some(message));
    }

    #[test]
    fn an_nhs_number_must_be_whole_right_and_from_the_test_range() {
        let check = |number: &str| nhs_number(&form(&format!("nhs-number={number}")), Numbers::OfTestPeople);
        let test_number = NhsNumber::with_check_digit(999_000_002).unwrap();
        let other_number = NhsNumber::with_check_digit(400_000_000).unwrap();
        assert_eq!(check(test_number.as_str()), Ok(test_number));
        let anybody = form(&format!("nhs-number={}", other_number.as_str()));
        assert_eq!(nhs_number(&anybody, Numbers::OfAnybody), Ok(other_number));
        let real = "Enter a test NHS number, which starts with 999. Do not use a real person’s NHS number";
        refused(check(other_number.as_str()), "nhs-number", real);
        refused(check("+"), "nhs-number", "Enter your NHS number");
        refused(check("12345"), "nhs-number", "Enter a 10 digit NHS number, like 999 123 4567");
        let last = test_number.as_str().as_bytes()[9];
        let wrong = format!("{}{}", &test_number.as_str()[..9], (last - b'0' + 1) % 10);
        let message = "Check the NHS number: its last digit does not fit the first nine";
        refused(check(&wrong), "nhs-number", message);
    }

    #[test]
    fn a_date_of_birth_is_real_and_past() {
        let check = |encoded| date_of_birth(&form(encoded), TODAY);
        assert_eq!(check("day=31&month=07&year=2026"), Ok(Date::constant(2026, 7, 31)));
        assert_eq!(check("day=29&month=2&year=2024"), Ok(Date::constant(2024, 2, 29)));
        refused(check(""), "date-of-birth-day", "Enter your date of birth");
        refused(check("day=1&year=1990"), "date-of-birth-month", "Date of birth must include a month");
        refused(check("day=1"), "date-of-birth-month", "Date of birth must include a month and a year");
        refused(check("day=1&month=1&year=90"), "date-of-birth-year", "Year must include 4 numbers");
        let unreal = "Date of birth must be a real date";
        for encoded in ["day=29&month=2&year=2023", "day=1&month=13&year=1990", "day=x&month=1&year=1990"] {
            refused(check(encoded), "date-of-birth-day", unreal);
        }
        refused(check("day=1&month=8&year=2026"), "date-of-birth-day", "Date of birth must be in the past");
    }

    #[test]
    fn a_postcode_is_asked_for_in_words() {
        refused(postcode(&form("postcode=++")), "postcode", "Enter your postcode");
        refused(postcode(&form("postcode=EC1A")), "postcode", "Enter a full UK postcode, like ZZ99 9ZZ");
        assert_eq!(postcode(&form("postcode=zz999zz")).unwrap().as_str(), "ZZ99 9ZZ");
    }

    #[test]
    fn every_missing_part_is_named_at_once() {
        let errors = patient_online(&form("account-id=+&ods-code=%2F%2F")).unwrap_err();
        assert_eq!(errors.message("linkage-key"), Some("Enter your linkage key"));
        assert_eq!(errors.message("account-id"), Some("Enter your account ID"));
        let not_a_code = "Enter an ODS code of 3 to 12 letters and numbers, like A12345";
        assert_eq!(errors.message("ods-code"), Some(not_a_code));
    }

    #[test]
    fn long_names_are_measured_in_letters() {
        let fits = format!("first-name={}&last-name=B", "%C3%A9".repeat(LONGEST_NAME));
        assert!(name(&form(&fits)).is_ok());
        let long = format!("first-name={}&last-name=B", "e".repeat(LONGEST_NAME + 1));
        refused(name(&form(&long)), "first-name", "First name must be 35 characters or fewer");
    }
}
