//! `slipway config`: what is in force, and how to write it down.

use serde_json::json;

use crate::{
    arguments::{Config, Place},
    config::{Inputs, document, load, report},
    failure::Failure,
    output::Output,
};

pub fn run(command: &Config, place: Place, out: &mut Output<'_>) -> Result<(), Failure> {
    match command {
        Config::Check(_) => check(place, out),
        Config::Example => Ok(out.text(&document::example())?),
        Config::Document => Ok(out.text(&document::markdown())?),
    }
}

fn check(place: Place, out: &mut Output<'_>) -> Result<(), Failure> {
    let loaded = load(&Inputs::of_process(place.data, place.config))?;
    let settings = report::in_force(&loaded);
    if out.is_json() {
        return Ok(out.json(&json!({ "settings": settings, "warnings": loaded.warnings }))?);
    }
    let rows: Vec<[String; 3]> = settings
        .into_iter()
        .map(|row| [row.key, row.value.unwrap_or_else(|| "(not set)".to_owned()), row.source.to_string()])
        .collect();
    out.table(["SETTING", "VALUE", "FROM"], &rows)?;
    for warning in &loaded.warnings {
        out.line(&format!("\nwarning: {warning}"))?;
    }
    Ok(())
}
