//! What clients may do as programs: given and taken away by staff, with a reason; nobody has any by registering.

use std::collections::BTreeSet;

use identity::{ClientId, EnvironmentId, Permission};
use kernel::OdsCode;
use onboarding::policy::{self, Action};
use store::{
    Tx,
    queries::{clients, permissions as queries, portal::users},
};
use thiserror::Error;

use super::reason::{self, ReasonProblem};
use crate::{
    Actor, Context, Error,
    portal::{Denied, NotFound, roles},
};

pub use store::queries::permissions::Given;

/// What is given.
#[derive(Clone, Debug)]
pub struct Permit {
    pub permission: Permission,
    /// The organisations for whose patients accounts may be provisioned; of that permission alone.
    pub ods_codes: BTreeSet<OdsCode>,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("no client {0} is registered here")]
    NotFound(ClientId),
    #[error(transparent)]
    Reason(#[from] ReasonProblem),
    #[error("name the organisations for whose patients the client may provision accounts, by ODS code")]
    NoOrganisation,
    #[error("only the permission to provision accounts is for organisations")]
    NeedsNoOrganisation,
    #[error("the client is not permitted to {} here", .0.words())]
    HasNot(Permission),
}

impl From<Refusal> for Error<Refusal> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn allow(tx: &mut Tx<'_>, actor: Actor) -> Result<(), Error<Refusal>> {
    let roles = roles::of_staff(tx, actor)?;
    if !policy::may(Action::ViewTraffic, &roles) {
        return Err(Refusal::Denied(Denied::NotFound(NotFound)).into());
    }
    Ok(policy::allow(Action::PermitPrograms, &roles).map_err(|refusal| Refusal::Denied(refusal.into()))?)
}

/// Gives a permission, in place of what was given before under its name. It counts from the next request on.
pub async fn give(
    ctx: &Context,
    actor: Actor,
    environment: &EnvironmentId,
    client: &ClientId,
    permit: Permit,
) -> Result<Given, Error<Refusal>> {
    let given = judged(permit, actor, ctx.now())?;
    let (id, client_id, kept) = (environment.clone(), client.clone(), given.clone());
    change(ctx, actor, environment, client, move |tx| Ok(queries::give(tx, &id, &client_id, &kept)?)).await?;
    tracing::info!(target: crate::SECURITY, %client, permission = %given.permission, "permitted");
    Ok(given)
}

fn judged(permit: Permit, actor: Actor, now: kernel::Timestamp) -> Result<Given, Refusal> {
    let reason = reason::parse(&permit.reason)?;
    check_organisations(permit.permission, &permit.ods_codes)?;
    Ok(Given {
        permission: permit.permission,
        ods_codes: permit.ods_codes,
        reason,
        given_by: actor.person(),
        given_at: now,
    })
}

/// Accounts are provisioned for named organisations, and nothing else is for any.
pub fn check_organisations(permission: Permission, ods_codes: &BTreeSet<OdsCode>) -> Result<(), Refusal> {
    match (permission, ods_codes.is_empty()) {
        (Permission::ProvisionAccounts, true) => Err(Refusal::NoOrganisation),
        (Permission::LookUpUsers, false) => Err(Refusal::NeedsNoOrganisation),
        _ => Ok(()),
    }
}

/// Takes a permission away. Tokens that were made with it open nothing any more.
pub async fn take(
    ctx: &Context,
    actor: Actor,
    environment: &EnvironmentId,
    client: &ClientId,
    permission: Permission,
) -> Result<(), Error<Refusal>> {
    let (id, client_id) = (environment.clone(), client.clone());
    let taken = change(ctx, actor, environment, client, move |tx| {
        if queries::take(tx, &id, &client_id, permission)? {
            Ok(())
        } else {
            Err(Refusal::HasNot(permission).into())
        }
    });
    taken.await?;
    tracing::info!(target: crate::SECURITY, %client, %permission, "no longer permitted");
    Ok(())
}

/// Changes a client's permissions in a transaction that also tells the other processes.
async fn change(
    ctx: &Context,
    actor: Actor,
    environment: &EnvironmentId,
    client: &ClientId,
    work: impl FnOnce(&mut Tx<'_>) -> Result<(), Error<Refusal>> + Send + 'static,
) -> Result<(), Error<Refusal>> {
    let (id, client_id, now) = (environment.clone(), client.clone(), ctx.now());
    ctx.store
        .write(move |tx| {
            allow(tx, actor)?;
            let owned = clients::find(tx, &id, &client_id)?.ok_or(Refusal::NotFound(client_id))?;
            work(tx)?;
            Ok::<_, Error<Refusal>>(clients::save(tx, &id, &owned.client, owned.product_id, now)?)
        })
        .await?;
    ctx.clients.forget(environment, client);
    Ok(())
}

/// A permission with the address of whoever gave it; none for the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub given: Given,
    pub by: Option<String>,
}

/// What a client is permitted, and why: for staff, whose reasons these are.
pub async fn list(
    ctx: &Context,
    actor: Actor,
    environment: &EnvironmentId,
    client: &ClientId,
) -> Result<Vec<Line>, Error<Refusal>> {
    let (id, client_id) = (environment.clone(), client.clone());
    ctx.store
        .read(move |tx| {
            let roles = roles::of_staff(tx, actor)?;
            if !policy::may(Action::ViewTraffic, &roles) {
                return Err(Refusal::Denied(Denied::NotFound(NotFound)).into());
            }
            let mut lines = Vec::new();
            for given in queries::list(tx, &id, &client_id)? {
                let by = given.given_by.map(|user| users::find(tx, user)).transpose()?.flatten();
                lines.push(Line { given, by: by.map(|user| user.email.to_string()) });
            }
            Ok::<_, Error<Refusal>>(lines)
        })
        .await
}
