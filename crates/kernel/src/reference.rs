//! A short reference that a person can read out on the phone, such as `7Q4M-2XKD`.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Random;

/// Eight symbols of Crockford's alphabet, forty bits: it finds a log line or an exchange, it opens nothing. Two may be alike,
/// though hardly ever two that one person looks for.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

// Of forty, how many bits of a timed reference are random; the other 22 count eights of seconds, for 388 days.
const RANDOM_BITS: u32 = 18;

// No I, L, O or U: they are misread or spell things.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Reference {
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 8];
        random.fill(&mut bytes);
        Self::of(u64::from_le_bytes(bytes))
    }

    /// A reference that sorts by the time it was made, to some seconds and for a year: an index that holds millions of them
    /// then grows at its end, and not in a thousand places at once.
    pub fn at(now: Timestamp, random: &dyn Random) -> Self {
        let mut bytes = [0; 8];
        random.fill(&mut bytes);
        let eights_of_seconds = u64::try_from(now.as_second()).unwrap_or_default() / 8;
        Self::of((eights_of_seconds << RANDOM_BITS) | (u64::from_le_bytes(bytes) % (1 << RANDOM_BITS)))
    }

    // The lowest forty bits, five a symbol.
    fn of(bits: u64) -> Self {
        let symbol = |place: u32| {
            char::from(ALPHABET[usize::try_from((bits >> (5 * place)) & 31).unwrap_or_default()])
        };
        let symbols: String = (0..8).rev().map(symbol).collect();
        Self(format!("{}-{}", &symbols[..4], &symbols[4..]))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = String;

    /// Forgives case, a missing dash, and the letters that Crockford's alphabet leaves out.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let symbols: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        if symbols.len() == 8 && symbols.bytes().all(|b| ALPHABET.contains(&b)) {
            Ok(Self(format!("{}-{}", &symbols[..4], &symbols[4..])))
        } else {
            Err("a reference has 8 letters and numbers, like 7Q4M-2XKD".to_owned())
        }
    }
}

impl TryFrom<String> for Reference {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, FixedClock, SeededRandom};

    #[test]
    fn later_references_sort_after_earlier_ones() {
        let random = SeededRandom::new(8);
        let clock = FixedClock::at("2026-11-21T22:12:00Z");
        let early = Reference::at(clock.now(), &random);
        clock.advance(jiff::SignedDuration::from_secs(8));
        let late = Reference::at(clock.now(), &random);
        assert!(early.as_str() < late.as_str(), "{early} {late}");
        assert_ne!(Reference::at(clock.now(), &random), late);
    }

    #[test]
    fn a_reference_survives_being_typed_by_hand() {
        let reference = Reference::generate(&SeededRandom::new(7));
        let typed = reference.as_str().to_lowercase().replace('-', " ");
        assert_eq!(typed.parse(), Ok(reference));
        assert_eq!("O1L0-0000".parse::<Reference>().unwrap().as_str(), "0110-0000");
        assert!("7Q4M".parse::<Reference>().is_err());
    }
}
