//! `exp`, `iat` and `nbf`: seconds since 1970, near now.

use kernel::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::{
    AssertionPolicy, Check, ClaimCheck, Evidence, Outcome,
    words::{spoken, spoken_span, spoken_time},
};

/// A claim that should be a NumericDate (RFC 7519 section 2).
enum Moment {
    Missing,
    At(Timestamp),
    Wrong(&'static str),
}

const MILLISECONDS: &str =
    "It counts milliseconds. Times in a token are whole seconds since 1970: divide by 1000 and round.";
const NOT_A_NUMBER: &str = "It must be a number, the seconds since 1970, without quotation marks.";
const OUT_OF_RANGE: &str = "It is not a time that a calendar can hold. It must be the seconds since 1970.";

/// When the assertion runs out, if it says so properly.
pub(super) fn expires_at(claims: &Map<String, Value>) -> Option<Timestamp> {
    match moment(claims.get("exp")) {
        Moment::At(at) => Some(at),
        Moment::Missing | Moment::Wrong(_) => None,
    }
}

pub(super) fn expiry(evidence: &Evidence<'_>) -> ClaimCheck {
    let policy = evidence.policy;
    let expected = format!(
        "a time after {} and at most {} away",
        spoken_time(policy.now),
        spoken_span(policy.longest_life)
    );
    let received = evidence.jws.claims.get("exp");
    let (outcome, explanation) = match moment(received) {
        Moment::Missing => {
            (Outcome::Fail, "exp is missing: an assertion must say when it runs out.".to_owned())
        }
        Moment::Wrong(words) => (Outcome::Fail, words.to_owned()),
        Moment::At(expires) => judge_expiry(policy, expires, &moment(evidence.jws.claims.get("iat"))),
    };
    ClaimCheck::new(Check::Exp, outcome, expected, spoken_moment(received), explanation)
}

fn judge_expiry(policy: &AssertionPolicy<'_>, expires: Timestamp, issued: &Moment) -> (Outcome, String) {
    let late = policy.now.duration_since(expires);
    if late >= SignedDuration::ZERO {
        let words = format!("It ran out {} ago.", spoken_span(late));
        return if late < policy.expiry_leeway {
            (Outcome::Warning, format!("{words} It is let through as late on the way. Check your clock."))
        } else {
            (Outcome::Fail, format!("{words} Make a new assertion for every request, and check your clock."))
        };
    }
    // An assertion made long ago has had a long life, however little of it is left.
    let from = match issued {
        Moment::At(issued) if *issued < policy.now => *issued,
        _ => policy.now,
    };
    let life = expires.duration_since(from);
    if life <= policy.longest_life.saturating_add(policy.clock_skew) {
        return (Outcome::Pass, String::new());
    }
    let (life, longest) = (spoken_span(life), spoken_span(policy.longest_life));
    (Outcome::Fail, format!("It lives for {life}, and at most {longest} are allowed. One minute is enough."))
}

pub(super) fn issued_at(evidence: &Evidence<'_>) -> ClaimCheck {
    not_in_the_future(evidence, Check::Iat)
}

pub(super) fn not_before(evidence: &Evidence<'_>) -> ClaimCheck {
    not_in_the_future(evidence, Check::Nbf)
}

fn not_in_the_future(evidence: &Evidence<'_>, name: Check) -> ClaimCheck {
    let policy = evidence.policy;
    let received = evidence.jws.claims.get(name.as_str());
    let (outcome, explanation) = match moment(received) {
        Moment::Missing => (Outcome::NotChecked, "It was not sent, which is fine.".to_owned()),
        Moment::Wrong(words) => (Outcome::Fail, words.to_owned()),
        Moment::At(at) => {
            let ahead = at.duration_since(policy.now);
            if ahead <= policy.clock_skew {
                (Outcome::Pass, String::new())
            } else {
                (Outcome::Fail, format!("It lies {} in the future. Check your clock.", spoken_span(ahead)))
            }
        }
    };
    let expected = format!("nothing, or a time up to {}", spoken_time(policy.now));
    ClaimCheck::new(name, outcome, expected, spoken_moment(received), explanation)
}

fn moment(value: Option<&Value>) -> Moment {
    // 1e11 seconds is the year 5138; as milliseconds it is 1973.
    const FIRST_MILLISECONDS: f64 = 1e11;
    const LAST_MILLISECONDS: f64 = 1e14;
    let Some(value) = value else { return Moment::Missing };
    let Some(seconds) = value.as_f64().filter(|_| value.is_number()) else {
        return Moment::Wrong(NOT_A_NUMBER);
    };
    if (FIRST_MILLISECONDS..LAST_MILLISECONDS).contains(&seconds) {
        return Moment::Wrong(MILLISECONDS);
    }
    let whole = value.as_i64().or_else(|| whole_seconds(seconds));
    match whole.and_then(|second| Timestamp::from_second(second).ok()) {
        Some(at) => Moment::At(at),
        None => Moment::Wrong(OUT_OF_RANGE),
    }
}

// NumericDate allows fractions; a fraction of a second changes no answer.
fn whole_seconds(seconds: f64) -> Option<i64> {
    let floor = seconds.floor();
    (floor.abs() < 1e11).then(|| format!("{floor:.0}").parse().ok()).flatten()
}

fn spoken_moment(value: Option<&Value>) -> String {
    match moment(value) {
        Moment::At(at) => format!("{} ({})", spoken(value), spoken_time(at)),
        Moment::Missing | Moment::Wrong(_) => spoken(value),
    }
}
