//! A small edition that is right, for tests: about passes into a harbour, so that nothing in it is particular to one service.

use crate::load::Files;

const FILES: [(&str, &str); 11] = [
    ("edition.toml", include_str!("example/edition.toml")),
    ("stages.toml", include_str!("example/stages.toml")),
    ("roles.toml", include_str!("example/roles.toml")),
    ("tasks.toml", include_str!("example/tasks.toml")),
    ("checks.toml", include_str!("example/checks.toml")),
    ("gates.toml", include_str!("example/gates.toml")),
    ("evidence.toml", include_str!("example/evidence.toml")),
    ("calls.toml", include_str!("example/calls.toml")),
    ("decisions.toml", include_str!("example/decisions.toml")),
    ("letters.toml", include_str!("example/letters.toml")),
    ("forms/application.toml", include_str!("example/application.toml")),
];

pub(crate) fn files() -> Files {
    FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The files with one change.
pub(crate) fn edited(file: &str, there: &str, instead: &str) -> Files {
    edited_more(files(), file, there, instead)
}

/// One more change.
pub(crate) fn edited_more(mut files: Files, file: &str, there: &str, instead: &str) -> Files {
    let text = files.get_mut(file).expect("a file of the example");
    assert!(text.contains(there), "{file} has no {there}");
    *text = text.replacen(there, instead, 1);
    files
}
