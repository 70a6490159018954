//! What somebody is: the roles that the policy asks for, read in the transaction that acts on them.

use onboarding::{
    policy::{self, Action, NotAllowed},
    role::Roles,
};
use store::{StoreError, Tx, queries::portal::roles as queries};
use thiserror::Error;

use super::{NotFound, OrganisationId};
use crate::{Actor, Error, context::UserId};

/// An actor's roles for one organisation: those in it, and those on the service's side. Empty where they have no part in it.
pub fn of(tx: &mut Tx<'_>, actor: Actor, organisation: OrganisationId) -> Result<Roles, StoreError> {
    let Actor::User(user) = actor else { return Ok(Roles::operator()) };
    let partner = queries::in_organisation(tx, organisation.uuid(), user.uuid())?;
    Ok(Roles { partner, staff: queries::of_staff(tx, user.uuid())?, is_operator: false })
}

/// An actor's roles on the service's side alone, for what belongs to no organisation.
pub fn of_staff(tx: &mut Tx<'_>, actor: Actor) -> Result<Roles, StoreError> {
    let Actor::User(user) = actor else { return Ok(Roles::operator()) };
    Ok(Roles::of_staff(queries::of_staff(tx, user.uuid())?))
}

/// A user's roles of every kind, in all their organisations together: for what a session must show, and which pages there are.
/// It says nothing of any one organisation.
pub fn everywhere(tx: &mut Tx<'_>, user: UserId) -> Result<Roles, StoreError> {
    let partner = queries::in_any_organisation(tx, user.uuid())?;
    Ok(Roles { partner, staff: queries::of_staff(tx, user.uuid())?, is_operator: false })
}

/// Why somebody may not do something to what belongs to an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Denied {
    /// They have no part in the organisation: to them it does not exist.
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// They may see it, but not do this.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
}

impl From<Denied> for Error<Denied> {
    fn from(denied: Denied) -> Self {
        Self::Refused(denied)
    }
}

/// Asks the policy about a thing of an organisation. `seen_by` is what lets somebody know that the thing is there at all.
pub fn authorise(
    tx: &mut Tx<'_>,
    actor: Actor,
    organisation: OrganisationId,
    seen_by: Action,
    action: Action,
) -> Result<Result<Roles, Denied>, StoreError> {
    let roles = of(tx, actor, organisation)?;
    if !policy::may(seen_by, &roles) {
        return Ok(Err(Denied::NotFound(NotFound)));
    }
    Ok(match policy::allow(action, &roles) {
        Ok(()) => Ok(roles),
        Err(refusal) => Err(Denied::NotAllowed(refusal)),
    })
}

/// A refusal to look at something: whoever may not look is not told that it is there.
pub(super) fn hidden(error: Error<Denied>) -> Error<NotFound> {
    match error {
        Error::Refused(_) => NotFound.into(),
        Error::Internal(fault) => Error::Internal(fault),
    }
}
