//! Calendar files (RFC 5545): what a person takes into their own calendar, written so that a later file replaces or cancels what an
//! earlier one gave.
//!
//! Our own writer: it is a page long, and the crates for it bring a second library of dates with a clock in it.

use std::fmt::{self, Write as _};

use kernel::{Date, EmailAddress, Timestamp};

/// One entry of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Unique in the world and the same for ever: calendars recognise a change by it (RFC 7986 §5.3: no personal details in it).
    pub uid: String,
    /// When this version of the entry was made.
    pub stamp: Timestamp,
    pub when: When,
    pub summary: String,
    /// Empty where there is nothing to say; may have several lines.
    pub description: String,
    /// A place, or the address of a call; empty where there is none.
    pub location: String,
    pub organiser: Option<Organiser>,
    /// Grows by one with each change (RFC 5545 §3.8.7.4).
    pub sequence: u32,
    /// The entry stands in the file only so that calendars strike it out.
    pub cancelled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// From one instant to another; written in UTC, shown in the reader's own time.
    Between { from: Timestamp, to: Timestamp },
    /// Whole days, the last one included. They do not make anybody busy.
    Days { first: Date, last: Date },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organiser {
    pub name: String,
    pub email: EmailAddress,
}

/// The file, as `text/calendar; charset=utf-8`; `name` is what calendars call it. Published (RFC 5546 §3.2.1): nobody is asked to reply.
pub fn calendar_file(name: &str, events: &[Event]) -> String {
    let mut file = Writer(String::new());
    file.line("BEGIN", "VCALENDAR");
    file.line("VERSION", "2.0");
    file.line("PRODID", "-//Slipway//Partner onboarding//EN");
    file.line("CALSCALE", "GREGORIAN");
    file.line("METHOD", "PUBLISH");
    file.text("NAME", name);
    // What most programs read instead of RFC 7986's NAME.
    file.text("X-WR-CALNAME", name);
    for event in events {
        file.event(event);
    }
    file.line("END", "VCALENDAR");
    file.0
}

struct Writer(String);

impl Writer {
    fn event(&mut self, event: &Event) {
        self.line("BEGIN", "VEVENT");
        self.text("UID", &event.uid);
        self.line("DTSTAMP", instant(event.stamp));
        self.when(event.when);
        self.text("SUMMARY", &event.summary);
        if !event.description.is_empty() {
            self.text("DESCRIPTION", &event.description);
        }
        if !event.location.is_empty() {
            self.text("LOCATION", &event.location);
        }
        if let Some(Organiser { name, email }) = &event.organiser {
            self.line(&format!("ORGANIZER;CN=\"{}\"", quoted(name)), format_args!("mailto:{email}"));
        }
        self.line("SEQUENCE", event.sequence);
        self.line("STATUS", if event.cancelled { "CANCELLED" } else { "CONFIRMED" });
        self.line("END", "VEVENT");
    }

    fn when(&mut self, when: When) {
        match when {
            When::Between { from, to } => {
                self.line("DTSTART", instant(from));
                // §3.8.2.2: the end must be later than the start; without one the entry is a moment.
                if from < to {
                    self.line("DTEND", instant(to));
                }
            }
            When::Days { first, last } => {
                self.line("DTSTART;VALUE=DATE", day(first));
                // §3.6.1: the end is the first day that does not belong to it; without one it is a single day.
                if let Ok(end) = last.max(first).tomorrow() {
                    self.line("DTEND;VALUE=DATE", day(end));
                }
                self.line("TRANSP", "TRANSPARENT");
            }
        }
    }

    fn text(&mut self, name: &str, value: &str) {
        self.line(name, escaped(value));
    }

    /// §3.1: lines of at most 75 octets and CRLF; the rest follows on lines that begin with a space. No character is split.
    fn line(&mut self, name: &str, value: impl fmt::Display) {
        const LONGEST: usize = 75;
        let line = format!("{name}:{value}");
        let (first, mut rest) = line.split_at(line.floor_char_boundary(LONGEST));
        self.0.push_str(first);
        while !rest.is_empty() {
            let (next, after) = rest.split_at(rest.floor_char_boundary(LONGEST - 1));
            // Writing to a String cannot fail.
            let _ = write!(self.0, "\r\n {next}");
            rest = after;
        }
        self.0.push_str("\r\n");
    }
}

/// §3.3.5, form 2: UTC.
fn instant(at: Timestamp) -> impl fmt::Display {
    at.strftime("%Y%m%dT%H%M%SZ")
}

/// §3.3.4.
fn day(date: Date) -> impl fmt::Display {
    date.strftime("%Y%m%d")
}

/// §3.3.11: backslash, semicolon, comma and line ends are escaped; other control characters have no place.
fn escaped(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// §3.2: a quoted parameter holds anything but quotes and control characters.
fn quoted(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).map(|c| if c == '"' { '\'' } else { c }).collect()
}

#[cfg(test)]
mod tests;
