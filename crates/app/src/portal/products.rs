//! Products: what an organisation builds on NHS login.

use onboarding::policy::Action;
use store::queries::portal::products as queries;
use thiserror::Error;

use super::{Denied, Name, NotFound, OrganisationId, Product, ProductId, product_for, roles, user};
use crate::{Actor, Context, Error};

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("your organisation has a product called {0} already: enter another name")]
    NameTaken(Name),
}

impl From<Refusal> for Error<Refusal> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Adds a product to an organisation.
pub async fn create(
    ctx: &Context,
    actor: Actor,
    organisation_id: OrganisationId,
    name: Name,
) -> Result<ProductId, Error<Refusal>> {
    let (id, now): (ProductId, _) = (ctx.new_id(), ctx.now());
    ctx.store
        .write(move |tx| {
            let (seen_by, action) = (Action::ViewOrganisation, Action::ManageProduct);
            roles::authorise(tx, actor, organisation_id, seen_by, action)?.map_err(Refusal::from)?;
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
    let found = ctx.store.read(move |tx| product_for(tx, actor, id, Action::ViewProduct)).await;
    found.map(|(product, _)| product).map_err(roles::hidden)
}
