//! A United Kingdom mobile number, kept in E.164 form.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A number that text messages reach, such as `+447700900123`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MobileNumber(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MobileProblem {
    #[error("enter your mobile phone number")]
    Missing,
    #[error("enter a UK mobile phone number, like 07700 900 123 or +44 7700 900 123")]
    NotUkMobile,
}

impl MobileNumber {
    /// The number as `+447700900123`.
    pub fn as_e164(&self) -> &str {
        &self.0
    }

    /// The last four digits: enough for its owner to know it, too little for anyone else.
    pub fn ending(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }
}

impl FromStr for MobileNumber {
    type Err = MobileProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let compact: String = text.chars().filter(|c| !" -().\u{a0}".contains(*c)).collect();
        if compact.is_empty() {
            return Err(MobileProblem::Missing);
        }
        let national = ["+44", "0044", "0"]
            .iter()
            .find_map(|prefix| compact.strip_prefix(prefix))
            .ok_or(MobileProblem::NotUkMobile)?;
        // Ofcom's numbering plan: mobile numbers are 7 and nine digits; 70 is personal numbering.
        let mobile = national.len() == 10
            && national.starts_with('7')
            && !national.starts_with("70")
            && national.bytes().all(|b| b.is_ascii_digit());
        if mobile { Ok(Self(format!("+44{national}"))) } else { Err(MobileProblem::NotUkMobile) }
    }
}

impl TryFrom<String> for MobileNumber {
    type Error = MobileProblem;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MobileNumber> for String {
    fn from(number: MobileNumber) -> Self {
        number.0
    }
}

impl fmt::Display for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_people_write_it_give_one_number() {
        for text in ["07700 900123", "+44 7700 900123", "0044 7700-900-123", "(07700) 900.123"] {
            assert_eq!(text.parse::<MobileNumber>().unwrap().as_e164(), "+447700900123", "{text}");
        }
        assert_eq!("07700900123".parse::<MobileNumber>().unwrap().ending(), "0123");
    }

    #[test]
    fn landlines_and_others_are_refused() {
        for text in
            ["020 7946 0000", "7700900123", "07700 90012", "+1 202 555 0100", "0770090012x", "07000000000"]
        {
            assert_eq!(text.parse::<MobileNumber>(), Err(MobileProblem::NotUkMobile), "{text}");
        }
    }
}
