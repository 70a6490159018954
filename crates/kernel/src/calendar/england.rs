//! England's bank holidays as the law's pattern gives them, before anybody moves one or adds one.
//!
//! Banking and Financial Dealings Act 1971, schedule 1, with the days that a royal proclamation gives every year (New Year's Day,
//! the first Monday of May, and the substitute for a Saturday).

use jiff::civil::{Date, Weekday};

/// The first year of the pattern: the first Monday of May became a bank holiday in 1978.
pub const FIRST_YEAR: i16 = 1978;

/// One day of the pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    pub date: Date,
    pub name: &'static str,
}

/// The eight days of a year in order of date; none before [`FIRST_YEAR`], and none for the calendar's very last years.
pub fn holidays(year: i16) -> Vec<Holiday> {
    if !(FIRST_YEAR..Date::MAX.year()).contains(&year) {
        return Vec::new();
    }
    pattern(year).unwrap_or_default()
}

fn pattern(year: i16) -> Option<Vec<Holiday>> {
    let easter = easter_sunday(year)?;
    let day = |month, day| Date::new(year, month, day).ok();
    let monday = |month, nth| day(month, 1)?.nth_weekday_of_month(nth, Weekday::Monday).ok();
    let [first_at_christmas, second_at_christmas] = christmas_and_boxing_day(year)?;
    Some(vec![
        new_year(day(1, 1)?)?,
        Holiday { date: days_after(easter, -2)?, name: "Good Friday" },
        Holiday { date: days_after(easter, 1)?, name: "Easter Monday" },
        Holiday { date: monday(5, 1)?, name: "Early May bank holiday" },
        Holiday { date: monday(5, -1)?, name: "Spring bank holiday" },
        Holiday { date: monday(8, -1)?, name: "Summer bank holiday" },
        first_at_christmas,
        second_at_christmas,
    ])
}

fn new_year(first: Date) -> Option<Holiday> {
    let plain = Holiday { date: first, name: "New Year’s Day" };
    let substitute =
        |days| Some(Holiday { date: days_after(first, days)?, name: "New Year’s Day (substitute day)" });
    match first.weekday() {
        Weekday::Saturday => substitute(2),
        Weekday::Sunday => substitute(1),
        _ => Some(plain),
    }
}

/// When Christmas Day is a Sunday, Boxing Day keeps the Monday and Christmas Day's substitute is the Tuesday after it.
fn christmas_and_boxing_day(year: i16) -> Option<[Holiday; 2]> {
    const CHRISTMAS: (&str, &str) = ("Christmas Day", "Christmas Day (substitute day)");
    const BOXING: (&str, &str) = ("Boxing Day", "Boxing Day (substitute day)");
    let date = Date::new(year, 12, 25).ok()?;
    let plain =
        |names: (&'static str, _), days| Some(Holiday { date: days_after(date, days)?, name: names.0 });
    let substitute =
        |names: (_, &'static str), days| Some(Holiday { date: days_after(date, days)?, name: names.1 });
    Some(match date.weekday() {
        Weekday::Friday => [plain(CHRISTMAS, 0)?, substitute(BOXING, 3)?],
        Weekday::Saturday => [substitute(CHRISTMAS, 2)?, substitute(BOXING, 3)?],
        Weekday::Sunday => [plain(BOXING, 1)?, substitute(CHRISTMAS, 2)?],
        _ => [plain(CHRISTMAS, 0)?, plain(BOXING, 1)?],
    })
}

/// Easter Sunday of the Gregorian calendar, by the anonymous computus (Meeus, Jones, Butcher).
pub fn easter_sunday(year: i16) -> Option<Date> {
    let year_number = i32::from(year);
    let golden = year_number % 19;
    let (century, of_century) = (year_number / 100, year_number % 100);
    let lunar = (century - (century + 8) / 25 + 1) / 3;
    // Days from 21 March to the full moon, and from there to the Sunday after it.
    let moon = (19 * golden + century - century / 4 - lunar + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    days_after(Date::new(year, 3, 22).ok()?, moon + sunday - 7 * late)
}

/// So many days later, or earlier; nothing where the calendar ends.
pub fn days_after(date: Date, days: i32) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
