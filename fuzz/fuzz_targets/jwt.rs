//! JWTs and keys as strangers send them.

#![no_main]

use jose::{CompactJws, PublicKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = CompactJws::parse(text);
    let _ = PublicKey::parse(text);
});
