//! The name of an organisation or a product, as its owners write it.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A name that fits on a page: trimmed, its inner spaces single.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameProblem {
    #[error("enter a name")]
    Missing,
    #[error("enter a name of at most {longest} characters", longest = Name::LONGEST)]
    TooLong,
    #[error("enter a name without control characters")]
    ControlCharacter,
}

impl Name {
    pub const LONGEST: usize = 100;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => Err(NameProblem::Missing),
            n if n > Self::LONGEST => Err(NameProblem::TooLong),
            _ if name.chars().any(char::is_control) => Err(NameProblem::ControlCharacter),
            _ => Ok(Self(name)),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tidied_and_bounded() {
        assert_eq!("  Harbour\t Health ".parse::<Name>().unwrap().as_str(), "Harbour Health");
        assert_eq!(" \n ".parse::<Name>(), Err(NameProblem::Missing));
        assert_eq!("é".repeat(101).parse::<Name>(), Err(NameProblem::TooLong));
        assert_eq!("a\u{7}b".parse::<Name>(), Err(NameProblem::ControlCharacter));
    }
}
