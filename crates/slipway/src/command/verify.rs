//! `slipway verify`: whether every event is what was recorded.

use app::integrations::{self, Verified};
use serde_json::{Value, json};
use toolkit::standing::count;

use super::{Workplace, progress};
use crate::{failure::Failure, output::Output};

/// After how many integrations somebody who waits hears how far it is.
const EVERY: u64 = 1_000;

pub fn run(workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let mut told = 0;
    let tell = |so_far: &Verified| {
        if so_far.integrations >= told + EVERY {
            told = so_far.integrations;
            progress(format_args!("{told} integrations verified"));
        }
    };
    let verified = workplace.runtime.block_on(integrations::verify(&workplace.ctx, tell))?;
    if !verified.broken.is_empty() {
        return Err(broken(&verified));
    }
    if out.is_json() {
        return Ok(out.json(&answer(&verified))?);
    }
    let (integrations, events) = totals(&verified);
    Ok(out.line(&format!("{integrations}, {events}: every event is what was recorded."))?)
}

fn totals(verified: &Verified) -> (String, String) {
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    (
        count(size(verified.integrations), "integration", "integrations"),
        count(size(verified.events), "event", "events"),
    )
}

fn answer(verified: &Verified) -> Value {
    let broken: Vec<Value> = verified
        .broken
        .iter()
        .map(|(reference, broken)| {
            json!({
                "reference": reference,
                "integration": broken.integration,
                "position": broken.position,
                "why": broken.why,
            })
        })
        .collect();
    json!({ "integrations": verified.integrations, "events": verified.events, "broken": broken })
}

fn broken(verified: &Verified) -> Failure {
    let (integrations, _) = totals(verified);
    let logs = count(verified.broken.len(), "log is", "logs are");
    let lines: Vec<String> =
        verified.broken.iter().map(|(reference, broken)| format!("\n  {reference}: {broken}")).collect();
    let lines = lines.concat();
    let message = format!("of {integrations}, {logs} not what was recorded:{lines}");
    Failure::Found { code: "log_broken", message, found: answer(verified) }
}
