//! A product's client at the sandpit: its developers register and change it themselves, and it works at once.

use std::sync::Arc;

use identity::{
    Client, Environment, EnvironmentId,
    registration::{Draft, Judgement},
};
use jose::PublicKey;
use kernel::{SignedDuration, Timestamp};
use onboarding::{policy::Action, role::Roles};
use store::{
    StoreError,
    queries::{clients as client_queries, portal::traffic},
};
use thiserror::Error;

use super::{Denied, NotFound, Product, ProductId, product_for, roles};
use crate::{
    Actor, Context, Error, Internal,
    clients::{self, Change},
};

/// A product at the sandpit.
#[derive(Clone, Debug)]
pub struct View {
    pub product: Product,
    pub environment: Arc<Environment>,
    pub client: Option<Client>,
    /// When the client last sent a request.
    pub last_seen_at: Option<Timestamp>,
    /// What the one who looks at it is, for its organisation.
    pub roles: Roles,
}

#[derive(Debug, Error)]
pub enum Refusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("this product has a client in the sandpit already")]
    RegisteredAlready,
    #[error(transparent)]
    Client(#[from] clients::Refusal),
}

impl From<Refusal> for Error<Refusal> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn refused_by_clients(error: Error<clients::Refusal>) -> Error<Refusal> {
    match error {
        Error::Refused(refusal) => Refusal::Client(refusal).into(),
        Error::Internal(fault) => Error::Internal(fault),
    }
}

fn refused_by_policy(error: Error<Denied>) -> Error<Refusal> {
    match error {
        Error::Refused(denied) => Refusal::Denied(denied).into(),
        Error::Internal(fault) => Error::Internal(fault),
    }
}

/// The environment where clients are registered without asking anybody.
pub fn environment(ctx: &Context) -> Result<Arc<Environment>, NotFound> {
    ctx.environment(&EnvironmentId::new("sandpit")).cloned().ok_or(NotFound)
}

/// A product's place at the sandpit, for whoever may see the product.
pub async fn view(ctx: &Context, actor: Actor, id: ProductId) -> Result<View, Error<NotFound>> {
    view_for(ctx, actor, id, Action::ViewProduct).await.map_err(roles::hidden)
}

/// The same, for whoever may do more than look.
pub(super) async fn view_for(
    ctx: &Context,
    actor: Actor,
    id: ProductId,
    action: Action,
) -> Result<View, Error<Denied>> {
    let environment = environment(ctx).map_err(Denied::from)?;
    ctx.store
        .read(move |tx| {
            let (product, roles) = product_for(tx, actor, id, action)?;
            let clients = client_queries::list_of_product(tx, &environment.id, id.uuid())?;
            let client = clients.into_iter().next().map(|owned| owned.client);
            let last_seen_at = match &client {
                Some(client) => traffic::last_seen(tx, &environment.id, &client.id)?,
                None => None,
            };
            Ok(View { product, environment, client, last_seen_at, roles })
        })
        .await
}

/// A view of a product whose client the actor may change.
async fn manageable(ctx: &Context, actor: Actor, id: ProductId) -> Result<View, Error<Refusal>> {
    view_for(ctx, actor, id, Action::ManageClients).await.map_err(refused_by_policy)
}

/// The same, where there is a client.
async fn registered(ctx: &Context, actor: Actor, id: ProductId) -> Result<(View, Client), Error<Refusal>> {
    let view = manageable(ctx, actor, id).await?;
    let client = view.client.clone().ok_or(Refusal::Denied(NotFound.into()))?;
    Ok((view, client))
}

/// Registers the product's client.
pub async fn register(
    ctx: &Context,
    actor: Actor,
    id: ProductId,
    draft: &Draft,
) -> Result<Client, Error<Refusal>> {
    let view = manageable(ctx, actor, id).await?;
    if view.client.is_some() {
        return Err(Refusal::RegisteredAlready.into());
    }
    match clients::register(ctx, &view.environment, draft, Some(id.uuid())).await {
        // Two people of one team pressed the button at once.
        Err(Error::Internal(Internal::Store(error))) if is_second_client(&error) => {
            Err(Refusal::RegisteredAlready.into())
        }
        other => other.map_err(refused_by_clients),
    }
}

fn is_second_client(error: &StoreError) -> bool {
    error.is_conflict_on("client.environment,client.product_id")
}

/// Changes the registration, if the change holds to every rule.
pub async fn change(
    ctx: &Context,
    actor: Actor,
    id: ProductId,
    change: Change,
) -> Result<Client, Error<Refusal>> {
    let (view, client) = registered(ctx, actor, id).await?;
    clients::update(ctx, &view.environment, &client.id, change).await.map_err(refused_by_clients)
}

/// What the rules make of the registration as it stands.
pub fn judge(ctx: &Context, view: &View, client: &Client) -> Judgement {
    clients::judge_change(ctx, &view.environment, client, &change_of(client))
}

/// The registration as a change that changes nothing: what the form starts with.
pub fn change_of(client: &Client) -> Change {
    Change {
        name: client.name.clone(),
        redirect_uris: client.redirect_uris.clone(),
        scope: client.scopes.to_string(),
        vectors: client.vectors.iter().map(ToString::to_string).collect(),
        sso_partners: client.sso_partners.iter().map(ToString::to_string).collect(),
        repeats_claims_in_header: client.repeats_claims_in_header,
    }
}

/// Adds a key; the others go on working for `overlap`.
pub async fn rotate_key(
    ctx: &Context,
    actor: Actor,
    id: ProductId,
    public_key: &str,
    overlap: SignedDuration,
) -> Result<PublicKey, Error<Refusal>> {
    let (view, client) = registered(ctx, actor, id).await?;
    clients::rotate_key(ctx, &view.environment.id, &client.id, public_key, overlap)
        .await
        .map_err(refused_by_clients)
}

/// Ends a key now.
pub async fn remove_key(
    ctx: &Context,
    actor: Actor,
    id: ProductId,
    thumbprint: &str,
) -> Result<(), Error<Refusal>> {
    let (view, client) = registered(ctx, actor, id).await?;
    clients::remove_key(ctx, &view.environment.id, &client.id, thumbprint).await.map_err(refused_by_clients)
}
