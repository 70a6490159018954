//! Passkeys of people's accounts, each in the environment that it belongs to: begun, added, listed, named and removed.
//!
//! It refuses to know what brought somebody here: a journey or the settings have made sure who they are, and each holds its own
//! challenges. Using a passkey is a step of a journey.

use identity::{Account, Environment, EnvironmentId};
use kernel::{Id, Kind};
use serde_json::Value;
use store::{
    StoreError, Tx,
    queries::account_passkeys::{self as queries, AccountPasskey},
};
use thiserror::Error;
use uuid::Uuid;

use crate::{
    Context, Error, Internal, messages, outbox,
    passkeys::{Begun, CHALLENGE_LIFE, Listed, PasskeyProblem},
};

/// How many passkeys one account can have.
pub const MOST: usize = 10;

/// Labels the id of a passkey.
enum PasskeyKind {}
impl Kind for PasskeyKind {
    const NAME: &'static str = "a passkey";
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("nobody can have a passkey in this environment")]
    NotOffered,
    #[error("this took too long, or was sent twice: try again")]
    Over,
    #[error("this passkey cannot be added: try again, or make one on another device")]
    Refused,
    #[error("you have {MOST} passkeys, which is as many as there can be: remove one first")]
    TooMany,
    #[error("you do not have this passkey any more")]
    NotFound,
}

impl From<Refusal> for Error<Refusal> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<PasskeyProblem> for Error<Refusal> {
    fn from(problem: PasskeyProblem) -> Self {
        match problem {
            PasskeyProblem::Kept(fault) => Self::Internal(Internal::Passkey(fault.to_string())),
            problem => {
                tracing::info!(target: crate::SECURITY, reason = %problem, "a passkey was refused");
                Self::Refused(Refusal::Refused)
            }
        }
    }
}

/// Whose passkey it is to be, and the journey or session in which it is made: the hash of its cookie.
#[derive(Clone, Debug)]
pub struct Holder {
    pub account: Account,
    pub hash: [u8; 32],
}

/// A challenge of one kind that one journey or session may have.
#[derive(Clone)]
pub(crate) struct Ceremony {
    ctx: Context,
    environment: EnvironmentId,
    holder: [u8; 32],
    kind: &'static str,
}

impl Ceremony {
    pub(crate) fn new(
        ctx: &Context,
        environment: &Environment,
        holder: [u8; 32],
        kind: &'static str,
    ) -> Self {
        Self { ctx: ctx.clone(), environment: environment.id.clone(), holder, kind }
    }

    // Moved elsewhere, it does not open.
    fn place(&self) -> Vec<u8> {
        format!("{} {} {}", self.kind, self.environment, jose::base64url(self.holder)).into_bytes()
    }

    /// Keeps what the answer will be held against; what goes to the browser is left.
    pub(crate) fn keep(&self, tx: &mut Tx<'_>, begun: Begun) -> Result<String, StoreError> {
        let sealed = self.ctx.seal(&self.place(), &begun.state);
        let ends_at = self.ctx.now() + CHALLENGE_LIFE;
        queries::begin(tx, &self.environment, &self.holder, self.kind, &sealed, ends_at)?;
        Ok(begun.options)
    }

    /// Takes it away: whatever the answer is, there is no second one.
    pub(crate) async fn take(&self) -> Result<Option<Vec<u8>>, Internal> {
        let (ceremony, now) = (self.clone(), self.ctx.now());
        let taken = self
            .ctx
            .store
            .write(move |tx| queries::take(tx, &ceremony.environment, &ceremony.holder, ceremony.kind, now));
        let Some(sealed) = taken.await? else { return Ok(None) };
        let opened = self.ctx.master.open(&self.place(), &sealed);
        opened.map(Some).map_err(|problem| Internal::Passkey(problem.to_string()))
    }
}

const ADDING: &str = "add-passkey";

/// Whether people can have passkeys in an environment.
pub fn are_offered(ctx: &Context, environment: &Environment) -> bool {
    ctx.passkeys_in(&environment.id).is_some()
}

/// What the browser needs to make a passkey, as JSON.
pub async fn begin(
    ctx: &Context,
    environment: &Environment,
    holder: &Holder,
) -> Result<String, Error<Refusal>> {
    let website = ctx.passkeys_in(&environment.id).cloned().ok_or(Refusal::NotOffered)?;
    let ceremony = Ceremony::new(ctx, environment, holder.hash, ADDING);
    let (id, email) = (holder.account.id, holder.account.email.clone());
    ctx.store
        .write(move |tx| {
            let known = queries::list(tx, &ceremony.environment, id)?;
            if known.len() >= MOST {
                return Err(Refusal::TooMany.into());
            }
            let known: Vec<Value> = known.into_iter().map(|passkey| passkey.credential).collect();
            // Nobody types an address before they use it: that would tell which addresses have passkeys.
            let begun = website.begin_registration(id.uuid(), email.as_str(), &known, Listed::Always)?;
            Ok(ceremony.keep(tx, begun)?)
        })
        .await
}

/// The passkey that the browser made, for [`insert`].
pub(crate) async fn made(
    ctx: &Context,
    environment: &Environment,
    holder: &Holder,
    name: &str,
    answer: &str,
) -> Result<AccountPasskey, Error<Refusal>> {
    let website = ctx.passkeys_in(&environment.id).ok_or(Refusal::NotOffered)?;
    let state = Ceremony::new(ctx, environment, holder.hash, ADDING).take().await?;
    let made = website.finish_registration(&state.ok_or(Refusal::Over)?, answer)?;
    let id: Id<PasskeyKind> = ctx.new_id();
    Ok(AccountPasskey {
        id: id.uuid(),
        account_id: holder.account.id,
        name: named(name),
        credential_id: made.id,
        credential: made.value,
        uses: 0,
        created_at: ctx.now(),
        used_at: None,
    })
}

fn named(name: &str) -> String {
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(50).collect();
    if name.is_empty() { "Passkey".to_owned() } else { name }
}

/// Adds a passkey and tells its person by mail.
pub(crate) fn insert(
    ctx: &Context,
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account: &Account,
    passkey: &AccountPasskey,
) -> Result<(), Error<Refusal>> {
    if queries::list(tx, environment, account.id)?.len() >= MOST {
        return Err(Refusal::TooMany.into());
    }
    if !queries::insert(tx, environment, passkey)? {
        return Err(Refusal::Refused.into());
    }
    let mail = messages::passkey_added(account.email.clone(), &passkey.name);
    outbox::queue(tx, &ctx.message(environment.as_str(), mail))?;
    tracing::info!(target: crate::SECURITY, account = %account.id, factor = %passkey.id, "passkey added");
    Ok(())
}

/// Adds the passkey that the browser made.
pub async fn add(
    ctx: &Context,
    environment: &Environment,
    holder: &Holder,
    name: &str,
    answer: &str,
) -> Result<(), Error<Refusal>> {
    let passkey = made(ctx, environment, holder, name, answer).await?;
    let (context, environment, account) = (ctx.clone(), environment.id.clone(), holder.account.clone());
    ctx.store.write(move |tx| insert(&context, tx, &environment, &account, &passkey)).await?;
    ctx.outgoing.notify_one();
    Ok(())
}

/// An account's passkeys, oldest first.
pub async fn list(
    ctx: &Context,
    environment: &Environment,
    account: &Account,
) -> Result<Vec<AccountPasskey>, Internal> {
    let (environment, id) = (environment.id.clone(), account.id);
    Ok(ctx.store.read(move |tx| queries::list(tx, &environment, id)).await?)
}

pub async fn rename(
    ctx: &Context,
    environment: &Environment,
    account: &Account,
    id: Uuid,
    name: &str,
) -> Result<(), Error<Refusal>> {
    let (environment, account, name) = (environment.id.clone(), account.id, named(name));
    let renamed = ctx.store.write(move |tx| queries::rename(tx, &environment, account, id, &name)).await?;
    if renamed { Ok(()) } else { Err(Refusal::NotFound.into()) }
}

/// Removes a passkey and tells its person by mail.
pub async fn remove(
    ctx: &Context,
    environment: &Environment,
    account: &Account,
    id: Uuid,
) -> Result<(), Error<Refusal>> {
    let (context, environment, account) = (ctx.clone(), environment.id.clone(), account.clone());
    ctx.store
        .write(move |tx| {
            let known = queries::list(tx, &environment, account.id)?.into_iter().find(|known| known.id == id);
            let Some(passkey) = known else { return Err(Refusal::NotFound.into()) };
            if !queries::delete(tx, &environment, account.id, id)? {
                return Err(Refusal::NotFound.into());
            }
            let mail = messages::passkey_removed(account.email.clone(), &passkey.name);
            outbox::queue(tx, &context.message(environment.as_str(), mail))?;
            tracing::info!(target: crate::SECURITY, account = %account.id, factor = %id, "passkey removed");
            Ok::<_, Error<Refusal>>(())
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(())
}
