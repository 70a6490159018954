//! The request inspector: what passed between a product's client and an environment, for those who may see the product.

use std::sync::Arc;

use identity::{Client, ClientId, Environment, EnvironmentId};
use kernel::Reference;
use onboarding::policy::Action;
use store::{
    StoreError, Tx,
    queries::{
        clients,
        exchanges::{self, Recorded},
        portal::traffic::{self as queries, Filter},
    },
};

use super::{
    Denied, NotFound, Product, ProductId,
    environments::{self, Place, View},
    product_for, roles,
};
use crate::{Actor, Context, Error};

/// A page of exchanges, newest first.
#[derive(Clone, Debug)]
pub struct Listing {
    pub product: Product,
    pub environment: Arc<Environment>,
    pub client: Client,
    pub exchanges: Vec<Recorded>,
    /// Where the next page starts, if there may be one.
    pub older: Option<i64>,
}

/// Which exchanges to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    pub filter: Filter,
    /// Only what is older than this sequence.
    pub before: Option<i64>,
    pub most: u32,
}

pub async fn list(
    ctx: &Context,
    actor: Actor,
    place: &Place,
    question: Question,
) -> Result<Listing, Error<Denied>> {
    let view = environments::view_for(ctx, actor, place, Action::ViewTraffic).await?;
    let View { product, environment, client, .. } = view;
    let client = client.ok_or(Denied::NotFound(NotFound))?;
    let (at, client_id) = (environment.id.clone(), client.id.clone());
    let (exchanges, older) = ctx.store.read(move |tx| page(tx, &at, &client_id, &question)).await?;
    Ok(Listing { product, environment, client, exchanges, older })
}

fn page(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client_id: &ClientId,
    question: &Question,
) -> Result<(Vec<Recorded>, Option<i64>), StoreError> {
    let Question { filter, before, most } = question;
    let before = before.unwrap_or(i64::MAX);
    let (one_more, most) = (most + 1, *most as usize);
    let mut found = if *filter == Filter::default() {
        exchanges::list_before(tx, environment, client_id, before, one_more)?
    } else {
        queries::search(tx, environment, client_id, filter, before, one_more)?
    };
    if found.len() > most {
        found.truncate(most);
        return Ok((found.clone(), found.last().map(|last| last.sequence)));
    }
    // A search looks through a part of the past at a time: fewer hits than asked for may go on further back.
    let is_search = *filter != Filter::default();
    let window_start =
        if is_search { queries::window_start(tx, environment, client_id, before)? } else { None };
    Ok((found, window_start))
}

/// An exchange with what belongs to it.
#[derive(Clone, Debug)]
pub struct Opened {
    pub product: Product,
    pub environment: Arc<Environment>,
    /// The client as it is registered now.
    pub client: Client,
    pub recorded: Recorded,
    /// All exchanges of the same sign-in, this one too, in order.
    pub sign_in: Vec<Recorded>,
}

/// The exchange with this reference, if it is the product's.
pub async fn open(
    ctx: &Context,
    actor: Actor,
    place: &Place,
    reference: Reference,
) -> Result<Opened, Error<Denied>> {
    let view = environments::view_for(ctx, actor, place, Action::ViewTraffic).await?;
    let View { product, environment, client, .. } = view;
    let client = client.ok_or(Denied::NotFound(NotFound))?;
    let (at, own) = (environment.id.clone(), client.id.clone());
    let (recorded, sign_in) = ctx
        .store
        .read(move |tx| {
            let recorded = exchanges::find(tx, &at, &reference)?
                .filter(|recorded| recorded.exchange.client_id.as_ref() == Some(&own))
                .ok_or(Denied::NotFound(NotFound))?;
            let sign_in = match recorded.exchange.grant_id {
                Some(grant) => exchanges::list_of_grant(tx, &at, &own, grant)?,
                None => Vec::new(),
            };
            Ok::<_, Error<Denied>>((recorded, sign_in))
        })
        .await?;
    Ok(Opened { product, environment, client, recorded, sign_in })
}

/// Whose exchange this is and where it was, if the actor may see it.
pub async fn locate(ctx: &Context, actor: Actor, reference: Reference) -> Result<Place, Error<NotFound>> {
    let environments = ctx.environments().to_vec();
    ctx.store
        .read(move |tx| {
            for environment in &environments {
                if let Some(place) = locate_at(tx, &environment.id, actor, &reference)? {
                    return Ok(place);
                }
            }
            Err(NotFound.into())
        })
        .await
}

fn locate_at(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    actor: Actor,
    reference: &Reference,
) -> Result<Option<Place>, Error<NotFound>> {
    let recorded = exchanges::find(tx, environment, reference)?;
    let Some(client_id) = recorded.and_then(|recorded| recorded.exchange.client_id) else { return Ok(None) };
    let owned = clients::find(tx, environment, &client_id)?;
    let Some(product) = owned.and_then(|owned| owned.product_id) else { return Ok(None) };
    let product = ProductId::from(product);
    product_for(tx, actor, product, Action::ViewTraffic).map_err(roles::hidden)?;
    Ok(Some(Place { product, environment: environment.clone() }))
}
