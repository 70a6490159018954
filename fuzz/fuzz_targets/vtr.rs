//! `vtr` of an authentication request: what parses holds vectors that parse alone.

#![no_main]

use identity::{VectorOfTrust, Vtr};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(parsed) = Vtr::parse(text) {
        for vector in parsed.vtr.vectors() {
            assert_eq!(vector.to_string().parse::<VectorOfTrust>().ok().as_ref(), Some(vector));
        }
    }
});
