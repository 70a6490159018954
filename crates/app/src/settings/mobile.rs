//! A new mobile phone: a code to it proves it, and the old one is told.

use identity::{Account, Environment};
use kernel::{MobileNumber, Secret};
use store::{
    StoreError, Tx,
    queries::{
        accounts,
        new_mobiles::{self, NewMobile},
    },
};

use super::{Confirmed, Visit};
use crate::{
    Context, Internal,
    journey::{
        codes::CODE_LIFE,
        throttle::{Counted, Subject},
    },
    messages, outbox, secrets,
};

#[derive(Debug)]
pub enum Asked {
    Sent,
    /// Too many codes went to this number.
    TooMany {
        minutes: i64,
    },
    /// No number waits for a code.
    Nothing,
}

/// Sends a code to the new number.
pub async fn ask(
    ctx: &Context,
    environment: &Environment,
    Confirmed(visit): Confirmed<'_>,
    mobile: MobileNumber,
) -> Result<Asked, Internal> {
    send(ctx, environment, visit, Some(mobile)).await
}

/// Sends the code again, as a new one.
pub async fn resend(ctx: &Context, environment: &Environment, visit: &Visit) -> Result<Asked, Internal> {
    send(ctx, environment, visit, None).await
}

async fn send(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
    mobile: Option<MobileNumber>,
) -> Result<Asked, Internal> {
    let (ctx_in, visit, environment, now) = (ctx.clone(), visit.clone(), environment.id.clone(), ctx.now());
    let asked = ctx.store.write(move |tx| {
        let mobile = match mobile {
            Some(mobile) => Some(mobile),
            None => new_mobiles::find(tx, &environment, &visit.hash)?.map(|new| new.mobile),
        };
        let Some(mobile) = mobile else { return Ok(Asked::Nothing) };
        let sent = Subject::new(Counted::TextMessages, mobile.as_e164());
        if let Some(minutes) = sent.locked(tx, &environment, now)? {
            return Ok(Asked::TooMany { minutes });
        }
        sent.count(tx, &environment, now)?;
        // A test person's code never changes.
        let code = visit.account.static_otp.as_ref().map(|otp| Secret::new(otp.as_str()));
        let code = code.unwrap_or_else(|| secrets::one_time_code(ctx_in.random.as_ref()));
        let otp_digest = ctx_in.derived.digest_of_code(&visit.hash, code.expose()).to_vec();
        let new = NewMobile { mobile: mobile.clone(), otp_digest, otp_expires_at: now + CODE_LIFE };
        new_mobiles::save(tx, &environment, &visit.hash, &new)?;
        let message = ctx_in.message(environment.as_str(), messages::security_code(mobile, &code));
        outbox::queue(tx, &message)?;
        Ok::<_, StoreError>(Asked::Sent)
    });
    let asked = asked.await?;
    ctx.outgoing.notify_one();
    Ok(asked)
}

/// The number that waits for its code.
pub async fn waiting(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
) -> Result<Option<MobileNumber>, Internal> {
    let (environment, hash) = (environment.id.clone(), visit.hash);
    let found = ctx.store.read(move |tx| new_mobiles::find(tx, &environment, &hash)).await?;
    Ok(found.map(|new| new.mobile))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    Changed,
    Wrong,
    Expired,
    /// Too many wrong codes for this number.
    Blocked {
        minutes: i64,
    },
    /// No number waits for a code: it was changed in another tab, or never asked for.
    Nothing,
}

/// Takes the code: the account has the new number from now on.
pub async fn enter(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
    code: &str,
) -> Result<Entered, Internal> {
    let typed: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let recorded = recorded_mobile(ctx, environment, &visit.account).await;
    let entering = Entering {
        ctx: ctx.clone(),
        environment: environment.id.clone(),
        visit: visit.clone(),
        typed,
        recorded,
    };
    let entered = ctx.store.write(move |tx| entering.take(tx)).await?;
    ctx.outgoing.notify_one();
    Ok(entered)
}

/// The mobile phone of the person's record. Where nobody can be asked, nothing is taken as matched.
async fn recorded_mobile(
    ctx: &Context,
    environment: &Environment,
    account: &Account,
) -> Option<MobileNumber> {
    let nhs_number = account.nhs_number?;
    match ctx.adapters(&environment.id).demographics.find(nhs_number).await {
        Ok(record) => record?.mobile,
        Err(unavailable) => {
            tracing::debug!(%unavailable, "a new mobile phone is not matched");
            None
        }
    }
}

struct Entering {
    ctx: Context,
    environment: identity::EnvironmentId,
    visit: Visit,
    typed: String,
    recorded: Option<MobileNumber>,
}

impl Entering {
    fn take(&self, tx: &mut Tx<'_>) -> Result<Entered, StoreError> {
        let (environment, now) = (&self.environment, self.ctx.now());
        let Some(new) = new_mobiles::find(tx, environment, &self.visit.hash)? else {
            return Ok(Entered::Nothing);
        };
        let subject = Subject::new(Counted::Code, new.mobile.as_e164());
        if let Some(minutes) = subject.locked(tx, environment, now)? {
            return Ok(Entered::Blocked { minutes });
        }
        let digest = self.ctx.derived.digest_of_code(&self.visit.hash, &self.typed);
        match (jose::constant_time_eq(&digest, &new.otp_digest), now < new.otp_expires_at) {
            (true, true) => {
                subject.clear(tx, environment)?;
                self.change(tx, &new.mobile)?;
                Ok(Entered::Changed)
            }
            (true, false) => Ok(Entered::Expired),
            (false, _) => {
                let locked = subject.count(tx, environment, now)?;
                Ok(locked.map_or(Entered::Wrong, |minutes| Entered::Blocked { minutes }))
            }
        }
    }

    fn change(&self, tx: &mut Tx<'_>, mobile: &MobileNumber) -> Result<(), StoreError> {
        let (environment, account) = (&self.environment, &self.visit.account);
        // A code works once.
        new_mobiles::delete(tx, environment, &self.visit.hash)?;
        let is_matched = self.recorded.as_ref() == Some(mobile);
        accounts::change_mobile(tx, environment, account.id, mobile, is_matched)?;
        tracing::info!(target: crate::SECURITY, account = %account.id, "mobile phone changed");
        let old = account.mobile.clone().filter(|old| old != mobile).map(messages::mobile_changed);
        for draft in old.into_iter().chain([messages::mobile_is_another(account.email.clone())]) {
            outbox::queue(tx, &self.ctx.message(environment.as_str(), draft))?;
        }
        Ok(())
    }
}
