//! The filter of the Users endpoint: what parses is written so that it parses to the same.

#![no_main]

use identity::users::Filter;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(filter) = Filter::parse(text) {
        let written = filter.to_string();
        assert_eq!(Filter::parse(&written).ok(), Some(filter), "{written}");
    }
});
