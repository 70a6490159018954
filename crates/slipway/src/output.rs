//! The one writer of what commands answer: tables and lines for people, JSON for programs.

use std::io::{self, Write};

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

    /// Columns as wide as their longest cell, two spaces between them, nothing after the last.
    pub fn table<const N: usize>(&mut self, headings: [&str; N], rows: &[[String; N]]) -> io::Result<()> {
        let mut widths = headings.map(width);
        for row in rows {
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
            line.extend(std::iter::repeat_n(' ', column + 2 - width(cell)));
        }
        self.line(line.trim_end())
    }
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
}
