//! Known years, known proclamations, and properties of every other year.

use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

use super::{
    BoardRules, Cadence, Calendar, CalendarProblem, CalendarRules, ClosedWeekday, Freeze, Move, NamedDay,
    Reason, england,
};

/// What proclamations changed in years that have passed.
const PROCLAIMED: &str = r#"
moved = [
    { from = "1995-05-01", to = "1995-05-08", name = "Early May bank holiday (VE Day)" },
    { from = "2020-05-04", to = "2020-05-08", name = "Early May bank holiday (VE Day)" },
    { from = "2022-05-30", to = "2022-06-02", name = "Spring bank holiday" },
]
extra = [
    { date = "2022-06-03", name = "Platinum Jubilee bank holiday" },
    { date = "2022-09-19", name = "Bank holiday for the State Funeral of Queen Elizabeth II" },
    { date = "2023-05-08", name = "Bank holiday for the coronation of King Charles III" },
]
"#;

fn calendar(text: &str) -> Calendar {
    Calendar::new(toml::from_str(text).unwrap()).unwrap()
}

fn days(calendar: &Calendar, year: i16) -> Vec<(i8, i8)> {
    calendar.bank_holidays(year).iter().map(|day| (day.date.month(), day.date.day())).collect()
}

#[test]
fn the_pattern_gives_the_published_years() {
    let published = [
        (2025, [(1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)]),
        (2026, [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]),
        (2027, [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
        (2028, [(1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)]),
        (2029, [(1, 1), (3, 30), (4, 2), (5, 7), (5, 28), (8, 27), (12, 25), (12, 26)]),
        (2030, [(1, 1), (4, 19), (4, 22), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)]),
    ];
    for (year, expected) in published {
        assert_eq!(days(&Calendar::default(), year), expected, "{year}");
    }
}

#[test]
fn substitutes_say_that_they_are_and_boxing_day_keeps_its_monday() {
    let names = |year| -> Vec<(Date, String)> {
        let days = Calendar::default().bank_holidays(year).split_off(6);
        days.into_iter().map(|day| (day.date, day.name)).collect()
    };
    let christmas = "Christmas Day (substitute day)".to_owned();
    let boxing = "Boxing Day (substitute day)".to_owned();
    assert_eq!(
        names(2022),
        [(date(2022, 12, 26), "Boxing Day".into()), (date(2022, 12, 27), christmas.clone())]
    );
    assert_eq!(names(2021), [(date(2021, 12, 27), christmas), (date(2021, 12, 28), boxing.clone())]);
    assert_eq!(names(2020), [(date(2020, 12, 25), "Christmas Day".into()), (date(2020, 12, 28), boxing)]);
    let new_year = |day| Calendar::default().bank_holiday(day).map(str::to_owned);
    assert_eq!(new_year(date(2022, 1, 3)).as_deref(), Some("New Year’s Day (substitute day)"));
    assert_eq!(new_year(date(2023, 1, 2)).as_deref(), Some("New Year’s Day (substitute day)"));
    assert_eq!(new_year(date(2022, 1, 1)), None);
}

#[test]
fn proclamations_move_and_add_days() {
    let calendar = calendar(PROCLAIMED);
    assert_eq!(
        days(&calendar, 2020),
        [(1, 1), (4, 10), (4, 13), (5, 8), (5, 25), (8, 31), (12, 25), (12, 28)]
    );
    assert_eq!(
        days(&calendar, 2022),
        [(1, 3), (4, 15), (4, 18), (5, 2), (6, 2), (6, 3), (8, 29), (9, 19), (12, 26), (12, 27)]
    );
    assert_eq!(
        days(&calendar, 2023),
        [(1, 2), (4, 7), (4, 10), (5, 1), (5, 8), (5, 29), (8, 28), (12, 25), (12, 26)]
    );
    assert_eq!(calendar.bank_holiday(date(2022, 5, 30)), None);
    assert!(calendar.is_working_day(date(2020, 5, 4)));
    assert_eq!(calendar.bank_holiday(date(2022, 6, 2)), Some("Spring bank holiday"));
    assert_eq!(
        calendar.bank_holiday(date(2023, 5, 8)),
        Some("Bank holiday for the coronation of King Charles III")
    );
}

#[test]
fn the_pattern_begins_in_1978() {
    assert_eq!(days(&Calendar::default(), 1978)[3], (5, 1));
    assert_eq!(days(&Calendar::default(), 1977), []);
    assert_eq!(days(&Calendar::default(), 9999), []);
}

#[test]
fn working_days_step_over_easter_and_the_weekend() {
    let calendar = Calendar::default();
    let maundy_thursday = date(2026, 4, 2);
    assert_eq!(calendar.add_working_days(maundy_thursday, 1), date(2026, 4, 7));
    assert_eq!(calendar.add_working_days(date(2026, 4, 7), -1), maundy_thursday);
    assert_eq!(calendar.add_working_days(date(2026, 4, 4), 0), date(2026, 4, 4));
    assert_eq!(calendar.working_days_between(maundy_thursday, date(2026, 4, 8)), 2);
    assert_eq!(calendar.working_days_between(date(2026, 4, 8), maundy_thursday), -2);
    assert_eq!(calendar.working_days_between(maundy_thursday, maundy_thursday), 0);
    assert_eq!(calendar.add_working_days(Date::MAX, 3), Date::MAX);
}

#[test]
fn every_reason_against_a_go_live_is_named() {
    let calendar = calendar(
        r#"
        closed_weekdays = ["friday"]
        freezes = [{ from = "2026-12-18", to = "2027-01-04", reason = "Christmas change freeze" }]
        "#,
    );
    let reasons =
        |date| -> Vec<String> { calendar.why_not_go_live(date).iter().map(ToString::to_string).collect() };
    assert_eq!(
        reasons(date(2026, 12, 25)),
        [
            "It is a bank holiday in England: Christmas Day",
            "Services do not go live on a Friday",
            "Services do not go live from 18 December 2026 to 4 January 2027: Christmas change freeze",
        ]
    );
    assert!(matches!(
        calendar.why_not_go_live(date(2026, 12, 18))[..],
        [Reason::ClosedWeekday(_), Reason::Freeze(_)]
    ));
    assert_eq!(reasons(date(2026, 12, 17)), [""; 0]);
    // The published rule bars bank holidays only: a Saturday is allowed unless the rules close it.
    assert_eq!(reasons(date(2026, 12, 12)), [""; 0]);
    assert_eq!(calendar.next_allowed(date(2026, 12, 18)), Some(date(2027, 1, 5)));
    assert_eq!(calendar.next_allowed(date(2026, 12, 17)), Some(date(2026, 12, 17)));
}

#[test]
fn a_freeze_to_the_end_of_time_leaves_nothing() {
    let freeze = Freeze { from: date(2026, 1, 1), to: Date::MAX, reason: "closed".into() };
    let calendar = Calendar::new(CalendarRules { freezes: vec![freeze], ..Default::default() }).unwrap();
    assert_eq!(calendar.next_allowed(date(2026, 3, 1)), None);
}

#[test]
fn the_board_meets_on_its_cadence_and_on_set_dates_but_never_on_a_holiday() {
    let calendar = calendar(
        r#"
        [board]
        dates = ["2026-11-26"]
        cancelled = ["2026-12-02"]
        cadence = { first = "2026-11-18", every_weeks = 2 }
        "#,
    );
    let meetings: Vec<Date> = calendar.board_dates(date(2026, 11, 17)).take(5).collect();
    assert_eq!(
        meetings,
        [date(2026, 11, 18), date(2026, 11, 26), date(2026, 12, 16), date(2026, 12, 30), date(2027, 1, 13)]
    );
    // Before it begins, a cadence begins with its first meeting.
    assert_eq!(calendar.next_board_date(date(2020, 1, 1)), Some(date(2026, 11, 18)));
    assert_eq!(Calendar::default().next_board_date(date(2026, 1, 1)), None);
}

#[test]
fn a_board_date_on_a_holiday_moves_to_the_next_working_day() {
    let every_monday = Cadence { first: date(2026, 3, 30), every_weeks: 1 };
    let board =
        BoardRules { cadence: Some(every_monday), dates: vec![date(2026, 12, 26)], cancelled: Vec::new() };
    let calendar = Calendar::new(CalendarRules { board, ..Default::default() }).unwrap();
    assert_eq!(calendar.next_board_date(date(2026, 3, 30)), Some(date(2026, 4, 7)));
    assert_eq!(calendar.next_board_date(date(2026, 4, 6)), Some(date(2026, 4, 7)));
    assert_eq!(calendar.next_board_date(date(2026, 12, 21)), Some(date(2026, 12, 29)));
}

#[test]
fn rules_that_cannot_hold_are_refused_with_the_reason() {
    let refused = |text: &str| Calendar::new(toml::from_str(text).unwrap()).unwrap_err();
    let problem = refused(r#"moved = [{ from = "2022-05-29", to = "2022-06-02", name = "Spring" }]"#);
    assert_eq!(problem, CalendarProblem::NothingToMove { from: date(2022, 5, 29) });
    let problem = refused(r#"extra = [{ date = "2026-12-25", name = "Christmas" }]"#);
    assert_eq!(problem, CalendarProblem::AlreadyABankHoliday { date: date(2026, 12, 25) });
    let problem = refused(r#"freezes = [{ from = "2026-02-01", to = "2026-01-01", reason = "move" }]"#);
    assert!(problem.to_string().contains("ends on 2026-01-01, before it begins on 2026-02-01"));
    let all =
        r#"closed_weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]"#;
    assert_eq!(refused(all), CalendarProblem::NoWeekdayLeft);
    let problem = refused(r#"board = { cadence = { first = "2026-01-07", every_weeks = 0 } }"#);
    assert_eq!(problem, CalendarProblem::CadenceOutOfRange(0));
}

#[test]
fn a_misspelt_rule_is_refused() {
    for text in [
        "extras = []",
        "closed_weekdays = [\"Fri\"]",
        "board = { date = [] }",
        "extra = [{ date = \"2026-02-30\", name = \"\" }]",
    ] {
        assert!(toml::from_str::<CalendarRules>(text).is_err(), "{text}");
    }
}

#[test]
fn an_extra_day_may_take_the_place_of_a_moved_one() {
    let moved = Move { from: date(2026, 5, 4), to: date(2026, 5, 8), name: "Early May bank holiday".into() };
    let extra = NamedDay { date: date(2026, 5, 4), name: "Another day".into() };
    let rules = CalendarRules { moved: vec![moved], extra: vec![extra], ..Default::default() };
    let calendar = Calendar::new(rules).unwrap();
    assert_eq!(calendar.bank_holiday(date(2026, 5, 4)), Some("Another day"));
    assert_eq!(calendar.bank_holidays(2026).len(), 9);
}

fn any_date() -> impl Strategy<Value = Date> {
    (1978i16..2150, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    const DAYS: [ClosedWeekday; 3] = [ClosedWeekday::Friday, ClosedWeekday::Saturday, ClosedWeekday::Sunday];
    let freezes = prop::collection::vec((any_date(), 0i32..60), 0..6);
    (0usize..=3, freezes).prop_map(|(closed, freezes)| {
        let freeze =
            |(from, days)| Freeze { from, to: england::days_after(from, days).unwrap(), reason: "x".into() };
        let freezes = freezes.into_iter().map(freeze).collect();
        let closed_weekdays = DAYS[..closed].to_vec();
        Calendar::new(CalendarRules { closed_weekdays, freezes, ..Default::default() }).unwrap()
    })
}

proptest! {
    #[test]
    fn easter_is_a_sunday_in_its_season(year in 1583i16..9999) {
        let easter = england::easter_sunday(year).unwrap();
        prop_assert_eq!(easter.weekday(), Weekday::Sunday);
        prop_assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&easter));
    }

    #[test]
    fn every_year_has_eight_different_weekdays_in_order(year in 1978i16..9999) {
        let days = Calendar::default().bank_holidays(year);
        prop_assert_eq!(days.len(), 8);
        prop_assert!(days.is_sorted_by(|a, b| a.date < b.date));
        prop_assert!(days.iter().all(|day| super::is_weekday(day.date)));
    }

    #[test]
    fn adding_and_counting_agree(from in any_date(), count in -300i32..300) {
        let calendar = calendar(PROCLAIMED);
        let to = calendar.add_working_days(from, count);
        prop_assert_eq!(calendar.working_days_between(from, to), count);
        prop_assert!(count == 0 || calendar.is_working_day(to));
    }

    #[test]
    fn counting_by_weeks_is_counting_by_days(from in any_date(), days in 0i32..800) {
        let calendar = calendar(PROCLAIMED);
        let to = england::days_after(from, days).unwrap();
        let one_by_one = (1..=days).filter_map(|day| england::days_after(from, day));
        let one_by_one = one_by_one.filter(|day| calendar.is_working_day(*day)).count();
        prop_assert_eq!(calendar.working_days_between(from, to), i32::try_from(one_by_one).unwrap());
    }

    #[test]
    fn the_next_allowed_day_is_the_first_that_is_allowed(calendar in any_calendar(), from in any_date()) {
        let next = calendar.next_allowed(from).unwrap();
        prop_assert!(next >= from);
        prop_assert!(calendar.why_not_go_live(next).is_empty());
        let mut before = from;
        while before < next {
            prop_assert!(!calendar.why_not_go_live(before).is_empty());
            before = england::days_after(before, 1).unwrap();
        }
    }

    #[test]
    fn the_board_meets_on_working_days_after_the_date(first in any_date(), every_weeks in 1u8..=52, after in any_date()) {
        let board = BoardRules { cadence: Some(Cadence { first, every_weeks }), ..Default::default() };
        let calendar = Calendar::new(CalendarRules { board, ..Default::default() }).unwrap();
        let meeting = calendar.next_board_date(after).unwrap();
        prop_assert!(meeting > after && calendar.is_working_day(meeting));
        let latest = england::days_after(after.max(first), i32::from(every_weeks) * 7 + 5).unwrap();
        prop_assert!(meeting <= latest);
    }
}
