//! The floor is this same program under another command.

use std::{fs, process::Command};

use anyhow::Result;
use jose::SigningKey;

use super::{Kitchen, Person, REDIRECT_URI, Recipe};
use crate::floor::Setup;

pub fn recipe(kitchen: &Kitchen<'_>) -> Result<Recipe> {
    let key = SigningKey::generate();
    let setup = Setup {
        port: kitchen.port,
        database: kitchen.database()?,
        signing_key: SigningKey::generate().to_pkcs8_pem(),
        client_id: "bench".to_owned(),
        client_key: key.public_key().to_pem(),
        redirect_uri: REDIRECT_URI.to_owned(),
        session: "the-one-session-of-the-one-person".to_owned(),
        sub: "6ab36a5e-54a9-4f61-a1de-3b7e7a1c2d3f".to_owned(),
    };
    let file = kitchen.folder.join("setup.json");
    fs::write(&file, serde_json::to_vec(&setup)?)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("floor").arg(file);
    Ok(Recipe {
        command,
        port: kitchen.port,
        client_id: setup.client_id,
        key,
        scope: "openid profile email",
        vtr: None,
        person: Person::Has(format!("session={}", setup.session)),
    })
}
