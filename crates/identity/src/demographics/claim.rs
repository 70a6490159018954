//! What somebody says of themselves.

use std::{fmt, str::FromStr};

use kernel::{Date, NhsNumber};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Record;

/// What is looked for: by the NHS number where it is known, by the name where it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    Number { nhs_number: NhsNumber, birthdate: Date, postcode: Postcode },
    Name { given_name: String, family_name: String, birthdate: Date, postcode: Postcode },
}

impl Claim {
    pub fn birthdate(&self) -> Date {
        let (Self::Number { birthdate, .. } | Self::Name { birthdate, .. }) = self;
        *birthdate
    }

    pub fn postcode(&self) -> &Postcode {
        let (Self::Number { postcode, .. } | Self::Name { postcode, .. }) = self;
        postcode
    }

    /// Whether every part of it is true of a record.
    pub fn fits(&self, record: &Record) -> bool {
        let is_right_person = match self {
            Self::Number { nhs_number, .. } => *nhs_number == record.nhs_number,
            Self::Name { given_name, family_name, .. } => {
                comparable(given_name) == comparable(&record.given_name)
                    && comparable(family_name) == comparable(&record.family_name)
            }
        };
        is_right_person
            && self.birthdate() == record.birthdate
            && record.postcode.as_ref() == Some(self.postcode())
    }
}

/// Letters alone, in capitals and without accents as far as English names have them: people type `O'Driscoll` in many ways.
pub(super) fn comparable(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphabetic()).flat_map(char::to_uppercase).map(plain).collect()
}

fn plain(letter: char) -> char {
    match letter {
        'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => 'A',
        'Ç' => 'C',
        'È' | 'É' | 'Ê' | 'Ë' => 'E',
        'Ì' | 'Í' | 'Î' | 'Ï' => 'I',
        'Ñ' => 'N',
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' => 'O',
        'Ù' | 'Ú' | 'Û' | 'Ü' => 'U',
        'Ý' => 'Y',
        other => other,
    }
}

/// A full UK postcode in capitals with its space, like `ZZ99 9ZZ`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Postcode(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PostcodeProblem {
    #[error("enter your postcode")]
    Missing,
    #[error("enter a full UK postcode, like ZZ99 9ZZ")]
    Shape,
}

impl Postcode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Postcode {
    type Err = PostcodeProblem;

    /// BS 7666: an outward code of one of six shapes, then a figure and two letters. Whether it exists is for others to say.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const OUTWARD: [&str; 6] = ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"];
        let compact: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        if compact.is_empty() {
            return Err(PostcodeProblem::Missing);
        }
        let shape: Option<String> = compact.chars().map(shape_of).collect();
        let outward = shape.as_deref().and_then(|shape| shape.strip_suffix("9AA"));
        let outward = outward.filter(|outward| OUTWARD.contains(outward)).ok_or(PostcodeProblem::Shape)?;
        let (outward, inward) = compact.split_at(outward.len());
        Ok(Self(format!("{outward} {inward}").to_ascii_uppercase()))
    }
}

fn shape_of(letter: char) -> Option<char> {
    match letter {
        'A'..='Z' | 'a'..='z' => Some('A'),
        '0'..='9' => Some('9'),
        _ => None,
    }
}

impl TryFrom<String> for Postcode {
    type Error = PostcodeProblem;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Postcode> for String {
    fn from(postcode: Postcode) -> Self {
        postcode.0
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
