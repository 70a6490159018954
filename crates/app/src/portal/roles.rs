//! What somebody is: the roles that the policy asks for, read in the transaction that acts on them.

use onboarding::{
    policy::{self, Action, NotAllowed},
    role::Roles,
};
use store::{StoreError, Tx, queries::portal::roles as queries};
use thiserror::Error;

use super::{NotFound, OrganisationId, Product, tokens};
use crate::{Actor, Error, context::UserId};

/// An actor's roles for one organisation: those in it, and those on the service's side. Empty where they have no part in it.
pub fn of(tx: &mut Tx<'_>, actor: Actor, organisation: OrganisationId) -> Result<Roles, StoreError> {
    match actor {
        Actor::Operator => Ok(Roles::operator()),
        Actor::User(user) => {
            let partner = queries::in_organisation(tx, organisation.uuid(), user.uuid())?;
            Ok(Roles { partner, staff: queries::of_staff(tx, user.uuid())?, ..Roles::default() })
        }
        Actor::Token(id) => Ok(tokens::working(tx, id)?.map_or_else(Roles::default, |token| {
            let is_for_it = token.row.organisation_id.is_none_or(|own| own == organisation.uuid());
            if is_for_it { token.roles } else { Roles::default() }
        })),
    }
}

/// The same for one product: a token can be for less than an organisation.
pub fn of_product(tx: &mut Tx<'_>, actor: Actor, product: &Product) -> Result<Roles, StoreError> {
    if let Actor::Token(id) = actor {
        let token = tokens::working(tx, id)?;
        if token.is_some_and(|token| token.row.product_id.is_some_and(|own| own != product.id)) {
            return Ok(Roles::default());
        }
    }
    of(tx, actor, product.organisation_id.into())
}

/// An actor's roles on the service's side alone, for what belongs to no organisation.
pub fn of_staff(tx: &mut Tx<'_>, actor: Actor) -> Result<Roles, StoreError> {
    match actor {
        Actor::Operator => Ok(Roles::operator()),
        Actor::User(user) => Ok(Roles::of_staff(queries::of_staff(tx, user.uuid())?)),
        Actor::Token(id) => {
            let token = tokens::working(tx, id)?.filter(|token| token.row.organisation_id.is_none());
            Ok(token.map_or_else(Roles::default, |token| token.roles))
        }
    }
}

/// The person who answers for what an actor does. Nobody does for the operator of the machine.
pub fn person_behind(tx: &mut Tx<'_>, actor: Actor) -> Result<Option<UserId>, StoreError> {
    match actor {
        Actor::Operator => Ok(None),
        Actor::User(user) => Ok(Some(user)),
        Actor::Token(id) => Ok(tokens::working(tx, id)?.map(|token| token.row.created_by.into())),
    }
}

/// A user's roles of every kind, in all their organisations together: for what a session must show, and which pages there are.
/// It says nothing of any one organisation.
pub fn everywhere(tx: &mut Tx<'_>, user: UserId) -> Result<Roles, StoreError> {
    let partner = queries::in_any_organisation(tx, user.uuid())?;
    Ok(Roles { partner, staff: queries::of_staff(tx, user.uuid())?, ..Roles::default() })
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
