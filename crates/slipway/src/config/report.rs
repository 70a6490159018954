//! `slipway config check`: what is in force and where it came from. Secrets are masked by the catalogue.

use serde::Serialize;

use super::{Loaded, Source, catalogue::SETTINGS};

#[derive(Debug, Serialize)]
pub struct InForce {
    pub key: &'static str,
    pub value: Option<String>,
    #[serde(rename = "from")]
    pub source: Source,
}

pub fn in_force(loaded: &Loaded) -> Vec<InForce> {
    let row = |setting: &super::setting::Setting| InForce {
        key: setting.key,
        value: (setting.show)(&loaded.settings),
        source: loaded.source(setting.key),
    };
    SETTINGS.iter().map(row).collect()
}
