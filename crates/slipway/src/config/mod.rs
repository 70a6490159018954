//! Configuration: one file, the environment over it, the command line over both; read once, checked as a whole.
//!
//! The table of settings is in [`catalogue`]; the rest of the program sees [`Settings`] only.

pub mod catalogue;
pub mod document;
pub mod environment;
mod environments;
mod layers;
mod parse;
pub mod problem;
pub mod report;
mod rules;
pub mod setting;
pub mod settings;

use std::collections::BTreeMap;

pub use layers::Inputs;
pub use problem::{Fault, Problem, Problems, Source};
pub use settings::Settings;

/// Settings that can be used, and where they came from.
#[derive(Debug)]
pub struct Loaded {
    pub settings: Settings,
    /// What somebody set; a setting that is not here has its default.
    pub sources: BTreeMap<String, Source>,
    pub warnings: Vec<String>,
}

impl Loaded {
    /// Where a setting's value came from.
    pub fn source(&self, key: &str) -> Source {
        self.sources.get(key).cloned().unwrap_or(Source::Default)
    }

    /// A fault of one setting that showed only when its value was used.
    pub fn problem(&self, key: &str, fault: Fault) -> Problems {
        Problems(vec![fault.at(key, self.source(key))])
    }
}

/// Reads everything and checks everything before it answers, so that one run shows all that is wrong.
pub fn load(inputs: &Inputs) -> Result<Loaded, Problems> {
    let layers::Layers { environments, mut values, mut problems, mut warnings } = layers::read(inputs);
    let mut settings = Settings::default();
    settings.environments.extend(environments);
    let mut sources = BTreeMap::new();
    for setting in catalogue::of(&settings.environments) {
        let key = setting.key();
        let Some((text, source)) = values.remove(key.as_ref()) else { continue };
        match setting.read(&mut settings, &text) {
            Ok(()) => drop(sources.insert(key.into_owned(), source)),
            Err(fault) => problems.push(fault.at(key, source)),
        }
    }
    // A rule about several settings would only repeat what is already said of one that could not be read.
    if problems.is_empty() {
        let source = |key: &str| sources.get(key).cloned().unwrap_or(Source::Default);
        problems.extend(rules::broken(&settings).into_iter().map(|(key, fault)| {
            let source = source(&key);
            fault.at(key, source)
        }));
    }
    warnings.extend(rules::cautions(&settings));
    if problems.is_empty() { Ok(Loaded { settings, sources, warnings }) } else { Err(Problems(problems)) }
}

#[cfg(test)]
mod tests;
