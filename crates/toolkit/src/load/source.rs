//! A definition file as text, tree and lines, so that every problem can say where it is.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, Error, ValueDeserializer},
};

use crate::problem::{Problem, did_you_mean};

/// A file that was parsed, as far as it could be.
pub(crate) struct Source<'t> {
    pub name: &'t str,
    text: &'t str,
    tree: Spanned<DeTable<'t>>,
    /// It is TOML; where it is not, only the ids that it names are of use.
    pub is_whole: bool,
}

/// Where an entry of a file stands: the entry's own tree knows the lines of its parts.
#[derive(Clone)]
pub(crate) struct Spot<'t> {
    pub file: &'t str,
    text: &'t str,
    tree: Spanned<DeValue<'t>>,
}

impl<'t> Source<'t> {
    pub fn parse(name: &'t str, text: &'t str, problems: &mut Vec<Problem>) -> Self {
        let (tree, errors) = DeTable::parse_recoverable(text);
        let is_whole = errors.is_empty();
        problems.extend(errors.iter().map(|error| of_error(name, text, 1, error)));
        Self { name, text, tree, is_whole }
    }

    /// The file as one entry.
    pub fn spot(&self) -> Spot<'t> {
        let tree = Spanned::new(self.tree.span(), DeValue::Table(self.tree.get_ref().clone()));
        Spot { file: self.name, text: self.text, tree }
    }

    /// The entries of a file that is one list, such as `[[task]]`.
    pub fn list<T: DeserializeOwned>(&self, key: &str, problems: &mut Vec<Problem>) -> Vec<(T, Spot<'t>)> {
        if !self.is_whole {
            return Vec::new();
        }
        for other in self.tree.get_ref().keys().filter(|other| other.get_ref() != key) {
            let what = format!("`{}` does not belong into this file", other.get_ref());
            let fix = format!("it holds `[[{key}]]` only");
            problems.push(Problem::new(self.name, line_at(self.text, &other.span()), what, fix));
        }
        let mut read = Vec::new();
        for entry in self.spot().children(key) {
            match T::deserialize(ValueDeserializer::from(entry.tree.clone())) {
                Ok(value) => read.push((value, entry)),
                Err(error) => {
                    problems
                        .push(of_error(self.name, self.text, entry.line(), &error).about(entry.subject(key)));
                }
            }
        }
        read
    }

    /// A file that is one value. Where an entry of one of its lists is wrong, the rest is read too, so that every wrong entry is told
    /// of at once.
    pub fn whole<T: DeserializeOwned>(&self, problems: &mut Vec<Problem>) -> Option<T> {
        if !self.is_whole {
            return None;
        }
        let mut tree = self.spot().tree;
        let before = problems.len();
        loop {
            match T::deserialize(ValueDeserializer::from(tree.clone())) {
                Ok(value) => return (problems.len() == before).then_some(value),
                Err(error) => {
                    problems.push(of_error(self.name, self.text, 1, &error));
                    let removed = error.span().is_some_and(|span| remove_entry(&mut tree, &span));
                    if !removed {
                        return None;
                    }
                }
            }
        }
    }
}

impl<'t> Spot<'t> {
    pub fn line(&self) -> usize {
        line_at(self.text, &self.tree.span())
    }

    /// The entries of a list inside the entry.
    pub fn children(&self, key: &str) -> Vec<Self> {
        let list = self.tree.get_ref().get(key).and_then(|list| list.get_ref().as_array());
        let of = |tree: &Spanned<DeValue<'t>>| Self { file: self.file, text: self.text, tree: tree.clone() };
        list.map(|list| list.iter().map(of).collect()).unwrap_or_default()
    }

    /// A table inside the entry.
    pub fn table(&self, key: &str) -> Option<Self> {
        let tree = self.tree.get_ref().get(key).filter(|value| value.get_ref().is_table())?;
        Some(Self { file: self.file, text: self.text, tree: tree.clone() })
    }

    /// A text that the entry has under a key of its own.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.tree.get_ref().get(key)?.get_ref().as_str()
    }

    /// ``task `apply.call` ``, for problems.
    pub fn subject(&self, kind: &str) -> String {
        self.text("id").map_or_else(|| kind.to_owned(), |id| format!("{kind} `{id}`"))
    }

    /// The line on which a text stands under a key, at whatever depth; the key's own line where only that is found. Without a key, the
    /// line of the text wherever it stands.
    pub fn line_of(&self, key: &str, text: &str) -> usize {
        let found = find(&self.tree, key, text, key.is_empty()).or_else(|| find_key(&self.tree, key));
        found.map_or_else(|| self.line(), |span| line_at(self.text, &span))
    }

    pub fn problem(&self, line: usize, what: impl Into<String>, fix: impl Into<String>) -> Problem {
        Problem::new(self.file, line, what, fix)
    }
}

fn find(value: &Spanned<DeValue<'_>>, key: &str, text: &str, is_inside: bool) -> Option<Range<usize>> {
    match value.get_ref() {
        DeValue::String(one) if is_inside && one == text => Some(value.span()),
        DeValue::Array(list) => list.iter().find_map(|one| find(one, key, text, is_inside)),
        DeValue::Table(table) => table.iter().find_map(|(name, one)| {
            let is_inside = is_inside || name.get_ref() == key;
            if is_inside && name.get_ref() == text {
                Some(name.span())
            } else {
                find(one, key, text, is_inside)
            }
        }),
        _ => None,
    }
}

fn find_key(value: &Spanned<DeValue<'_>>, key: &str) -> Option<Range<usize>> {
    match value.get_ref() {
        DeValue::Array(list) => list.iter().find_map(|one| find_key(one, key)),
        DeValue::Table(table) => {
            table.iter().find_map(
                |(name, one)| if name.get_ref() == key { Some(name.span()) } else { find_key(one, key) },
            )
        }
        _ => None,
    }
}

fn line_at(text: &str, span: &Range<usize>) -> usize {
    let before = text.as_bytes().get(..span.start).unwrap_or(text.as_bytes());
    before.split(|byte| *byte == b'\n').count()
}

// Takes the entry of a top-level list out in which an error lies.
fn remove_entry(tree: &mut Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    let DeValue::Table(table) = tree.get_mut() else { return false };
    for (_, value) in table.iter_mut() {
        let DeValue::Array(list) = value.get_mut() else { continue };
        if let Some(wrong) = list.iter().position(|entry| entry.get_ref().is_table() && touches(entry, span))
        {
            let others = list.iter().enumerate().filter(|(index, _)| *index != wrong);
            *list = others.map(|(_, entry)| entry.clone()).collect();
            return true;
        }
    }
    false
}

fn touches(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    let overlaps = |own: Range<usize>| own.start < span.end.max(span.start + 1) && span.start < own.end;
    overlaps(value.span())
        || match value.get_ref() {
            DeValue::Array(list) => list.iter().any(|one| touches(one, span)),
            DeValue::Table(table) => {
                table.iter().any(|(key, one)| overlaps(key.span()) || touches(one, span))
            }
            _ => false,
        }
}

fn of_error(file: &str, text: &str, line: usize, error: &Error) -> Problem {
    let line = error.span().map_or(line, |span| line_at(text, &span));
    let (what, fix) = words(error.message());
    Problem::new(file, line, what, fix)
}

// The parser's words, but for those that a writer of definitions meets most.
fn words(message: &str) -> (String, String) {
    let unknown = |kind: &str| {
        let (wrong, known) = message.strip_prefix(kind)?.strip_prefix(" `")?.split_once("`, expected ")?;
        Some((wrong, known.split('`').skip(1).step_by(2).collect::<Vec<_>>()))
    };
    if let Some((wrong, known)) = unknown("unknown field").or_else(|| unknown("unknown variant")) {
        let fix = match did_you_mean(wrong, known.iter().copied()) {
            fix if fix.is_empty() => format!("possible are {}", known.join(", ")),
            fix => fix,
        };
        return (format!("`{wrong}` is not known here"), fix);
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return (format!("{key} is missing"), String::new());
    }
    let is_bare_date = message.starts_with("invalid type: map") && message.contains("expected a");
    let fix = if is_bare_date { "a date stands in quotes, such as \"2025-09-11\"" } else { "" };
    (message.to_owned(), fix.to_owned())
}
