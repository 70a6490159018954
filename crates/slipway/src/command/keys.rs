//! `slipway keys`: the keys that an environment signs with.

use app::keys::KeySummary;

use super::Workplace;
use crate::{
    arguments::{Keys, ListKeys, RotateKeys},
    failure::Failure,
    output::{Output, time},
};

pub fn run(command: &Keys, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    match command {
        Keys::Rotate(command) => rotate(command, workplace, out),
        Keys::List(command) => list(command, workplace, out),
    }
}

fn rotate(command: &RotateKeys, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = workplace.environment(command.place.environment)?;
    let key = app::keys::rotate(&workplace.ctx, &environment.id)?;
    tracing::debug!(environment = %environment.id, kid = key.kid, "signing key rotated");
    if out.is_json() {
        return Ok(out.json(&key)?);
    }
    out.line(&format!("{} signs from now on.", key.kid))?;
    Ok(out.line("Earlier keys stay published until what they signed has expired: slipway keys list")?)
}

fn list(command: &ListKeys, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = workplace.environment(command.place.environment)?;
    let keys = app::keys::list(&workplace.ctx, &environment.id)?;
    if out.is_json() {
        return Ok(out.json(&keys)?);
    }
    let rows: Vec<[String; 3]> = keys.into_iter().map(row).collect();
    Ok(out.table(["KID", "MADE", "USE"], &rows)?)
}

fn row(key: KeySummary) -> [String; 3] {
    let purpose = match key.published_until {
        None => "signs".to_owned(),
        Some(end) => format!("published until {}", time(end)),
    };
    [key.kid, time(key.created_at), purpose]
}
