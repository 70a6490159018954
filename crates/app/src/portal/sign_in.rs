//! Signing in to the portal by a code in an e-mail, and what a session is, however it began.
//!
//! Whoever owns an address may sign in: a user is made at the first right code. So asking for a code tells nobody
//! whether an address is known, and costs the same for all.

use identity::EnvironmentId;
use kernel::{EmailAddress, Secret, SignedDuration, Timestamp};
use onboarding::role::Roles;
use store::{
    StoreError, Tx,
    queries::{
        portal::{
            organisations,
            sign_ins::{self, SignIn},
            users::{self, User},
        },
        throttles,
    },
};
use thiserror::Error;

use super::{
    roles,
    second_factor::{self, Pending},
};
use crate::{
    Context, Error, Internal,
    context::{UserId, UserKind},
    messages, outbox, secrets,
};

/// How long a code works.
pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// How many tries a code has.
pub const MOST_TRIES: i64 = 5;
/// How many codes an address can be sent within [`CODES_WINDOW`], unless one of them is used.
pub const MOST_CODES: i64 = 5;
pub const CODES_WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// How long a session lasts at most, and how long without a request.
pub const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(12);
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(60);

// A session is written as seen once a minute and not at every request.
const SEEN_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// What the portal's own counters are kept under.
pub(super) fn portal() -> EnvironmentId {
    EnvironmentId::new("portal")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("too many codes were sent to this address: wait {} minutes", wait.as_mins())]
pub struct TooManyCodes {
    pub wait: SignedDuration,
}

impl From<TooManyCodes> for Error<TooManyCodes> {
    fn from(refusal: TooManyCodes) -> Self {
        Self::Refused(refusal)
    }
}

/// Sends a code. The answer is for a cookie: the code works only in the browser that holds it.
pub async fn ask(
    ctx: &Context,
    email: EmailAddress,
    destination: String,
) -> Result<Secret, Error<TooManyCodes>> {
    let (ticket, code) = (secrets::token(&*ctx.random), secrets::one_time_code(&*ctx.random));
    let (hash, now) = (secrets::hash(ticket.expose()), ctx.now());
    let sign_in = SignIn {
        code_digest: ctx.derived.digest_of_code(&hash, code.expose()).to_vec(),
        destination,
        expires_at: now + CODE_LIFE,
        email: email.clone(),
    };
    let message = ctx.message("portal", messages::portal_code(email, &code));
    ctx.store
        .write(move |tx| {
            count_code(tx, &sign_in.email, now)?;
            sign_ins::insert(tx, &hash, &sign_in)?;
            Ok::<_, Error<TooManyCodes>>(outbox::queue(tx, &message)?)
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(ticket)
}

fn codes_of(email: &EmailAddress) -> [u8; 32] {
    secrets::hash(&format!("codes of {email}"))
}

fn count_code(tx: &mut Tx<'_>, email: &EmailAddress, now: Timestamp) -> Result<(), Error<TooManyCodes>> {
    let subject = codes_of(email);
    let sent = throttles::find(tx, &portal(), &subject, now)?;
    let full = sent.filter(|count| count.failures >= MOST_CODES);
    if let Some(count) = full {
        return Err(TooManyCodes { wait: count.window_ends_at.duration_since(now) }.into());
    }
    throttles::count(tx, &portal(), &subject, now, now + CODES_WINDOW)?;
    Ok(())
}

/// Where the code of this browser was sent, while it works.
pub async fn addressee(ctx: &Context, ticket: &str) -> Result<Option<EmailAddress>, Internal> {
    let (hash, now) = (secrets::hash(ticket), ctx.now());
    Ok(ctx.store.read(move |tx| sign_ins::find_email(tx, &hash, now)).await?)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeRefusal {
    #[error("this is not the code in the email")]
    Wrong { tries_left: i64 },
    /// It ran out, was used, was tried too often, or was never sent: the way on is the same.
    #[error("this code does not work any more: ask for a new one")]
    Over,
}

impl From<CodeRefusal> for Error<CodeRefusal> {
    fn from(refusal: CodeRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Somebody who has just signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// For the session's cookie.
    pub session: Secret,
    pub user: User,
    /// The page that they wanted to see.
    pub destination: String,
}

/// Signs somebody in by their code. `replaced` is the session that the browser had before.
pub async fn enter_code(
    ctx: &Context,
    ticket: &str,
    code: &str,
    replaced: Option<&str>,
) -> Result<SignedIn, Error<CodeRefusal>> {
    let (hash, now) = (secrets::hash(ticket), ctx.now());
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let digest = ctx.derived.digest_of_code(&hash, &code);
    let (sign_in, tries) = ctx
        .store
        .write(move |tx| sign_ins::take_try(tx, &hash, now, MOST_TRIES))
        .await?
        .ok_or(CodeRefusal::Over)?;
    if !jose::constant_time_eq(&digest, &sign_in.code_digest) {
        return Err(wrong(tries).into());
    }
    let session = secrets::token(&*ctx.random);
    let opened = Opened {
        ticket: hash,
        session: secrets::hash(session.expose()),
        replaced: replaced.map(secrets::hash),
        user: ctx.new_id(),
        now,
    };
    let (email, destination) = (sign_in.email, sign_in.destination);
    let user = ctx.store.write(move |tx| opened.save(tx, &email)).await?;
    Ok(SignedIn { session, user, destination })
}

fn wrong(tries: i64) -> CodeRefusal {
    if tries < MOST_TRIES { CodeRefusal::Wrong { tries_left: MOST_TRIES - tries } } else { CodeRefusal::Over }
}

/// A session about to be opened.
struct Opened {
    ticket: [u8; 32],
    session: [u8; 32],
    replaced: Option<[u8; 32]>,
    /// The id of the user, if they are new.
    user: kernel::Id<UserKind>,
    now: Timestamp,
}

impl Opened {
    fn save(&self, tx: &mut Tx<'_>, email: &EmailAddress) -> Result<User, Error<CodeRefusal>> {
        if !sign_ins::delete(tx, &self.ticket)? {
            return Err(CodeRefusal::Over.into());
        }
        let user = users::find_or_insert(tx, self.user.uuid(), email, self.now)?;
        organisations::accept_invitations(tx, email, user.id, self.now)?;
        throttles::clear(tx, &portal(), &codes_of(email))?;
        open_session(tx, &self.session, self.replaced.as_ref(), &user, self.now)?;
        Ok(user)
    }
}

/// Opens a session in place of the one that the browser had before.
pub(super) fn open_session(
    tx: &mut Tx<'_>,
    session: &[u8; 32],
    replaced: Option<&[u8; 32]>,
    user: &User,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(replaced) = replaced {
        users::delete_session(tx, replaced)?;
    }
    users::insert_session(tx, session, user.id, now, now + SESSION_LIFE)
}

/// A session that runs.
#[derive(Clone, Debug)]
pub struct Session {
    pub user_id: UserId,
    pub user: User,
    /// What the user is anywhere: it says which pages there are for them, and nothing of any one organisation.
    pub roles: Roles,
    /// When it last showed a second factor.
    pub second_factor_at: Option<Timestamp>,
    /// What it has to do before it opens anything but that.
    pub pending: Option<Pending>,
}

/// Whose session a cookie is, if it still runs. Asking keeps it from running out.
pub async fn find_session(ctx: &Context, cookie: &str) -> Result<Option<Session>, Internal> {
    let (hash, now) = (secrets::hash(cookie), ctx.now());
    let found = ctx
        .store
        .read(move |tx| {
            let Some(session) = users::find_session(tx, &hash, now, now - SESSION_IDLE)? else {
                return Ok::<_, StoreError>(None);
            };
            let user = session.user.id.into();
            let pending = second_factor::pending(tx, &session)?;
            let roles = roles::everywhere(tx, user)?;
            Ok(Some((session, roles, pending)))
        })
        .await?;
    let Some((session, roles, pending)) = found else { return Ok(None) };
    if now.duration_since(session.seen_at) >= SEEN_AGAIN_AFTER {
        ctx.store.write(move |tx| users::touch_session(tx, &hash, now)).await?;
    }
    Ok(Some(Session {
        user_id: session.user.id.into(),
        user: session.user,
        roles,
        second_factor_at: session.second_factor_at,
        pending,
    }))
}

/// Ends a session.
pub async fn sign_out(ctx: &Context, cookie: &str) -> Result<(), Internal> {
    let hash = secrets::hash(cookie);
    Ok(ctx.store.write(move |tx| users::delete_session(tx, &hash)).await?)
}
