//! How pages write what is not a word: spans of time, and reasons that the domain gives.

use std::fmt::Display;

/// A span of time as it is read in a sentence.
pub(super) fn minutes(minutes: u32) -> String {
    counted(minutes, "minute")
}

pub(super) fn seconds(seconds: u32) -> String {
    counted(seconds, "second")
}

fn counted(number: u32, unit: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

/// A reason from the domain, which is a lower-case fragment, as a sentence for a page.
pub fn sentence(reason: impl Display) -> String {
    let reason = reason.to_string();
    let mut letters = reason.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!([minutes(1), minutes(15), seconds(0)], ["1 minute", "15 minutes", "0 seconds"]);
    }

    #[test]
    fn reasons_become_sentences() {
        assert_eq!(sentence(kernel::EmailProblem::Missing), "Enter your email address");
        assert_eq!(sentence(""), "");
    }
}
