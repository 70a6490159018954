//! Slipway itself: registered with, signed in to and measured through what every developer has, its command line and its pages.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};
use jose::SigningKey;
use serde_json::Value;

use super::{Kitchen, Person, REDIRECT_URI, Recipe};
use crate::{driver::Credentials, process::free_port};

const SCOPE: &str = "openid profile email";

pub fn recipe(kitchen: &Kitchen<'_>) -> Result<Recipe> {
    let slipway = Slipway::new(kitchen)?;
    let key = SigningKey::generate();
    let key_file = kitchen.folder.join("client.pem");
    fs::write(&key_file, key.public_key().to_pem())?;
    let key_file = key_file.display().to_string();
    let registered = slipway.ask(&[
        "client",
        "register",
        "--environment",
        "sandpit",
        "--name",
        "Bench",
        "--redirect-uri",
        REDIRECT_URI,
        "--public-key",
        &key_file,
        "--scope",
        SCOPE,
        "--vector",
        "P0.Cp.Cd",
        "--json",
    ])?;
    let client_id = registered["client_id"].as_str().context("registering answered no client_id")?.to_owned();
    let people = slipway.ask(&["people", "list", "--environment", "sandpit", "--json"])?;
    let mut serve = slipway.command();
    serve.arg("serve");
    Ok(Recipe {
        command: serve,
        port: kitchen.port,
        client_id,
        key,
        scope: SCOPE,
        vtr: Some(r#"["P0.Cp.Cd"]"#),
        person: Person::SignsIn(credentials(&people)?),
    })
}

/// Somebody whose identity is proved, so that the tokens are as long as they get.
fn credentials(people: &Value) -> Result<Credentials> {
    let people = people.as_array().context("the list of people is not a list")?;
    let person = people.iter().find(|person| person["proofing_level"] == "P9").or(people.first());
    let person = person.context("there is no test person")?;
    let text = |name: &str| {
        person[name].as_str().map(str::to_owned).with_context(|| format!("a person has no {name}"))
    };
    Ok(Credentials::typed(vec![
        ("user-email", text("email")?),
        ("password-input", text("password")?),
        ("otp-input", text("otp")?),
    ]))
}

struct Slipway {
    program: PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl Slipway {
    fn new(kitchen: &Kitchen<'_>) -> Result<Self> {
        let program = match &kitchen.plan.slipway {
            Some(program) => program.clone(),
            None => std::env::current_exe()?.with_file_name("slipway"),
        };
        ensure!(
            program.is_file(),
            "{} is not there: cargo build --release --package slipway",
            program.display()
        );
        let environment = vec![
            ("SLIPWAY_DATA", kitchen.folder.join("data").display().to_string()),
            ("SLIPWAY_DATABASE_URL", kitchen.database()?),
            ("SLIPWAY_SANDPIT_LISTEN", format!("127.0.0.1:{}", kitchen.port)),
            ("SLIPWAY_PORTAL_LISTEN", format!("127.0.0.1:{}", free_port()?)),
            ("SLIPWAY_INTEGRATION_ENABLED", "false".to_owned()),
            ("SLIPWAY_LIMITS_ENABLED", "false".to_owned()),
        ];
        Ok(Self { program, environment })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// What a command answers in JSON.
    fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let output = self.command().args(arguments).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "slipway {} failed: {said}", arguments.join(" "));
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}
