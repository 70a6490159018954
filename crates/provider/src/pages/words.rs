//! How pages write what is not a word: spans of time, and reasons that the domain gives.

use std::fmt::Display;

use jiff::tz::TimeZone;
use kernel::{MobileNumber, Timestamp};

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

/// A moment as people in the United Kingdom read it, such as `2 March 2026 at 9:30am`.
pub fn moment(at: Timestamp) -> String {
    const LONDON: TimeZone = jiff::tz::get!("Europe/London");
    at.to_zoned(LONDON).strftime("%-d %B %Y at %-I:%M%P").to_string()
}

/// A number as its owner writes it, such as `07700 900123`.
pub fn mobile(mobile: &MobileNumber) -> String {
    national(mobile.as_e164())
}

/// The same of any number of the United Kingdom that is kept in full.
pub fn national(number: &str) -> String {
    let Some((area, rest)) = number.strip_prefix("+44").and_then(|rest| rest.split_at_checked(4)) else {
        return number.to_owned();
    };
    format!("0{area} {rest}")
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
    fn moments_are_of_the_clock_on_the_wall() {
        let at = |text: &str| moment(text.parse().unwrap());
        assert_eq!(at("2026-03-02T09:30:00Z"), "2 March 2026 at 9:30am");
        assert_eq!(at("2026-07-02T23:05:00Z"), "3 July 2026 at 12:05am");
    }

    #[test]
    fn numbers_are_written_as_their_owners_do() {
        assert_eq!(mobile(&"07700 900 123".parse().unwrap()), "07700 900123");
        assert_eq!(national("+442079460000"), "02079 460000");
        assert_eq!(national("020"), "020");
    }

    #[test]
    fn reasons_become_sentences() {
        assert_eq!(sentence(kernel::EmailProblem::Missing), "Enter your email address");
        assert_eq!(sentence(""), "");
    }
}
