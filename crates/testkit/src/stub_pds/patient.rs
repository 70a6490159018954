//! A record as a FHIR Patient, with more about it than anybody needs, as PDS has it.

use std::collections::HashMap;

use identity::demographics::Record;
use kernel::NhsNumber;
use serde_json::{Map, Value, json};

/// A search gives less than a read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Whole,
    InASearch,
}

const LOCATION: [&str; 4] = ["address", "telecom", "contact", "generalPractitioner"];

pub(super) fn of(record: &Record, changes: &HashMap<NhsNumber, Value>, shown: Shown) -> Value {
    let mut patient = whole(record);
    if let Some(Value::Object(changes)) = changes.get(&record.nhs_number) {
        change(&mut patient, changes);
    }
    // What PDS takes out of a record that is restricted, or very restricted.
    let label = patient["meta"]["security"][0]["code"].as_str();
    if matches!(label, Some("R" | "V")) {
        for member in LOCATION {
            patient.remove(member);
        }
    }
    if shown == Shown::InASearch {
        keep(&mut patient, "address", &["home"]);
        keep(&mut patient, "name", &["usual", "nickname", "temp"]);
    }
    Value::Object(patient)
}

fn change(patient: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (member, value) in changes {
        if value.is_null() {
            patient.remove(member);
        } else {
            patient.insert(member.clone(), value.clone());
        }
    }
}

fn keep(patient: &mut Map<String, Value>, member: &str, uses: &[&str]) {
    if let Some(Value::Array(list)) = patient.get_mut(member) {
        list.retain(|one| one["use"].as_str().is_some_and(|name| uses.contains(&name)));
    }
}

fn whole(record: &Record) -> Map<String, Value> {
    let number = record.nhs_number.as_str();
    let since = json!({"start": "2020-01-01"});
    let mut patient = json!({
        "resourceType": "Patient",
        "id": number,
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": number}],
        "meta": {"versionId": "2", "security": [{
            "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "U", "display": "unrestricted",
        }]},
        "name": [
            {"id": "n1", "use": "usual", "period": since, "given": [record.given_name, "Middle"], "family": record.family_name},
            {"id": "n2", "use": "maiden", "period": {"start": "1990-01-01", "end": "2001-01-01"}, "given": [record.given_name], "family": "BEFORE"},
        ],
        "gender": "unknown",
        "birthDate": record.birthdate.to_string(),
        "address": [
            {"id": "a2", "use": "temp", "period": since, "text": "Holiday Home", "line": ["Nowhere"], "postalCode": "ZZ99 3VZ"},
        ],
        "telecom": [
            {"id": "t1", "use": "home", "period": since, "system": "phone", "value": "01632960587"},
            {"id": "t2", "use": "home", "period": since, "system": "email", "value": "somebody@mail.example"},
        ],
    });
    if let Some(postcode) = &record.postcode {
        let home = json!({"id": "a1", "use": "home", "period": since, "line": ["1 Nowhere Street"], "postalCode": postcode});
        push(&mut patient["address"], home);
    }
    if let Some(mobile) = &record.mobile {
        let national = mobile.as_e164().replacen("+44", "0", 1);
        push(
            &mut patient["telecom"],
            json!({"id": "t3", "use": "mobile", "period": since, "system": "phone", "value": national}),
        );
    }
    if let Some(code) = &record.gp_ods_code {
        let identifier =
            json!({"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": code, "period": since});
        patient["generalPractitioner"] =
            json!([{"id": "g1", "type": "Organization", "identifier": identifier}]);
    }
    if record.is_deceased {
        patient["deceasedDateTime"] = "2025-10-22T00:00:00+00:00".into();
    }
    let Value::Object(patient) = patient else { unreachable!("it was written as an object") };
    patient
}

fn push(list: &mut Value, one: Value) {
    if let Value::Array(list) = list {
        list.push(one);
    }
}
