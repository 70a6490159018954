//! What the pattern of bank holidays does not say: days added and moved, days without go-live, and when the Board meets.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The editable part of a calendar, as a definition file holds it. Dates are text, such as `"2022-09-19"`.
///
/// ```toml
/// closed_weekdays = ["friday", "saturday", "sunday"]
///
/// [[extra]]
/// date = "2022-09-19"
/// name = "State Funeral of Queen Elizabeth II"
///
/// [[moved]]
/// from = "2022-05-30"
/// to = "2022-06-02"
/// name = "Spring bank holiday"
///
/// [[freezes]]
/// from = "2026-12-18"
/// to = "2027-01-04"
/// reason = "Christmas change freeze"
///
/// [board]
/// dates = ["2026-11-26"]
/// cancelled = ["2026-12-23"]
/// cadence = { first = "2026-01-14", every_weeks = 2 }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CalendarRules {
    /// Bank holidays by proclamation, beyond the pattern.
    pub extra: Vec<NamedDay>,
    /// Bank holidays of the pattern that were given another date.
    pub moved: Vec<Move>,
    /// Days of the week on which nothing goes live.
    pub closed_weekdays: Vec<ClosedWeekday>,
    /// Periods in which nothing goes live.
    pub freezes: Vec<Freeze>,
    /// When the Board meets.
    pub board: BoardRules,
}

/// A bank holiday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedDay {
    pub date: Date,
    pub name: String,
}

/// A bank holiday of the pattern that is kept on another date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The date that the pattern gives.
    pub from: Date,
    pub to: Date,
    /// What the day is called on its new date.
    pub name: String,
}

/// A period without go-live; both ends belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    pub from: Date,
    pub to: Date,
    pub reason: String,
}

/// When the Board meets: dates somebody set, a cadence, or both. What falls on a day that nobody works moves to the next working day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BoardRules {
    pub dates: Vec<Date>,
    pub cadence: Option<Cadence>,
    /// Meetings that do not take place, by the date that `dates` or `cadence` gives before it moves.
    pub cancelled: Vec<Date>,
}

/// Every so many weeks on the weekday of the first meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    pub first: Date,
    /// 1 to 52.
    pub every_weeks: u8,
}

/// A day of the week, written in lower case: `"friday"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClosedWeekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl ClosedWeekday {
    pub const fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Monday,
            Self::Tuesday => Weekday::Tuesday,
            Self::Wednesday => Weekday::Wednesday,
            Self::Thursday => Weekday::Thursday,
            Self::Friday => Weekday::Friday,
            Self::Saturday => Weekday::Saturday,
            Self::Sunday => Weekday::Sunday,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
        }
    }
}

/// A rule that cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CalendarProblem {
    #[error("`moved` takes a day from {from}, which is no bank holiday; use the date that the pattern gives")]
    NothingToMove { from: Date },
    #[error("{date} is a bank holiday already; remove it from `extra` and `moved`, or leave it there once")]
    AlreadyABankHoliday { date: Date },
    #[error("the freeze \"{reason}\" ends on {to}, before it begins on {from}; exchange the dates")]
    FreezeEndsBeforeItBegins { from: Date, to: Date, reason: String },
    #[error("`closed_weekdays` has all seven days, so nothing could ever go live; leave at least one out")]
    NoWeekdayLeft,
    #[error("`every_weeks` of the Board's cadence is {0}; it must be 1 to 52")]
    CadenceOutOfRange(u8),
}
