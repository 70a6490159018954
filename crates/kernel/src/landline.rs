//! A United Kingdom landline number, kept in E.164 form.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A number that is rung and never sent a text message, such as `+442079460000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LandlineNumber(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LandlineProblem {
    #[error("enter your landline number")]
    Missing,
    #[error("enter a UK landline number, like 020 7946 0000 or +44 20 7946 0000")]
    NotUkLandline,
}

impl LandlineNumber {
    /// The number as `+442079460000`.
    pub fn as_e164(&self) -> &str {
        &self.0
    }
}

impl FromStr for LandlineNumber {
    type Err = LandlineProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let compact: String = text.chars().filter(|c| !" -().\u{a0}".contains(*c)).collect();
        if compact.is_empty() {
            return Err(LandlineProblem::Missing);
        }
        let national = ["+44", "0044", "0"]
            .iter()
            .find_map(|prefix| compact.strip_prefix(prefix))
            .ok_or(LandlineProblem::NotUkLandline)?;
        // Ofcom's numbering plan: 1 and 2 are places, 3 is the United Kingdom at large; some places have nine digits.
        let landline = matches!(national.len(), 9 | 10)
            && national.starts_with(['1', '2', '3'])
            && national.bytes().all(|b| b.is_ascii_digit());
        if landline { Ok(Self(format!("+44{national}"))) } else { Err(LandlineProblem::NotUkLandline) }
    }
}

impl fmt::Display for LandlineNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_way_of_writing_is_one_number() {
        for text in ["020 7946 0000", "+44 (20) 7946-0000", "0044 20 7946 0000", "02079460000"] {
            assert_eq!(text.parse::<LandlineNumber>().unwrap().as_e164(), "+442079460000", "{text}");
        }
        assert_eq!("016977 2000".parse::<LandlineNumber>().unwrap().as_e164(), "+44169772000");
    }

    #[test]
    fn mobiles_other_countries_and_words_are_refused() {
        for text in
            ["07700 900 123", "+1 202 555 0100", "020 7946", "0207946000000", "landline", "0900 123 4567"]
        {
            assert_eq!(text.parse::<LandlineNumber>(), Err(LandlineProblem::NotUkLandline), "{text}");
        }
        assert_eq!(" ".parse::<LandlineNumber>(), Err(LandlineProblem::Missing));
    }
}
