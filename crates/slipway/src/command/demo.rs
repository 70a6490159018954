//! `slipway demo`: a believable programme for a fresh installation, and who can sign in to it.

use app::{
    Actor, Error,
    demo::{self, Demo, DemoPerson, DemoRefusal},
};
use serde_json::{Value, json};

use super::{Workplace, progress};
use crate::{failure::Failure, output::Output};

/// After how many integrations somebody who waits hears how far it is.
const EVERY: usize = 10;

pub fn run(workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let ctx = &workplace.ctx;
    let tell = |so_far: usize| {
        if so_far.is_multiple_of(EVERY) {
            progress(format_args!("{so_far} of {} integrations", demo::INTEGRATIONS));
        }
    };
    let filled = workplace.runtime.block_on(demo::fill(ctx, Actor::Operator, tell)).map_err(failure)?;
    if out.is_json() {
        return Ok(out.json(&answer(&filled))?);
    }
    out.line(&format!(
        "{} organisations, {} integrations, {} events. All of it is invented.\n",
        filled.organisations, filled.integrations, filled.events
    ))?;
    out.table(["EMAIL", "OF", "ROLE", "AUTHENTICATOR"], &filled.people.iter().map(row).collect::<Vec<_>>())?;
    out.line("\nSign in with an address at the portal: the code is in its outbox. Who has a text under AUTHENTICATOR is then asked for")?;
    out.line("a code of an authenticator app: add the text to one as a setup key (time-based, 6 digits). It is not shown again.")?;
    Ok(())
}

fn row(person: &DemoPerson) -> [String; 4] {
    let secret = person.secret.clone().unwrap_or_default();
    [person.email.to_string(), person.of.clone(), person.roles.join(", "), secret]
}

fn answer(filled: &Demo) -> Value {
    let people: Vec<Value> = filled
        .people
        .iter()
        .map(|person| {
            let uri = person.secret.as_ref().map(|secret| {
                let email = person.email.to_string().replace('@', "%40");
                format!("otpauth://totp/Slipway:{email}?secret={secret}&issuer=Slipway")
            });
            json!({
                "email": person.email,
                "of": person.of,
                "roles": person.roles,
                "secret": person.secret,
                "otpauth": uri,
            })
        })
        .collect();
    json!({
        "organisations": filled.organisations,
        "integrations": filled.integrations,
        "events": filled.events,
        "people": people,
    })
}

fn failure(error: Error<DemoRefusal>) -> Failure {
    let code = |refusal: &DemoRefusal| match refusal {
        DemoRefusal::InUse { .. } => "in_use",
        DemoRefusal::SendsMail => "sends_mail",
        DemoRefusal::NoEdition => "no_edition",
        DemoRefusal::Stopped(_) => "stopped",
    };
    match error {
        Error::Refused(refusal) => Failure::refused(code(&refusal), refusal.to_string()),
        Error::Internal(fault) => fault.into(),
    }
}
