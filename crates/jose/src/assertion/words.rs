//! The small words that the checks share: how a value, a time or a span is said.

use kernel::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Check, ClaimCheck, Outcome};

const LONGEST_VALUE: usize = 200;

impl ClaimCheck {
    pub(super) fn new(
        name: Check,
        outcome: Outcome,
        expected: impl Into<String>,
        received: impl Into<String>,
        explanation: impl Into<String>,
    ) -> Self {
        Self {
            name,
            outcome,
            expected: expected.into(),
            received: received.into(),
            explanation: explanation.into(),
        }
    }
}

/// A JSON value as a developer would write it, cut where it is long.
pub(super) fn spoken(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::String(text)) if text.is_empty() => "an empty text".to_owned(),
        Some(Value::String(text)) => shortened(text),
        Some(other) => shortened(&other.to_string()),
    }
}

pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `2026-11-21T22:12:00Z`: whole seconds, as tokens count them.
pub(super) fn spoken_time(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).map_or_else(|_| at.to_string(), |at| at.to_string())
}

/// `2 minutes 5 seconds`: the two greatest units, which is as exact as anyone reads.
pub(super) fn spoken_span(span: SignedDuration) -> String {
    const UNITS: [(&str, u64); 4] = [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)];
    let mut left = span.as_secs().unsigned_abs();
    let mut said = Vec::new();
    for (name, length) in UNITS {
        let count = left / length;
        left %= length;
        if count > 0 && said.len() < 2 {
            said.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    if said.is_empty() { "less than a second".to_owned() } else { said.join(" ") }
}

// RFC 6749 section 5.2: %x20-21 / %x23-5B / %x5D-7E.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' | '\u{2018}' | '\u{2019}' => '\'',
            '\\' => '/',
            ' '..='~' => c,
            _ => '?',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_in_two_units() {
        let said = |seconds| spoken_span(SignedDuration::from_secs(seconds));
        assert_eq!(said(0), "less than a second");
        assert_eq!(said(-125), "2 minutes 5 seconds");
        assert_eq!(said(90_061), "1 day 1 hour");
        assert_eq!(said(3_600), "1 hour");
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let long = "é".repeat(300);
        assert_eq!(spoken(Some(&long.into())).chars().count(), LONGEST_VALUE + 1);
        assert_eq!(spoken(Some(&7.into())), "7");
        assert_eq!(spoken(None), "nothing");
    }

    #[test]
    fn a_description_keeps_to_the_characters_of_rfc_6749() {
        assert_eq!(printable("say \"é\"\\\n"), "say '?'/?");
    }
}
