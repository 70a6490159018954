//! The one writer of what commands answer: tables and lines for people, JSON for programs.

use std::io::{self, Write};

use kernel::Timestamp;
use serde::Serialize;

pub struct Output<'a> {
    out: &'a mut dyn Write,
    json: bool,
}

impl<'a> Output<'a> {
    pub fn new(out: &'a mut dyn Write, json: bool) -> Self {
        Self { out, json }
    }

    /// Whether a program reads the answer.
    pub fn is_json(&self) -> bool {
        self.json
    }

    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// Text as it stands, such as a whole file.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    /// One JSON value, indented: for an answer that is a single document.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *self.out, value)?;
        self.line("")
    }

    /// One JSON value on a line of its own, out at once: for streams and for whoever waits for the line.
    pub fn json_line(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut *self.out, value)?;
        self.line("")?;
        self.out.flush()
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// A name and its values a line, each further value below the first; what has no value is left out.
    pub fn fields(&mut self, fields: &[(&str, &[String])]) -> io::Result<()> {
        let widest = fields.iter().map(|(name, _)| width(name)).max().unwrap_or_default();
        for (name, values) in fields {
            let names = std::iter::once(*name).chain(std::iter::repeat(""));
            for (name, value) in names.zip(*values) {
                self.row(&[widest, 0], &[name, &harmless(value)])?;
            }
        }
        Ok(())
    }

    /// Columns as wide as their longest cell, two spaces between them, nothing after the last.
    pub fn table<const N: usize>(&mut self, headings: [&str; N], rows: &[[String; N]]) -> io::Result<()> {
        let rows: Vec<[String; N]> =
            rows.iter().map(|row| row.each_ref().map(|cell| harmless(cell))).collect();
        let mut widths = headings.map(width);
        for row in &rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(cell));
            }
        }
        self.row(&widths, &headings)?;
        rows.iter().try_for_each(|row| self.row(&widths, &row.each_ref().map(String::as_str)))
    }

    fn row(&mut self, widths: &[usize], cells: &[&str]) -> io::Result<()> {
        let mut line = String::new();
        for (cell, column) in cells.iter().zip(widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', (column + 2).saturating_sub(width(cell))));
        }
        self.line(line.trim_end())
    }
}

/// A moment as people read it, to the second.
pub fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// Text that came from outside, without what would command the terminal.
pub fn harmless(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

fn width(cell: &str) -> usize {
    cell.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_longest_cell() {
        let mut out = Vec::new();
        let rows = [["é".to_owned(), String::new()], ["long cell".to_owned(), "b".to_owned()]];
        Output::new(&mut out, false).table(["ONE", "TWO"], &rows).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "ONE        TWO\né\nlong cell  b\n");
    }

    #[test]
    fn further_values_stand_below_the_first_and_nothing_is_left_out() {
        let mut out = Vec::new();
        let (two, none) = (["a".to_owned(), "b".to_owned()], []);
        let fields: [(&str, &[String]); 3] = [("one", &two[..1]), ("second", &two), ("third", &none)];
        Output::new(&mut out, false).fields(&fields).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "one     a\nsecond  a\n        b\n");
    }

    #[test]
    fn no_cell_commands_the_terminal() {
        let mut out = Vec::new();
        Output::new(&mut out, false).table(["A"], &[["\u{1b}[2J\nB\u{9b}1m".to_owned()]]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "A\n\u{fffd}[2J\u{fffd}B\u{fffd}1m\n");
    }

    #[test]
    fn moments_are_read_to_the_second() {
        assert_eq!(time("2026-11-21T22:58:03.123Z".parse().unwrap()), "2026-11-21 22:58:03Z");
    }
}
