//! An NHS number: ten digits, the last a modulus-11 check digit.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NhsNumber([u8; 10]);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NhsNumberProblem {
    #[error("enter an NHS number")]
    Missing,
    #[error("enter a 10 digit NHS number, like 999 123 4567")]
    NotTenDigits,
    #[error("check the NHS number: its last digit does not fit the first nine")]
    CheckDigit,
}

impl NhsNumber {
    /// Makes the number with these nine digits, or nothing where the check digit would be ten.
    pub fn with_check_digit(first_nine: u32) -> Option<Self> {
        let text = format!("{first_nine:09}");
        let mut digits = [0; 10];
        digits[..9].copy_from_slice(text.get(..9)?.as_bytes());
        digits[9] = b'0' + check_digit(&digits)?;
        Some(Self(digits))
    }

    /// Whether it comes from the range that is reserved for tests: no person has one that starts 999.
    pub fn is_for_tests(&self) -> bool {
        self.0.starts_with(b"999")
    }

    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("only ASCII digits were let in")
    }
}

// NHS Data Dictionary, NHS NUMBER: weights 10 to 2, eleven less the remainder; 11 stands for 0, and 10 is never given out.
fn check_digit(digits: &[u8; 10]) -> Option<u8> {
    let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(d, w)| u32::from(d - b'0') * w).sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => u8::try_from(digit).ok(),
    }
}

impl FromStr for NhsNumber {
    type Err = NhsNumberProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let compact: Vec<u8> = text.bytes().filter(|b| !b" -".contains(b)).collect();
        if compact.is_empty() {
            return Err(NhsNumberProblem::Missing);
        }
        let digits: [u8; 10] = compact.try_into().map_err(|_| NhsNumberProblem::NotTenDigits)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(NhsNumberProblem::NotTenDigits);
        }
        if check_digit(&digits) == Some(digits[9] - b'0') {
            Ok(Self(digits))
        } else {
            Err(NhsNumberProblem::CheckDigit)
        }
    }
}

impl TryFrom<String> for NhsNumber {
    type Error = NhsNumberProblem;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<NhsNumber> for String {
    fn from(number: NhsNumber) -> Self {
        number.as_str().to_owned()
    }
}

impl fmt::Display for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(")?;
        f.write_str(&self.as_str()[..3])?;
        f.write_str("*******)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spaces_are_allowed_and_the_check_digit_is_checked() {
        let number = NhsNumber::with_check_digit(999_000_001).unwrap();
        let spaced =
            format!("{} {} {}", &number.as_str()[..3], &number.as_str()[3..6], &number.as_str()[6..]);
        assert_eq!(spaced.parse(), Ok(number));
        assert!(number.is_for_tests());
        assert_eq!("999000001".parse::<NhsNumber>(), Err(NhsNumberProblem::NotTenDigits));
        assert_eq!("99900000é".parse::<NhsNumber>(), Err(NhsNumberProblem::NotTenDigits));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_noticed(nine in 0u32..1_000_000_000, place in 0usize..10, shift in 1u8..10) {
            if let Some(number) = NhsNumber::with_check_digit(nine) {
                let mut digits = number.0;
                digits[place] = b'0' + (digits[place] - b'0' + shift) % 10;
                prop_assert!(str::from_utf8(&digits).unwrap().parse::<NhsNumber>().is_err());
            }
        }
    }
}
