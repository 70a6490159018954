//! What makes a password acceptable when one is chosen.

use thiserror::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasswordProblem {
    #[error("enter a password")]
    Missing,
    #[error("your password must have 8 characters or more")]
    TooShort,
    #[error("your password must have 128 characters or fewer")]
    TooLong,
    #[error("choose a password that is harder to guess: this one is used by many people")]
    Common,
    #[error("choose a password that does not contain your email address")]
    ContainsEmail,
}

// OWASP ASVS 2.1.7 asks for a check against common passwords. These are the ones of eight characters or more that lists of
// leaked passwords start with; variations in case count as the same.
const COMMON: [&str; 32] = [
    "12345678",
    "123456789",
    "1234567890",
    "password",
    "password1",
    "password12",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "qwertyuiop",
    "qwerty123",
    "qwerty12",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "welcome1",
    "welcome123",
    "abcd1234",
    "abc12345",
    "11111111",
    "00000000",
    "87654321",
    "admin123",
    "letmein1",
    "liverpool",
    "superman",
    "trustno1",
    "nhslogin",
];

/// Judges a password that somebody chooses. Length is what counts (NCSC); no rule asks for symbols.
pub fn check(password: &str, email: &str) -> Result<(), PasswordProblem> {
    let lower = password.to_lowercase();
    let local_part = email.split('@').next().unwrap_or_default().to_lowercase();
    match password.chars().count() {
        0 => Err(PasswordProblem::Missing),
        1..8 => Err(PasswordProblem::TooShort),
        // ASVS 2.1.2: at least 64 must be allowed; an upper bound keeps the hash from being a way to tie the server up.
        129.. => Err(PasswordProblem::TooLong),
        _ if COMMON.contains(&lower.as_str()) || is_one_character(&lower) => Err(PasswordProblem::Common),
        _ if local_part.len() >= 4 && lower.contains(&local_part) => Err(PasswordProblem::ContainsEmail),
        _ => Ok(()),
    }
}

fn is_one_character(password: &str) -> bool {
    let mut characters = password.chars();
    let first = characters.next();
    characters.all(|c| Some(c) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_and_symbols_do_not() {
        assert_eq!(check("correct horse battery", "ada@example.com"), Ok(()));
        assert_eq!(check("", "a@b.c"), Err(PasswordProblem::Missing));
        assert_eq!(check("short", "a@b.c"), Err(PasswordProblem::TooShort));
        assert_eq!(check(&"x".repeat(129), "a@b.c"), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn guesses_that_attackers_try_first_are_refused() {
        assert_eq!(check("PassWord123", "a@b.c"), Err(PasswordProblem::Common));
        assert_eq!(check("zzzzzzzzz", "a@b.c"), Err(PasswordProblem::Common));
        assert_eq!(check("adaking2026", "ada.king@example.com"), Ok(()));
        assert_eq!(check("my-adaking-word", "adaking@example.com"), Err(PasswordProblem::ContainsEmail));
    }
}
