//! Registration to P0: e-mail address and password, the link in the e-mail, the terms, the mobile phone.
//!
//! An address that has an account already gets the same pages; its owner gets a different e-mail.

use identity::{
    Environment,
    sign_in::{Stage, Step},
};
use kernel::{EmailAddress, MobileNumber, Secret, SignedDuration};
use store::{
    StoreError, Tx,
    queries::{
        accounts,
        journeys::{self, EmailLink},
    },
};

use super::{
    Browser, Destination, Loaded, Onward, Taking, codes,
    throttle::{Counted, Subject},
};
use crate::{Context, Internal, messages, outbox, secrets};

pub const LINK_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// Begins a registration. The password is hashed whether or not the address is free, so that time tells nothing.
pub async fn begin(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    email: EmailAddress,
    password: Secret,
) -> Result<Onward, Internal> {
    let password_hash = ctx.passwords.hash(password).await?;
    let taking = Taking::new(ctx, environment, loaded, browser);
    let issuer = environment.issuer.clone();
    let onward = ctx.store.write(move |tx| {
        send_link(&taking, tx, &issuer, &email)?;
        taking.take(tx, Step::RegistrationBegun { email, password_hash })
    });
    let onward = onward.await?;
    ctx.outgoing.notify_one();
    Ok(onward)
}

/// Sends the e-mail of a registration again.
pub async fn resend(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<(), Internal> {
    let Stage::ConfirmEmail { email, .. } = loaded.stage().clone() else { return Ok(()) };
    let taking = Taking::new(ctx, environment, loaded, browser);
    let issuer = environment.issuer.clone();
    ctx.store.write(move |tx| send_link(&taking, tx, &issuer, &email)).await?;
    ctx.outgoing.notify_one();
    Ok(())
}

fn send_link(taking: &Taking, tx: &mut Tx<'_>, issuer: &str, email: &EmailAddress) -> Result<(), StoreError> {
    let sent = Subject::new(Counted::Emails, email.as_str());
    // Silently: the page is the same, and nobody's inbox is flooded.
    if sent.locked(tx, &taking.environment, taking.now)?.is_some() {
        return Ok(());
    }
    sent.count(tx, &taking.environment, taking.now)?;
    let draft = if accounts::find_by_email(tx, &taking.environment, email)?.is_some() {
        messages::already_registered(email.clone())
    } else {
        let token = secrets::token(taking.ctx.random.as_ref());
        let link = EmailLink { journey_hash: taking.hash.to_vec(), email: email.clone() };
        let (hash, ends_at) = (secrets::hash(token.expose()), taking.now + LINK_LIFE);
        journeys::insert_email_link(tx, &taking.environment, &hash, &link, ends_at)?;
        messages::confirm_email(email.clone(), &format!("{issuer}/confirm-email?token={}", token.expose()))
    };
    outbox::queue(tx, &taking.ctx.message(taking.environment.as_str(), draft))
}

/// How the link of an e-mail came out.
#[derive(Debug)]
pub enum Confirmed {
    /// In the browser that began: the journey goes on.
    Here(Onward),
    /// In another browser or on another device: the journey goes on in the first.
    Elsewhere,
    Expired,
}

/// Whether a link still works. Looking does not use it up: mail scanners open links too.
pub async fn link_stands(ctx: &Context, environment: &Environment, token: &str) -> Result<bool, Internal> {
    let (environment, hash, now) = (environment.id.clone(), secrets::hash(token), ctx.now());
    let link = ctx.store.read(move |tx| journeys::find_email_link(tx, &environment, &hash, now)).await?;
    Ok(link.is_some())
}

/// Uses the link: the e-mail address is proved.
pub async fn confirm_email(
    ctx: &Context,
    environment: &Environment,
    browser: &Browser,
    token: &str,
) -> Result<Confirmed, Internal> {
    let here = browser.journey.as_ref().map(|token| secrets::hash(token.expose()));
    let (environment, hash, now) = (environment.id.clone(), secrets::hash(token), ctx.now());
    let (ctx_in, old_sessions) = (ctx.clone(), browser.sessions());
    let confirmed = ctx.store.write(move |tx| {
        let Some(link) = journeys::find_email_link(tx, &environment, &hash, now)? else {
            return Ok(Confirmed::Expired);
        };
        journeys::delete_email_link(tx, &environment, &hash)?;
        let Some(stored) = journeys::find(tx, &environment, &link.journey_hash, now)? else {
            return Ok(Confirmed::Expired);
        };
        // A registration that was begun again with another address is not proved by the first one's link.
        let proves =
            matches!(stored.state.stage(), Stage::ConfirmEmail { email, .. } if *email == link.email);
        let Ok(journey_hash) = <[u8; 32]>::try_from(link.journey_hash.as_slice()) else {
            return Ok(Confirmed::Expired);
        };
        if !proves {
            return Ok(Confirmed::Expired);
        }
        let taking = Taking { ctx: ctx_in, environment, hash: journey_hash, stored, old_sessions, now };
        let onward = taking.take(tx, Step::EmailConfirmed)?;
        Ok::<_, StoreError>(if here == Some(journey_hash) {
            Confirmed::Here(onward)
        } else {
            Confirmed::Elsewhere
        })
    });
    Ok(confirmed.await?)
}

pub async fn accept_terms(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Onward, Internal> {
    super::step(ctx, environment, loaded, browser, Step::TermsAccepted).await
}

#[derive(Debug)]
pub enum MobileGiven {
    Onward(Onward),
    /// Too many codes went to this number.
    TooMany {
        minutes: i64,
    },
}

/// Takes the mobile number and sends a code to it.
pub async fn give_mobile(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    mobile: MobileNumber,
) -> Result<MobileGiven, Internal> {
    if !matches!(loaded.stage(), Stage::GiveMobile { .. } | Stage::ConfirmMobile { .. }) {
        return Ok(MobileGiven::Onward(Onward::to(Destination::Lost)));
    }
    let mut taking = Taking::new(ctx, environment, loaded, browser);
    let outcome = ctx.store.write(move |tx| {
        let sent = Subject::new(Counted::TextMessages, mobile.as_e164());
        if let Some(minutes) = sent.locked(tx, &taking.environment, taking.now)? {
            return Ok(MobileGiven::TooMany { minutes });
        }
        sent.count(tx, &taking.environment, taking.now)?;
        let message = codes::code_to(&mut taking, mobile.clone(), None);
        outbox::queue(tx, &message)?;
        Ok::<_, StoreError>(MobileGiven::Onward(taking.take(tx, Step::MobileGiven { mobile })?))
    });
    let outcome = outcome.await?;
    ctx.outgoing.notify_one();
    Ok(outcome)
}
