//! What developers do in the portal: sign in, describe their organisation and products, register clients, read their traffic.
//!
//! Competitors share this system. Each use case asks first whether the actor belongs to the organisation; what belongs to
//! others answers exactly as what does not exist.

mod name;
pub mod organisations;
pub mod products;
pub mod roles;
pub mod sandpit;
pub mod sign_in;
pub mod test_people;
pub mod traffic;

use kernel::{Id, Kind};
use store::{StoreError, Tx, queries::portal::products as queries};
use thiserror::Error;

use crate::{Actor, Error, context::UserId};

pub use name::{Name, NameProblem};
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
        Actor::Operator => Err(NotFound),
    }
}

/// A product, if the actor may see it.
fn visible(tx: &mut Tx<'_>, actor: Actor, id: ProductId) -> Result<Option<Product>, StoreError> {
    match actor {
        Actor::Operator => queries::find(tx, id.uuid()),
        Actor::User(user) => queries::find_of_user(tx, id.uuid(), user.uuid()),
    }
}

#[cfg(test)]
mod tests;
