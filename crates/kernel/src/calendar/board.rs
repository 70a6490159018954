//! When the Board meets next.

use jiff::civil::Date;

use super::{Cadence, Calendar, england::days_after};

impl Calendar {
    /// The first meeting of the Board after the date; none where the rules give no more.
    pub fn next_board_date(&self, after: Date) -> Option<Date> {
        let board = &self.rules.board;
        let set = board.dates.iter().filter(|date| !board.cancelled.contains(date));
        let set = set.filter_map(|date| self.working_day_from(*date)).filter(|date| *date > after).min();
        let regular = board.cadence.and_then(|cadence| self.next_regular(cadence, after));
        [set, regular].into_iter().flatten().min()
    }

    /// All meetings after the date, the earliest first. A cadence has no end: take as many as you need.
    pub fn board_dates(&self, after: Date) -> impl Iterator<Item = Date> + '_ {
        std::iter::successors(self.next_board_date(after), |date| self.next_board_date(*date))
    }

    fn next_regular(&self, cadence: Cadence, after: Date) -> Option<Date> {
        let period = i32::from(cadence.every_weeks) * 7;
        let since = i32::try_from(after.duration_since(cadence.first).as_hours() / 24).ok()?;
        // One step back, because that meeting may have moved to a day after `after`.
        let mut meeting = days_after(cadence.first, (since.div_euclid(period) - 1).max(0) * period)?;
        loop {
            if !self.rules.board.cancelled.contains(&meeting) {
                let kept = self.working_day_from(meeting)?;
                if kept > after {
                    return Some(kept);
                }
            }
            meeting = days_after(meeting, period)?;
        }
    }

    /// The date itself, or the first working day after it.
    fn working_day_from(&self, date: Date) -> Option<Date> {
        let days = std::iter::successors(Some(date), |date| days_after(*date, 1));
        days.into_iter().find(|date| self.is_working_day(*date))
    }
}
