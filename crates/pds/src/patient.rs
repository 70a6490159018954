//! A FHIR Patient, as far as it says who somebody is. Strict where identity hangs on it, and blind to the rest.
//!
//! Nobody is matched by a record that is restricted (its address is taken out, and whoever asks must not learn that it is there), that
//! has no full date of birth, or no name in use: PDS has some of each. Those are no record; what is no Patient at all is a problem.

use identity::demographics::{Postcode, Record};
use kernel::{Date, MobileNumber, NhsNumber, OdsCode};
use serde_json::Value;

use crate::Problem;

const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
const ODS_CODE: &str = "https://fhir.nhs.uk/Id/ods-organization-code";
const DEATH: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus";

/// The record, where it can say who somebody is.
pub(crate) fn read(patient: &Value, today: Date) -> Result<Option<Record>, Problem> {
    if text(patient, "resourceType") != Some("Patient") {
        return Err(Problem::NotUnderstood("a record that is no Patient"));
    }
    let nhs_number = nhs_number(patient)?;
    let (Some(name), Some(birthdate), true) = (name(patient, today), birthdate(patient)?, is_open(patient))
    else {
        return Ok(None);
    };
    Ok(Some(Record {
        nhs_number,
        family_name: name.family.to_uppercase(),
        given_name: name.given.to_owned(),
        birthdate,
        postcode: postcode(patient, today),
        mobile: mobile(patient, today),
        gp_ods_code: gp_ods_code(patient, today),
        is_deceased: is_deceased(patient),
    }))
}

fn nhs_number(patient: &Value) -> Result<NhsNumber, Problem> {
    let wrong = || Problem::NotUnderstood("a record's NHS number");
    let id: NhsNumber = text(patient, "id").and_then(|id| id.parse().ok()).ok_or_else(wrong)?;
    let mut identifiers = list(patient, "identifier").filter(|one| text(one, "system") == Some(NHS_NUMBER));
    let is_same = |one: &Value| text(one, "value").and_then(|value| value.parse().ok()) == Some(id);
    if identifiers.all(is_same) { Ok(id) } else { Err(wrong()) }
}

/// Whether the record is labelled unrestricted. One without a label is not.
fn is_open(patient: &Value) -> bool {
    let mut labels = patient.get("meta").into_iter().flat_map(|meta| list(meta, "security")).peekable();
    labels.peek().is_some() && labels.all(|label| text(label, "code") == Some("U"))
}

/// PDS has a few people of whom it knows the month or the year alone: nobody's full date fits that.
fn birthdate(patient: &Value) -> Result<Option<Date>, Problem> {
    match patient.get("birthDate") {
        None => Ok(None),
        Some(Value::String(date)) => Ok(full_date(date)),
        Some(_) => Err(Problem::NotUnderstood("a record's date of birth")),
    }
}

fn full_date(text: &str) -> Option<Date> {
    (text.len() == "2010-10-22".len()).then(|| text.parse().ok()).flatten()
}

struct Name<'v> {
    given: &'v str,
    family: &'v str,
}

/// The name that somebody goes by: `usual`, which PDS always has, or else `official`.
fn name(patient: &Value, today: Date) -> Option<Name<'_>> {
    let called = |wanted: &str| {
        let mut names = list(patient, "name").filter(|name| text(name, "use") == Some(wanted));
        names.find(|name| is_current(name, today))
    };
    let name = called("usual").or_else(|| called("official"))?;
    // The first given name, as the API's documentation says, may hold several words; further ones are middle names.
    let given = list(name, "given").next()?.as_str()?.trim();
    let family = text(name, "family")?.trim();
    (!given.is_empty() && !family.is_empty()).then_some(Name { given, family })
}

fn postcode(patient: &Value, today: Date) -> Option<Postcode> {
    let mut homes = list(patient, "address").filter(|address| text(address, "use") == Some("home"));
    text(homes.find(|address| is_current(address, today))?, "postalCode")?.parse().ok()
}

fn mobile(patient: &Value, today: Date) -> Option<MobileNumber> {
    let is_mobile = |one: &&Value| text(one, "system") == Some("phone") && text(one, "use") == Some("mobile");
    let mut mobiles = list(patient, "telecom").filter(is_mobile).filter(|one| is_current(one, today));
    mobiles.find_map(|one| text(one, "value")?.parse().ok())
}

fn gp_ods_code(patient: &Value, today: Date) -> Option<OdsCode> {
    let surgeries = list(patient, "generalPractitioner").filter_map(|one| one.get("identifier"));
    let mut current = surgeries.filter(|one| is_current(one, today));
    current.find(|one| text(one, "system") == Some(ODS_CODE)).and_then(|one| text(one, "value")?.parse().ok())
}

/// A date of death in any form, or a notification that was not taken back, whatever else it says.
fn is_deceased(patient: &Value) -> bool {
    let is_dated = patient.get("deceasedDateTime").is_some_and(|date| !date.is_null());
    let is_said = patient.get("deceasedBoolean") == Some(&Value::Bool(true));
    is_dated || is_said || list(patient, "extension").any(is_notice_of_death)
}

// Code `U` says that a notification was removed.
fn is_notice_of_death(extension: &Value) -> bool {
    let status = list(extension, "extension").find(|one| text(one, "url") == Some("deathNotificationStatus"));
    let code = status.and_then(|status| status.pointer("/valueCodeableConcept/coding/0/code"));
    text(extension, "url") == Some(DEATH) && code.and_then(Value::as_str) != Some("U")
}

/// Whether something is in use on a day. What has no period is; what has one that cannot be read is not.
fn is_current(value: &Value, today: Date) -> bool {
    let Some(period) = value.get("period") else { return true };
    let begins = bound(period, "start", Date::first_of_month, Date::first_of_year);
    let ends = bound(period, "end", Date::last_of_month, Date::last_of_year);
    let (Ok(begins), Ok(ends)) = (begins, ends) else { return false };
    begins.is_none_or(|begins| begins <= today) && ends.is_none_or(|ends| today <= ends)
}

struct Unreadable;

/// A bound of a period: a date, a date with a time, or only the month or the year of it.
fn bound(
    period: &Value,
    member: &str,
    of_month: fn(Date) -> Date,
    of_year: fn(Date) -> Date,
) -> Result<Option<Date>, Unreadable> {
    let text = match period.get(member) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text,
        Some(_) => return Err(Unreadable),
    };
    let date = match text.len() {
        4 => full_date(&format!("{text}-01-01")).map(of_year),
        7 => full_date(&format!("{text}-01")).map(of_month),
        _ => text.get(..10).and_then(full_date),
    };
    date.map(Some).ok_or(Unreadable)
}

fn text<'v>(value: &'v Value, member: &str) -> Option<&'v str> {
    value.get(member)?.as_str()
}

fn list<'v>(value: &'v Value, member: &str) -> impl Iterator<Item = &'v Value> {
    value.get(member).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests;
