//! Working days, bank holidays in England, days on which nothing goes live, and the Board's dates.
//!
//! Bank holidays are computed from the pattern in law; what a proclamation changed, and what the process adds, are [`CalendarRules`].
//! It knows no time zone and not what day it is today.

mod board;
mod england;
mod rules;
#[cfg(test)]
mod tests;

use std::fmt;

use jiff::civil::{Date, Weekday};

pub use rules::{BoardRules, Cadence, CalendarProblem, CalendarRules, ClosedWeekday, Freeze, Move, NamedDay};

use england::days_after;

/// A calendar whose rules were checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    rules: CalendarRules,
}

/// Why nothing goes live on a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    BankHoliday { name: String },
    ClosedWeekday(ClosedWeekday),
    Freeze(Freeze),
}

impl fmt::Display for Reason {
    /// A sentence without its full stop, for a page.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BankHoliday { name } => write!(f, "It is a bank holiday in England: {name}"),
            Self::ClosedWeekday(day) => write!(f, "Services do not go live on a {}", day.name()),
            Self::Freeze(Freeze { from, to, reason }) => {
                let (from, to) = (from.strftime("%-d %B %Y"), to.strftime("%-d %B %Y"));
                write!(f, "Services do not go live from {from} to {to}: {reason}")
            }
        }
    }
}

impl Calendar {
    /// Checks the rules against each other and against the pattern.
    pub fn new(rules: CalendarRules) -> Result<Self, CalendarProblem> {
        check_days(&rules)?;
        if let Some(freeze) = rules.freezes.iter().find(|freeze| freeze.to < freeze.from) {
            let Freeze { from, to, reason } = freeze.clone();
            return Err(CalendarProblem::FreezeEndsBeforeItBegins { from, to, reason });
        }
        let every_day_is_closed = WEEK.iter().all(|day| rules.closed_weekdays.contains(day));
        if every_day_is_closed {
            return Err(CalendarProblem::NoWeekdayLeft);
        }
        match rules.board.cadence {
            Some(Cadence { every_weeks, .. }) if !(1..=52).contains(&every_weeks) => {
                Err(CalendarProblem::CadenceOutOfRange(every_weeks))
            }
            _ => Ok(Self { rules }),
        }
    }

    pub const fn rules(&self) -> &CalendarRules {
        &self.rules
    }

    /// The bank holidays of one year in order of date, as they are kept: substituted, moved, extra. The pattern begins in 1978; an
    /// earlier year has only what the rules add.
    pub fn bank_holidays(&self, year: i16) -> Vec<NamedDay> {
        let pattern = england::holidays(year).into_iter().filter(|holiday| !self.is_moved(holiday.date));
        let pattern = pattern.map(|holiday| NamedDay { date: holiday.date, name: holiday.name.to_owned() });
        let moved =
            self.rules.moved.iter().map(|moved| NamedDay { date: moved.to, name: moved.name.clone() });
        let added = moved.chain(self.rules.extra.iter().cloned()).filter(|day| day.date.year() == year);
        let mut days: Vec<NamedDay> = pattern.chain(added).collect();
        days.sort_by_key(|day| day.date);
        days
    }

    /// The bank holiday's name, where the date is one.
    pub fn bank_holiday(&self, date: Date) -> Option<&str> {
        let CalendarRules { extra, moved, .. } = &self.rules;
        let extra = extra.iter().find(|day| day.date == date).map(|day| day.name.as_str());
        let moved_here = || moved.iter().find(|moved| moved.to == date).map(|moved| moved.name.as_str());
        let pattern = || {
            let kept = !self.is_moved(date);
            england::holidays(date.year())
                .into_iter()
                .find(|day| kept && day.date == date)
                .map(|day| day.name)
        };
        extra.or_else(moved_here).or_else(pattern)
    }

    /// Monday to Friday, except bank holidays. Freezes and closed weekdays do not stop anybody from working.
    pub fn is_working_day(&self, date: Date) -> bool {
        is_weekday(date) && self.bank_holiday(date).is_none()
    }

    /// The nth working day after the date, or before it where `count` is negative; with 0 the date itself, whatever day it is. Stays
    /// where the calendar ends (years -9999 and 9999).
    pub fn add_working_days(&self, date: Date, count: i32) -> Date {
        let step = count.signum();
        let (mut at, mut left) = (date, count.unsigned_abs());
        while left > 0 {
            let Some(next) = days_after(at, step) else { return at };
            at = next;
            left -= u32::from(self.is_working_day(at));
        }
        at
    }

    /// How many working days lie after `from` up to and with `to`; negative where `to` is the earlier one, and then `to` counts and
    /// `from` does not either. Adding as many working days to `from` ends on `to` where that is a working day.
    pub fn working_days_between(&self, from: Date, to: Date) -> i32 {
        if to < from {
            // From `to` up to the day before `from`.
            let (Some(first), Some(last)) = (days_after(to, -1), days_after(from, -1)) else { return 0 };
            return -self.working_days_after(first, last);
        }
        self.working_days_after(from, to)
    }

    /// Counted by whole weeks: a list of thousands asks this for each of its rows.
    fn working_days_after(&self, from: Date, to: Date) -> i32 {
        let days = i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX);
        let (weeks, rest) = (days / 7, days % 7);
        let odd = (0..rest).filter_map(|day| days_after(to, -day)).filter(|date| is_weekday(*date)).count();
        let holidays = (from.year()..=to.year()).flat_map(|year| self.bank_holidays(year));
        let lost = holidays.filter(|day| from < day.date && day.date <= to && is_weekday(day.date)).count();
        weeks * 5 + i32::try_from(odd).unwrap_or(0) - i32::try_from(lost).unwrap_or(0)
    }

    /// Everything that keeps a service from going live on the date; nothing when it may. Weekends are not excluded by the published
    /// process, only where `closed_weekdays` has them.
    pub fn why_not_go_live(&self, date: Date) -> Vec<Reason> {
        let holiday = self.bank_holiday(date).map(|name| Reason::BankHoliday { name: name.to_owned() });
        let closed = self.rules.closed_weekdays.iter().find(|day| day.weekday() == date.weekday());
        let frozen = self.rules.freezes.iter().filter(|freeze| (freeze.from..=freeze.to).contains(&date));
        let mut reasons = Vec::from_iter(holiday);
        reasons.extend(closed.copied().map(Reason::ClosedWeekday));
        reasons.extend(frozen.cloned().map(Reason::Freeze));
        reasons
    }

    /// The date itself or the first after it on which a service may go live; none where a freeze lasts to the end of the calendar.
    pub fn next_allowed(&self, date: Date) -> Option<Date> {
        let mut at = date;
        loop {
            let frozen_until =
                self.rules.freezes.iter().filter(|freeze| (freeze.from..=freeze.to).contains(&at));
            if let Some(last) = frozen_until.map(|freeze| freeze.to).max() {
                at = days_after(last, 1)?;
            } else if self.why_not_go_live(at).is_empty() {
                return Some(at);
            } else {
                at = days_after(at, 1)?;
            }
        }
    }

    fn is_moved(&self, date: Date) -> bool {
        self.rules.moved.iter().any(|moved| moved.from == date)
    }
}

const WEEK: [ClosedWeekday; 7] = [
    ClosedWeekday::Monday,
    ClosedWeekday::Tuesday,
    ClosedWeekday::Wednesday,
    ClosedWeekday::Thursday,
    ClosedWeekday::Friday,
    ClosedWeekday::Saturday,
    ClosedWeekday::Sunday,
];

fn is_weekday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Each move starts from a day of the pattern, and no day is a bank holiday twice.
fn check_days(rules: &CalendarRules) -> Result<(), CalendarProblem> {
    let of_pattern = |date: Date| england::holidays(date.year()).iter().any(|day| day.date == date);
    if let Some(moved) = rules.moved.iter().find(|moved| !of_pattern(moved.from)) {
        return Err(CalendarProblem::NothingToMove { from: moved.from });
    }
    let mut added: Vec<Date> = rules.extra.iter().map(|day| day.date).collect();
    added.extend(rules.moved.iter().map(|moved| moved.to));
    let emptied = |date: Date| rules.moved.iter().any(|moved| moved.from == date);
    let twice = |(index, date): (usize, &Date)| {
        let in_pattern = of_pattern(*date) && !emptied(*date);
        (in_pattern || added[..index].contains(date)).then_some(*date)
    };
    match added.iter().enumerate().find_map(twice) {
        Some(date) => Err(CalendarProblem::AlreadyABankHoliday { date }),
        None => Ok(()),
    }
}
