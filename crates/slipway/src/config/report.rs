//! `slipway config check`: what is in force and where it came from. Secrets are masked by the catalogue.

use serde::Serialize;

use super::{Loaded, Source, catalogue, environment::Demographics, setting::Setting};

#[derive(Debug, Serialize)]
pub struct InForce {
    pub key: String,
    pub value: Option<String>,
    #[serde(rename = "from")]
    pub source: Source,
}

pub fn in_force(loaded: &Loaded) -> Vec<InForce> {
    let settings = &loaded.settings;
    let row = |setting: &Setting| InForce {
        key: setting.key().into_owned(),
        value: setting.show(settings),
        source: loaded.source(&setting.key()),
    };
    let all = catalogue::of(&settings.environments);
    all.iter()
        .map(row)
        .filter(|row| row.source != Source::Default || !is_of_no_effect(loaded, &row.key))
        .collect()
}

/// How a service would be asked that is not asked.
fn is_of_no_effect(loaded: &Loaded, key: &str) -> bool {
    let mut unasked =
        loaded.settings.environments.iter().filter(|one| one.demographics() != Demographics::Fhir);
    unasked.any(|environment| key.starts_with(&environment.key("pds.")))
}
