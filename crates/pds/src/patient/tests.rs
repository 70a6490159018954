//! A Patient read part by part, and Patients that nobody would write.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const TODAY: Date = Date::constant(2026, 11, 27);

fn greta() -> Value {
    json!({
        "resourceType": "Patient",
        "id": "9990500002",
        "identifier": [{"system": NHS_NUMBER, "value": "9990500002"}],
        "meta": {"security": [{"code": "U"}]},
        "name": [{"use": "usual", "given": ["Greta", "Maria"], "family": "Matchem"}],
        "birthDate": "1980-02-10",
        "address": [{"use": "home", "postalCode": "zz999zz"}],
        "telecom": [{"system": "phone", "use": "mobile", "value": "07700 900201"}],
        "generalPractitioner": [{"identifier": {"system": ODS_CODE, "value": "A00001"}}],
    })
}

/// Greta with one member changed, or taken away.
fn with(member: &str, value: Value) -> Value {
    let mut greta = greta();
    match value {
        Value::Null => drop(greta.as_object_mut().unwrap().remove(member)),
        value => greta[member] = value,
    }
    greta
}

fn record(patient: &Value) -> Record {
    read(patient, TODAY).unwrap().unwrap_or_else(|| panic!("no record: {patient}"))
}

fn is_nobody(patient: &Value) -> bool {
    read(patient, TODAY).unwrap().is_none()
}

#[test]
fn everything_that_is_needed_is_read() {
    let record = record(&greta());
    assert_eq!((record.family_name.as_str(), record.given_name.as_str()), ("MATCHEM", "Greta"));
    assert_eq!(record.birthdate, Date::constant(1980, 2, 10));
    assert_eq!(record.postcode.unwrap().as_str(), "ZZ99 9ZZ");
    assert_eq!(record.mobile.unwrap().as_e164(), "+447700900201");
    assert_eq!(record.gp_ods_code.unwrap().as_str(), "A00001");
    assert!(!record.is_deceased);
}

#[test]
fn what_identity_does_not_hang_on_may_be_anything() {
    for member in ["address", "telecom", "generalPractitioner", "gender", "extension"] {
        for value in [Value::Null, json!(7), json!("?"), json!({}), json!([null, 1, [], {"use": 4}])] {
            let record = record(&with(member, value.clone()));
            assert_eq!(record.postcode.is_none(), member == "address", "{member} {value}");
            assert_eq!(record.mobile.is_none(), member == "telecom", "{member} {value}");
        }
    }
}

#[test]
fn what_identity_hangs_on_may_not() {
    for patient in [
        json!({}),
        json!([]),
        with("resourceType", json!("Bundle")),
        with("id", Value::Null),
        with("id", json!("9990500007")),
        with("identifier", json!([{"system": NHS_NUMBER, "value": "9990500014"}])),
        with("identifier", json!([{"system": NHS_NUMBER}])),
        with("birthDate", json!(1980)),
    ] {
        assert!(matches!(read(&patient, TODAY), Err(Problem::NotUnderstood(_))), "{patient}");
    }
}

#[test]
fn a_record_that_cannot_say_who_somebody_is_is_nobodys() {
    for (member, value) in [
        ("meta", Value::Null),
        ("meta", json!({"security": []})),
        ("meta", json!({"security": [{"code": "R"}]})),
        ("meta", json!({"security": [{"code": "U"}, {"code": "V"}]})),
        ("meta", json!({"security": [{"code": "REDACTED"}]})),
        ("birthDate", Value::Null),
        ("birthDate", json!("1980")),
        ("birthDate", json!("1980-02")),
        ("birthDate", json!("1980-02-30")),
        ("birthDate", json!("1980-02-10T00:00:00Z")),
        ("name", Value::Null),
        ("name", json!([{"use": "nickname", "given": ["G"], "family": "M"}])),
        ("name", json!([{"use": "usual", "family": "M"}])),
        ("name", json!([{"use": "usual", "given": [" "], "family": "M"}])),
        ("name", json!([{"use": "usual", "given": ["G"], "family": "M", "period": {"end": "2026-11-26"}}])),
    ] {
        assert!(is_nobody(&with(member, value.clone())), "{member} {value}");
    }
}

#[test]
fn the_name_in_use_is_the_name() {
    let old = json!({"use": "usual", "given": ["Old"], "family": "O", "period": {"end": "2020-01-01"}});
    let usual = json!({"use": "usual", "given": ["Usual"], "family": "U", "period": {"start": "2020-01-02"}});
    let official = json!({"use": "official", "given": ["Official"], "family": "O"});
    let named = |names: &[&Value]| record(&with("name", json!(names))).given_name;
    assert_eq!(named(&[&official, &old, &usual]), "Usual");
    assert_eq!(named(&[&old, &official]), "Official");
}

#[test]
fn only_what_is_current_counts() {
    for (period, counts) in [
        (json!({"start": "2026-11-27"}), true),
        (json!({"start": "2026-11-28"}), false),
        (json!({"start": "2020", "end": "2026"}), true),
        (json!({"start": "2020-01", "end": "2026-11"}), true),
        (json!({"end": "2026-10"}), false),
        (json!({"end": "2026-11-27T00:00:00+00:00"}), true),
        (json!({"start": "long ago"}), false),
        (json!({"start": "202é-01-01"}), false),
        (json!({"start": 2020}), false),
        (json!(null), true),
    ] {
        let mobile = json!([{"system": "phone", "use": "mobile", "value": "07700900201", "period": period}]);
        assert_eq!(record(&with("telecom", mobile)).mobile.is_some(), counts, "{period}");
        let home = json!([{"use": "home", "postalCode": "ZZ99 9ZZ", "period": period}]);
        assert_eq!(record(&with("address", home)).postcode.is_some(), counts, "{period}");
        let surgery = json!([{"identifier": {"system": ODS_CODE, "value": "A00001", "period": period}}]);
        assert_eq!(record(&with("generalPractitioner", surgery)).gp_ods_code.is_some(), counts, "{period}");
    }
}

#[test]
fn a_number_at_home_is_no_mobile() {
    for (system, usage) in [("phone", "home"), ("email", "mobile"), ("other", "mobile")] {
        let telecom = json!([{"system": system, "use": usage, "value": "07700900201"}]);
        assert_eq!(record(&with("telecom", telecom)).mobile, None, "{system} {usage}");
    }
}

#[test]
fn every_word_of_a_death_counts() {
    let notice = |code: Value| {
        let status =
            json!({"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [{"code": code}]}});
        with("extension", json!([{"url": DEATH, "extension": [status]}]))
    };
    for patient in [
        with("deceasedDateTime", json!("2025-10-22T00:00:00+00:00")),
        with("deceasedDateTime", json!("2025")),
        with("deceasedBoolean", json!(true)),
        notice(json!("1")),
        notice(json!("2")),
        notice(Value::Null),
    ] {
        assert!(record(&patient).is_deceased, "{patient}");
    }
    for patient in [notice(json!("U")), with("deceasedBoolean", json!(false))] {
        assert!(!record(&patient).is_deceased, "{patient}");
    }
}

/// JSON with the names that are looked for, and values that they never have.
fn anything() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "Patient",
        "usual",
        "home",
        "mobile",
        "phone",
        "U",
        "9990500002",
        "1980-02-10",
        "é",
        "",
        NHS_NUMBER,
        DEATH,
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        word.prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let name = prop::sample::select(vec![
        "resourceType",
        "id",
        "identifier",
        "system",
        "value",
        "meta",
        "security",
        "code",
        "name",
        "use",
        "given",
        "family",
        "period",
        "start",
        "end",
        "birthDate",
        "address",
        "postalCode",
        "telecom",
        "generalPractitioner",
        "extension",
        "url",
        "entry",
        "resource",
        "total",
        "issue",
        "details",
        "coding",
    ]);
    leaf.prop_recursive(5, 48, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_breaks_the_reading(value in anything(), status in prop::sample::select(vec![200_u16, 404, 429, 500])) {
        let reply = crate::http::Reply {
            status: reqwest::StatusCode::from_u16(status).unwrap(),
            retry_after: None,
            body: value.to_string().into_bytes(),
        };
        let _ = (crate::answer::of_read(&reply, TODAY), crate::answer::of_search(&reply, TODAY), crate::answer::refusal(&reply));
    }

    #[test]
    fn bytes_that_are_no_json_break_nothing_either(body in prop::collection::vec(any::<u8>(), 0..64)) {
        let reply = crate::http::Reply { status: reqwest::StatusCode::OK, retry_after: None, body };
        prop_assert!(crate::answer::of_search(&reply, TODAY).is_err());
    }

    #[test]
    fn whatever_else_a_record_holds_it_is_hers_or_nobodys(
        member in prop::sample::select(vec!["meta", "name", "birthDate", "address", "telecom", "identifier", "extension"]),
        value in anything(),
    ) {
        if let Ok(Some(record)) = read(&with(member, value), TODAY) {
            prop_assert_eq!(record.nhs_number.as_str(), "9990500002");
            prop_assert!(!record.family_name.is_empty() && !record.given_name.is_empty());
        }
    }
}
