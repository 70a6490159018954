//! What each source file must look like: it says what it is, it ends before the reader tires, it leaves nothing undone.

use std::path::Path;

use super::Finding;

const SOFT_LIMIT: usize = 250;
const HARD_LIMIT: usize = 500;

/// Words that stand for unfinished work or for a test that does not hold, and what to do instead. Spelled in two halves,
/// or this file would find itself.
const FORBIDDEN: [(&str, &str); 10] = [
    (concat!("to", "do!("), "write it, or return an error that says what is missing"),
    (concat!("unimple", "mented!("), "write it, or return an error that says what is missing"),
    (concat!("db", "g!("), "use tracing, or take it out"),
    (concat!("FIX", "ME"), "fix it, or open an issue and say why it can wait"),
    (concat!("X", "XX"), "fix it, or open an issue and say why it can wait"),
    (concat!("#[ig", "nore"), "no test is skipped: make it pass, or take it out"),
    (concat!("test.s", "kip("), "no test is skipped: make it pass, or take it out"),
    (concat!("test.o", "nly("), "it silences every other test"),
    (concat!("test.t", "odo("), "write the test"),
    (concat!("waitFor", "Timeout("), "wait for a fact, not for time"),
];

/// What a crate without side effects must not call: its caller brings files, environment, time and chance as values.
const IMPURE_CALLS: [&str; 7] = [
    "std::env::",
    "std::fs::",
    "std::net::",
    "std::process::",
    "std::thread::",
    "Instant::now",
    "SystemTime::now",
];
const PURE_FOLDERS: [&str; 3] = ["crates/kernel/src", "crates/jose/src", "crates/identity/src"];

pub fn check(file: &Path, text: &str) -> Vec<Finding> {
    let mut findings = unfinished(file, text);
    if file.extension().is_some_and(|extension| extension == "rs") {
        findings.extend(undescribed(file, text));
        findings.extend(long(file, text));
        findings.extend(impure(file, text));
    }
    findings
}

fn unfinished(file: &Path, text: &str) -> Vec<Finding> {
    let is_code = file
        .extension()
        .is_some_and(|extension| ["rs", "mjs", "js", "sql"].iter().any(|code| extension == *code));
    let lines = text.lines().enumerate().filter(|_| is_code);
    let found = lines.flat_map(|(index, line)| {
        let words = FORBIDDEN.iter().filter(move |(word, _)| line.contains(word));
        words.map(move |(word, instead)| (index + 1, format!("{word} must not be committed: {instead}")))
    });
    found.map(|(line, message)| Finding::error(file, line, message)).collect()
}

fn undescribed(file: &Path, text: &str) -> Option<Finding> {
    let opens_with_description = text.starts_with("//!");
    (!opens_with_description)
        .then(|| Finding::error(file, 1, "open the file with `//!`: what it is, and what it refuses to know"))
}

fn long(file: &Path, text: &str) -> Option<Finding> {
    let is_catalogue = text.lines().next().is_some_and(|line| line.to_lowercase().contains("catalogue"));
    let is_test = file.components().any(|part| part.as_os_str() == "tests") || file.ends_with("tests.rs");
    let lines = lines_without_tests(text);
    if is_catalogue || is_test || lines <= SOFT_LIMIT {
        return None;
    }
    let exception = "a table whose first line says that it is a catalogue may be longer";
    if lines > HARD_LIMIT {
        let message =
            format!("{lines} lines without tests, {HARD_LIMIT} at most: part it by subject ({exception})");
        return Some(Finding::error(file, HARD_LIMIT, message));
    }
    let message = format!(
        "{lines} lines without tests, {SOFT_LIMIT} is the aim: is there a subject to part? ({exception})"
    );
    Some(Finding::note(file, SOFT_LIMIT, message))
}

/// The lines before `#[cfg(test)]` on a module called `tests`.
fn lines_without_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let starts_tests = |index: usize| {
        let mut after = lines[index + 1..].iter().skip_while(|line| line.starts_with("#["));
        lines[index] == "#[cfg(test)]" && after.next().is_some_and(|line| line.starts_with("mod tests"))
    };
    (0..lines.len()).find(|index| starts_tests(*index)).unwrap_or(lines.len())
}

fn impure(file: &Path, text: &str) -> Vec<Finding> {
    if !PURE_FOLDERS.iter().any(|folder| file.starts_with(folder)) {
        return Vec::new();
    }
    let product = text.lines().take(lines_without_tests(text)).enumerate();
    let code = product.filter(|(_, line)| !line.trim_start().starts_with("//"));
    let found = code
        .filter_map(|(index, line)| Some((index, IMPURE_CALLS.iter().find(|call| line.contains(*call))?)));
    found
        .map(|(index, call)| {
            Finding::error(
                file,
                index + 1,
                format!("{call} in a pure crate: take what it gives as an argument"),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::*;

    fn messages(file: &str, text: &str) -> Vec<(usize, Severity)> {
        check(Path::new(file), text).into_iter().map(|finding| (finding.line, finding.severity)).collect()
    }

    fn file_of(lines: usize) -> String {
        format!("//! A file.\n{}", "fn f() {}\n".repeat(lines - 1))
    }

    #[test]
    fn a_file_without_a_description_is_found() {
        assert_eq!(messages("crates/app/src/lib.rs", "use std::fmt;\n"), [(1, Severity::Error)]);
        assert_eq!(messages("crates/app/src/lib.rs", "//! What it is.\n"), []);
        assert_eq!(messages("e2e/journeys/consent.test.mjs", "import x from 'y';\n"), []);
    }

    #[test]
    fn length_is_noted_and_then_refused() {
        assert_eq!(messages("a.rs", &file_of(250)), []);
        assert_eq!(messages("a.rs", &file_of(251)), [(250, Severity::Note)]);
        assert_eq!(messages("a.rs", &file_of(501)), [(500, Severity::Error)]);
    }

    #[test]
    fn tests_and_catalogues_do_not_count() {
        let with_tests =
            format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", file_of(240), "// a case\n".repeat(400));
        assert_eq!(messages("a.rs", &with_tests), []);
        assert_eq!(messages("crates/store/tests/contract.rs", &file_of(900)), []);
        assert_eq!(messages("a.rs", &file_of(900).replace("A file.", "A catalogue of settings.")), []);
    }

    #[test]
    fn unfinished_work_is_found_where_it_stands() {
        let text = format!("//! A file.\nfn f() {{\n    {}\"later\")\n}}\n", FORBIDDEN[0].0);
        assert_eq!(messages("a.rs", &text), [(3, Severity::Error)]);
        assert_eq!(messages("notes.md", &text), []);
    }

    #[test]
    fn a_pure_crate_that_reads_the_clock_is_found_and_its_tests_are_not() {
        let text = "//! A file.\n// Not std::fs:: here.\nlet now = Instant::now();\n#[cfg(test)]\nmod tests {\n    std::fs::read(p);\n}\n";
        assert_eq!(messages("crates/identity/src/a.rs", text), [(3, Severity::Error)]);
        assert_eq!(messages("crates/app/src/a.rs", text), []);
    }
}
