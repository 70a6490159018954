//! Staff allow a product a client at an environment that is not open to everybody, and take that back: each time with a reason.
//!
//! What was decided is a log, and its last line counts. Taking it back suspends a client that is there already; allowing it again
//! brings the same client back.

use identity::ClientRegistration;
use onboarding::policy::Action;
use store::queries::{
    clients, environment_access as queries,
    portal::{products, users},
};
use thiserror::Error;

use super::{
    Denied, NotFound,
    environments::{self, Place},
    product_for,
};
use crate::{
    Actor, Context, Error,
    clients::reason::{self, ReasonProblem},
};

/// One line of the log.
pub type AccessChange = queries::Change;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Reason(#[from] ReasonProblem),
    #[error("nobody has to be allowed a client here: its developers register it themselves")]
    OpenToEverybody,
    #[error("clients of this environment are registered on the command line alone")]
    ByOperator,
    #[error("this product is allowed a client here already")]
    AllowedAlready,
    #[error("this product is not allowed a client here: there is nothing to take back")]
    NotAllowed,
}

impl From<Refusal> for Error<Refusal> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Lets the product's developers register a client, or brings the one back that they have.
pub async fn allow(ctx: &Context, actor: Actor, place: &Place, reason: &str) -> Result<(), Error<Refusal>> {
    decide(ctx, actor, place, true, reason).await
}

/// Takes it back. From the next request on, nothing of a client that is there is answered.
pub async fn take_back(
    ctx: &Context,
    actor: Actor,
    place: &Place,
    reason: &str,
) -> Result<(), Error<Refusal>> {
    decide(ctx, actor, place, false, reason).await
}

async fn decide(
    ctx: &Context,
    actor: Actor,
    place: &Place,
    is_allowed: bool,
    reason: &str,
) -> Result<(), Error<Refusal>> {
    let environment = environments::environment(ctx, &place.environment)
        .map_err(|not_found| Refusal::Denied(not_found.into()))?;
    let (id, now, reason) = (place.product, ctx.now(), reason.to_owned());
    let changed = ctx.store.write(move |tx| {
        product_for(tx, actor, id, Action::AllowClients).map_err(|error| error.map(Refusal::Denied))?;
        match environment.policy.clients {
            ClientRegistration::SelfService => return Err(Refusal::OpenToEverybody.into()),
            ClientRegistration::ByOperator => return Err(Refusal::ByOperator.into()),
            ClientRegistration::OnceAllowed => {}
        }
        let reason = reason::parse(&reason).map_err(Refusal::Reason)?;
        // Of two who decide at once, the second sees what the first did.
        products::lock(tx, id.uuid())?;
        let last = queries::list(tx, &environment.id, id.uuid())?.into_iter().next();
        match (last.is_some_and(|last| last.is_allowed), is_allowed) {
            (true, true) => return Err(Refusal::AllowedAlready.into()),
            (false, false) => return Err(Refusal::NotAllowed.into()),
            _ => {}
        }
        let change = AccessChange { is_allowed, reason, changed_by: actor.person(), changed_at: now };
        queries::add(tx, &environment.id, id.uuid(), &change)?;
        clients::touch_those_of_product(tx, &environment.id, id.uuid(), now)?;
        let of_product = clients::list_of_product(tx, &environment.id, id.uuid())?;
        Ok::<_, Error<Refusal>>(of_product.into_iter().map(|owned| owned.client.id).collect::<Vec<_>>())
    });
    for client in changed.await? {
        ctx.clients.forget(&place.environment, &client);
    }
    let words =
        if is_allowed { "a product was allowed a client" } else { "a product's client was taken back" };
    tracing::info!(target: crate::SECURITY, product = %place.product, environment = %place.environment, "{words}");
    Ok(())
}

/// A line of the log with the address of whoever wrote it; none for the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub change: AccessChange,
    pub by: Option<String>,
}

/// The log of a product at an environment, newest first: for staff, because it says who of them did what.
pub async fn log(ctx: &Context, actor: Actor, place: &Place) -> Result<Vec<Line>, Error<Denied>> {
    let (id, environment) = (place.product, place.environment.clone());
    ctx.store
        .read(move |tx| {
            let (_, roles) = product_for(tx, actor, id, Action::ViewProduct)?;
            if !roles.is_staff() && !roles.is_operator {
                return Err(Denied::NotFound(NotFound).into());
            }
            let mut lines = Vec::new();
            for change in queries::list(tx, &environment, id.uuid())? {
                let by = change.changed_by.map(|user| users::find(tx, user)).transpose()?.flatten();
                lines.push(Line { change, by: by.map(|user| user.email.to_string()) });
            }
            Ok(lines)
        })
        .await
}

#[cfg(test)]
mod tests;
