//! `slipway keys`: the keys that an environment signs with.

use app::keys::{KeyState, KeySummary};

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
    let environment = workplace.environment(&command.place)?;
    let key = app::keys::rotate(&workplace.ctx, &environment.id)?;
    tracing::debug!(environment = %environment.id, kid = key.kid, "signing key rotated");
    if out.is_json() {
        return Ok(out.json(&key)?);
    }
    out.line(&format!(
        "{} signs from now on. Clients could fetch it since {}.",
        key.kid,
        time(key.created_at)
    ))?;
    Ok(out.line("The key before it stays published until what it signed has expired: slipway keys list")?)
}

fn list(command: &ListKeys, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = workplace.environment(&command.place)?;
    let keys = app::keys::list(&workplace.ctx, &environment.id)?;
    if out.is_json() {
        return Ok(out.json(&keys)?);
    }
    let rows: Vec<[String; 3]> = keys.into_iter().map(row).collect();
    Ok(out.table(["KID", "MADE", "PART"], &rows)?)
}

fn row(key: KeySummary) -> [String; 3] {
    let turn = key.takes_turn_at.map(time);
    let part = match (key.state, key.activated_at, key.published_until) {
        (KeyState::Signing, Some(since), _) => {
            let end = turn.map(|end| format!(", until {end}")).unwrap_or_default();
            format!("signs since {}{end}", time(since))
        }
        (KeyState::Retired, _, Some(end)) => format!("signed before; published until {}", time(end)),
        _ => match turn {
            Some(turn) => format!("published; signs from {turn}"),
            None => "published; signs after the next rotation".to_owned(),
        },
    };
    [key.kid, time(key.created_at), part]
}
