//! Who works for the service: roles given, taken away and listed. The first comes from the command line.

use std::collections::BTreeSet;

use kernel::{EmailAddress, Id};
use onboarding::{
    policy::{self, Action, RolesClash, SamePerson},
    role::StaffRole,
};
use store::{
    Tx,
    queries::portal::{
        roles as queries,
        users::{self, User},
    },
};
use thiserror::Error;

use super::{Denied, NotFound, roles};
use crate::{
    Actor, Context, Error,
    context::UserKind,
    messages::{self, Draft},
    outbox,
};

pub use store::queries::portal::roles::Given;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StaffRefusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("nobody gives a role to themselves: ask another process owner")]
    Yourself,
    #[error("no edition of the toolkit has the role {role}: choose one of {known}")]
    UnknownRole { role: StaffRole, known: String },
    #[error("{email} is {title} already")]
    HasAlready { email: EmailAddress, title: String },
    #[error("{email} is not {title}")]
    HasNot { email: EmailAddress, title: String },
    #[error(transparent)]
    Clash(#[from] RolesClash),
    #[error("somebody has to look after the process: make another person process owner first")]
    LastProcessOwner,
}

impl From<StaffRefusal> for Error<StaffRefusal> {
    fn from(refusal: StaffRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<SamePerson> for StaffRefusal {
    fn from(_: SamePerson) -> Self {
        Self::Yourself
    }
}

/// Every role that can be given: the plain ones, and a reviewer for each discipline that an edition names.
pub fn known_roles(ctx: &Context) -> BTreeSet<StaffRole> {
    let named = ctx.toolkit.editions().flat_map(|edition| &edition.roles);
    StaffRole::PLAIN.into_iter().chain(named.filter_map(|role| role.id.parse().ok())).collect()
}

/// Every role of every member of staff, by address.
pub async fn list(ctx: &Context, actor: Actor) -> Result<Vec<Given>, Error<Denied>> {
    ctx.store
        .read(move |tx| {
            allow(tx, actor, Action::ViewStaff)?;
            Ok(queries::list_staff(tx)?)
        })
        .await
}

// Whoever may not even see the staff is not told that there is such a list.
fn allow(tx: &mut Tx<'_>, actor: Actor, action: Action) -> Result<(), Error<Denied>> {
    let roles = roles::of_staff(tx, actor)?;
    if !policy::may(Action::ViewStaff, &roles) {
        return Err(Denied::NotFound(NotFound).into());
    }
    Ok(policy::allow(action, &roles).map_err(Denied::from)?)
}

/// Gives a role, and tells the person by mail. Somebody who has never signed in gets an account.
pub async fn give(
    ctx: &Context,
    actor: Actor,
    email: EmailAddress,
    role: StaffRole,
) -> Result<(), Error<StaffRefusal>> {
    let known = known_roles(ctx);
    if !known.contains(&role) {
        let known = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        // Who may not give roles does not learn which there are.
        ctx.store
            .read(move |tx| may_change(tx, actor, &role).map(|()| role))
            .await
            .and_then(|role| Err::<(), _>(StaffRefusal::UnknownRole { role, known }.into()))?;
        return Ok(());
    }
    let (id, now): (Id<UserKind>, _) = (ctx.new_id(), ctx.now());
    let message = ctx.message("portal", given(&email, &role, &ctx.portal_url));
    ctx.store
        .write(move |tx| {
            may_change(tx, actor, &role)?;
            let user = users::find_or_insert(tx, id.uuid(), &email, now)?;
            independent(actor, &user)?;
            users::lock(tx, user.id)?;
            let mut held = queries::of_staff(tx, user.id)?;
            held.insert(role.clone());
            policy::may_hold(&held).map_err(StaffRefusal::from)?;
            if !queries::give_staff(tx, user.id, &role, giver(actor), now)? {
                return Err(StaffRefusal::HasAlready { email, title: titled(&role) }.into());
            }
            Ok::<_, Error<StaffRefusal>>(outbox::queue(tx, &message)?)
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(())
}

fn may_change(tx: &mut Tx<'_>, actor: Actor, role: &StaffRole) -> Result<(), Error<StaffRefusal>> {
    allow(tx, actor, Action::ManageStaff).map_err(|error| error.map(StaffRefusal::from))?;
    let roles = roles::of_staff(tx, actor)?;
    if policy::may_give(&roles, role) {
        Ok(())
    } else {
        Err(StaffRefusal::Denied(policy::NotAllowed(Action::ManageStaff).into()).into())
    }
}

fn giver(actor: Actor) -> Option<uuid::Uuid> {
    match actor {
        Actor::User(id) => Some(id.uuid()),
        Actor::Operator | Actor::Token(_) => None,
    }
}

fn independent(actor: Actor, receiver: &User) -> Result<(), StaffRefusal> {
    Ok(policy::independent(&giver(actor), &Some(receiver.id))?)
}

// "a board member" reads better in a sentence than its title.
fn titled(role: &StaffRole) -> String {
    role.title().to_lowercase()
}

/// Takes a role away at once, and tells the person by mail. The last process owner stays.
pub async fn take(
    ctx: &Context,
    actor: Actor,
    email: EmailAddress,
    role: StaffRole,
) -> Result<(), Error<StaffRefusal>> {
    let message = ctx.message("portal", taken(&email, &role));
    ctx.store
        .write(move |tx| {
            may_change(tx, actor, &role)?;
            queries::lock_process_owners(tx)?;
            let user = users::find_by_email(tx, &email)?;
            let was_held = match user {
                Some(user) => queries::take_staff(tx, user.id, &role)?,
                None => false,
            };
            if !was_held {
                return Err(StaffRefusal::HasNot { email, title: titled(&role) }.into());
            }
            if role == StaffRole::ProcessOwner && queries::count_staff(tx, &role)? == 0 {
                return Err(StaffRefusal::LastProcessOwner.into());
            }
            Ok::<_, Error<StaffRefusal>>(outbox::queue(tx, &message)?)
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(())
}

fn given(to: &EmailAddress, role: &StaffRole, portal_url: &str) -> Draft {
    messages::to_person(
        to.clone(),
        &format!("You have a new role on Slipway: {}", titled(role)),
        &[
            &format!("You can now do what this role does on Slipway: {}.", titled(role)),
            "Sign in with this email address. The first time, you also set up a second way to show that it is you.",
            &format!("{portal_url}/sign-in"),
            "You get this email because somebody who looks after Slipway gave you the role. If you did not expect it, reply to them or ignore it.",
        ],
    )
}

fn taken(to: &EmailAddress, role: &StaffRole) -> Draft {
    messages::to_person(
        to.clone(),
        &format!("You no longer have a role on Slipway: {}", titled(role)),
        &[
            &format!("You no longer have this role on Slipway: {}. It stopped at once.", titled(role)),
            "You get this email because somebody who looks after Slipway took the role away. If you did not expect it, ask your process owner.",
        ],
    )
}
