//! Answers of the Personal Demographics Service, whatever comes from its address.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (bool, Vec<u8>)| {
    let (is_found, body) = input;
    let (status, today) = (if is_found { 200 } else { 404 }, kernel::Date::constant(2026, 11, 27));
    let _ = pds::read_answer(status, &body, today);
    let _ = pds::search_answer(status, &body, today);
});
