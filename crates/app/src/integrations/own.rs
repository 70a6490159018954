//! A partner's own integrations, and the products that can have one.

use onboarding::policy::{self, Action};
use store::queries::{
    integrations::{self as queries, Integration},
    portal::products,
};
use toolkit::{Definition, standing::With};

use super::{project::with_of, start::running};
use crate::{
    Actor, Context, Error,
    portal::{self, NotFound, Product},
};

/// An integration as its own people's list shows it.
#[derive(Clone, Debug)]
pub struct Own {
    pub integration: Integration,
    pub product: Product,
    /// The title of the stage that it is in; none once the last one is over.
    pub stage: Option<String>,
    /// What partners connect to, as sentences name it.
    pub service: String,
    /// Whose turn it is.
    pub turn: With,
}

/// The integrations of every organisation that the actor belongs to.
pub async fn list_own(ctx: &Context, actor: Actor) -> Result<Vec<Own>, Error<NotFound>> {
    let (context, user) = (ctx.clone(), portal::user(actor)?);
    ctx.store
        .read(move |tx| {
            let known = products::list_of_user(tx, user.uuid())?;
            let mut own = Vec::new();
            for integration in queries::list_of_user(tx, user.uuid())? {
                let product = known.iter().find(|product| product.id == integration.product_id).cloned();
                let definition = context.definition(&integration.summary.edition)?;
                let stage = stage(&definition, &integration);
                let service = definition.edition.service.clone();
                let turn = with_of(&integration.summary.turn);
                own.extend(product.map(|product| Own { integration, product, stage, service, turn }));
            }
            Ok(own)
        })
        .await
}

/// The products that the actor can start an integration for: none of them has one that runs.
pub async fn list_startable(ctx: &Context, actor: Actor) -> Result<Vec<Product>, Error<NotFound>> {
    let user = portal::user(actor)?;
    ctx.store
        .read(move |tx| {
            let mut startable = Vec::new();
            for product in products::list_of_user(tx, user.uuid())? {
                let roles = portal::roles::of(tx, actor, product.organisation_id.into())?;
                if policy::may(Action::StartIntegration, &roles) && running(tx, product.id)?.is_none() {
                    startable.push(product);
                }
            }
            Ok(startable)
        })
        .await
}

fn stage(definition: &Definition, integration: &Integration) -> Option<String> {
    let id = integration.summary.stage.as_deref()?;
    Some(definition.stages.iter().find(|stage| stage.id.as_str() == id)?.title.clone())
}
