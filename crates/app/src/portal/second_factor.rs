//! The second thing that people show when they sign in: a passkey, a code of an authenticator app, or a recovery code in their place.
//!
//! Staff and signatories need one, others may have one; whoever has one shows it in every session. What is kept of a secret is
//! sealed under the master key, what is kept of a recovery code is a keyed digest.

pub mod passkeys;
mod recovery;
pub mod totp;

use kernel::{EmailAddress, Id, Kind, Secret, SignedDuration, Timestamp};
use onboarding::policy;
use store::{
    StoreError, Tx,
    queries::{
        portal::{
            passkeys::{self as store_passkeys, Passkey},
            second_factors::{self as queries, AuthenticatorApp},
            staff_sign_ins,
            users::{self, Session},
        },
        throttles,
    },
};
use thiserror::Error;

use super::{NotFound, roles, sign_in::portal};
use crate::{Actor, Context, Error, Internal, context::UserId, messages, messages::Draft, outbox, secrets};
use totp::SharedSecret;

pub use recovery::{RECOVERY_CODES, renew as renew_recovery_codes};

/// How many wrong codes somebody may enter before they have to wait, and how long.
pub const MOST_TRIES: i64 = 5;
pub const LOCK: SignedDuration = SignedDuration::from_mins(15);
/// How long ago a session may have shown its second factor to change one.
pub const FRESH: SignedDuration = SignedDuration::from_mins(10);
/// How long a secret waits for its first code.
pub const SETUP_LIFE: SignedDuration = SignedDuration::from_mins(30);
/// How many authenticator apps one person can have.
pub const MOST_APPS: usize = 5;

const SETUP: &str = "authenticator-app";

/// Labels the id of what somebody shows.
pub enum AppKind {}
impl Kind for AppKind {
    const NAME: &'static str = "a second factor";
}
pub type AppId = Id<AppKind>;

/// What a session still has to do before it opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// Show what was set up.
    Show,
    /// Set something up: a role asks for it and there is nothing yet.
    SetUp,
}

/// A session, as far as it has come: the cookie and whose it is.
#[derive(Clone, Debug)]
pub struct Holder {
    pub user_id: UserId,
    pub email: EmailAddress,
    pub cookie: Secret,
    pub shown_at: Option<Timestamp>,
}

impl Holder {
    fn session(&self) -> [u8; 32] {
        secrets::hash(self.cookie.expose())
    }

    /// Whether the second factor was shown a short time ago.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.shown_at.is_some_and(|at| now.duration_since(at) < FRESH)
    }
}

/// What a session has to do, from what its user is and has.
pub(super) fn pending(tx: &mut Tx<'_>, session: &Session) -> Result<Option<Pending>, StoreError> {
    // A provider whose strong sign-in counts has seen a second factor of its own. It opens the portal, and changes none of ours.
    if session.vouched_for_at.is_some() {
        return Ok(None);
    }
    if queries::has_any(tx, session.user.id)? {
        return Ok(session.second_factor_at.is_none().then_some(Pending::Show));
    }
    let is_needed = policy::needs_second_factor(&roles::everywhere(tx, session.user.id.into())?);
    Ok(is_needed.then_some(Pending::SetUp))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FactorRefusal {
    #[error("this is not a code that works now: enter the one that the app shows")]
    Wrong { tries_left: i64 },
    #[error("there were too many wrong codes: wait {} minutes", wait.as_mins().max(1))]
    Locked { wait: SignedDuration },
    /// Somebody who sits down at an open session must not change how its owner signs in.
    #[error("show your second factor again first")]
    NotFresh,
    /// The session began nothing, or too long ago.
    #[error("this took too long: start again")]
    Over,
    #[error("you can have at most {MOST_APPS} authenticator apps: remove one first")]
    TooMany,
    #[error("you can have at most {} passkeys: remove one first", passkeys::MOST_PASSKEYS)]
    TooManyPasskeys,
    #[error("this passkey did not work: try again, or show something else")]
    Passkey,
    #[error("one of your roles needs a second factor: add another one before you remove this one")]
    LastOne,
    #[error(transparent)]
    NotFound(#[from] NotFound),
}

impl From<FactorRefusal> for Error<FactorRefusal> {
    fn from(refusal: FactorRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What somebody has set up.
#[derive(Clone, Debug)]
pub struct Overview {
    pub apps: Vec<AuthenticatorApp>,
    pub passkeys: Vec<Passkey>,
    pub recovery_codes_left: i64,
    /// A role asks for it.
    pub is_needed: bool,
}

pub async fn overview(ctx: &Context, holder: &Holder) -> Result<Overview, Internal> {
    let user = holder.user_id;
    let read = ctx.store.read(move |tx| {
        let is_needed = policy::needs_second_factor(&roles::everywhere(tx, user)?);
        let recovery_codes_left = queries::count_recovery_codes(tx, user.uuid())?;
        Ok::<_, StoreError>(Overview {
            apps: queries::list_apps(tx, user.uuid())?,
            passkeys: store_passkeys::list(tx, user.uuid())?,
            recovery_codes_left,
            is_needed,
        })
    });
    Ok(read.await?)
}

/// The secret to put into an app. Asking again within a session gives the same one, until it is used or runs out.
pub async fn begin_app(ctx: &Context, holder: &Holder) -> Result<SharedSecret, Error<FactorRefusal>> {
    let (context, holder, now) = (ctx.clone(), holder.clone(), ctx.now());
    let fresh = SharedSecret::new(&*ctx.random);
    ctx.store
        .write(move |tx| {
            may_change(tx, &holder, now)?;
            if queries::list_apps(tx, holder.user_id.uuid())?.len() >= MOST_APPS {
                return Err(FactorRefusal::TooMany.into());
            }
            let session = holder.session();
            if let Some(sealed) = queries::begun(tx, &session, SETUP, now)? {
                return Ok(opened(&context, &session, &sealed)?);
            }
            let sealed = sealed(&context, &session, &fresh);
            queries::begin(tx, &session, SETUP, &sealed, now + SETUP_LIFE)?;
            Ok(fresh)
        })
        .await
}

// The first factor can be set up right after the code in the mail; each change after that shows one first.
fn may_change(tx: &mut Tx<'_>, holder: &Holder, now: Timestamp) -> Result<(), Error<FactorRefusal>> {
    if !holder.is_fresh(now) && queries::has_any(tx, holder.user_id.uuid())? {
        return Err(FactorRefusal::NotFresh.into());
    }
    Ok(())
}

// Binds a sealed secret to its row: moved to another, it does not open.
fn sealed(ctx: &Context, place: &[u8], secret: &SharedSecret) -> Vec<u8> {
    let mut nonce = [0; 12];
    ctx.random.fill(&mut nonce);
    ctx.master.seal(nonce, &bound(place), secret.bytes())
}

fn opened(ctx: &Context, place: &[u8], sealed: &[u8]) -> Result<SharedSecret, Internal> {
    let bytes = ctx.master.open(&bound(place), sealed);
    let bytes = bytes.map_err(|problem| Internal::SecondFactor(problem.to_string()))?;
    SharedSecret::from_bytes(&bytes).ok_or_else(|| Internal::SecondFactor("it has another length".to_owned()))
}

fn bound(place: &[u8]) -> Vec<u8> {
    [b"authenticator app ".as_slice(), place].concat()
}

/// Recovery codes, shown once. None where the person keeps those that they have.
pub type NewRecoveryCodes = Option<Vec<String>>;

/// Adds the app that the session began with, if it shows the right code. The session has then shown its second factor.
pub async fn finish_app(
    ctx: &Context,
    holder: &Holder,
    name: &str,
    code: &str,
) -> Result<NewRecoveryCodes, Error<FactorRefusal>> {
    let (context, holder, now) = (ctx.clone(), holder.clone(), ctx.now());
    let (code, id): (_, AppId) = (digits(code), ctx.new_id());
    let name = named(name, "Authenticator app");
    let message = ctx.message("portal", added(&holder.email));
    let codes = recovery::draw(ctx);
    let tried = ctx
        .store
        .write(move |tx| {
            let (user, session) = (holder.user_id, holder.session());
            users::lock(tx, user.uuid())?;
            may_change(tx, &holder, now)?;
            let state = queries::begun(tx, &session, SETUP, now)?.ok_or(FactorRefusal::Over)?;
            let secret = opened(&context, &session, &state)?;
            if let Some(wait) = locked(tx, user, now)? {
                return Ok(Err(FactorRefusal::Locked { wait }));
            }
            let Some(step) = secret.step_of(&code, now) else { return Ok(Err(count_wrong(tx, user, now)?)) };
            if !queries::finish(tx, &session, SETUP)? {
                return Err(FactorRefusal::Over.into());
            }
            let sealed_secret = sealed(&context, id.uuid().as_bytes(), &secret);
            let app = AuthenticatorApp {
                id: id.uuid(),
                name,
                sealed_secret,
                last_step: step,
                created_at: now,
                used_at: None,
            };
            queries::insert_app(tx, user.uuid(), &app)?;
            let codes = first_recovery_codes(tx, &context, user, codes)?;
            shown(tx, user, &session, now)?;
            outbox::queue(tx, &message)?;
            tracing::info!(target: crate::SECURITY, user = %user, factor = %app.id, "authenticator app added");
            Ok::<_, Error<FactorRefusal>>(Ok(codes))
        })
        .await?;
    ctx.outgoing.notify_one();
    tried.map_err(Error::Refused)
}

/// What somebody calls it, or what it is.
fn named(name: &str, otherwise: &str) -> String {
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(50).collect();
    if name.is_empty() { otherwise.to_owned() } else { name }
}

/// Keeps these codes for somebody who has none.
fn first_recovery_codes(
    tx: &mut Tx<'_>,
    ctx: &Context,
    user: UserId,
    codes: Vec<String>,
) -> Result<NewRecoveryCodes, StoreError> {
    if queries::count_recovery_codes(tx, user.uuid())? > 0 {
        return Ok(None);
    }
    queries::replace_recovery_codes(tx, user.uuid(), &recovery::digests(ctx, user, &codes))?;
    Ok(Some(codes))
}

fn digits(code: &str) -> String {
    code.chars().filter(char::is_ascii_digit).collect()
}

fn tries_of(user: UserId) -> [u8; 32] {
    secrets::hash(&format!("second factor of {user}"))
}

fn locked(tx: &mut Tx<'_>, user: UserId, now: Timestamp) -> Result<Option<SignedDuration>, StoreError> {
    let count = throttles::find(tx, &portal(), &tries_of(user), now)?;
    let full = count.filter(|count| count.failures >= MOST_TRIES);
    Ok(full.map(|count| count.window_ends_at.duration_since(now)))
}

// Counting is a write that has to stay, so a wrong code is an outcome and not an error.
fn count_wrong(tx: &mut Tx<'_>, user: UserId, now: Timestamp) -> Result<FactorRefusal, StoreError> {
    let count = throttles::count(tx, &portal(), &tries_of(user), now, now + LOCK)?;
    let tries_left = MOST_TRIES - count.failures;
    Ok(if tries_left > 0 {
        FactorRefusal::Wrong { tries_left }
    } else {
        FactorRefusal::Locked { wait: LOCK }
    })
}

fn shown(tx: &mut Tx<'_>, user: UserId, session: &[u8], now: Timestamp) -> Result<(), StoreError> {
    throttles::clear(tx, &portal(), &tries_of(user))?;
    queries::mark_session(tx, session, now)
}

/// Shows a code of any of the person's apps. A code works once.
pub async fn show_app_code(ctx: &Context, holder: &Holder, code: &str) -> Result<(), Error<FactorRefusal>> {
    let (context, holder, now, code) = (ctx.clone(), holder.clone(), ctx.now(), digits(code));
    let tried = ctx
        .store
        .write(move |tx| {
            let user = holder.user_id;
            // Guesses of several browsers wait for each other, so that none is uncounted.
            users::lock(tx, user.uuid())?;
            if let Some(wait) = locked(tx, user, now)? {
                return Ok(Err(FactorRefusal::Locked { wait }));
            }
            for app in queries::list_apps(tx, user.uuid())? {
                let secret = opened(&context, app.id.as_bytes(), &app.sealed_secret)?;
                let Some(step) = secret.step_of(&code, now) else { continue };
                if queries::use_step(tx, app.id, step, now)? {
                    shown(tx, user, &holder.session(), now)?;
                    return Ok(Ok(()));
                }
            }
            Ok::<_, Error<FactorRefusal>>(Err(count_wrong(tx, user, now)?))
        })
        .await?;
    tried.map_err(Error::Refused)
}

/// Shows a recovery code, which is used up by it, and tells its owner by mail.
pub async fn show_recovery_code(
    ctx: &Context,
    holder: &Holder,
    code: &str,
) -> Result<(), Error<FactorRefusal>> {
    let (holder, now) = (holder.clone(), ctx.now());
    let digest = recovery::digest(ctx, holder.user_id, code);
    let message = ctx.message("portal", recovery::used(&holder.email));
    let tried = ctx
        .store
        .write(move |tx| {
            let user = holder.user_id;
            users::lock(tx, user.uuid())?;
            if let Some(wait) = locked(tx, user, now)? {
                return Ok(Err(FactorRefusal::Locked { wait }));
            }
            if !queries::use_recovery_code(tx, user.uuid(), &digest, now)? {
                return Ok(Err(count_wrong(tx, user, now)?));
            }
            shown(tx, user, &holder.session(), now)?;
            outbox::queue(tx, &message)?;
            Ok::<_, Error<FactorRefusal>>(Ok(()))
        })
        .await?;
    ctx.outgoing.notify_one();
    tried.map_err(Error::Refused)
}

/// What somebody removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    App,
    Passkey,
}

/// Removes an app or a passkey, unless it is the last thing that somebody has who needs one.
pub async fn remove(ctx: &Context, holder: &Holder, id: AppId) -> Result<Removed, Error<FactorRefusal>> {
    let (context, holder, now) = (ctx.clone(), holder.clone(), ctx.now());
    let removed = ctx
        .store
        .write(move |tx| {
            let user = holder.user_id;
            users::lock(tx, user.uuid())?;
            may_change(tx, &holder, now)?;
            let removed = delete(tx, user, id)?.ok_or(FactorRefusal::NotFound(NotFound))?;
            if !queries::has_any(tx, user.uuid())? {
                if policy::needs_second_factor(&roles::everywhere(tx, user)?) {
                    return Err(FactorRefusal::LastOne.into());
                }
                queries::forget(tx, user.uuid())?;
            }
            let mail = match removed {
                Removed::App => self::removed(&holder.email),
                Removed::Passkey => passkeys::removed(&holder.email),
            };
            outbox::queue(tx, &context.message("portal", mail))?;
            tracing::info!(target: crate::SECURITY, user = %user, factor = %id, "second factor removed");
            Ok::<_, Error<FactorRefusal>>(removed)
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(removed)
}

fn delete(tx: &mut Tx<'_>, user: UserId, id: AppId) -> Result<Option<Removed>, StoreError> {
    if queries::delete_app(tx, user.uuid(), id.uuid())? {
        return Ok(Some(Removed::App));
    }
    Ok(store_passkeys::delete(tx, user.uuid(), id.uuid())?.then_some(Removed::Passkey))
}

/// Forgets everything that somebody could show and who they are at their organisation's provider, and ends their sessions: they set
/// it up anew at the next sign-in. Only for whoever runs the machine, who has made sure who asks.
pub async fn reset(ctx: &Context, actor: Actor, email: EmailAddress) -> Result<(), Error<NotFound>> {
    if actor != Actor::Operator {
        return Err(NotFound.into());
    }
    let message = ctx.message("portal", forgotten(&email));
    ctx.store
        .write(move |tx| {
            let user = users::find_by_email(tx, &email)?.ok_or(NotFound)?;
            queries::forget(tx, user.id)?;
            staff_sign_ins::forget(tx, user.id)?;
            throttles::clear(tx, &portal(), &tries_of(user.id.into()))?;
            users::delete_sessions_of(tx, user.id)?;
            tracing::info!(target: crate::SECURITY, user = %user.id, "second factors reset");
            Ok::<_, Error<NotFound>>(outbox::queue(tx, &message)?)
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(())
}

/// Adds an app with a new secret for somebody who has none, and answers the secret: for demonstrations, where nobody is there to scan
/// it. Only for whoever runs the machine.
pub async fn provide(
    ctx: &Context,
    actor: Actor,
    email: EmailAddress,
) -> Result<SharedSecret, Error<NotFound>> {
    if actor != Actor::Operator {
        return Err(NotFound.into());
    }
    let (context, id, now): (_, AppId, _) = (ctx.clone(), ctx.new_id(), ctx.now());
    let secret = SharedSecret::new(&*ctx.random);
    ctx.store
        .write(move |tx| {
            let user = users::find_by_email(tx, &email)?.ok_or(NotFound)?;
            let sealed_secret = sealed(&context, id.uuid().as_bytes(), &secret);
            let name = "Demonstration".to_owned();
            let app = AuthenticatorApp {
                id: id.uuid(),
                name,
                sealed_secret,
                last_step: 0,
                created_at: now,
                used_at: None,
            };
            queries::insert_app(tx, user.id, &app)?;
            Ok::<_, Error<NotFound>>(secret)
        })
        .await
}

const NOT_YOU: &str = "You get this email because it changes how you sign in to Slipway. If it was not you, tell the people who run it at once.";

fn added(to: &EmailAddress) -> Draft {
    let what = "An authenticator app was added to your Slipway account. From now on you enter its code after the one in your email.";
    messages::to_person(to.clone(), "An authenticator app was added to your account", &[what, NOT_YOU])
}

fn removed(to: &EmailAddress) -> Draft {
    let what = "An authenticator app was removed from your Slipway account. Its codes do not work any more.";
    messages::to_person(to.clone(), "An authenticator app was removed from your account", &[what, NOT_YOU])
}

fn forgotten(to: &EmailAddress) -> Draft {
    let what = "Your second factor for Slipway was reset, and you were signed out everywhere. You can set up a new one when you sign in.";
    messages::to_person(to.clone(), "Your second factor was reset", &[what, NOT_YOU])
}

#[cfg(test)]
mod tests;
