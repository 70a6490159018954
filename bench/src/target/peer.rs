//! The peer: npm's `oidc-provider`, configured in `peer/server.js` to do the same.

use std::{fs, process::Command};

use anyhow::{Result, ensure};
use jose::SigningKey;
use serde_json::json;

use super::{Kitchen, Person, REDIRECT_URI, Recipe};
use crate::{driver::Credentials, plan::Server};

pub fn recipe(kitchen: &Kitchen<'_>) -> Result<Recipe> {
    let folder = kitchen.plan.peer.canonicalize()?;
    ensure!(
        folder.join("node_modules/oidc-provider").is_dir(),
        "oidc-provider is not installed: run `npm ci` in {}, or `make bench`",
        kitchen.plan.peer.display()
    );
    let key = SigningKey::generate();
    let provider_key = SigningKey::generate();
    let setup = json!({
        "port": kitchen.port,
        "plainMaps": kitchen.server == Server::PeerMaps,
        "signingKey": provider_key.to_pkcs8_pem(),
        "clientId": "bench",
        "clientJwk": key.public_jwk(),
        "redirectUri": REDIRECT_URI,
    });
    let file = kitchen.folder.join("setup.json");
    fs::write(&file, setup.to_string())?;
    let mut command = Command::new("node");
    command.arg(folder.join("peer/server.js")).arg(file).env("NODE_ENV", "production");
    Ok(Recipe {
        command,
        port: kitchen.port,
        client_id: "bench".to_owned(),
        key,
        scope: "openid profile email",
        vtr: None,
        // Its pages finish by themselves: they are not what is compared.
        person: Person::SignsIn(Credentials::default()),
    })
}
