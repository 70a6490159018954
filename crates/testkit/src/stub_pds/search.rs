//! `GET /Patient?…`: what may be asked, and what comes of it.

use axum::{http::StatusCode, response::Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::answers::{outcome, resource};

const KNOWN: [&str; 15] = [
    "_fuzzy-match",
    "_exact-match",
    "_history",
    "_max-results",
    "family",
    "given",
    "gender",
    "birthdate",
    "death-date",
    "address-postcode",
    "address-postalcode",
    "general-practitioner",
    "email",
    "phone",
    "managing-organization",
];

pub(super) struct Wanted {
    family: String,
    given: Vec<String>,
    birthdate: String,
    postcode: Option<String>,
}

impl Wanted {
    /// A search that is not fuzzy, as application-restricted access may make it.
    pub(super) fn parse(query: &str) -> Result<Self, Box<Response>> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let bad = |code, words: &str| Err(Box::new(outcome(StatusCode::BAD_REQUEST, "value", code, words)));
        if pairs.is_empty() {
            return bad("UNSUPPORTED_SERVICE", "");
        }
        if let Some((name, _)) = pairs.iter().find(|(name, _)| !KNOWN.contains(&name.as_str())) {
            return bad(
                "ADDITIONAL_PROPERTIES",
                &format!("Additional properties are not allowed ('{name}' was unexpected)"),
            );
        }
        let one =
            |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        if one("_max-results").is_some_and(|most| most != "1") {
            let words =
                "Your app has insufficient permissions to perform this search. Please contact support.";
            return Err(Box::new(outcome(StatusCode::FORBIDDEN, "token", "INVALID_VALUE", words)));
        }
        if one("_fuzzy-match").is_some_and(|fuzzy| fuzzy != "false") {
            return bad("INVALID_VALUE", "the stub knows no fuzzy search");
        }
        let Some(birthdate) = one("birthdate") else {
            return bad(
                "MISSING_VALUE",
                "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'",
            );
        };
        let Some(birthdate) = birthdate.strip_prefix("eq").filter(|date| date.len() == 10).map(str::to_owned)
        else {
            return bad("INVALID_VALUE", "Invalid value in field 'birthdate'");
        };
        let Some(family) =
            one("family").filter(|family| family.chars().count() <= 35 && !family.contains('*'))
        else {
            return bad("INVALID_SEARCH_DATA", "Invalid search data provided");
        };
        let given =
            pairs.iter().filter(|(name, _)| name == "given").map(|(_, value)| value.clone()).collect();
        Ok(Self { family, given, birthdate, postcode: one("address-postalcode") })
    }

    pub(super) fn fits(&self, patient: &Value) -> bool {
        let names = patient["name"].as_array().map(Vec::as_slice).unwrap_or_default();
        names.iter().any(|name| self.is_called(name))
            && patient["birthDate"] == self.birthdate.as_str()
            && self.postcode.as_ref().is_none_or(|postcode| lives_at(patient, postcode))
    }

    fn is_called(&self, name: &Value) -> bool {
        let given = name["given"].as_array().map(Vec::as_slice).unwrap_or_default();
        let has = |wanted: &String| given.iter().any(|given| same(given, wanted));
        same(&name["family"], &self.family) && self.given.iter().all(has)
    }
}

// Case does not matter; letters do.
fn same(value: &Value, wanted: &str) -> bool {
    value.as_str().is_some_and(|text| text.to_lowercase() == wanted.to_lowercase())
}

// At any of the addresses, home or not.
fn lives_at(patient: &Value, postcode: &str) -> bool {
    let compact = |text: &str| text.replace(' ', "").to_uppercase();
    let addresses = patient["address"].as_array().map(Vec::as_slice).unwrap_or_default();
    addresses.iter().any(|address| address["postalCode"].as_str().map(compact) == Some(compact(postcode)))
}

/// One, none, or the word that there are more.
pub(super) fn answer(origin: &str, patients: Vec<Value>) -> Response {
    if patients.len() > 1 {
        return outcome(StatusCode::OK, "multiple-matches", "TOO_MANY_MATCHES", "");
    }
    let entry = |patient: Value| {
        let id = patient["id"].as_str().unwrap_or_default();
        let full_url = format!("{origin}{}/Patient/{id}", super::BASE);
        json!({"fullUrl": full_url, "search": {"score": 1}, "resource": patient})
    };
    let total = patients.len();
    let entries: Vec<Value> = patients.into_iter().map(entry).collect();
    resource(&json!({
        "resourceType": "Bundle", "type": "searchset", "timestamp": "2026-11-27T09:00:00+00:00",
        "total": total, "entry": entries,
    }))
}
