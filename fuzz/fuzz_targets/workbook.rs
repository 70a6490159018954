//! Files of test data in each of their forms: what is taken is from the range for tests.

#![no_main]

use app::test_data::{File, Form};
use identity::test_data::{Change, Row};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (form, content) = input;
    let form = Form::ALL[usize::from(form) % Form::ALL.len()];
    let file = File { name: format!("fuzzed.{}", form.ending()), content };
    let Ok(rows) = app::test_data::read(&file) else { return };
    for row in rows {
        if let Ok(Row { change: Change::Uplift(uplift), .. }) = row.parse(kernel::Date::constant(2026, 11, 27)) {
            assert!(uplift.nhs_number.is_for_tests());
        }
    }
});
