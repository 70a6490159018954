//! Where values come from: the file, over it the environment, over it the command line. It knows which settings exist
//! and how they are written, not what their values mean.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs, io,
    ops::Range,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

use super::{
    catalogue::{self, SETTINGS},
    problem::{Fault, Problem, Source},
    setting::{Kind, PREFIX, Setting},
};

/// Everything outside the program that configuration is read from, handed in so that tests have their own.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    pub data: Option<PathBuf>,
    pub config: Option<PathBuf>,
    pub environment: Vec<(OsString, OsString)>,
}

impl Inputs {
    /// What the process was started with. This is the one place that reads the environment.
    pub fn of_process(data: Option<PathBuf>, config: Option<PathBuf>) -> Self {
        let ours = |(name, _): &(OsString, OsString)| name.to_string_lossy().starts_with(PREFIX);
        Self { data, config, environment: std::env::vars_os().filter(ours).collect() }
    }

    fn variable(&self, name: &str) -> Option<&OsStr> {
        let found = self.environment.iter().find(|(other, _)| other == name);
        // An empty variable is how compose files say "not set".
        found.map(|(_, value)| value.as_os_str()).filter(|value| !value.is_empty())
    }
}

/// The winning text of each setting that somebody set.
#[derive(Debug, Default)]
pub struct Layers {
    pub values: BTreeMap<&'static str, (String, Source)>,
    pub problems: Vec<Problem>,
    pub warnings: Vec<String>,
}

const FILE_VARIABLE: &str = "SLIPWAY_CONFIG";
const USUAL_FILE: &str = "slipway.toml";
/// Read by tests that start the program, never by the program.
const TEST_PREFIX: &str = "SLIPWAY_TEST_";

pub fn read(inputs: &Inputs) -> Layers {
    let mut layers = Layers::default();
    layers.add_file(inputs);
    layers.add_environment(inputs);
    if let Some(data) = &inputs.data {
        let source = Source::Flag { name: "--data" };
        layers.values.insert("data", (data.to_string_lossy().into_owned(), source));
    }
    layers
}

impl Layers {
    fn add_file(&mut self, inputs: &Inputs) {
        let asked = match (&inputs.config, inputs.variable(FILE_VARIABLE)) {
            (Some(path), _) => Some((path.clone(), "--config")),
            (None, Some(path)) => Some((PathBuf::from(path), FILE_VARIABLE)),
            (None, None) => None,
        };
        let path = asked.as_ref().map_or_else(|| PathBuf::from(USUAL_FILE), |(path, _)| path.clone());
        match (fs::read_to_string(&path), asked) {
            (Ok(text), _) => self.add_text(&path, &text),
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound => {}
            (Err(error), asked) => {
                let fault = Fault::new(
                    format!("{} cannot be read: {error}", path.display()),
                    "check the path and who may read the file",
                );
                let key = asked.map_or(USUAL_FILE, |(_, name)| name);
                self.problems.push(fault.at(key, Source::Default));
            }
        }
    }

    fn add_text(&mut self, path: &Path, text: &str) {
        let file = File { path, text };
        let (table, errors) = DeTable::parse_recoverable(text);
        // What could be recovered of a broken file would only add problems that are none.
        if errors.is_empty() {
            return self.add_table(&file, "", table.get_ref());
        }
        for error in errors {
            // The message alone: the whole error quotes the line, and the line may hold a password.
            let wrong = format!("this is not TOML ({})", error.message());
            let fix = "write name = value, with text in double quotes; `slipway config example` shows every setting";
            let source = file.source(&error.span().unwrap_or_default());
            self.problems.push(Fault::new(wrong, fix).at("", source));
        }
    }

    fn add_table(&mut self, file: &File<'_>, above: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let key = if above.is_empty() {
                name.get_ref().to_string()
            } else {
                format!("{above}.{name}", name = name.get_ref())
            };
            let source = file.source(&name.span());
            match (value.get_ref(), catalogue::find(&key)) {
                (value, Some(setting)) => match as_text(setting.kind, value) {
                    Ok(text) => drop(self.values.insert(setting.key, (text, source))),
                    Err(fault) => self.problems.push(fault.at(key, source)),
                },
                (DeValue::Table(inner), None) if is_section(&key) => self.add_table(file, &key, inner),
                (_, None) => self.problems.push(unknown(&key, source)),
            }
        }
    }

    fn add_environment(&mut self, inputs: &Inputs) {
        for setting in SETTINGS {
            let variable = setting.variable();
            let Some(value) = inputs.variable(&variable) else { continue };
            let source = Source::Environment { variable };
            if let Some(text) = value.to_str() {
                self.values.insert(setting.key, (text.to_owned(), source));
            } else {
                let fault = Fault::new("its value is not UTF-8", "write it as UTF-8 text");
                self.problems.push(fault.at(setting.key, source));
            }
        }
        self.warnings.extend(inputs.environment.iter().filter_map(|(name, _)| stray_variable(name)));
    }
}

/// A variable that looks like ours and is none: a warning only, because platforms invent such names
/// (a Kubernetes service called "slipway" sets SLIPWAY_PORT in every container).
fn stray_variable(name: &OsStr) -> Option<String> {
    let name = name.to_string_lossy();
    let known = name == FILE_VARIABLE || SETTINGS.iter().any(|setting| setting.variable() == name);
    if known || name.starts_with(TEST_PREFIX) {
        return None;
    }
    let variables: Vec<String> = SETTINGS.iter().map(Setting::variable).collect();
    let near = nearest(&name, variables.iter().map(String::as_str));
    let hint = near.map(|near| format!("; {near} is")).unwrap_or_default();
    Some(format!("{name} is not a setting and has no effect{hint}"))
}

fn is_section(key: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.key.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')))
}

fn as_text(kind: Kind, value: &DeValue<'_>) -> Result<String, Fault> {
    match (kind, value) {
        (Kind::Text, DeValue::String(text)) => Ok(text.to_string()),
        (Kind::Switch, DeValue::Boolean(switch)) => Ok(switch.to_string()),
        (Kind::Number, DeValue::Integer(number)) if number.radix() == 10 => {
            Ok(number.as_str().replace('_', ""))
        }
        (Kind::Text, _) => Err(Fault::new("it is not text", "put the value in double quotes")),
        (Kind::Switch, _) => {
            Err(Fault::new("it is neither true nor false", "write true or false, without quotes"))
        }
        (Kind::Number, _) => Err(Fault::new("it is not a whole number", "write digits, without quotes")),
    }
}

fn unknown(key: &str, source: Source) -> Problem {
    let fix = if is_section(key) {
        format!("write [{key}] on a line of its own and its settings below it")
    } else {
        match nearest(key, SETTINGS.iter().map(|setting| setting.key)) {
            Some(near) => format!("write {near}, or take the line out"),
            None => "take the line out; `slipway config example` lists the settings".to_owned(),
        }
    };
    Fault::new("there is no such setting", fix).at(key, source)
}

/// The candidate that a slip of the keyboard away from `word`, if there is one.
fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= 3)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, one row at a time.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

/// The file being read, to turn places in its text into line numbers.
struct File<'a> {
    path: &'a Path,
    text: &'a str,
}

impl File<'_> {
    fn source(&self, span: &Range<usize>) -> Source {
        let before = self.text.as_bytes().iter().take(span.start);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        Source::File { path: self.path.to_owned(), line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_keyboard_find_the_setting() {
        let keys = || SETTINGS.iter().map(|setting| setting.key);
        assert_eq!(nearest("portal.listne", keys()), Some("portal.listen"));
        assert_eq!(nearest("weather.today", keys()), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn stray_variables_are_named_and_ours_are_not() {
        let said = stray_variable(OsStr::new("SLIPWAY_DATABSE_URL")).unwrap();
        assert_eq!(said, "SLIPWAY_DATABSE_URL is not a setting and has no effect; SLIPWAY_DATABASE_URL is");
        assert_eq!(stray_variable(OsStr::new("SLIPWAY_CONFIG")), None);
        assert_eq!(stray_variable(OsStr::new("SLIPWAY_TEST_POSTGRES")), None);
        assert_eq!(stray_variable(OsStr::new("SLIPWAY_DATA")), None);
    }
}
