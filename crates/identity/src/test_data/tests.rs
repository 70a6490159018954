//! Rows as people type them, what each mistake is called, and what an account becomes.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{Account, EnvironmentId, people};

fn today() -> Date {
    date(2026, 11, 27)
}

/// The template's own example, at any of its sheets.
fn example(sheet: Sheet) -> RawRow {
    let cells = sheet.columns().iter().map(|column| (*column, column.example().to_owned()));
    RawRow { sheet, number: 5, cells: cells.filter(|(_, text)| !text.is_empty()).collect() }
}

fn with(sheet: Sheet, cells: &[(Column, &str)]) -> RawRow {
    let mut row = example(sheet);
    row.cells.extend(cells.iter().map(|(column, text)| (*column, (*text).to_owned())));
    row
}

fn uplift(row: &RawRow) -> Uplift {
    match row.parse(today()) {
        Ok(Row { change: Change::Uplift(uplift), .. }) => *uplift,
        other => panic!("{other:?}"),
    }
}

fn account(level: ProofingLevel) -> Account {
    let people = people::seeded(&EnvironmentId::new("integration"), kernel::Timestamp::UNIX_EPOCH);
    people.into_iter().map(|person| person.account).find(|account| account.level == level).unwrap()
}

#[test]
fn titles_and_keys_name_their_column_however_they_are_written() {
    for column in Column::ALL.iter().copied() {
        for name in [column.title().to_owned(), column.key(), column.title().to_uppercase()] {
            assert_eq!(Column::named(&name), Some(column), "{name}");
        }
        assert_eq!(serde_json::to_value(column).unwrap(), column.key());
    }
    for sheet in Sheet::ALL {
        assert_eq!([Sheet::named(sheet.title()), Sheet::named(sheet.key())], [Some(sheet); 2]);
        assert_eq!(serde_json::to_value(sheet).unwrap(), sheet.key());
    }
    assert_eq!((Column::named("Example:"), Sheet::named("Reference Data")), (None, None));
}

#[test]
fn the_templates_examples_ask_for_what_they_show() {
    let p5 = uplift(&example(Sheet::P5Users));
    assert_eq!(
        (p5.level, p5.given_name.as_str(), p5.family_name.as_str()),
        (ProofingLevel::P5, "John", "DOE")
    );
    assert_eq!((p5.has_static_code, p5.is_traced, &p5.gp), (true, false, &Gp::Nothing));
    let p9 = uplift(&example(Sheet::P9Users));
    assert_eq!((p9.level, &p9.gp, p9.postcode), (ProofingLevel::P9, &Gp::Defaults, None));
    let reset = example(Sheet::ResetProofingLevels).parse(today()).unwrap();
    assert_eq!(reset.change, Change::Lower(ProofingLevel::P0));
}

#[test]
fn cells_are_taken_as_people_and_spreadsheets_write_them() {
    for (column, texts) in [
        (Column::DateOfBirth, ["1970-01-01", "01/01/1970", "1/1/1970"]),
        (Column::PhoneNumber, ["447700900555", "7700900555", "07700 900 555"]),
        (Column::DisableOtp, ["TRUE", "true", "1"]),
        (Column::NhsNumber, ["9990000018", "999 000 0018", "999-000-0018"]),
    ] {
        for text in texts {
            assert_eq!(
                uplift(&with(Sheet::P5Users, &[(column, text)])),
                uplift(&example(Sheet::P5Users)),
                "{text}"
            );
        }
    }
    let row = with(
        Sheet::P9Users,
        &[(Column::MiddleNames, "Jay Kay"), (Column::GpAccountId, "12"), (Column::GpLinkageKey, "k")],
    );
    let uplift = uplift(&row);
    assert_eq!(uplift.given_name, "John Jay Kay");
    let credentials = GpCredentials { gp_user_id: "12".to_owned(), gp_linkage_key: "k".to_owned() };
    assert_eq!(uplift.gp, Gp::These(credentials));
}

#[test]
fn each_wrong_cell_is_named_with_what_to_write() {
    use Column::*;
    for (sheet, column, text, words) in [
        (Sheet::P5Users, EmailAddress, "john", "like name@example.com"),
        (Sheet::P5Users, DateOfBirth, "31/02/1970", "write a real date"),
        (Sheet::P5Users, DateOfBirth, "2030-01-01", "in the past"),
        (Sheet::P5Users, DateOfBirth, "2013-11-28", "13 or older"),
        (Sheet::P5Users, PhoneNumber, "0113 496 0000", "+44 or 07"),
        (Sheet::P5Users, PhoneNumberPdsMatched, "perhaps", "TRUE or FALSE"),
        (Sheet::P5Users, NhsNumber, "9434765919", "begins with 999"),
        (Sheet::P5Users, NhsNumber, "9990000019", "last digit"),
        (Sheet::P5Users, Postcode, "LS1", "full UK postcode"),
        (Sheet::P5Users, GpOdsCode, "!", "ODS code"),
        (Sheet::P5Users, ManuallyConfirmed, "FALSE", "first, then write TRUE"),
        (Sheet::P5Users, LastName, "a\nb", "on one line"),
        (Sheet::P9Users, GpicProvided, "FALSE", ""),
        (Sheet::P9Users, GpAccountId, "12", "or neither"),
        (Sheet::ResetProofingLevels, NewLevel, "4", "write 0, 5 or 9"),
    ] {
        let parsed = with(sheet, &[(column, text)]).parse(today());
        if words.is_empty() {
            assert!(parsed.is_ok(), "{column:?}");
            continue;
        }
        let faults = parsed.expect_err(words);
        assert!(faults.len() == 1 && faults[0].words.contains(words), "{column:?} {text}: {faults:?}");
    }
    let faults = with(Sheet::P9Users, &[(GpicProvided, "FALSE"), (GpConnectionToken, "t")])
        .parse(today())
        .unwrap_err();
    assert_eq!(faults[0].column, Some(GpicProvided));
}

#[test]
fn every_fault_of_a_row_is_said_at_once() {
    for sheet in Sheet::ALL {
        let empty = RawRow { sheet, number: 2, cells: BTreeMap::new() };
        let named: Vec<Column> =
            empty.parse(today()).unwrap_err().iter().filter_map(|fault| fault.column).collect();
        let mut required: Vec<Column> = sheet.required().collect();
        required.sort_unstable();
        let mut sorted = named;
        sorted.sort_unstable();
        assert_eq!(sorted, required, "{sheet:?}");
    }
}

#[test]
fn uplifting_raises_and_never_lowers() {
    let change = Change::Uplift(Box::new(uplift(&example(Sheet::P5Users))));
    let raised = Standing::of(&account(ProofingLevel::P0)).changed(&change, None).unwrap();
    assert_eq!((raised.level, raised.is_traced), (ProofingLevel::P5, false));
    assert_eq!(raised.static_otp.as_deref(), Some("190696"));
    let refused = Standing::of(&account(ProofingLevel::P9)).changed(&change, None).unwrap_err();
    assert!(refused.words.contains("Reset Proofing Levels"), "{refused:?}");
}

#[test]
fn a_surgerys_defaults_are_those_of_the_record_or_made_up_the_same_every_time() {
    let change = Change::Uplift(Box::new(uplift(&example(Sheet::P9Users))));
    let before = Standing::of(&account(ProofingLevel::P0));
    let of_record = GpCredentials { gp_user_id: "7".to_owned(), gp_linkage_key: "Key".to_owned() };
    let with_record = before.changed(&change, Some(of_record.clone())).unwrap();
    assert_eq!(with_record.gp_credentials, Some(of_record));
    let made_up = before.changed(&change, None).unwrap();
    assert!(made_up.gp_credentials.is_some());
    assert_eq!(made_up, before.changed(&change, None).unwrap());
}

#[test]
fn lowering_takes_away_what_was_proved_above_the_level() {
    let before = Standing::of(&account(ProofingLevel::P9));
    let at = |level| before.changed(&Change::Lower(level), None);
    let p5 = at(ProofingLevel::P5).unwrap();
    assert_eq!((p5.level, p5.nhs_number, p5.gp_credentials), (ProofingLevel::P5, before.nhs_number, None));
    let p0 = at(ProofingLevel::P0).unwrap();
    let left = (p0.nhs_number, p0.family_name, p0.birthdate, p0.gp_ods_code, p0.mobile_pds_matched);
    assert_eq!(left, (None, None, None, None, false));
    assert_eq!((p0.mobile, p0.static_otp), (before.mobile.clone(), before.static_otp.clone()));
    assert!(at(ProofingLevel::P9).unwrap_err().words.contains("already"));
    let p0 = Standing::of(&account(ProofingLevel::P0));
    assert!(p0.changed(&Change::Lower(ProofingLevel::P5), None).unwrap_err().words.contains("P5 Users"));
}

#[test]
fn a_standing_reads_back() {
    let standing = Standing::of(&account(ProofingLevel::P9));
    let text = serde_json::to_string(&standing).unwrap();
    assert_eq!(serde_json::from_str::<Standing>(&text).unwrap(), standing);
}

proptest! {
    #[test]
    fn no_cells_make_it_panic_and_what_is_taken_is_for_tests(
        sheet in proptest::sample::select(Sheet::ALL.to_vec()),
        cells in proptest::collection::btree_map(proptest::sample::select(Column::ALL.to_vec()), ".{0,30}|TRUE|999[0-9]{7}", 0..18),
    ) {
        let mut row = example(sheet);
        row.cells.extend(cells);
        match row.parse(today()) {
            Ok(Row { change: Change::Uplift(uplift), .. }) => {
                prop_assert!(uplift.nhs_number.is_for_tests());
                prop_assert!(!uplift.given_name.is_empty() && !uplift.family_name.is_empty());
            }
            Ok(_) => {}
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}
