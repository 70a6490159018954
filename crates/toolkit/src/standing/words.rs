//! How sentences write days, moments, numbers of things, and what people typed.

use jiff::{Timestamp, civil::Date};

use super::london;

/// A day as sentences write it: `4 May 2027`.
pub fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// A moment as sentences write it: `4 May 2027 at 10:30am`.
pub fn moment(at: Timestamp) -> String {
    let local = at.to_zoned(london());
    let half = if local.hour() < 12 { "am" } else { "pm" };
    format!("{} at {}{half}", day(local.date()), local.strftime("%-I:%M"))
}

/// `3 questions`, `1 question`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Text that people typed, ended like a sentence.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// For a title within a sentence. Words that are written in capitals stay so.
pub fn lower_first(text: &str) -> String {
    let second_is_capital = text.chars().nth(1).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !second_is_capital => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
