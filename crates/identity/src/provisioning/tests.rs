//! What a body must say; each reason for which no account is provisioned, and which comes first.

use std::collections::BTreeSet;

use kernel::{SeededRandom, Timestamp};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::AccountId;

const TODAY: Date = Date::constant(2026, 3, 2);

fn number(seed: u32) -> NhsNumber {
    (999_000_000 + seed..).find_map(NhsNumber::with_check_digit).unwrap()
}

fn body() -> Value {
    json!({
        "nhs_number": number(1).as_str(), "email_address": "Ada@b.example", "date_of_birth": "1980-02-29",
        "ods_code": "A00002", "phone_number": "+447700900123", "something_else": 1,
    })
}

fn asked() -> Asked {
    parse(body().to_string().as_bytes()).expect("it is as it must be")
}

fn record() -> Record {
    Record {
        nhs_number: number(1),
        family_name: "KING".into(),
        given_name: "Ada".into(),
        birthdate: Date::constant(1980, 2, 29),
        postcode: None,
        mobile: None,
        gp_ods_code: None,
        is_deceased: false,
    }
}

fn account(email: &str, level: ProofingLevel, nhs_number: Option<NhsNumber>) -> Account {
    Account {
        id: AccountId::opaque(&SeededRandom::new(1)),
        email: email.parse().unwrap(),
        mobile: "07700900123".parse().ok(),
        mobile_pds_matched: false,
        landline: None,
        level,
        nhs_number,
        family_name: None,
        given_name: None,
        birthdate: None,
        gp_ods_code: None,
        gp_credentials: None,
        static_otp: None,
        is_traced: true,
        opened_with: None,
        created_at: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn a_good_request_is_read() {
    let asked = asked();
    assert_eq!(asked.email.as_str(), "ada@b.example");
    assert_eq!((asked.birthdate, asked.mobile.as_e164()), (Date::constant(1980, 2, 29), "+447700900123"));
    let mut six = body();
    six["ods_code"] = "a123456".into();
    assert_eq!(parse(six.to_string().as_bytes()).unwrap().ods_code.as_str(), "A123456");
}

#[test]
fn what_is_wrong_is_named_and_its_value_is_not() {
    for (name, bad) in [
        ("nhs_number", json!("9990000019")),
        ("nhs_number", json!("999 000 0018")),
        ("nhs_number", json!(9_990_000_018_u64)),
        ("email_address", json!("ada")),
        ("email_address", json!(null)),
        ("date_of_birth", json!("1993-17-12")),
        ("date_of_birth", json!("29/02/1980")),
        ("date_of_birth", json!("1980-02-29T00:00:00")),
        ("date_of_birth", json!("19800229")),
        ("ods_code", json!("RX1")),
        ("ods_code", json!("A0000234")),
        ("ods_code", json!(" A00002")),
        ("phone_number", json!("07700900123")),
        ("phone_number", json!("+441132000000")),
        ("phone_number", json!("")),
    ] {
        let mut wrong = body();
        wrong[name] = bad.clone();
        let finding = parse(wrong.to_string().as_bytes()).expect_err("it is wrong");
        assert!(finding.explanation.starts_with(name), "{name} {bad}: {finding:?}");
        assert!(
            finding.received.is_none()
                && (bad == "" || !finding.explanation.contains(bad.as_str().unwrap_or("99900")))
        );
        wrong.as_object_mut().unwrap().remove(name);
        assert_eq!(
            parse(wrong.to_string().as_bytes()).unwrap_err().explanation,
            format!("{name} is missing")
        );
    }
    for whole in ["", "[]", "null", "{", r#"{"nhs_number":"1","nhs_number":"2"}"#] {
        assert!(parse(whole.as_bytes()).is_err(), "{whole}");
    }
    assert!(parse(&[0xff, 0xfe]).is_err());
}

#[test]
fn a_record_must_be_the_patients_own_alive_and_old_enough() {
    let judge = |record| judge_record(&asked(), record, TODAY);
    assert_eq!(judge(Some(record())), Ok(record()));
    assert_eq!(judge(None), Err(Refusal::NoRecord));
    assert_eq!(judge(Some(Record { nhs_number: number(40), ..record() })), Err(Refusal::NoRecord));
    let dead = Record { is_deceased: true, ..record() };
    let other = Record { birthdate: Date::constant(1980, 2, 28), ..dead.clone() };
    assert_eq!(judge(Some(other)), Err(Refusal::OtherBirthdate));
    assert_eq!(judge(Some(dead)), Err(Refusal::Deceased));
    let born = Date::constant(2019, 6, 15);
    let child = Asked { birthdate: born, ..asked() };
    assert_eq!(
        judge_record(&child, Some(Record { birthdate: born, ..record() }), TODAY),
        Err(Refusal::TooYoung)
    );
}

#[test]
fn accounts_that_are_there_decide_between_create_and_uplift() {
    use ProofingLevel::{P0, P5, P9};
    let (own, other) = (asked().nhs_number, Some(number(40)));
    let judge = |by_number: Option<Account>, by_email: Option<Account>| {
        judge_accounts(&asked(), by_number.as_ref(), by_email.as_ref())
    };
    let at = |level, number| Some(account("ada@b.example", level, number));
    let elsewhere = |level| Some(account("x@b.example", level, Some(own)));
    assert_eq!(judge(None, None), Ok(Kind::Create));
    assert_eq!(judge(None, at(P0, None)), Ok(Kind::Uplift));
    assert_eq!(judge(at(P5, Some(own)), at(P5, Some(own))), Ok(Kind::Uplift));
    assert_eq!(judge(at(P9, Some(own)), at(P9, Some(own))), Err(Refusal::AlreadyP9));
    assert_eq!(judge(elsewhere(P9), None), Err(Refusal::AlreadyP9));
    assert_eq!(judge(elsewhere(P5), None), Err(Refusal::NumberInOtherAccount));
    assert_eq!(judge(elsewhere(P5), at(P0, None)), Err(Refusal::NumberInOtherAccount));
    assert_eq!(judge(None, at(P9, other)), Err(Refusal::EmailInUse));
    let moved = Account { mobile: "07700900999".parse().ok(), ..account("ada@b.example", P0, None) };
    assert_eq!(judge(None, Some(moved)), Err(Refusal::OtherMobile));
}

#[test]
fn the_published_codes_are_all_there_and_each_once() {
    let codes: BTreeSet<&str> = Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
    let published = [
        "11000", "11001", "11002", "11003", "11004", "11005", "11006", "11007", "11008", "11009", "11010",
        "11011", "11018", "11019", "11021",
    ];
    assert_eq!(codes, BTreeSet::from(published));
    let rules: BTreeSet<&str> = Refusal::ALL.iter().map(|refusal| refusal.rule().id).collect();
    assert_eq!(rules.len(), Refusal::ALL.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_body_makes_it_stumble(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,40}") {
        let _ = parse(&bytes);
        for name in ["nhs_number", "email_address", "date_of_birth", "ods_code", "phone_number"] {
            let mut body = body();
            body[name] = text.as_str().into();
            let _ = parse(body.to_string().as_bytes());
        }
    }
}
