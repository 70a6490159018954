//! Read back by a library that we did not write, and held to the RFC line by line.

use icalendar::{Calendar, CalendarComponent, Component, DatePerhapsTime};
use kernel::{Date, Timestamp};
use proptest::prelude::*;

use super::{Event, Organiser, When, calendar_file};

fn event() -> Event {
    Event {
        uid: "call-7Q4M@slipway.example".into(),
        stamp: "2026-11-02T09:30:15.5Z".parse().unwrap(),
        when: When::Between { from: at("2026-11-18T10:00:00Z"), to: at("2026-11-18T11:30:00Z") },
        summary: "Product Demonstration Call".into(),
        description: String::new(),
        location: String::new(),
        organiser: None,
        sequence: 0,
        cancelled: false,
    }
}

fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

fn read(text: &str) -> Vec<icalendar::Event> {
    let calendar: Calendar = text.parse().unwrap();
    let events = calendar.components.into_iter().filter_map(|component| match component {
        CalendarComponent::Event(event) => Some(event),
        _ => None,
    });
    events.collect()
}

#[test]
fn a_call_is_written_to_the_letter() {
    let organiser =
        Organiser { name: "NHS login \"onboarding\"".into(), email: "pm@nhs.example".parse().unwrap() };
    let call = Event { organiser: Some(organiser), sequence: 2, ..event() };
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Slipway//Partner onboarding//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Harbour Health\\, your calls",
        "X-WR-CALNAME:Harbour Health\\, your calls",
        "BEGIN:VEVENT",
        "UID:call-7Q4M@slipway.example",
        "DTSTAMP:20261102T093015Z",
        "DTSTART:20261118T100000Z",
        "DTEND:20261118T113000Z",
        "SUMMARY:Product Demonstration Call",
        "ORGANIZER;CN=\"NHS login 'onboarding'\":mailto:pm@nhs.example",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ];
    assert_eq!(calendar_file("Harbour Health, your calls", &[call]), expected.join("\r\n"));
}

#[test]
fn whole_days_end_on_the_day_after_and_block_nobody() {
    let date = |text: &str| text.parse::<Date>().unwrap();
    let milestone =
        Event { when: When::Days { first: date("2026-12-30"), last: date("2026-12-31") }, ..event() };
    let text = calendar_file("Plan", &[milestone]);
    assert!(
        text.contains("DTSTART;VALUE=DATE:20261230\r\nDTEND;VALUE=DATE:20270101\r\nTRANSP:TRANSPARENT\r\n")
    );
    let read = read(&text);
    let days = |when: Option<DatePerhapsTime>| match when {
        Some(DatePerhapsTime::Date(date)) => date.to_string(),
        other => panic!("a date, not {other:?}"),
    };
    assert_eq!(days(read[0].get_start()), "2026-12-30");
    assert_eq!(days(read[0].get_end()), "2027-01-01");
}

#[test]
fn a_cancelled_call_keeps_its_uid_and_says_so() {
    let text = calendar_file("Calls", &[Event { cancelled: true, sequence: 3, ..event() }, event()]);
    let read = read(&text);
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].get_uid(), Some("call-7Q4M@slipway.example"));
    assert_eq!(read[0].property_value("STATUS"), Some("CANCELLED"));
    assert_eq!(read[0].property_value("SEQUENCE"), Some("3"));
}

#[test]
fn an_end_before_the_start_is_left_out() {
    let when = When::Between { from: at("2026-11-18T10:00:00Z"), to: at("2026-11-18T10:00:00Z") };
    assert!(!calendar_file("Calls", &[Event { when, ..event() }]).contains("DTEND"));
}

#[test]
fn nobody_writes_a_line_of_their_own() {
    let hostile = "Call\r\nATTACH:http://evil.example\nEND:VEVENT\r\u{7}";
    let organiser = Organiser { name: hostile.into(), email: "pm@nhs.example".parse().unwrap() };
    let call =
        Event { summary: hostile.into(), location: hostile.into(), organiser: Some(organiser), ..event() };
    let text = calendar_file(hostile, &[call]);
    let unfolded = text.replace("\r\n ", "");
    assert_eq!(unfolded.lines().filter(|line| line.starts_with("END:VEVENT")).count(), 1);
    assert!(!unfolded.lines().any(|line| line.starts_with("ATTACH")));
    assert!(!text.contains('\u{7}'));
}

proptest! {
    #[test]
    fn lines_are_short_and_every_text_comes_back(summary in "[\\PC\n]{0,200}", description in "[ -~\n;,\\\\é😀]{1,300}") {
        let text = calendar_file("Calls", &[Event { summary: summary.clone(), description: description.clone(), ..event() }]);
        prop_assert!(text.ends_with("\r\n"));
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        let unfolded = text.replace("\r\n ", "");
        prop_assert_eq!(unescaped(&unfolded, "SUMMARY:"), summary);
        prop_assert_eq!(unescaped(&unfolded, "DESCRIPTION:"), description);
    }

    #[test]
    fn another_library_reads_the_same(summary in "[a-zA-Z0-9é😀][a-zA-Z0-9 ,;é😀]{0,120}[a-z]") {
        let text = calendar_file("Calls", &[Event { summary: summary.clone(), ..event() }]);
        let read = read(&text);
        prop_assert_eq!(read[0].get_summary(), Some(summary.as_str()));
    }
}

/// RFC 5545 §3.3.11, the other way round.
fn unescaped(text: &str, property: &str) -> String {
    let value = text.split("\r\n").find_map(|line| line.strip_prefix(property)).unwrap();
    let mut plain = String::new();
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        match (c, if c == '\\' { rest.next() } else { None }) {
            (_, Some('n')) => plain.push('\n'),
            (_, Some(escaped)) => plain.push(escaped),
            (plain_one, None) => plain.push(plain_one),
        }
    }
    plain
}
