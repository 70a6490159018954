//! `slipway client allow` and `slipway client take-back`: whether a product may have a client in an environment.

use app::{
    Actor, Error,
    portal::{
        environment_access::{self, Refusal},
        environments::Place,
    },
};
use serde_json::json;

use super::Workplace;
use crate::{
    arguments::{DecideAccess, InEnvironment},
    failure::Failure,
    output::Output,
};

pub fn allow(command: &DecideAccess, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    decide(command, workplace, out, true)
}

pub fn take_back(command: &DecideAccess, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    decide(command, workplace, out, false)
}

fn decide(
    command: &DecideAccess,
    workplace: &Workplace,
    out: &mut Output<'_>,
    is_allowed: bool,
) -> Result<(), Failure> {
    let environment = workplace.environment(&InEnvironment { environment: command.environment.clone() })?;
    let product = command.product.parse().map_err(|_| unknown())?;
    let place = Place { product, environment: environment.id.clone() };
    let (ctx, runtime) = (&workplace.ctx, &workplace.runtime);
    let decided = if is_allowed {
        runtime.block_on(environment_access::allow(ctx, Actor::Operator, &place, &command.reason))
    } else {
        runtime.block_on(environment_access::take_back(ctx, Actor::Operator, &place, &command.reason))
    };
    decided.map_err(failure)?;
    if out.is_json() {
        return Ok(out.json(&json!({
            "product": place.product, "environment": place.environment, "allowed": is_allowed,
        }))?);
    }
    let words = if is_allowed { "may have a client" } else { "may no longer have a client" };
    Ok(out.line(&format!("The product {words} in the {}.", environment.in_words()))?)
}

fn failure(error: Error<Refusal>) -> Failure {
    match error {
        Error::Internal(fault) => fault.into(),
        Error::Refused(Refusal::Denied(_)) => unknown(),
        Error::Refused(refusal) => Failure::refused("access_refused", refusal.to_string()),
    }
}

fn unknown() -> Failure {
    let words = "there is no such product: give the id that stands in the address of its page, /products/ID";
    Failure::refused("product_not_found", words)
}
