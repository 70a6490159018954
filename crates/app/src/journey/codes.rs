//! The six digits of the text message: at sign-in, and when a new person proves their mobile phone.

use identity::{
    Account, AccountId, Environment, EnvironmentId, ProofingLevel,
    sign_in::{Stage, Step},
};
use kernel::{EmailAddress, MobileNumber, Secret, SignedDuration};
use store::{
    StoreError, Tx,
    queries::{accounts, messages::StoredMessage},
};

use super::{
    Browser, Destination, Loaded, Onward, Taking, passkeys, proving,
    throttle::{Counted, Subject},
};
use crate::{Context, Internal, messages, outbox, people, secrets};

pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);

#[derive(Debug)]
pub enum Outcome {
    Onward(Onward),
    Wrong,
    Expired,
    /// Too many wrong codes for this person, in this journey and others.
    Blocked {
        minutes: i64,
    },
    /// Somebody registered the address meanwhile; the person signs in instead.
    AddressTaken,
}

#[derive(Debug)]
pub enum Resent {
    Sent,
    TooMany { minutes: i64 },
    Lost,
}

/// The count of wrong codes against one person.
pub(super) fn attempts_of(account_id: AccountId) -> Subject {
    Subject::new(Counted::Code, &account_id.to_string())
}

/// Puts a new code into the journey and queues the message that brings it; answers the minutes to wait where too many went to
/// this phone. Test people's code never changes, and costs nobody a message.
pub(super) fn send_new(
    taking: &mut Taking,
    tx: &mut Tx<'_>,
    account: &Account,
) -> Result<Option<i64>, StoreError> {
    let Some(mobile) = account.mobile.clone() else { return Ok(None) };
    let code = static_code(&taking.ctx, &taking.environment, account);
    if code.is_none() {
        let sent = Subject::new(Counted::TextMessages, mobile.as_e164());
        if let Some(minutes) = sent.locked(tx, &taking.environment, taking.now)? {
            return Ok(Some(minutes));
        }
        sent.count(tx, &taking.environment, taking.now)?;
    }
    let message = code_to(taking, mobile, code);
    outbox::queue(tx, &message)?;
    Ok(None)
}

/// The code of a test person. Where somebody real may be met, nobody has one that is always the same.
fn static_code(ctx: &Context, environment: &EnvironmentId, account: &Account) -> Option<Secret> {
    let otp = account.static_otp.as_ref()?;
    people::has_test_people(ctx, environment).then(|| Secret::new(otp.as_str()))
}

pub(super) fn code_to(taking: &mut Taking, mobile: MobileNumber, code: Option<Secret>) -> StoredMessage {
    let code = code.unwrap_or_else(|| secrets::one_time_code(taking.ctx.random.as_ref()));
    let digest = taking.ctx.derived.digest_of_code(&taking.hash, code.expose());
    taking.stored.otp = Some((digest.to_vec(), taking.now + CODE_LIFE));
    taking.ctx.message(taking.environment.as_str(), messages::security_code(mobile, &code))
}

/// What came with the page on which a code is typed.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    pub code: &'a str,
    /// Remember this browser.
    pub remember: bool,
    /// The device said that it can make passkeys.
    pub makes_passkeys: bool,
}

/// Checks a code that somebody typed.
pub async fn submit(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    typed: Typed<'_>,
) -> Result<Outcome, Internal> {
    let Some(subject) = subject(loaded) else { return Ok(Outcome::Onward(Onward::to(Destination::Lost))) };
    let code: String = typed.code.chars().filter(|c| !c.is_whitespace()).collect();
    let remember = typed.remember;
    let offered = typed.makes_passkeys && passkeys::may_be_offered(ctx, environment, loaded);
    let taking = Taking::new(ctx, environment, loaded, browser);
    let outcome = ctx.store.write(move |tx| {
        if let Some(minutes) = subject.locked(tx, &taking.environment, taking.now)? {
            return Ok(Outcome::Blocked { minutes });
        }
        match verdict(&taking, &code) {
            Verdict::Right => {
                subject.clear(tx, &taking.environment)?;
                accept(taking, tx, remember, offered)
            }
            Verdict::Expired => Ok(Outcome::Expired),
            Verdict::Wrong => {
                let locked = subject.count(tx, &taking.environment, taking.now)?;
                Ok::<_, StoreError>(locked.map_or(Outcome::Wrong, |minutes| Outcome::Blocked { minutes }))
            }
        }
    });
    Ok(outcome.await?)
}

/// The minutes for which this person's codes are blocked, if they are.
pub async fn blocked(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
) -> Result<Option<i64>, Internal> {
    let Some(subject) = subject(loaded) else { return Ok(None) };
    let (environment, now) = (environment.id.clone(), ctx.now());
    Ok(ctx.store.read(move |tx| subject.locked(tx, &environment, now)).await?)
}

fn subject(loaded: &Loaded) -> Option<Subject> {
    match loaded.stage() {
        Stage::SecondFactor { account_id } => Some(attempts_of(*account_id)),
        Stage::MatchingMobile { signed_in } => Some(attempts_of(signed_in.account_id)),
        Stage::ConfirmMobile { mobile, .. } => Some(Subject::new(Counted::Code, mobile.as_e164())),
        _ => None,
    }
}

enum Verdict {
    Right,
    Wrong,
    Expired,
}

fn verdict(taking: &Taking, typed: &str) -> Verdict {
    let Some((digest, expires_at)) = &taking.stored.otp else { return Verdict::Expired };
    let typed = taking.ctx.derived.digest_of_code(&taking.hash, typed);
    match (jose::constant_time_eq(&typed, digest), taking.now < *expires_at) {
        (true, true) => Verdict::Right,
        (true, false) => Verdict::Expired,
        (false, _) => Verdict::Wrong,
    }
}

fn accept(mut taking: Taking, tx: &mut Tx<'_>, remember: bool, offered: bool) -> Result<Outcome, StoreError> {
    // A code works once.
    taking.stored.otp = None;
    match taking.stored.state.stage().clone() {
        Stage::SecondFactor { account_id } => {
            let device = if remember { Some(taking.remember_device(tx, account_id)?) } else { None };
            let offered = offered && !passkeys::has_or_declined(&taking, tx, account_id)?;
            let steps = [Some(Step::CodeAccepted), offered.then_some(Step::PasskeyOffered)];
            let onward = taking.take_all(tx, steps.into_iter().flatten())?;
            Ok(Outcome::Onward(Onward { device, ..onward }))
        }
        Stage::MatchingMobile { signed_in } => {
            let is_proved = proving::mobile_proved(&taking, tx, signed_in)?;
            let step = if is_proved { Step::CodeAccepted } else { Step::ProvingEnded };
            Ok(Outcome::Onward(taking.take(tx, step)?))
        }
        Stage::ConfirmMobile { email, password_hash, mobile } => {
            open_account(taking, tx, email, &password_hash, mobile)
        }
        _ => Ok(Outcome::Onward(Onward::to(Destination::Lost))),
    }
}

/// E-mail address and mobile phone are proved: that is P0.
fn open_account(
    taking: Taking,
    tx: &mut Tx<'_>,
    email: EmailAddress,
    password_hash: &str,
    mobile: MobileNumber,
) -> Result<Outcome, StoreError> {
    let account = Account {
        // It is every token's `sub`: it says nothing of when the account was opened.
        id: AccountId::opaque(taking.ctx.random.as_ref()),
        email,
        mobile: Some(mobile),
        mobile_pds_matched: false,
        landline: None,
        level: ProofingLevel::P0,
        nhs_number: None,
        family_name: None,
        given_name: None,
        birthdate: None,
        gp_ods_code: None,
        gp_credentials: None,
        static_otp: None,
        is_traced: true,
        opened_with: taking.service(),
        created_at: taking.now,
    };
    if !accounts::insert(tx, &taking.environment, &account, password_hash)? {
        taking.take(tx, Step::StartedOver)?;
        return Ok(Outcome::AddressTaken);
    }
    Ok(Outcome::Onward(taking.take(tx, Step::AccountOpened { account_id: account.id })?))
}

/// Sends the code again, as a new one.
pub async fn resend(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Resent, Internal> {
    let mut taking = Taking::new(ctx, environment, loaded, browser);
    let target = match (loaded.stage(), &loaded.account) {
        (Stage::ConfirmMobile { mobile, .. }, _) => Some((mobile.clone(), None)),
        (Stage::SecondFactor { .. } | Stage::MatchingMobile { .. }, Some(account)) => {
            let code = static_code(ctx, &environment.id, account);
            account.mobile.clone().map(|mobile| (mobile, code))
        }
        _ => None,
    };
    let Some((mobile, code)) = target else { return Ok(Resent::Lost) };
    let outcome = ctx.store.write(move |tx| {
        let sent = Subject::new(Counted::TextMessages, mobile.as_e164());
        if let Some(minutes) = sent.locked(tx, &taking.environment, taking.now)? {
            return Ok(Resent::TooMany { minutes });
        }
        sent.count(tx, &taking.environment, taking.now)?;
        let message = code_to(&mut taking, mobile, code);
        outbox::queue(tx, &message)?;
        let kept = store::queries::journeys::update(tx, &taking.environment, &taking.hash, &taking.stored)?;
        Ok::<_, StoreError>(if kept { Resent::Sent } else { Resent::Lost })
    });
    let outcome = outcome.await?;
    ctx.outgoing.notify_one();
    Ok(outcome)
}
