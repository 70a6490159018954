//! Products: what an organisation builds on NHS login.

use store::queries::portal::{organisations, products as queries};
use thiserror::Error;

use super::{Name, NotFound, OrganisationId, Product, ProductId, user, visible};
use crate::{Actor, Context, Error};

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error(transparent)]
    NotFound(#[from] NotFound),
    #[error("your organisation has a product called {0} already: enter another name")]
    NameTaken(Name),
}

impl From<Refusal> for Error<Refusal> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Adds a product to an organisation of the actor's.
pub async fn create(
    ctx: &Context,
    actor: Actor,
    organisation_id: OrganisationId,
    name: Name,
) -> Result<ProductId, Error<Refusal>> {
    let member = user(actor).map_err(Refusal::from)?;
    let (id, now): (ProductId, _) = (ctx.new_id(), ctx.now());
    ctx.store
        .write(move |tx| {
            organisations::find_of_user(tx, organisation_id.uuid(), member.uuid())?
                .ok_or(Refusal::NotFound(NotFound))?;
            if queries::insert(tx, id.uuid(), organisation_id.uuid(), name.as_str(), now)? {
                Ok(id)
            } else {
                Err(Refusal::NameTaken(name).into())
            }
        })
        .await
}

/// The products that the actor may see.
pub async fn list(ctx: &Context, actor: Actor) -> Result<Vec<Product>, Error<NotFound>> {
    let member = user(actor)?;
    Ok(ctx.store.read(move |tx| queries::list_of_user(tx, member.uuid())).await?)
}

pub async fn find(ctx: &Context, actor: Actor, id: ProductId) -> Result<Product, Error<NotFound>> {
    ctx.store.read(move |tx| Ok(visible(tx, actor, id)?.ok_or(NotFound)?)).await
}
