//! Webhooks of an integration: addresses that its people's programs listen at, and what was sent to them.

mod announce;
mod send;
#[cfg(test)]
mod tests;

use kernel::{EmailAddress, Secret};
use onboarding::policy::Action;
use store::{
    StoreError, Tx,
    queries::{
        integrations::{self, Integration},
        portal::products,
        webhooks::{self as queries, Webhook},
    },
};
use thiserror::Error;
use uuid::Uuid;

use crate::{
    Actor, Context, Error, Internal,
    integrations::IntegrationId,
    portal::{
        NotFound,
        roles::{self, Denied},
        user,
    },
    secrets,
};

pub(crate) use announce::announce;
pub use notify::AddressProblem;
pub use send::deliver;
pub use store::queries::webhooks::WebhookDelivery;

/// How many an integration can have: each gets every event.
pub const MOST: usize = 5;
/// How many deliveries the page lists.
const MOST_DELIVERIES: u32 = 50;

/// Labels the id of a webhook.
enum WebhookKind {}
impl kernel::Kind for WebhookKind {
    const NAME: &'static str = "a webhook";
}

/// A webhook as its people see it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: Uuid,
    pub url: String,
    pub maker: Option<EmailAddress>,
}

#[derive(Clone, Debug)]
pub struct Listing {
    pub product: String,
    pub webhooks: Vec<Listed>,
    /// Newest first.
    pub deliveries: Vec<WebhookDelivery>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WebhookRefusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Address(#[from] AddressProblem),
    #[error("this integration has {MOST} webhooks: remove one first")]
    TooMany,
}

impl From<WebhookRefusal> for Error<WebhookRefusal> {
    fn from(refusal: WebhookRefusal) -> Self {
        Self::Refused(refusal)
    }
}

fn authorise(tx: &mut Tx<'_>, actor: Actor, id: IntegrationId) -> Result<Integration, Error<Denied>> {
    let row = integrations::find(tx, id.uuid())?.ok_or(Denied::NotFound(NotFound))?;
    let (seen_by, action) = (Action::ViewIntegration, Action::ManageWebhooks);
    roles::authorise(tx, actor, row.organisation_id.into(), seen_by, action)??;
    Ok(row)
}

pub async fn list(ctx: &Context, actor: Actor, id: IntegrationId) -> Result<Listing, Error<Denied>> {
    ctx.store
        .read(move |tx| {
            let row = authorise(tx, actor, id)?;
            let product = products::find(tx, row.product_id)?.ok_or(Denied::NotFound(NotFound))?;
            let webhooks =
                queries::list(tx, row.id)?.iter().map(|one| listed(tx, one)).collect::<Result<_, _>>()?;
            let deliveries = queries::list_deliveries(tx, row.id, MOST_DELIVERIES)?;
            Ok(Listing { product: product.name, webhooks, deliveries })
        })
        .await
}

fn listed(tx: &mut Tx<'_>, webhook: &Webhook) -> Result<Listed, StoreError> {
    Ok(Listed { id: webhook.id, url: webhook.url.clone(), maker: queries::maker(tx, webhook)? })
}

/// Adds an address. The answer is the secret that signs what is sent there: it is not shown again.
pub async fn add(
    ctx: &Context,
    actor: Actor,
    id: IntegrationId,
    address: &str,
) -> Result<Secret, Error<WebhookRefusal>> {
    let maker = user(actor).map_err(|not_found| WebhookRefusal::Denied(not_found.into()))?;
    let checked = ctx.webhooks.check(address);
    let (webhook_id, secret): (kernel::Id<WebhookKind>, _) =
        (ctx.new_id(), secrets::token(ctx.random.as_ref()));
    let sealed_secret = sealed(ctx, webhook_id.uuid(), &secret);
    let now = ctx.now();
    ctx.store
        .write(move |tx| {
            let row = authorise(tx, actor, id).map_err(|error| error.map(WebhookRefusal::from))?;
            let url = checked.map_err(WebhookRefusal::from)?;
            if queries::list(tx, row.id)?.len() >= MOST {
                return Err(WebhookRefusal::TooMany.into());
            }
            let new = Webhook {
                id: webhook_id.uuid(),
                integration_id: row.id,
                url: url.to_string(),
                sealed_secret,
                created_by: maker.uuid(),
                created_at: now,
            };
            Ok::<_, Error<WebhookRefusal>>(queries::insert(tx, &new)?)
        })
        .await?;
    Ok(secret)
}

// Binds a sealed secret to its row: moved to another, it does not open.
fn bound(id: Uuid) -> Vec<u8> {
    [b"webhook ".as_slice(), id.as_bytes()].concat()
}

fn sealed(ctx: &Context, id: Uuid, secret: &Secret) -> Vec<u8> {
    let mut nonce = [0; 12];
    ctx.random.fill(&mut nonce);
    ctx.master.seal(nonce, &bound(id), secret.expose().as_bytes())
}

fn opened(ctx: &Context, id: Uuid, sealed: &[u8]) -> Result<Secret, Internal> {
    let bytes = ctx.master.open(&bound(id), sealed);
    let bytes = bytes
        .map_err(|problem| Internal::Log(format!("the secret of a webhook cannot be opened: {problem}")))?;
    Ok(Secret::new(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Removes an address, with all that was sent there.
pub async fn remove(
    ctx: &Context,
    actor: Actor,
    id: IntegrationId,
    webhook: Uuid,
) -> Result<(), Error<Denied>> {
    ctx.store
        .write(move |tx| {
            let row = authorise(tx, actor, id)?;
            let is_removed = queries::delete(tx, row.id, webhook)?;
            if is_removed { Ok(()) } else { Err(Denied::NotFound(NotFound).into()) }
        })
        .await
}

/// Sends something once more, with the id that it had.
pub async fn replay(
    ctx: &Context,
    actor: Actor,
    id: IntegrationId,
    delivery: Uuid,
) -> Result<(), Error<Denied>> {
    let now = ctx.now();
    ctx.store
        .write(move |tx| {
            let row = authorise(tx, actor, id)?;
            let is_queued = queries::replay(tx, row.id, delivery, now)?;
            if is_queued { Ok(()) } else { Err(Error::from(Denied::NotFound(NotFound))) }
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(())
}
