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
    catalogue,
    environment::EnvironmentSettings,
    environments::NAMED,
    problem::{Fault, Problem, Source},
    setting::{Kind, PREFIX, Setting},
    settings::Settings,
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
    /// Those that somebody added.
    pub environments: Vec<EnvironmentSettings>,
    pub values: BTreeMap<String, (String, Source)>,
    pub problems: Vec<Problem>,
    pub warnings: Vec<String>,
}

const FILE_VARIABLE: &str = "SLIPWAY_CONFIG";
const USUAL_FILE: &str = "slipway.toml";
/// Read by tests that start the program, never by the program.
const TEST_PREFIX: &str = "SLIPWAY_TEST_";

pub fn read(inputs: &Inputs) -> Layers {
    let mut layers = Layers::default();
    layers.add_named_by_variables(inputs);
    let file = layers.read_file(inputs);
    if let Some((path, text)) = &file {
        layers.add_text(path, text);
    }
    layers.add_environment(inputs);
    if let Some(data) = &inputs.data {
        let source = Source::Flag { name: "--data" };
        layers.values.insert("data".to_owned(), (data.to_string_lossy().into_owned(), source));
    }
    layers
}

impl Layers {
    fn read_file(&mut self, inputs: &Inputs) -> Option<(PathBuf, String)> {
        let asked = match (&inputs.config, inputs.variable(FILE_VARIABLE)) {
            (Some(path), _) => Some((path.clone(), "--config")),
            (None, Some(path)) => Some((PathBuf::from(path), FILE_VARIABLE)),
            (None, None) => None,
        };
        let path = asked.as_ref().map_or_else(|| PathBuf::from(USUAL_FILE), |(path, _)| path.clone());
        match (fs::read_to_string(&path), asked) {
            (Ok(text), _) => return Some((path, text)),
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
        None
    }

    /// `SLIPWAY_ENVIRONMENTS_LIVE_KIND` makes an environment `live`: only its kind, so that a slip in another name makes none.
    fn add_named_by_variables(&mut self, inputs: &Inputs) {
        let prefix = format!("{PREFIX}ENVIRONMENTS_");
        for (variable, value) in &inputs.environment {
            let Some(variable) = variable.to_str().filter(|_| !value.is_empty()) else { continue };
            let name = variable.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix("_KIND"));
            let Some(name) = name.map(str::to_ascii_lowercase) else { continue };
            self.add_named(&name, Source::Environment { variable: variable.to_owned() });
        }
    }

    fn add_named_by_file(&mut self, file: &File<'_>, table: &DeTable<'_>) {
        let Some(DeValue::Table(named)) = table.get("environments").map(toml::Spanned::get_ref) else {
            return;
        };
        for (name, value) in named {
            if matches!(value.get_ref(), DeValue::Table(_)) {
                self.add_named(name.get_ref(), file.source(&name.span()));
            }
        }
    }

    fn add_named(&mut self, name: &str, source: Source) {
        let mut known = Settings::default().environments.into_iter().chain(self.environments.iter().cloned());
        let taken = known.find(|environment| environment.id == name).map(|environment| environment.section);
        match taken {
            Some(section) if section.starts_with(NAMED) => {}
            Some(section) => {
                let wrong = "this environment is there already";
                let fix = format!("write its settings below [{section}], or choose another name");
                self.problems.push(Fault::new(wrong, fix).at(format!("{NAMED}{name}"), source));
            }
            None if is_name(name) => self.environments.push(EnvironmentSettings::named(name)),
            None => {
                let wrong = "this is no name for an environment";
                let fix = "write 2 to 20 small letters and digits, a letter first, like live or training2";
                self.problems.push(Fault::new(wrong, fix).at(format!("{NAMED}{name}"), source));
            }
        }
    }

    /// Every setting that there is with the environments that were named.
    fn catalogue(&self) -> Vec<Setting> {
        catalogue::of(Settings::default().environments.iter().chain(&self.environments))
    }

    fn add_text(&mut self, path: &Path, text: &str) {
        let file = File { path, text };
        let (table, errors) = DeTable::parse_recoverable(text);
        // What could be recovered of a broken file would only add problems that are none.
        if errors.is_empty() {
            self.add_named_by_file(&file, table.get_ref());
            let catalogue = self.catalogue();
            return self.add_table(&file, &catalogue, "", table.get_ref());
        }
        for error in errors {
            // The message alone: the whole error quotes the line, and the line may hold a password.
            let wrong = format!("this is not TOML ({})", error.message());
            let fix = "write name = value, with text in double quotes; `slipway config example` shows every setting";
            let source = file.source(&error.span().unwrap_or_default());
            self.problems.push(Fault::new(wrong, fix).at("", source));
        }
    }

    fn add_table(&mut self, file: &File<'_>, catalogue: &[Setting], above: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let key = if above.is_empty() {
                name.get_ref().to_string()
            } else {
                format!("{above}.{name}", name = name.get_ref())
            };
            let source = file.source(&name.span());
            let setting = catalogue.iter().find(|setting| setting.key() == key);
            match (value.get_ref(), setting) {
                (_, Some(setting)) if setting.is_for_the_environment_only() => {
                    let fix = format!("take the line out, and set the variable {}", setting.variable());
                    let fault = Fault::new("it is not read from a file, which is copied and backed up", fix);
                    self.problems.push(fault.at(key, source));
                }
                (value, Some(setting)) => match as_text(setting.kind(), value) {
                    Ok(text) => drop(self.values.insert(key, (text, source))),
                    Err(fault) => self.problems.push(fault.at(key, source)),
                },
                // A name that is none was told of already, and what is below it would only repeat that.
                (DeValue::Table(_), None) if self.problems.iter().any(|problem| problem.key == key) => {}
                (DeValue::Table(inner), None) if is_section(catalogue, &key) => {
                    self.add_table(file, catalogue, &key, inner);
                }
                (_, None) => self.problems.push(unknown(catalogue, &key, source)),
            }
        }
    }

    fn add_environment(&mut self, inputs: &Inputs) {
        let catalogue = self.catalogue();
        for setting in &catalogue {
            let variable = setting.variable();
            let Some(value) = inputs.variable(&variable) else { continue };
            let source = Source::Environment { variable };
            if let Some(text) = value.to_str() {
                self.values.insert(setting.key().into_owned(), (text.to_owned(), source));
            } else {
                let fault = Fault::new("its value is not UTF-8", "write it as UTF-8 text");
                self.problems.push(fault.at(setting.key(), source));
            }
        }
        let stray = inputs.environment.iter().filter_map(|(name, _)| stray_variable(&catalogue, name));
        self.warnings.extend(stray);
    }
}

/// A variable that looks like ours and is none: a warning only, because platforms invent such names
/// (a Kubernetes service called "slipway" sets SLIPWAY_PORT in every container).
fn stray_variable(catalogue: &[Setting], name: &OsStr) -> Option<String> {
    let name = name.to_string_lossy();
    let variables: Vec<String> = catalogue.iter().map(Setting::variable).collect();
    let known = name == FILE_VARIABLE || variables.iter().any(|variable| *variable == name);
    if known || name.starts_with(TEST_PREFIX) {
        return None;
    }
    let near = nearest(&name, variables.iter().map(String::as_str));
    let hint = near.map(|near| format!("; {near} is")).unwrap_or_default();
    Some(format!("{name} is not a setting and has no effect{hint}"))
}

/// A name stands in rows, paths and variables.
fn is_name(name: &str) -> bool {
    let is_first = name.starts_with(|first: char| first.is_ascii_lowercase());
    let is_rest = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    is_first && is_rest && (2..=20).contains(&name.len())
}

fn is_section(catalogue: &[Setting], key: &str) -> bool {
    let is_below =
        |setting: &Setting| setting.key().strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
    key == NAMED.trim_end_matches('.') || catalogue.iter().any(is_below)
}

fn as_text(kind: Kind, value: &DeValue<'_>) -> Result<String, Fault> {
    match (kind, value) {
        (Kind::Text, DeValue::String(text)) => Ok(text.to_string()),
        (Kind::Switch, DeValue::Boolean(switch)) => Ok(switch.to_string()),
        (Kind::Number, DeValue::Integer(number)) if number.radix() == 10 => {
            Ok(number.as_str().replace('_', ""))
        }
        (Kind::List, DeValue::Array(texts)) => listed(texts),
        (Kind::List, _) => Err(Fault::new("it is not a list", "put texts in double quotes into [ ]")),
        (Kind::Text, _) => Err(Fault::new("it is not text", "put the value in double quotes")),
        (Kind::Switch, _) => {
            Err(Fault::new("it is neither true nor false", "write true or false, without quotes"))
        }
        (Kind::Number, _) => Err(Fault::new("it is not a whole number", "write digits, without quotes")),
    }
}

/// A list of texts as it stands in a variable: a JSON array.
fn listed(texts: &[toml::Spanned<DeValue<'_>>]) -> Result<String, Fault> {
    let text = |value: &toml::Spanned<DeValue<'_>>| value.get_ref().as_str().map(str::to_owned);
    let texts: Option<Vec<String>> = texts.iter().map(text).collect();
    let fault = || Fault::new("it has something else than texts", "put each in double quotes");
    Ok(serde_json::Value::from(texts.ok_or_else(fault)?).to_string())
}

fn unknown(catalogue: &[Setting], key: &str, source: Source) -> Problem {
    let keys: Vec<_> = catalogue.iter().map(Setting::key).collect();
    let fix = if key == NAMED.trim_end_matches('.') {
        format!("write [{NAMED}NAME] on a line of its own and the environment's settings below it")
    } else if is_section(catalogue, key) {
        format!("write [{key}] on a line of its own and its settings below it")
    } else {
        match nearest(key, keys.iter().map(AsRef::as_ref)) {
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
        let all = Layers::default().catalogue();
        let keys: Vec<_> = all.iter().map(Setting::key).collect();
        let near = |word| nearest(word, keys.iter().map(AsRef::as_ref));
        assert_eq!(near("portal.listne"), Some("portal.listen"));
        assert_eq!(near("weather.today"), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn stray_variables_are_named_and_ours_are_not() {
        let all = Layers::default().catalogue();
        let stray_variable = |name: &str| stray_variable(&all, OsStr::new(name));
        let said = stray_variable("SLIPWAY_DATABSE_URL").unwrap();
        assert_eq!(said, "SLIPWAY_DATABSE_URL is not a setting and has no effect; SLIPWAY_DATABASE_URL is");
        assert_eq!(stray_variable("SLIPWAY_CONFIG"), None);
        assert_eq!(stray_variable("SLIPWAY_TEST_POSTGRES"), None);
        assert_eq!(stray_variable("SLIPWAY_DATA"), None);
    }
}
