//! What is wrong with a file of the toolkit, for the person who wrote the file: where, what, and what to do.

use std::fmt;

use serde::Serialize;

/// One mistake. Shown as `2025-09/tasks.toml:41: task `apply.call`: there is no check `y`; did you mean `z`?`
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The path within the folder that was loaded.
    pub file: String,
    /// Counts from 1; 1 where the file as a whole is meant.
    pub line: usize,
    /// The entry it is about, such as ``task `apply.call` ``.
    pub id: Option<String>,
    pub what: String,
    /// What was expected, or what to do; empty where `what` says it all.
    pub fix: String,
}

impl Problem {
    pub fn new(file: &str, line: usize, what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, id: None, what: what.into(), fix: fix.into() }
    }

    #[must_use]
    pub fn about(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same problem, of a file in a folder.
    #[must_use]
    pub(crate) fn inside(mut self, folder: &str) -> Self {
        self.file = format!("{folder}/{}", self.file);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(id) = &self.id {
            write!(f, "{id}: ")?;
        }
        f.write_str(&self.what)?;
        if self.fix.is_empty() { Ok(()) } else { write!(f, "; {}", self.fix) }
    }
}

/// Every problem on a line of its own, as the start and `toolkit check` print them.
pub fn lines(problems: &[Problem]) -> String {
    problems.iter().fold(String::new(), |all, problem| all + &problem.to_string() + "\n")
}

/// What a misspelt id was probably meant to be.
pub(crate) fn nearest<'k>(wrong: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let allowed = (wrong.chars().count() / 3).max(2);
    let measured = known.into_iter().map(|one| (distance(wrong, one), one));
    measured.filter(|(distance, _)| *distance <= allowed).min().map(|(_, one)| one)
}

pub(crate) fn did_you_mean<'k>(wrong: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(wrong, known).map(|one| format!("did you mean `{one}`?")).unwrap_or_default()
}

// Levenshtein's distance, one row at a time.
fn distance(wrong: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, from) in wrong.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (at, to) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}
