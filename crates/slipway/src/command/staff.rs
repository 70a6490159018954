//! `slipway staff`: who works for the service. Whoever runs it on this machine may give any role.

use app::{
    Actor, Error,
    portal::{
        second_factor,
        staff::{self, Given, StaffRefusal},
    },
};
use kernel::EmailAddress;
use onboarding::role::StaffRole;
use serde_json::json;

use super::Workplace;
use crate::{
    arguments::{ResetSecondFactor, Staff, StaffRoleOf},
    failure::Failure,
    output::Output,
};

pub fn run(command: &Staff, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    match command {
        Staff::Add(of) => change(of, workplace, out, true),
        Staff::Remove(of) => change(of, workplace, out, false),
        Staff::List(_) => list(workplace, out),
        Staff::ResetSecondFactor(of) => reset(of, workplace, out),
    }
}

fn change(of: &StaffRoleOf, workplace: &Workplace, out: &mut Output<'_>, gives: bool) -> Result<(), Failure> {
    let email = address(&of.email)?;
    let role: StaffRole = of
        .role
        .parse()
        .map_err(|problem: onboarding::role::RoleProblem| Failure::Usage(problem.to_string()))?;
    let (ctx, runtime) = (&workplace.ctx, &workplace.runtime);
    let changed = if gives {
        runtime.block_on(staff::give(ctx, Actor::Operator, email.clone(), role.clone()))
    } else {
        runtime.block_on(staff::take(ctx, Actor::Operator, email.clone(), role.clone()))
    };
    changed.map_err(failure)?;
    if out.is_json() {
        return Ok(out.json(&json!({ "email": email, "role": role, "has": gives }))?);
    }
    let title = role.title().to_lowercase();
    Ok(out.line(&if gives {
        format!("{email} is now {title}. They sign in at {}/sign-in.", ctx.portal_url)
    } else {
        format!("{email} is no longer {title}.")
    })?)
}

fn address(text: &str) -> Result<EmailAddress, Failure> {
    text.parse().map_err(|problem: kernel::EmailProblem| Failure::Usage(problem.to_string()))
}

fn reset(of: &ResetSecondFactor, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let email = address(&of.email)?;
    let (ctx, runtime) = (&workplace.ctx, &workplace.runtime);
    runtime.block_on(second_factor::reset(ctx, Actor::Operator, email.clone())).map_err(
        |error| match error {
            Error::Refused(_) => {
                Failure::refused("not_found", format!("nobody has signed in to the portal as {email}"))
            }
            Error::Internal(fault) => Failure::Ours(fault.into()),
        },
    )?;
    if out.is_json() {
        return Ok(out.json(&json!({ "email": email, "has_second_factor": false }))?);
    }
    Ok(out.line(&format!("{email} is signed out, and sets up a second factor anew at the next sign-in."))?)
}

fn failure(error: Error<StaffRefusal>) -> Failure {
    match error {
        Error::Refused(refusal) => Failure::refused(code(&refusal), refusal.to_string()),
        Error::Internal(fault) => Failure::Ours(fault.into()),
    }
}

fn code(refusal: &StaffRefusal) -> &'static str {
    match refusal {
        StaffRefusal::Denied(_) => "not_allowed",
        StaffRefusal::Yourself => "yourself",
        StaffRefusal::UnknownRole { .. } => "unknown_role",
        StaffRefusal::HasAlready { .. } => "has_already",
        StaffRefusal::HasNot { .. } => "has_not",
        StaffRefusal::Clash(_) => "roles_clash",
        StaffRefusal::LastProcessOwner => "last_process_owner",
    }
}

fn list(workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let listed = workplace.runtime.block_on(staff::list(&workplace.ctx, Actor::Operator));
    let given = listed.map_err(|error| Failure::Ours(anyhow::anyhow!("{error}")))?;
    if out.is_json() {
        let people: Vec<_> = given.iter().map(described).collect();
        return Ok(out.json(&people)?);
    }
    if given.is_empty() {
        return Ok(out.line("Nobody yet. Name the first: slipway staff add EMAIL --role process-owner")?);
    }
    Ok(out.table(["EMAIL", "ROLE", "SINCE", "GIVEN BY"], &given.iter().map(row).collect::<Vec<_>>())?)
}

fn described(given: &Given) -> serde_json::Value {
    json!({ "email": given.email, "role": given.role, "given_at": given.given_at, "given_by": given.given_by })
}

fn row(given: &Given) -> [String; 4] {
    let by = given.given_by.as_ref().map_or_else(|| "command line".to_owned(), ToString::to_string);
    [given.email.to_string(), given.role.to_string(), given.given_at.to_string(), by]
}
