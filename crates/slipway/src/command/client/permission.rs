//! `slipway client permit` and `slipway client forbid`: what a service may do as a program.

use std::collections::BTreeSet;

use app::{
    Actor, Error,
    clients::permissions::{self, Permit, Refusal},
};
use identity::{ClientId, Permission, permission::UnknownPermission};
use kernel::{OdsCode, OdsProblem};
use serde_json::json;

use super::{Workplace, unknown};
use crate::{
    arguments::{ForbidClient, PermitClient},
    failure::Failure,
    output::Output,
};

pub fn permit(command: &PermitClient, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = workplace.environment(&command.place)?;
    let client = ClientId::new(&command.client);
    let permit = Permit {
        permission: permission(&command.permission)?,
        ods_codes: command.ods_codes.iter().map(|code| ods_code(code)).collect::<Result<BTreeSet<_>, _>>()?,
        reason: command.reason.clone(),
    };
    let giving = permissions::give(&workplace.ctx, Actor::Operator, &environment.id, &client, permit);
    let given = workplace.runtime.block_on(giving).map_err(failure)?;
    if out.is_json() {
        return Ok(out.json(&json!({
            "client_id": client, "permission": given.permission.name(), "ods_codes": given.ods_codes,
            "reason": given.reason, "given_at": given.given_at,
        }))?);
    }
    let codes: Vec<&str> = given.ods_codes.iter().map(OdsCode::as_str).collect();
    let of =
        if codes.is_empty() { String::new() } else { format!(" for the patients of {}", codes.join(", ")) };
    Ok(out.line(&format!("{client} may now {}{of}.", given.permission.words()))?)
}

pub fn forbid(command: &ForbidClient, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = workplace.environment(&command.place)?;
    let (client, permission) = (ClientId::new(&command.client), permission(&command.permission)?);
    let taking = permissions::take(&workplace.ctx, Actor::Operator, &environment.id, &client, permission);
    workplace.runtime.block_on(taking).map_err(failure)?;
    if out.is_json() {
        return Ok(
            out.json(&json!({ "client_id": client, "permission": permission.name(), "permitted": false }))?
        );
    }
    Ok(out.line(&format!("{client} may no longer {}.", permission.words()))?)
}

fn permission(name: &str) -> Result<Permission, Failure> {
    name.parse().map_err(|problem: UnknownPermission| Failure::Usage(problem.to_string()))
}

fn ods_code(text: &str) -> Result<OdsCode, Failure> {
    text.parse().map_err(|problem: OdsProblem| Failure::Usage(format!("--ods-code {text}: {problem}")))
}

fn failure(error: Error<Refusal>) -> Failure {
    match error {
        Error::Internal(fault) => fault.into(),
        Error::Refused(Refusal::NotFound(client)) => unknown(&client),
        Error::Refused(refusal) => Failure::refused("permission_refused", refusal.to_string()),
    }
}
