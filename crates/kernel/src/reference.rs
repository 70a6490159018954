//! A short reference that a person can read out on the phone, such as `7Q4M-2XKD`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Random;

/// Eight symbols of Crockford's alphabet, forty random bits: it finds a log line or an exchange, it opens nothing.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

// No I, L, O or U: they are misread or spell things.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Reference {
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 8];
        random.fill(&mut bytes);
        let symbols: String = bytes.iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect();
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
    use crate::SeededRandom;

    #[test]
    fn a_reference_survives_being_typed_by_hand() {
        let reference = Reference::generate(&SeededRandom::new(7));
        let typed = reference.as_str().to_lowercase().replace('-', " ");
        assert_eq!(typed.parse(), Ok(reference));
        assert_eq!("O1L0-0000".parse::<Reference>().unwrap().as_str(), "0110-0000");
        assert!("7Q4M".parse::<Reference>().is_err());
    }
}
