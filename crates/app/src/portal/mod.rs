//! What developers do in the portal: sign in, describe their organisation and products, register clients, read their traffic.
//!
//! Competitors share this system. Each use case asks the policy first, with the actor's roles for the organisation; what is
//! none of theirs answers exactly as what does not exist.

pub mod environment_access;
pub mod environments;
mod name;
pub mod organisations;
pub mod products;
pub mod roles;
pub mod second_factor;
pub mod sign_in;
pub mod staff;
pub mod staff_sign_in;
pub mod test_people;
pub mod tokens;
pub mod traffic;

use kernel::{Id, Kind};
use onboarding::{
    policy::{self, Action},
    role::Roles,
};
use store::{Tx, queries::portal::products as queries};
use thiserror::Error;

use crate::{Actor, Error, context::UserId};

pub use name::{Name, NameProblem};
pub use roles::Denied;
pub use store::queries::{
    exchanges::Recorded,
    portal::{organisations::Organisation, products::Product, traffic::Filter, users::User},
};

/// Labels the id of an organisation.
pub enum OrganisationKind {}
impl Kind for OrganisationKind {
    const NAME: &'static str = "an organisation";
}
pub type OrganisationId = Id<OrganisationKind>;

/// Labels the id of a product.
pub enum ProductKind {}
impl Kind for ProductKind {
    const NAME: &'static str = "a product";
}
pub type ProductId = Id<ProductKind>;

/// It does not exist, or is not for the one who asks: nobody can tell which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("there is nothing here that you can see")]
pub struct NotFound;

impl From<NotFound> for Error<NotFound> {
    fn from(not_found: NotFound) -> Self {
        Self::Refused(not_found)
    }
}

/// Only users belong to organisations.
pub(crate) fn user(actor: Actor) -> Result<UserId, NotFound> {
    match actor {
        Actor::User(id) => Ok(id),
        Actor::Operator | Actor::Token(_) => Err(NotFound),
    }
}

/// A product, for somebody whose roles for its organisation allow the action, with those roles.
pub(crate) fn product_for(
    tx: &mut Tx<'_>,
    actor: Actor,
    id: ProductId,
    action: Action,
) -> Result<(Product, Roles), Error<Denied>> {
    let product = queries::find(tx, id.uuid())?.ok_or(Denied::NotFound(NotFound))?;
    let roles = roles::of_product(tx, actor, &product)?;
    if !policy::may(Action::ViewProduct, &roles) {
        return Err(Denied::NotFound(NotFound).into());
    }
    policy::allow(action, &roles).map_err(Denied::from)?;
    Ok((product, roles))
}

#[cfg(test)]
mod tests;
