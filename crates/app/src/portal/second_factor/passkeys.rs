//! Passkeys as the second thing that people show, and as a way in by themselves: the device has verified its person.

use kernel::{EmailAddress, Id, Kind, Secret};
use serde_json::Value;
use store::{
    StoreError, Tx,
    queries::portal::{
        passkeys::{self as store_passkeys, Passkey, PasskeySignIn},
        second_factors as queries,
        users::{self, User},
    },
};
use thiserror::Error;

pub use crate::passkeys::CHALLENGE_LIFE;

use super::{
    FactorRefusal, Holder, NOT_YOU, NewRecoveryCodes, first_recovery_codes, locked, may_change, named,
    recovery, shown,
};
use crate::{
    Context, Error, Internal,
    messages::{self, Draft},
    outbox,
    passkeys::{Begun, Listed, PasskeyProblem, Passkeys},
    portal::{
        NotFound,
        sign_in::{self, SignedIn},
    },
    secrets,
};

/// How many passkeys one person can have.
pub const MOST_PASSKEYS: usize = 10;

const REGISTRATION: &str = "passkey-registration";
const AUTHENTICATION: &str = "passkey-authentication";

/// Labels the id of a passkey.
enum PasskeyKind {}
impl Kind for PasskeyKind {
    const NAME: &'static str = "a passkey";
}

fn offered(ctx: &Context) -> Result<Passkeys, FactorRefusal> {
    ctx.passkeys.clone().ok_or(FactorRefusal::NotFound(NotFound))
}

/// Whether people can have passkeys on this portal.
pub fn are_offered(ctx: &Context) -> bool {
    ctx.passkeys.is_some()
}

impl From<PasskeyProblem> for Error<FactorRefusal> {
    fn from(problem: PasskeyProblem) -> Self {
        match problem {
            PasskeyProblem::Kept(fault) => Self::Internal(Internal::SecondFactor(fault.to_string())),
            problem => {
                tracing::info!(target: crate::SECURITY, reason = %problem, "a passkey was refused");
                Self::Refused(FactorRefusal::Passkey)
            }
        }
    }
}

// Binds a challenge to its session and to what it is for: moved elsewhere, it does not open.
fn place(kind: &str, session: &[u8]) -> Vec<u8> {
    [kind.as_bytes(), b" ", session].concat()
}

fn opened(ctx: &Context, kind: &str, session: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Internal> {
    let opened = ctx.master.open(&place(kind, session), sealed);
    opened.map_err(|problem| Internal::SecondFactor(problem.to_string()))
}

fn keep(
    ctx: &Context,
    tx: &mut Tx<'_>,
    holder: &Holder,
    kind: &str,
    begun: Begun,
) -> Result<String, StoreError> {
    let session = holder.session();
    let sealed = ctx.seal(&place(kind, &session), &begun.state);
    queries::begin(tx, &session, kind, &sealed, ctx.now() + CHALLENGE_LIFE)?;
    Ok(begun.options)
}

/// The challenge that this session began with, which is used up by asking.
fn take(ctx: &Context, tx: &mut Tx<'_>, holder: &Holder, kind: &str) -> Result<Option<Vec<u8>>, Internal> {
    let session = holder.session();
    let Some(sealed) = queries::begun(tx, &session, kind, ctx.now())? else { return Ok(None) };
    if !queries::finish(tx, &session, kind)? {
        return Ok(None);
    }
    opened(ctx, kind, &session, &sealed).map(Some)
}

fn values(passkeys: &[Passkey]) -> Vec<Value> {
    passkeys.iter().map(|passkey| passkey.credential.clone()).collect()
}

/// What the browser needs to make a passkey, as JSON.
pub async fn begin_passkey(ctx: &Context, holder: &Holder) -> Result<String, Error<FactorRefusal>> {
    let (website, context, holder) = (offered(ctx)?, ctx.clone(), holder.clone());
    ctx.store
        .write(move |tx| {
            may_change(tx, &holder, context.now())?;
            let known = store_passkeys::list(tx, holder.user_id.uuid())?;
            if known.len() >= MOST_PASSKEYS {
                return Err(FactorRefusal::TooManyPasskeys.into());
            }
            let (user, known) = (holder.user_id.uuid(), values(&known));
            let begun = website.begin_registration(user, holder.email.as_str(), &known, Listed::IfItCan)?;
            Ok(keep(&context, tx, &holder, REGISTRATION, begun)?)
        })
        .await
}

/// Adds the passkey that the browser made. The session has then shown its second factor.
pub async fn add_passkey(
    ctx: &Context,
    holder: &Holder,
    name: &str,
    answer: &str,
) -> Result<NewRecoveryCodes, Error<FactorRefusal>> {
    let (website, context, begun_by) = (offered(ctx)?, ctx.clone(), holder.clone());
    let state = ctx.store.write(move |tx| take(&context, tx, &begun_by, REGISTRATION)).await?;
    let made = website.finish_registration(&state.ok_or(FactorRefusal::Over)?, answer)?;
    let (context, holder, now) = (ctx.clone(), holder.clone(), ctx.now());
    let id: Id<PasskeyKind> = ctx.new_id();
    let passkey = Passkey {
        id: id.uuid(),
        name: named(name, "Passkey"),
        credential_id: made.id,
        credential: made.value,
        created_at: now,
        used_at: None,
    };
    let codes = recovery::draw(ctx);
    let codes = ctx
        .store
        .write(move |tx| {
            let user = holder.user_id;
            users::lock(tx, user.uuid())?;
            may_change(tx, &holder, now)?;
            if !store_passkeys::insert(tx, user.uuid(), &passkey)? {
                return Err(FactorRefusal::Passkey.into());
            }
            let codes = first_recovery_codes(tx, &context, user, codes)?;
            shown(tx, user, &holder.session(), now)?;
            outbox::queue(tx, &context.message("portal", added(&holder.email, &passkey.name)))?;
            tracing::info!(target: crate::SECURITY, user = %user, factor = %passkey.id, "passkey added");
            Ok::<_, Error<FactorRefusal>>(codes)
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(codes)
}

/// What the browser needs to use one of the person's passkeys, as JSON; none where they have none.
pub async fn ask_for_passkey(ctx: &Context, holder: &Holder) -> Result<Option<String>, Error<FactorRefusal>> {
    let Some(website) = ctx.passkeys.clone() else { return Ok(None) };
    let (context, holder) = (ctx.clone(), holder.clone());
    ctx.store
        .write(move |tx| {
            let known = store_passkeys::list(tx, holder.user_id.uuid())?;
            if known.is_empty() {
                return Ok(None);
            }
            let begun = website.begin_authentication(&values(&known))?;
            Ok(Some(keep(&context, tx, &holder, AUTHENTICATION, begun)?))
        })
        .await
}

/// Shows one of the person's passkeys.
pub async fn show_passkey(ctx: &Context, holder: &Holder, answer: &str) -> Result<(), Error<FactorRefusal>> {
    let (website, context, asked) = (offered(ctx)?, ctx.clone(), holder.clone());
    let (state, known) = ctx
        .store
        .write(move |tx| {
            users::lock(tx, asked.user_id.uuid())?;
            // Whoever guessed codes waits for every way.
            if let Some(wait) = locked(tx, asked.user_id, context.now())? {
                return Err(FactorRefusal::Locked { wait }.into());
            }
            let state = take(&context, tx, &asked, AUTHENTICATION)?;
            Ok::<_, Error<FactorRefusal>>((state, store_passkeys::list(tx, asked.user_id.uuid())?))
        })
        .await?;
    let passkey =
        website.finish_authentication(&state.ok_or(FactorRefusal::Over)?, answer, &values(&known))?;
    let (holder, now) = (holder.clone(), ctx.now());
    ctx.store
        .write(move |tx| {
            let user = holder.user_id;
            if !store_passkeys::use_passkey(tx, user.uuid(), &passkey.id, &passkey.value, now)? {
                return Err(FactorRefusal::Passkey.into());
            }
            Ok::<_, Error<FactorRefusal>>(shown(tx, user, &holder.session(), now)?)
        })
        .await
}

/// A browser that is asked for a passkey before anybody has said who they are.
#[derive(Debug)]
pub struct Asked {
    /// For a cookie: the answer counts only in the browser that holds it.
    pub ticket: Secret,
    pub options: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasskeySignInRefusal {
    #[error("nobody can have a passkey on this portal")]
    NotOffered,
    #[error("this took too long: start again")]
    Over,
    /// Whatever was wrong with it: a passkey that we do not know answers as one that does not fit.
    #[error("this passkey did not sign you in")]
    Refused,
}

impl From<PasskeySignInRefusal> for Error<PasskeySignInRefusal> {
    fn from(refusal: PasskeySignInRefusal) -> Self {
        Self::Refused(refusal)
    }
}

fn no_sign_in(problem: PasskeyProblem) -> Error<PasskeySignInRefusal> {
    Error::<FactorRefusal>::from(problem).map(|_| PasskeySignInRefusal::Refused)
}

const SIGN_IN: &str = "passkey-sign-in";

pub async fn ask_to_sign_in(
    ctx: &Context,
    destination: String,
) -> Result<Asked, Error<PasskeySignInRefusal>> {
    let website = ctx.passkeys.clone().ok_or(PasskeySignInRefusal::NotOffered)?;
    let begun = website.begin_discovery().map_err(no_sign_in)?;
    let ticket = secrets::token(&*ctx.random);
    let hash = secrets::hash(ticket.expose());
    let sealed_state = ctx.seal(&place(SIGN_IN, &hash), &begun.state);
    let sign_in = PasskeySignIn { sealed_state, destination, expires_at: ctx.now() + CHALLENGE_LIFE };
    ctx.store.write(move |tx| store_passkeys::insert_sign_in(tx, &hash, &sign_in)).await?;
    Ok(Asked { ticket, options: begun.options })
}

/// Signs somebody in by a passkey alone: it is both what they have and, to their device, who they are.
pub async fn sign_in_by_passkey(
    ctx: &Context,
    ticket: &str,
    answer: &str,
    replaced: Option<&str>,
) -> Result<SignedIn, Error<PasskeySignInRefusal>> {
    let website = ctx.passkeys.clone().ok_or(PasskeySignInRefusal::NotOffered)?;
    let (hash, now) = (secrets::hash(ticket), ctx.now());
    let taken = ctx.store.write(move |tx| store_passkeys::take_sign_in(tx, &hash, now)).await?;
    let taken = taken.ok_or(PasskeySignInRefusal::Over)?;
    let state = opened(ctx, SIGN_IN, &hash, &taken.sealed_state)?;
    let (user_id, credential_id) = website.claimed(answer).map_err(no_sign_in)?;
    let known = ctx.store.read(move |tx| store_passkeys::list(tx, user_id)).await?;
    let known = known.into_iter().find(|passkey| passkey.credential_id == credential_id);
    let known = known.ok_or_else(|| no_sign_in(PasskeyProblem::Unknown))?;
    let passkey = website.finish_discovery(&state, answer, &known.credential).map_err(no_sign_in)?;
    let session = secrets::token(&*ctx.random);
    let (opening, replaced) = (secrets::hash(session.expose()), replaced.map(secrets::hash));
    let user = ctx
        .store
        .write(move |tx| {
            let user = users::find(tx, user_id)?.ok_or(PasskeySignInRefusal::Refused)?;
            if !store_passkeys::use_passkey(tx, user.id, &passkey.id, &passkey.value, now)? {
                return Err(PasskeySignInRefusal::Refused.into());
            }
            sign_in::open_session(tx, &opening, replaced.as_ref(), &user, now)?;
            queries::mark_session(tx, &opening, now)?;
            tracing::info!(target: crate::SECURITY, user = %user.id, "signed in by passkey");
            Ok::<User, Error<PasskeySignInRefusal>>(user)
        })
        .await?;
    Ok(SignedIn { session, user, destination: taken.destination })
}

fn added(to: &EmailAddress, name: &str) -> Draft {
    let what = format!(
        "A passkey named {name} was added to your Slipway account. From now on you can show it after the code in your email, or sign in with it alone."
    );
    messages::to_person(to.clone(), "A passkey was added to your account", &[&what, NOT_YOU])
}

pub(super) fn removed(to: &EmailAddress) -> Draft {
    let what = "A passkey was removed from your Slipway account. It does not work there any more.";
    messages::to_person(to.clone(), "A passkey was removed from your account", &[what, NOT_YOU])
}

#[cfg(test)]
mod tests;
