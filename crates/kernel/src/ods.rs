//! An Organisation Data Service code, such as `A12345` or `RX1`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OdsCode(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OdsProblem {
    #[error("enter an ODS code")]
    Missing,
    #[error("enter an ODS code of 3 to 12 letters and numbers, like A12345")]
    NotACode,
}

impl OdsCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OdsCode {
    type Err = OdsProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().to_ascii_uppercase();
        if code.is_empty() {
            return Err(OdsProblem::Missing);
        }
        let fits = (3..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(code)) } else { Err(OdsProblem::NotACode) }
    }
}

impl TryFrom<String> for OdsCode {
    type Error = OdsProblem;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<OdsCode> for String {
    fn from(code: OdsCode) -> Self {
        code.0
    }
}

impl fmt::Display for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_upper_case_letters_and_digits() {
        assert_eq!(" a12345 ".parse::<OdsCode>().unwrap().as_str(), "A12345");
        assert_eq!("".parse::<OdsCode>(), Err(OdsProblem::Missing));
        for text in ["A1", "A 123", "ABCDEFGHIJKLM", "A12-45"] {
            assert_eq!(text.parse::<OdsCode>(), Err(OdsProblem::NotACode), "{text}");
        }
    }
}
