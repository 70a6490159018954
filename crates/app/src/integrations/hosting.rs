//! What people type about a call, from its times to its record. Whether it can be done now, the command decides.

use jiff::civil::{Date, Time};
use kernel::Timestamp;
use onboarding::Command;
use toolkit::{
    definition::Call,
    standing::{day, london, lower_first},
};

use super::Opened;

/// How many times a page offers at once.
pub const MOST_OFFERED: usize = 5;

/// A time as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedTime {
    pub day: String,
    pub month: String,
    pub year: String,
    /// The start, such as `10:30` or `2pm`.
    pub time: String,
}

/// Which half of a typed time is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Date,
    Time,
}

/// What is wrong with one of the times: its place among them, which counts from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeProblem {
    pub number: usize,
    pub part: Part,
    pub words: String,
}

/// The times that were typed; what was left empty is none. All of them are looked at, so that all mistakes are told at once.
pub fn times(opened: &Opened, typed: &[TypedTime]) -> Result<Vec<Timestamp>, Vec<TimeProblem>> {
    let (mut times, mut problems) = (Vec::new(), Vec::new());
    for (number, one) in (1..).zip(typed).filter(|(_, one)| **one != TypedTime::default()) {
        match time(opened, one) {
            Ok(time) => times.push(time),
            Err((part, words)) => {
                problems.push(TimeProblem { number, part, words: format!("Time {number}: {words}") });
            }
        }
    }
    if problems.is_empty() { Ok(times) } else { Err(problems) }
}

fn time(opened: &Opened, typed: &TypedTime) -> Result<Timestamp, (Part, String)> {
    let wrong = |part: Part, words: &str| (part, words.to_owned());
    let date = date(typed).ok_or_else(|| wrong(Part::Date, "enter a real date, such as 27 3 2027"))?;
    if !opened.definition.calendar.is_working_day(date) {
        return Err((Part::Date, format!("{} is not a working day", day(date))));
    }
    let clock = clock(&typed.time).ok_or_else(|| wrong(Part::Time, "enter a time, such as 10:30 or 2pm"))?;
    let at = date.to_datetime(clock).to_zoned(london());
    let at = at.map_err(|_| wrong(Part::Time, "enter a time that there is on this day"))?.timestamp();
    if at <= opened.now { Err(wrong(Part::Date, "choose a time in the future")) } else { Ok(at) }
}

fn date(typed: &TypedTime) -> Option<Date> {
    let (day, month) = (typed.day.trim().parse().ok()?, typed.month.trim().parse().ok()?);
    let year: i16 = typed.year.trim().parse().ok()?;
    Date::new(year, month, day).ok().filter(|date| date.year() >= 1000)
}

fn clock(text: &str) -> Option<Time> {
    let text: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let (text, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        _ => (text.as_str(), None),
    };
    let (hour, minute) = match text.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse().ok()?),
        None if half.is_some() => (text, 0),
        _ => return None,
    };
    let hour: i8 = hour.parse().ok()?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// The record of a call as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedRecord {
    pub outcome: String,
    /// One of the outcome's fixed reasons, where it has some.
    pub reason: String,
    pub notes: String,
    /// One a line.
    pub actions: String,
    pub attended: Vec<String>,
    /// Names of others who were there, one a line.
    pub others: String,
}

/// What is still to be chosen before a call can be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordProblem {
    Outcome(String),
    Reason(String),
}

/// The command that records a call.
pub fn record(call: &Call, typed: &TypedRecord) -> Result<Command, RecordProblem> {
    let outcome = call.outcomes.iter().find(|one| one.id == typed.outcome);
    let outcome = outcome.ok_or_else(|| RecordProblem::Outcome("Select how the call ended".to_owned()))?;
    let reason = outcome.reasons.iter().find(|reason| **reason == typed.reason);
    if reason.is_none() && !outcome.reasons.is_empty() {
        let title = lower_first(&outcome.title);
        return Err(RecordProblem::Reason(format!("Select a reason that belongs to “{title}”")));
    }
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(ToOwned::to_owned).collect()
    };
    let notes = typed.notes.replace("\r\n", "\n");
    let attended = typed.attended.iter().cloned().chain(lines(&typed.others)).collect();
    Ok(Command::RecordCall {
        call: call.id.clone(),
        outcome: outcome.id.clone(),
        reason: reason.cloned(),
        notes,
        actions: lines(&typed.actions),
        attended,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_read_as_people_write_them() {
        let read = |text: &str| clock(text).map(|time| (time.hour(), time.minute()));
        for (text, expected) in [
            ("10:30", (10, 30)),
            ("10.30", (10, 30)),
            ("2pm", (14, 0)),
            ("12 AM", (0, 0)),
            ("12:15pm", (12, 15)),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
        for text in ["", "10", "25:00", "10:3", "13pm", "0am", "noon", "10:60", "-1:00"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_record_needs_an_outcome_and_one_of_its_reasons() {
        let toolkit = crate::editions::shipped().unwrap();
        let definition = toolkit.newest_open("2026-03-02".parse().unwrap()).unwrap();
        let find = |has: bool| {
            definition.calls.iter().find_map(|call| {
                let outcome = call.outcomes.iter().find(|outcome| outcome.reasons.is_empty() != has)?;
                Some((call, outcome))
            })
        };
        let (call, plain) = find(false).unwrap();
        let typed = TypedRecord {
            notes: "Said.".into(),
            actions: "One\r\n\r\n Two ".into(),
            others: "Ada".into(),
            ..TypedRecord::default()
        };
        assert!(matches!(record(call, &typed), Err(RecordProblem::Outcome(_))));
        let typed = TypedRecord { outcome: plain.id.clone(), ..typed };
        let Ok(Command::RecordCall { notes, actions, attended, .. }) = record(call, &typed) else { panic!() };
        assert_eq!(
            (notes.as_str(), actions, attended),
            ("Said.", vec!["One".into(), "Two".into()], vec!["Ada".to_owned()])
        );
        let (call, reasoned) = find(true).unwrap();
        let typed = TypedRecord { outcome: reasoned.id.clone(), reason: "Mine".into(), ..typed };
        assert!(matches!(record(call, &typed), Err(RecordProblem::Reason(_))));
        let typed = TypedRecord { reason: reasoned.reasons[0].clone(), ..typed };
        let Ok(Command::RecordCall { reason, notes, .. }) = record(call, &typed) else { panic!() };
        assert_eq!((reason.as_ref(), notes.as_str()), (Some(&reasoned.reasons[0]), "Said."));
    }
}
