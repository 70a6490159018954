//! Registering clients, changing them, and rotating their keys.

pub mod partners;
pub mod permissions;
pub mod reason;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use identity::{
    Client, ClientId, Environment, EnvironmentId, Permissions,
    client::ClientKey,
    registration::{self, Draft, Judgement, MOST_KEYS, Registration},
};
use jose::{KeyProblem, PublicKey};
use kernel::{SignedDuration, Timestamp};
use store::{
    StoreError, Tx,
    queries::clients::{self as queries, OwnedClient},
};
use thiserror::Error;
use uuid::Uuid;

use crate::{Context, Error, Internal};

/// How long an old key goes on working after a new one came, unless its owner says otherwise.
pub const KEY_OVERLAP: SignedDuration = SignedDuration::from_hours(24 * 7);

/// How long a registration is used without asking whether another process changed it. What this process changes, it forgets
/// at once.
const TRUSTED_FOR: SignedDuration = SignedDuration::from_secs(1);

/// Registrations as read from the store: their keys cost too much to parse at every request.
#[derive(Default)]
pub(crate) struct ClientCache(Mutex<HashMap<CacheKey, Cached>>);

type CacheKey = (EnvironmentId, ClientId);

#[derive(Clone)]
struct Cached {
    changed_at: Timestamp,
    asked_at: Timestamp,
    client: Arc<Client>,
}

impl ClientCache {
    fn entries(&self) -> MutexGuard<'_, HashMap<CacheKey, Cached>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A registration was changed by this process.
    pub(crate) fn forget(&self, environment: &EnvironmentId, id: &ClientId) {
        self.entries().remove(&(environment.clone(), id.clone()));
    }

    /// The registration, if it was read a moment ago.
    pub(crate) fn recent(
        &self,
        environment: &EnvironmentId,
        id: &ClientId,
        now: Timestamp,
    ) -> Option<Arc<Client>> {
        let entries = self.entries();
        let cached = entries.get(&(environment.clone(), id.clone()))?;
        (now.duration_since(cached.asked_at) < TRUSTED_FOR).then(|| cached.client.clone())
    }

    /// The registration as it stands, or stood a moment ago.
    pub(crate) fn find(
        &self,
        tx: &mut Tx<'_>,
        environment: &EnvironmentId,
        id: &ClientId,
        now: Timestamp,
    ) -> Result<Option<Arc<Client>>, StoreError> {
        if let Some(client) = self.recent(environment, id, now) {
            return Ok(Some(client));
        }
        let key = (environment.clone(), id.clone());
        let cached = self.entries().get(&key).cloned();
        let Some(changed_at) = queries::find_changed_at(tx, environment, id)? else { return Ok(None) };
        if let Some(cached) = cached.filter(|cached| cached.changed_at == changed_at) {
            let client = cached.client.clone();
            self.entries().insert(key, Cached { asked_at: now, ..cached });
            return Ok(Some(client));
        }
        let Some(owned) = queries::find(tx, environment, id)? else { return Ok(None) };
        let client = Arc::new(owned.client);
        let cached = Cached { changed_at: owned.updated_at, asked_at: now, client: client.clone() };
        self.entries().insert(key, cached);
        Ok(Some(client))
    }
}

/// Why a registration or a change of one is refused.
#[derive(Debug, Error)]
pub enum Refusal {
    /// The draft breaks rules; the judgement says which.
    #[error("{}", broken_rules(.0))]
    BrokenRules(Box<Judgement>),
    #[error("no client {0} is registered here")]
    NotFound(ClientId),
    #[error("{0}")]
    Key(#[from] KeyProblem),
    #[error("paste one public key: {0} came")]
    OneKeyOnly(usize),
    #[error("this client has {MOST_KEYS} valid keys already: remove one first")]
    TooManyKeys,
    #[error("this key is valid for the client already")]
    KeyKnown,
    #[error("this is the client's only valid key: add the new one first, then remove this one")]
    LastKey,
    #[error("the client has no valid key with this thumbprint")]
    KeyNotFound,
}

fn broken_rules(judgement: &Judgement) -> String {
    judgement.broken().map(|(_, reason)| reason).collect::<Vec<_>>().join("\n")
}

impl From<Refusal> for Error<Refusal> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Registers a client; it works at once. `product_id` is the portal's product that owns it, if one does.
pub async fn register(
    ctx: &Context,
    environment: &Environment,
    draft: &Draft,
    product_id: Option<Uuid>,
) -> Result<Client, Error<Refusal>> {
    let client = judged_new(ctx, environment, draft)?;
    let (id, saved, now) = (environment.id.clone(), client.clone(), ctx.now());
    ctx.store.write(move |tx| insert(tx, &id, &saved, product_id, now)).await?;
    Ok(client)
}

/// A client with an id of its own, if the draft holds to every rule. Nothing is kept yet.
pub(crate) fn judged_new(ctx: &Context, environment: &Environment, draft: &Draft) -> Result<Client, Refusal> {
    let registration = judged(draft, environment)?;
    let mut random = [0; 3];
    ctx.random.fill(&mut random);
    let id = ClientId::allocate(&registration.name, random);
    Ok(from_registration(id, registration, ctx.now()))
}

fn judged(draft: &Draft, environment: &Environment) -> Result<Registration, Refusal> {
    let mut judgement = registration::judge(draft, &environment.policy);
    judgement.registration.take().ok_or_else(|| Refusal::BrokenRules(Box::new(judgement)))
}

fn from_registration(id: ClientId, registration: Registration, now: Timestamp) -> Client {
    let key = |key| ClientKey { key, added_at: now, expires_at: None };
    Client {
        id,
        name: registration.name,
        redirect_uris: registration.redirect_uris,
        scopes: registration.scopes,
        vectors: registration.vectors,
        sso_partners: registration.sso_partners,
        keys: registration.keys.into_iter().map(key).collect(),
        repeats_claims_in_header: true,
        permissions: Permissions::default(),
        is_suspended: false,
        created_at: now,
    }
}

/// Keeps a new client with its keys.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    client: &Client,
    product_id: Option<Uuid>,
    now: Timestamp,
) -> Result<(), StoreError> {
    queries::save(tx, environment, client, product_id, now)?;
    client.keys.iter().try_for_each(|key| queries::save_key(tx, environment, &client.id, &key.key, now))
}

/// What may be changed of a registration; keys are rotated apart.
#[derive(Clone, Debug)]
pub struct Change {
    pub name: String,
    pub redirect_uris: Vec<String>,
    pub scope: String,
    pub vectors: Vec<String>,
    pub sso_partners: Vec<String>,
    pub repeats_claims_in_header: bool,
}

impl Change {
    /// A registration as a change that changes nothing: what a form starts with.
    pub fn of(client: &Client) -> Self {
        Self {
            name: client.name.clone(),
            redirect_uris: client.redirect_uris.clone(),
            scope: client.scopes.to_string(),
            vectors: client.vectors.iter().map(ToString::to_string).collect(),
            sso_partners: client.sso_partners.iter().map(ToString::to_string).collect(),
            repeats_claims_in_header: client.repeats_claims_in_header,
        }
    }
}

/// Judges a change by the rules of registration, and saves it if it holds to all.
pub async fn update(
    ctx: &Context,
    environment: &Environment,
    id: &ClientId,
    change: Change,
) -> Result<Client, Error<Refusal>> {
    let owned = find(ctx, &environment.id, id).await?.ok_or_else(|| Refusal::NotFound(id.clone()))?;
    let registration = judged(&draft_of(&owned.client, &change, ctx.now()), environment)?;
    let client = Client {
        name: registration.name,
        redirect_uris: registration.redirect_uris,
        scopes: registration.scopes,
        vectors: registration.vectors,
        sso_partners: registration.sso_partners,
        repeats_claims_in_header: change.repeats_claims_in_header,
        ..owned.client
    };
    let (saved, environment_id, now) = (client.clone(), environment.id.clone(), ctx.now());
    ctx.store.write(move |tx| queries::save(tx, &environment_id, &saved, owned.product_id, now)).await?;
    ctx.clients.forget(&environment.id, id);
    Ok(client)
}

/// Judges a change without saving it: for the page that shows each rule.
pub fn judge_change(ctx: &Context, environment: &Environment, client: &Client, change: &Change) -> Judgement {
    registration::judge(&draft_of(client, change, ctx.now()), &environment.policy)
}

fn draft_of(client: &Client, change: &Change, now: Timestamp) -> Draft {
    Draft {
        name: change.name.clone(),
        redirect_uris: change.redirect_uris.clone(),
        public_key: client.valid_keys(now).map(PublicKey::to_pem).collect(),
        scope: change.scope.clone(),
        vectors: change.vectors.clone(),
        sso_partners: change.sso_partners.clone(),
    }
}

/// Adds a key. The keys that were valid until now go after `overlap`, so that a service can change over without a gap.
pub async fn rotate_key(
    ctx: &Context,
    environment: &EnvironmentId,
    id: &ClientId,
    public_key: &str,
    overlap: SignedDuration,
) -> Result<PublicKey, Error<Refusal>> {
    let mut keys = PublicKey::parse(public_key).map_err(Refusal::Key)?;
    let key = match (keys.pop(), keys.len()) {
        (Some(key), 0) => key,
        (_, rest) => return Err(Refusal::OneKeyOnly(rest + 1).into()),
    };
    let (client, added, now) = ((environment.clone(), id.clone()), key.clone(), ctx.now());
    ctx.store
        .write(move |tx| {
            let (environment, id) = client;
            let owned = queries::find(tx, &environment, &id)?.ok_or_else(|| Refusal::NotFound(id.clone()))?;
            check_addition(&owned.client, &added, now)?;
            for old in owned.client.valid_keys(now) {
                queries::expire_key(tx, &environment, &id, &old.thumbprint(), now + overlap)?;
            }
            queries::save_key(tx, &environment, &id, &added, now)?;
            Ok::<_, Error<Refusal>>(queries::save(tx, &environment, &owned.client, owned.product_id, now)?)
        })
        .await?;
    ctx.clients.forget(environment, id);
    Ok(key)
}

fn check_addition(client: &Client, added: &PublicKey, now: Timestamp) -> Result<(), Refusal> {
    let staying = client.keys.iter().filter(|key| key.expires_at.is_none());
    if staying.clone().any(|key| key.key == *added) {
        return Err(Refusal::KeyKnown);
    }
    if client.valid_keys(now).count() >= MOST_KEYS { Err(Refusal::TooManyKeys) } else { Ok(()) }
}

/// Ends a key now, such as one that may have leaked.
pub async fn remove_key(
    ctx: &Context,
    environment: &EnvironmentId,
    id: &ClientId,
    thumbprint: &str,
) -> Result<(), Error<Refusal>> {
    let (client, thumbprint, now) = ((environment.clone(), id.clone()), thumbprint.to_owned(), ctx.now());
    ctx.store
        .write(move |tx| {
            let (environment, id) = client;
            let owned = queries::find(tx, &environment, &id)?.ok_or_else(|| Refusal::NotFound(id.clone()))?;
            let valid: Vec<String> = owned.client.valid_keys(now).map(PublicKey::thumbprint).collect();
            if !valid.contains(&thumbprint) {
                return Err(Refusal::KeyNotFound.into());
            }
            if valid.len() == 1 {
                return Err(Refusal::LastKey.into());
            }
            queries::expire_key(tx, &environment, &id, &thumbprint, now)?;
            Ok::<_, Error<Refusal>>(queries::save(tx, &environment, &owned.client, owned.product_id, now)?)
        })
        .await?;
    ctx.clients.forget(environment, id);
    Ok(())
}

pub async fn find(
    ctx: &Context,
    environment: &EnvironmentId,
    id: &ClientId,
) -> Result<Option<OwnedClient>, Internal> {
    let (environment, id) = (environment.clone(), id.clone());
    Ok(ctx.store.read(move |tx| queries::find(tx, &environment, &id)).await?)
}

/// Every client of an environment, oldest first: for operators.
pub async fn list(ctx: &Context, environment: &EnvironmentId) -> Result<Vec<OwnedClient>, Internal> {
    let environment = environment.clone();
    Ok(ctx.store.read(move |tx| queries::list(tx, &environment)).await?)
}

/// The clients of one product.
pub async fn list_of_product(
    ctx: &Context,
    environment: &EnvironmentId,
    product_id: Uuid,
) -> Result<Vec<OwnedClient>, Internal> {
    let environment = environment.clone();
    Ok(ctx.store.read(move |tx| queries::list_of_product(tx, &environment, product_id)).await?)
}
