//! What the floor is started with: written by the measurement, read once.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Setup {
    pub port: u16,
    pub database: String,
    /// PKCS#8 PEM, made for this run.
    pub signing_key: String,
    pub client_id: String,
    pub client_key: String,
    pub redirect_uri: String,
    /// The cookie of the one person who is signed in.
    pub session: String,
    pub sub: String,
}

impl Setup {
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        Ok(serde_json::from_slice(&text)?)
    }
}
