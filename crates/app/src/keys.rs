//! The provider's signing keys: made at first start, rotated when it is time or on command, published until their last token has run
//! out.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use identity::{EnvironmentId, grant::ID_TOKEN_LIFE};
use jose::{JwkSet, SigningKey};
use kernel::{SignedDuration, Timestamp};
use serde::Serialize;
use store::{
    StoreError, Tx,
    queries::signing_keys::{self, StoredKey},
};

use crate::{Context, Internal};

/// After a key retires, how long its public half stays: the longest life of a token, and some minutes for slow clocks.
const PUBLISHED_AFTER: SignedDuration = SignedDuration::from_mins(ID_TOKEN_LIFE.as_mins() + 10);

/// How long a key is published at least before time lets it sign: client libraries keep a key set for a while.
const PUBLISHED_BEFORE: SignedDuration = SignedDuration::from_hours(24);

/// Opened keys by id. Opening one costs a millisecond, and a key never changes under its id.
#[derive(Default)]
pub(crate) struct KeyRing(Mutex<HashMap<String, Arc<SigningKey>>>);

impl KeyRing {
    fn get(&self, kid: &str) -> Option<Arc<SigningKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(kid).cloned()
    }

    fn keep(&self, key: SigningKey) -> Arc<SigningKey> {
        let key = Arc::new(key);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.kid().to_owned(), key.clone());
        key
    }
}

/// Which part a key plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// Published, and waiting for the next rotation: clients that keep the key set will know it by then.
    Next,
    Signing,
    /// Published for the tokens that it signed.
    Retired,
}

/// What people may know of a signing key.
#[derive(Clone, Debug, Serialize)]
pub struct KeySummary {
    pub kid: String,
    pub state: KeyState,
    pub created_at: Timestamp,
    pub activated_at: Option<Timestamp>,
    pub retired_at: Option<Timestamp>,
    /// When its public half leaves the published set.
    pub published_until: Option<Timestamp>,
    /// When the next one takes over from it, or it takes over, where that is planned.
    pub takes_turn_at: Option<Timestamp>,
}

impl From<StoredKey> for KeySummary {
    fn from(key: StoredKey) -> Self {
        let state = match (key.activated_at, key.retired_at) {
            (None, _) => KeyState::Next,
            (Some(_), None) => KeyState::Signing,
            (Some(_), Some(_)) => KeyState::Retired,
        };
        Self {
            kid: key.kid,
            state,
            created_at: key.created_at,
            activated_at: key.activated_at,
            retired_at: key.retired_at,
            published_until: key.retired_at.map(|at| at + PUBLISHED_AFTER),
            takes_turn_at: None,
        }
    }
}

/// Makes the first two keys of an environment, if it has none: one that signs, and the next.
pub fn ensure(ctx: &Context, environment: &EnvironmentId) -> Result<(), Internal> {
    let wanted = environment.clone();
    let current = ctx.store.read_blocking(move |tx| signing_keys::find_current_kid(tx, &wanted))?;
    if let Some(kid) = current {
        return check(ctx, environment, &kid);
    }
    let signing = StoredKey { activated_at: Some(ctx.now()), ..new_key(ctx, environment) };
    let (next, environment) = (new_key(ctx, environment), environment.clone());
    ctx.store.write_blocking(move |tx| {
        // Two processes that start at once make one pair between them.
        if signing_keys::find_current_kid(tx, &environment)?.is_some() {
            return Ok(());
        }
        signing_keys::insert(tx, &environment, &signing)?;
        signing_keys::insert(tx, &environment, &next)
    })?;
    Ok(())
}

/// Tells at start that the master key is another one than the keys were sealed with, and not at the first patient's sign-in.
fn check(ctx: &Context, environment: &EnvironmentId, kid: &str) -> Result<(), Internal> {
    let stored = read_published(ctx, environment)?.into_iter().find(|key| key.kid == kid);
    let opened = stored.map(|key| ctx.master.open(&sealed_for(environment, kid), &key.private_key));
    match opened {
        Some(Ok(_)) => Ok(()),
        Some(Err(_)) => Err(Internal::MasterKey(environment.clone())),
        None => Err(Internal::SigningKey(format!("{kid} is current but not published"))),
    }
}

/// The next key signs from now on, and a new next one is published; the old one stays until its last token has run out.
pub fn rotate(ctx: &Context, environment: &EnvironmentId) -> Result<KeySummary, Internal> {
    let (next, wanted, now) = (new_key(ctx, environment), environment.clone(), ctx.now());
    let promoted = ctx.store.write_blocking(move |tx| {
        let current = current_kid(tx, &wanted)?;
        hand_over(tx, &wanted, &current, &next, now)
    })?;
    let signing = list(ctx, environment)?.into_iter().find(|key| Some(&key.kid) == promoted.as_ref());
    signing.ok_or_else(|| Internal::SigningKey("no key was there to take over".to_owned()))
}

/// Whether somebody else handed over meanwhile, nothing is done: then there is no new signing key to name.
fn hand_over(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    current: &str,
    next: &StoredKey,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    if !signing_keys::retire(tx, environment, current, now)? {
        return Ok(None);
    }
    signing_keys::insert(tx, environment, next)?;
    signing_keys::promote_next(tx, environment, now)
}

/// Rotates the keys of every environment whose time has come, as [`Context::with_key_rotation`] says. Answers how many it were.
pub async fn rotate_due(ctx: &Context) -> Result<usize, Internal> {
    let mut rotated = 0;
    for environment in ctx.environments() {
        let id = environment.id.clone();
        let turn = ctx.store.read(move |tx| signing_keys::find_turn(tx, &id)).await?;
        let Some((current, since, waiting)) = turn else { continue };
        let (Some(due), Some(published)) = (ctx.key_life.map(|life| since + life), waiting) else { continue };
        let now = ctx.now();
        if now < due.max(published + PUBLISHED_BEFORE) {
            continue;
        }
        let (made_by, id) = (ctx.clone(), environment.id.clone());
        // A key takes a while to make, and others are waiting on this thread.
        let next = tokio::task::spawn_blocking(move || new_key(&made_by, &id));
        let (next, id) = (next.await.map_err(|_| Internal::TaskLost)?, environment.id.clone());
        let promoted = ctx.store.write(move |tx| hand_over(tx, &id, &current, &next, now)).await?;
        if let Some(kid) = promoted {
            tracing::info!(environment = %environment.id, kid, "the next signing key took over");
            rotated += 1;
        }
    }
    Ok(rotated)
}

fn new_key(ctx: &Context, environment: &EnvironmentId) -> StoredKey {
    let key = SigningKey::generate();
    let mut nonce = [0; 12];
    ctx.random.fill(&mut nonce);
    StoredKey {
        kid: key.kid().to_owned(),
        private_key: ctx.master.seal(nonce, &sealed_for(environment, key.kid()), &key.to_pkcs8_der()),
        public_key: key.public_jwk(),
        created_at: ctx.now(),
        activated_at: None,
        retired_at: None,
    }
}

// Binds a sealed key to its row: moved to another environment or id, it does not open.
fn sealed_for(environment: &EnvironmentId, kid: &str) -> Vec<u8> {
    format!("signing key {environment} {kid}").into_bytes()
}

/// Every key that is published, newest first.
pub fn list(ctx: &Context, environment: &EnvironmentId) -> Result<Vec<KeySummary>, Internal> {
    let mut keys: Vec<_> = read_published(ctx, environment)?.into_iter().map(KeySummary::from).collect();
    let signing = keys.iter().find(|key| key.state == KeyState::Signing).and_then(|key| key.activated_at);
    let next = keys.iter().find(|key| key.state == KeyState::Next).map(|key| key.created_at);
    let due = ctx.key_life.zip(signing).map(|(life, since)| since + life);
    let turn = due.zip(next).map(|(due, published)| due.max(published + PUBLISHED_BEFORE));
    for key in keys.iter_mut().filter(|key| key.state != KeyState::Retired) {
        key.takes_turn_at = turn;
    }
    Ok(keys)
}

fn read_published(ctx: &Context, environment: &EnvironmentId) -> Result<Vec<StoredKey>, StoreError> {
    let (environment, since) = (environment.clone(), ctx.now() - PUBLISHED_AFTER);
    ctx.store.read_blocking(move |tx| signing_keys::list(tx, &environment, since))
}

/// The published key set.
pub async fn published(ctx: &Context, environment: &EnvironmentId) -> Result<JwkSet, Internal> {
    let (environment, since) = (environment.clone(), ctx.now() - PUBLISHED_AFTER);
    let stored = ctx.store.read(move |tx| signing_keys::list(tx, &environment, since)).await?;
    Ok(stored.into_iter().map(|key| key.public_key).collect())
}

/// The id of the key that signs now, for a use case to read within its own transaction.
pub(crate) fn current_kid(tx: &mut Tx<'_>, environment: &EnvironmentId) -> Result<String, StoreError> {
    signing_keys::find_current_kid(tx, environment)?
        .ok_or_else(|| StoreError::inconsistent("signing_key", "no key signs for this environment"))
}

/// A published key by id, opened. Keys are few, so a miss reads them all.
pub(crate) async fn open(
    ctx: &Context,
    environment: &EnvironmentId,
    kid: &str,
) -> Result<Option<Arc<SigningKey>>, Internal> {
    if let Some(key) = ctx.keys.get(kid) {
        return Ok(Some(key));
    }
    let (wanted, since) = (environment.clone(), ctx.now() - PUBLISHED_AFTER);
    let stored = ctx.store.read(move |tx| signing_keys::list(tx, &wanted, since)).await?;
    let Some(stored) = stored.into_iter().find(|key| key.kid == kid) else { return Ok(None) };
    let opened = ctx.master.open(&sealed_for(environment, kid), &stored.private_key);
    let der = opened.map_err(|problem| Internal::SigningKey(problem.to_string()))?;
    let key =
        SigningKey::from_pkcs8_der(&der).map_err(|problem| Internal::SigningKey(problem.to_string()))?;
    Ok(Some(ctx.keys.keep(key)))
}
