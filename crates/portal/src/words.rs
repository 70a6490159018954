//! How pages write what is not a word: moments, spans, counts, and reasons that the domain gives.

use std::fmt::Display;

use kernel::{SignedDuration, Timestamp};

/// A reason from the domain, which is a lower-case fragment, as a sentence for a page. A word of a machine at its start, such
/// as `redirect_uri` or an address, stays as it is.
pub fn sentence(reason: impl Display) -> String {
    let reason = reason.to_string();
    let is_machine_word = reason.split_whitespace().next().is_some_and(|word| word.contains(['_', '/', '.']));
    let mut letters = reason.chars();
    match letters.next() {
        Some(first) if !is_machine_word => first.to_uppercase().chain(letters).collect(),
        _ => reason,
    }
}

/// As much of a text as fits on a line or two.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 160;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

pub fn counted(number: i64, unit: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

/// `21 November 2026`.
pub fn date(at: Timestamp) -> String {
    at.strftime("%-d %B %Y").to_string()
}

/// `21 Nov 2026, 22:58:28`: for a column whose head says that it is UTC.
pub fn short_moment(at: Timestamp) -> String {
    at.strftime("%-d %b %Y, %H:%M:%S").to_string()
}

/// `21 November 2026, 22:58:28 UTC`: to the second, as a developer's own log has it.
pub fn moment(at: Timestamp) -> String {
    at.strftime("%-d %B %Y, %H:%M:%S UTC").to_string()
}

/// `3 hours ago`: one unit is enough to know which request is meant.
pub fn ago(now: Timestamp, at: Timestamp) -> String {
    let passed = now.duration_since(at);
    if passed < SignedDuration::from_secs(1) {
        "just now".to_owned()
    } else {
        format!("{} ago", span(passed))
    }
}

/// `3 hours`, rounded down to its greatest unit.
pub fn span(length: SignedDuration) -> String {
    let seconds = length.as_secs();
    match seconds {
        86_400.. => counted(seconds / 86_400, "day"),
        3_600.. => counted(seconds / 3_600, "hour"),
        60.. => counted(seconds / 60, "minute"),
        _ => counted(seconds.max(1), "second"),
    }
}

/// Whole seconds, rounded up, so that nobody comes back too early.
pub fn seconds_to_wait(wait: SignedDuration) -> i64 {
    wait.as_secs() + i64::from(wait.subsec_nanos() > 0)
}

/// The same in minutes, for people.
pub fn minutes_to_wait(wait: SignedDuration) -> String {
    counted((seconds_to_wait(wait) + 59) / 60, "minute")
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, FixedClock};

    use super::*;

    #[test]
    fn moments_and_spans_are_read_at_a_glance() {
        let now = FixedClock::at("2026-11-21T22:58:28Z").now();
        assert_eq!(short_moment(now), "21 Nov 2026, 22:58:28");
        assert_eq!(moment(now), "21 November 2026, 22:58:28 UTC");
        assert_eq!(date(now), "21 November 2026");
        assert_eq!(ago(now, now), "just now");
        assert_eq!(ago(now, now - SignedDuration::from_secs(61)), "1 minute ago");
        assert_eq!(span(SignedDuration::from_hours(49)), "2 days");
        assert_eq!(minutes_to_wait(SignedDuration::from_secs(61)), "2 minutes");
        assert_eq!(seconds_to_wait(SignedDuration::from_millis(899_001)), 900);
    }

    #[test]
    fn reasons_become_sentences() {
        assert_eq!(sentence("enter a name"), "Enter a name");
        assert_eq!(sentence(""), "");
        assert_eq!(sentence("redirect_uri differs"), "redirect_uri differs");
        assert_eq!(sentence("http://a.example: use https"), "http://a.example: use https");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"é".repeat(200)).chars().count(), 161);
    }
}
