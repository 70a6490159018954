//! A product at an environment: its client, which its developers register and change themselves, and which works at once. In the
//! sandpit they ask nobody; elsewhere staff have to allow it first, or an operator registers it.

use std::sync::Arc;

use identity::{
    Client, ClientRegistration, Environment, EnvironmentId,
    registration::{Draft, Judgement},
};
use jose::PublicKey;
use kernel::{SignedDuration, Timestamp};
use onboarding::{policy::Action, role::Roles};
use store::{
    StoreError, Tx,
    queries::{
        clients as client_queries, environment_access as access_queries,
        portal::{products, traffic},
    },
};
use thiserror::Error;

use super::{Denied, NotFound, Product, ProductId, environment_access::AccessChange, product_for, roles};
use crate::{
    Actor, Context, Error, Internal,
    clients::{self, Change},
};

/// A product at an environment.
#[derive(Clone, Debug)]
pub struct View {
    pub product: Product,
    pub environment: Arc<Environment>,
    pub client: Option<Client>,
    /// What staff decided about a client here, newest first.
    pub access: Vec<AccessChange>,
    /// When the client last sent a request.
    pub last_seen_at: Option<Timestamp>,
    /// What the one who looks at it is, for its organisation.
    pub roles: Roles,
}

/// Whether a product may have a client at an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission<'a> {
    /// Nobody has to be asked.
    SelfService,
    Allowed(&'a AccessChange),
    NotYet,
    TakenBack(&'a AccessChange),
    /// Nobody registers one here but an operator.
    ByOperator,
}

impl Admission<'_> {
    pub fn is_open(self) -> bool {
        matches!(self, Self::SelfService | Self::Allowed(_))
    }
}

impl View {
    pub fn admission(&self) -> Admission<'_> {
        admission(&self.environment, &self.access)
    }
}

fn admission<'a>(environment: &Environment, access: &'a [AccessChange]) -> Admission<'a> {
    match (environment.policy.clients, access.first()) {
        (ClientRegistration::SelfService, _) => Admission::SelfService,
        (ClientRegistration::ByOperator, _) => Admission::ByOperator,
        (ClientRegistration::OnceAllowed, None) => Admission::NotYet,
        (ClientRegistration::OnceAllowed, Some(last)) if last.is_allowed => Admission::Allowed(last),
        (ClientRegistration::OnceAllowed, Some(last)) => Admission::TakenBack(last),
    }
}

#[derive(Debug, Error)]
pub enum Refusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("this product has a client in this environment already")]
    RegisteredAlready,
    #[error(
        "this product may not have a client in this environment: staff of the service have to allow it first"
    )]
    NotAllowedHere,
    #[error(transparent)]
    Client(#[from] clients::Refusal),
}

impl From<Refusal> for Error<Refusal> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The environment where clients are registered without asking anybody.
pub fn sandpit(ctx: &Context) -> Result<Arc<Environment>, NotFound> {
    environment(ctx, &EnvironmentId::new("sandpit"))
}

pub(super) fn environment(ctx: &Context, id: &EnvironmentId) -> Result<Arc<Environment>, NotFound> {
    ctx.environment(id).cloned().ok_or(NotFound)
}

/// A product, and the environment that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub product: ProductId,
    pub environment: EnvironmentId,
}

/// A product at an environment, for whoever may see the product.
pub async fn view(ctx: &Context, actor: Actor, place: &Place) -> Result<View, Error<NotFound>> {
    view_for(ctx, actor, place, Action::ViewProduct).await.map_err(roles::hidden)
}

/// The same, for whoever may do more than look.
pub(super) async fn view_for(
    ctx: &Context,
    actor: Actor,
    place: &Place,
    action: Action,
) -> Result<View, Error<Denied>> {
    let environment = environment(ctx, &place.environment).map_err(Denied::from)?;
    let id = place.product;
    ctx.store
        .read(move |tx| {
            let (product, roles) = product_for(tx, actor, id, action)?;
            Ok(at(tx, product, roles, environment)?)
        })
        .await
}

/// A product at every environment there is, for whoever may see it; the sandpit comes first.
pub async fn list(ctx: &Context, actor: Actor, id: ProductId) -> Result<Vec<View>, Error<NotFound>> {
    let environments = ctx.environments().to_vec();
    let views = ctx.store.read(move |tx| {
        let (product, roles) = product_for(tx, actor, id, Action::ViewProduct)?;
        let views = environments.into_iter().map(|one| at(tx, product.clone(), roles.clone(), one));
        Ok::<_, Error<Denied>>(views.collect::<Result<Vec<_>, _>>()?)
    });
    views.await.map_err(roles::hidden)
}

fn at(
    tx: &mut Tx<'_>,
    product: Product,
    roles: Roles,
    environment: Arc<Environment>,
) -> Result<View, StoreError> {
    let clients = client_queries::list_of_product(tx, &environment.id, product.id)?;
    let client = clients.into_iter().next().map(|owned| owned.client);
    let access = access_queries::list(tx, &environment.id, product.id)?;
    let last_seen_at = match &client {
        Some(client) => traffic::last_seen(tx, &environment.id, &client.id)?,
        None => None,
    };
    Ok(View { product, environment, client, access, last_seen_at, roles })
}

/// A view of a product whose client the actor may change.
async fn manageable(ctx: &Context, actor: Actor, place: &Place) -> Result<View, Error<Refusal>> {
    view_for(ctx, actor, place, Action::ManageClients).await.map_err(|error| error.map(Refusal::Denied))
}

/// The same, where there is a client.
async fn registered(ctx: &Context, actor: Actor, place: &Place) -> Result<(View, Client), Error<Refusal>> {
    let view = manageable(ctx, actor, place).await?;
    let client = view.client.clone().ok_or(Refusal::Denied(NotFound.into()))?;
    Ok((view, client))
}

/// Registers the product's client.
pub async fn register(
    ctx: &Context,
    actor: Actor,
    place: &Place,
    draft: &Draft,
) -> Result<Client, Error<Refusal>> {
    let view = manageable(ctx, actor, place).await?;
    if view.client.is_some() {
        return Err(Refusal::RegisteredAlready.into());
    }
    if !view.admission().is_open() {
        return Err(Refusal::NotAllowedHere.into());
    }
    let client = clients::judged_new(ctx, &view.environment, draft).map_err(Refusal::Client)?;
    let (environment, product, saved, now) = (view.environment, view.product.id, client.clone(), ctx.now());
    let keeping = ctx.store.write(move |tx| {
        // Nobody takes back between this and the commit what the client rests on.
        products::lock(tx, product)?;
        if !admission(&environment, &access_queries::list(tx, &environment.id, product)?).is_open() {
            return Err(Refusal::NotAllowedHere.into());
        }
        Ok::<_, Error<Refusal>>(clients::insert(tx, &environment.id, &saved, Some(product), now)?)
    });
    match keeping.await {
        Ok(()) => Ok(client),
        // Two people of one team pressed the button at once.
        Err(Error::Internal(Internal::Store(error))) if is_second_client(&error) => {
            Err(Refusal::RegisteredAlready.into())
        }
        Err(error) => Err(error),
    }
}

fn is_second_client(error: &StoreError) -> bool {
    error.is_conflict_on("client.environment,client.product_id")
}

/// Changes the registration, if the change holds to every rule.
pub async fn change(
    ctx: &Context,
    actor: Actor,
    place: &Place,
    change: Change,
) -> Result<Client, Error<Refusal>> {
    let (view, client) = registered(ctx, actor, place).await?;
    clients::update(ctx, &view.environment, &client.id, change)
        .await
        .map_err(|error| error.map(Refusal::Client))
}

/// What the rules make of the registration as it stands.
pub fn judge(ctx: &Context, view: &View, client: &Client) -> Judgement {
    clients::judge_change(ctx, &view.environment, client, &Change::of(client))
}

/// Adds a key; the others go on working for `overlap`.
pub async fn rotate_key(
    ctx: &Context,
    actor: Actor,
    place: &Place,
    public_key: &str,
    overlap: SignedDuration,
) -> Result<PublicKey, Error<Refusal>> {
    let (view, client) = registered(ctx, actor, place).await?;
    clients::rotate_key(ctx, &view.environment.id, &client.id, public_key, overlap)
        .await
        .map_err(|error| error.map(Refusal::Client))
}

/// Ends a key now.
pub async fn remove_key(
    ctx: &Context,
    actor: Actor,
    place: &Place,
    thumbprint: &str,
) -> Result<(), Error<Refusal>> {
    let (view, client) = registered(ctx, actor, place).await?;
    clients::remove_key(ctx, &view.environment.id, &client.id, thumbprint)
        .await
        .map_err(|error| error.map(Refusal::Client))
}
