//! Signing in with a passkey, and being offered one. The device has made sure of its person, so nothing is asked besides it.

use identity::{
    Account, AccountId, Environment,
    sign_in::{Stage, Step},
};
use kernel::SignedDuration;
use store::{
    StoreError, Tx,
    queries::account_passkeys::{self as queries, AccountPasskey},
};

use super::{
    Browser, Destination, Loaded, Onward, Taking, record,
    throttle::{Counted, Subject},
};
use crate::{
    Context, Error, Internal,
    account_passkeys::{self, Ceremony, Holder, Refusal},
    passkeys::{Credential, PasskeyProblem},
};

/// How long nobody is offered a passkey who said "not now".
const LEFT_IN_PEACE: SignedDuration = SignedDuration::from_hours(24 * 90);

const SIGNING_IN: &str = "sign-in";

#[derive(Debug)]
pub enum Outcome {
    Onward(Onward),
    Failed(Failed),
    /// Too many answers came for this person's passkeys that did not hold.
    Locked {
        minutes: i64,
    },
}

/// What is said about a passkey that signed nobody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// The challenge has run out, or had its answer.
    Over,
    /// Whatever was wrong with it: one that nobody has answers as one that does not hold.
    Refused,
}

/// What the browser needs to ask for a passkey, as JSON; nothing where none is of use.
pub async fn ask(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
) -> Result<Option<String>, Internal> {
    let website = ctx.passkeys_in(&environment.id).filter(|_| loaded.request().vtr.takes_passkey());
    let Some(website) = website else { return Ok(None) };
    let begun = website.begin_discovery().map_err(|problem| Internal::Passkey(problem.to_string()))?;
    let ceremony = Ceremony::new(ctx, environment, loaded.hash, SIGNING_IN);
    Ok(Some(ctx.store.write(move |tx| ceremony.keep(tx, begun)).await?))
}

/// Signs somebody in by what their device answered.
pub async fn sign_in(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    answer: &str,
) -> Result<Outcome, Internal> {
    let Some(website) = ctx.passkeys_in(&environment.id) else {
        return Ok(Outcome::Failed(Failed::Refused));
    };
    let Some(state) = Ceremony::new(ctx, environment, loaded.hash, SIGNING_IN).take().await? else {
        return Ok(Outcome::Failed(Failed::Over));
    };
    let (person, credential_id) = match website.claimed(answer) {
        Ok(claimed) => claimed,
        Err(problem) => return refused(&problem),
    };
    let Some((known, locked)) = find(ctx, environment, person.into(), credential_id).await? else {
        return refused(&PasskeyProblem::Unknown);
    };
    if let Some(minutes) = locked {
        return Ok(Outcome::Locked { minutes });
    }
    match website.finish_discovery(&state, answer, &known.credential) {
        Ok(passkey) => accept(ctx, environment, loaded, browser, known, passkey).await,
        Err(problem) => count(ctx, environment, known.account_id, &problem).await,
    }
}

fn refused(problem: &PasskeyProblem) -> Result<Outcome, Internal> {
    if let PasskeyProblem::Kept(fault) = problem {
        return Err(Internal::Passkey(fault.to_string()));
    }
    tracing::info!(target: crate::SECURITY, reason = %problem, "a passkey signed nobody in");
    Ok(Outcome::Failed(Failed::Refused))
}

fn failures_of(account: AccountId) -> Subject {
    Subject::new(Counted::Passkey, &account.to_string())
}

/// The passkey that an answer names, if it is that person's, and the minutes for which theirs are locked.
async fn find(
    ctx: &Context,
    environment: &Environment,
    person: AccountId,
    credential_id: Vec<u8>,
) -> Result<Option<(AccountPasskey, Option<i64>)>, Internal> {
    let (environment, now) = (environment.id.clone(), ctx.now());
    let found = ctx.store.read(move |tx| {
        let known = queries::find_by_credential(tx, &environment, &credential_id)?;
        let Some(known) = known.filter(|known| known.account_id == person) else { return Ok(None) };
        let locked = failures_of(person).locked(tx, &environment, now)?;
        Ok::<_, StoreError>(Some((known, locked)))
    });
    Ok(found.await?)
}

async fn count(
    ctx: &Context,
    environment: &Environment,
    person: AccountId,
    problem: &PasskeyProblem,
) -> Result<Outcome, Internal> {
    let failed = refused(problem)?;
    let (environment, now) = (environment.id.clone(), ctx.now());
    let locked = ctx.store.write(move |tx| failures_of(person).count(tx, &environment, now)).await?;
    Ok(locked.map_or(failed, |minutes| Outcome::Locked { minutes }))
}

async fn accept(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    known: AccountPasskey,
    passkey: Credential,
) -> Result<Outcome, Internal> {
    record::refresh_of(ctx, environment, known.account_id).await?;
    let taking = Taking::new(ctx, environment, loaded, browser);
    let outcome = ctx.store.write(move |tx| {
        let (environment, account_id) = (taking.environment.clone(), known.account_id);
        // Again, now that it was looked at: answers sent all at once must not outrun the lock.
        if let Some(minutes) = failures_of(account_id).locked(tx, &environment, taking.now)? {
            return Ok(Outcome::Locked { minutes });
        }
        if !queries::use_passkey(tx, &environment, &known, &passkey.value, taking.now)? {
            return Ok(Outcome::Failed(Failed::Refused));
        }
        failures_of(account_id).clear(tx, &environment)?;
        let onward = taking.take(tx, Step::PasskeyAccepted { account_id })?;
        tracing::info!(target: crate::SECURITY, account = %account_id, factor = %known.id, "signed in by passkey");
        Ok::<_, StoreError>(Outcome::Onward(onward))
    });
    Ok(outcome.await?)
}

/// Whether a passkey is worth offering on this journey. Test people whose code never changes are never offered one: partners'
/// own browser tests sign in as them, page by page as it is documented (spec section 15.11).
pub fn may_be_offered(ctx: &Context, environment: &Environment, loaded: &Loaded) -> bool {
    let is_of_use = loaded.request().vtr.takes_passkey() && loaded.request().vtr.takes_password();
    let signs_in = matches!(loaded.stage(), Stage::SecondFactor { .. });
    let has_own_code = loaded.account.as_ref().is_some_and(|account| account.static_otp.is_none());
    is_of_use && signs_in && has_own_code && account_passkeys::are_offered(ctx, environment)
}

pub(super) fn has_or_declined(
    taking: &Taking,
    tx: &mut Tx<'_>,
    account_id: AccountId,
) -> Result<bool, StoreError> {
    Ok(queries::has_any(tx, &taking.environment, account_id)?
        || queries::has_declined(tx, &taking.environment, account_id, taking.now)?)
}

fn holder(loaded: &Loaded) -> Option<Holder> {
    let account: Account = loaded.account.clone()?;
    Some(Holder { account, hash: loaded.hash })
}

/// What the browser needs to make the passkey that is offered or asked for here, as JSON.
pub async fn begin(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
) -> Result<String, Error<Refusal>> {
    account_passkeys::begin(ctx, environment, &holder(loaded).ok_or(Refusal::NotOffered)?).await
}

/// Adds the passkey that the browser made. Whoever needs one to go on uses it next; everybody else just goes on.
pub async fn add(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    answer: &str,
) -> Result<Onward, Error<Refusal>> {
    let holder = holder(loaded).ok_or(Refusal::NotOffered)?;
    let passkey = account_passkeys::made(ctx, environment, &holder, "", answer).await?;
    let taking = Taking::new(ctx, environment, loaded, browser);
    let onward = ctx.store.write(move |tx| {
        account_passkeys::insert(&taking.ctx, tx, &taking.environment, &holder.account, &passkey)?;
        match taking.stored.state.stage() {
            Stage::OfferedPasskey { .. } => Ok(taking.take(tx, Step::PasskeyAnswered)?),
            _ => Ok::<_, Error<Refusal>>(Onward::to(taking.go_on(tx)?)),
        }
    });
    let onward = onward.await?;
    ctx.outgoing.notify_one();
    Ok(onward)
}

/// "Not now": they go on, and are not asked again for a while.
pub async fn decline(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Onward, Internal> {
    let Some(who) = loaded.stored.state.who() else { return Ok(Onward::to(Destination::Lost)) };
    let taking = Taking::new(ctx, environment, loaded, browser);
    let onward = ctx.store.write(move |tx| {
        let until = taking.now + LEFT_IN_PEACE;
        queries::decline(tx, &taking.environment, who.account_id, until)?;
        taking.take(tx, Step::PasskeyAnswered)
    });
    Ok(onward.await?)
}
