//! A patient claims the account that was provisioned for them: the link in the mail, a code to their phone, details that the record
//! has, the terms, a password. The link works once, for 7 days; opening it changes nothing.
//!
//! Each browser that opens the link has a way of its own, so that a code typed in one opens nothing in another. Of two that end at
//! once, one gets the account.

mod account;

use identity::{
    Account, Environment, EnvironmentId,
    demographics::{Claim as Details, Postcode, Unmatched, judge},
    provisioning::{Stage, Stop},
};
use kernel::{Date, Secret, SignedDuration, Timestamp};
use store::{
    StoreError, Tx,
    queries::{
        accounts,
        provisioning::{self as queries, Claim, Request},
    },
};

use super::{
    codes::CODE_LIFE,
    throttle::{Counted, Subject},
};
use crate::{Context, Internal, messages, outbox, secrets};

pub use account::{Ended, choose_password, enter_password};

/// How long a browser has from the link to the account; the link can be opened again.
const CLAIM_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// It can be claimed; the name is that of the service which asked.
    Stands {
        service_name: String,
    },
    Closed,
    /// Used, run out, or never sent.
    Gone,
}

/// How one step came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    To(Stage),
    /// The code, or the details, are not right.
    Wrong,
    /// The code was right, and too old.
    Expired,
    /// Too many tries: for so many minutes there is no further one.
    Blocked {
        minutes: i64,
    },
    Stopped(Stop),
}

/// A browser on its way, with everything that its pages need.
#[derive(Clone, Debug)]
pub struct Loaded {
    hash: [u8; 32],
    request: Request,
    claim: Claim,
    /// The account with the address, if there is one.
    account: Option<Account>,
    pub service_name: String,
}

impl Loaded {
    pub fn stage(&self) -> Stage {
        self.claim.stage
    }

    pub fn has_account(&self) -> bool {
        self.account.is_some()
    }

    pub fn email(&self) -> &str {
        self.request.asked.email.as_str()
    }

    pub fn mobile_ending(&self) -> &str {
        self.request.asked.mobile.ending()
    }

    pub fn is_closed(&self) -> bool {
        self.request.closed_at.is_some()
    }
}

/// What is counted against one request, whichever browser it comes from.
fn subject(counted: Counted, link_hash: &[u8]) -> Subject {
    Subject::new(counted, &format!("claim {}", jose::base64url(link_hash)))
}

/// What a link leads to. Looking does not use it up: mail scanners open links too.
pub async fn look(ctx: &Context, environment: &Environment, token: &str) -> Result<Link, Internal> {
    let (hash, now, id) = (secrets::hash(token), ctx.now(), environment.id.clone());
    let clients = ctx.clients.clone();
    let link = ctx.store.read(move |tx| {
        let Some(request) = queries::find_by_link(tx, &id, &hash, now)? else { return Ok(Link::Gone) };
        if request.closed_at.is_some() {
            return Ok(Link::Closed);
        }
        let client = clients.find(tx, &id, &request.client_id, now)?;
        Ok::<_, StoreError>(Link::Stands { service_name: name_of(client.as_deref()) })
    });
    Ok(link.await?)
}

fn name_of(client: Option<&identity::Client>) -> String {
    client.map_or_else(|| "An NHS service".to_owned(), |client| client.name.clone())
}

/// What pressing the button under the link came to.
#[derive(Debug)]
pub enum Begun {
    /// A code is on its way; the token is for the browser to keep.
    CodeSent(Secret),
    /// Too many codes went to the phone.
    TooMany {
        minutes: i64,
    },
    Stopped(Stop),
}

/// Begins a claim in one browser: a code goes to the phone of the request.
pub async fn begin(ctx: &Context, environment: &Environment, token: &str) -> Result<Begun, Internal> {
    let (link_hash, now, id) = (secrets::hash(token), ctx.now(), environment.id.clone());
    let claiming = ctx.clone();
    let begun = ctx.store.write(move |tx| {
        let Some(request) = queries::find_by_link(tx, &id, &link_hash, now)? else {
            return Ok(Begun::Stopped(Stop::Gone));
        };
        if request.closed_at.is_some() {
            return Ok(Begun::Stopped(Stop::Closed));
        }
        let token = secrets::token(claiming.random.as_ref());
        let hash = secrets::hash(token.expose());
        let sending = Sending { ctx: &claiming, environment: &id, hash: &hash, now };
        let otp = match sending.code(tx, &request)? {
            Ok(otp) => otp,
            Err(minutes) => return Ok(Begun::TooMany { minutes }),
        };
        let claim = Claim { stage: Stage::Code, otp: Some(otp), expires_at: now + CLAIM_LIFE };
        queries::insert_claim(tx, &id, &hash, &link_hash, &claim)?;
        Ok::<_, StoreError>(Begun::CodeSent(token))
    });
    let begun = begun.await?;
    ctx.outgoing.notify_one();
    Ok(begun)
}

/// A code about to be sent.
struct Sending<'a> {
    ctx: &'a Context,
    environment: &'a EnvironmentId,
    hash: &'a [u8; 32],
    now: Timestamp,
}

/// What is kept of a code, or the minutes to wait before there is another.
type Sent = Result<(Vec<u8>, Timestamp), i64>;

impl Sending<'_> {
    /// Test people's code never changes, and costs nobody a message.
    fn code(&self, tx: &mut Tx<'_>, request: &Request) -> Result<Sent, StoreError> {
        let mobile = &request.asked.mobile;
        let account = accounts::find_by_email(tx, self.environment, &request.asked.email)?;
        let fixed = account.and_then(|(account, _)| account.static_otp).map(Secret::new);
        if fixed.is_none() {
            let sent = Subject::new(Counted::TextMessages, mobile.as_e164());
            if let Some(minutes) = sent.locked(tx, self.environment, self.now)? {
                return Ok(Err(minutes));
            }
            sent.count(tx, self.environment, self.now)?;
        }
        let code = fixed.unwrap_or_else(|| secrets::one_time_code(self.ctx.random.as_ref()));
        let draft = messages::security_code(mobile.clone(), &code);
        outbox::queue(tx, &self.ctx.message(self.environment.as_str(), draft))?;
        let digest = self.ctx.derived.digest_of_code(self.hash, code.expose());
        Ok(Ok((digest.to_vec(), self.now + CODE_LIFE)))
    }
}

/// The claim that a browser is on, if neither it nor its request has run out.
pub async fn load(
    ctx: &Context,
    environment: &Environment,
    token: &Secret,
) -> Result<Option<Loaded>, Internal> {
    let (hash, now, id) = (secrets::hash(token.expose()), ctx.now(), environment.id.clone());
    let clients = ctx.clients.clone();
    let loaded = ctx.store.read(move |tx| {
        let Some((request, claim)) = queries::find_claim(tx, &id, &hash, now)? else { return Ok(None) };
        let account = accounts::find_by_email(tx, &id, &request.asked.email)?.map(|(account, _)| account);
        let client = clients.find(tx, &id, &request.client_id, now)?;
        let service_name = name_of(client.as_deref());
        Ok::<_, StoreError>(Some(Loaded { hash, request, claim, account, service_name }))
    });
    Ok(loaded.await?)
}

/// Checks the code that somebody typed.
pub async fn submit_code(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    typed: &str,
) -> Result<Outcome, Internal> {
    let wrong_codes = subject(Counted::Code, &loaded.request.link_hash);
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let digest = ctx.derived.digest_of_code(&loaded.hash, &typed);
    let (id, now, loaded) = (environment.id.clone(), ctx.now(), loaded.clone());
    let outcome = ctx.store.write(move |tx| {
        if let Some(minutes) = wrong_codes.locked(tx, &id, now)? {
            return Ok(Outcome::Blocked { minutes });
        }
        let Some((kept, ends_at)) = &loaded.claim.otp else { return Ok(Outcome::Expired) };
        match (jose::constant_time_eq(&digest, kept), now < *ends_at) {
            (true, true) => {
                wrong_codes.clear(tx, &id)?;
                advance(tx, &id, &loaded)
            }
            (true, false) => Ok(Outcome::Expired),
            (false, _) => {
                let blocked = wrong_codes.count(tx, &id, now)?;
                Ok::<_, StoreError>(blocked.map_or(Outcome::Wrong, |minutes| Outcome::Blocked { minutes }))
            }
        }
    });
    Ok(outcome.await?)
}

/// Moves on from the stage that was loaded, once: what was typed for it is used up.
fn advance(tx: &mut Tx<'_>, environment: &EnvironmentId, loaded: &Loaded) -> Result<Outcome, StoreError> {
    let from = loaded.claim.stage;
    let Some(stage) = from.next(loaded.has_account()) else { return Ok(Outcome::Stopped(Stop::Gone)) };
    let claim = Claim { stage, otp: None, ..loaded.claim.clone() };
    let moved = queries::update_claim(tx, environment, &loaded.hash, from, &claim)?;
    Ok(if moved { Outcome::To(stage) } else { Outcome::Stopped(Stop::Gone) })
}

/// Sends the code again, as a new one; answers the minutes to wait where too many went to the phone.
pub async fn resend_code(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
) -> Result<Option<i64>, Internal> {
    let (id, now, loaded, claiming) = (environment.id.clone(), ctx.now(), loaded.clone(), ctx.clone());
    let waiting = ctx.store.write(move |tx| {
        let sending = Sending { ctx: &claiming, environment: &id, hash: &loaded.hash, now };
        let otp = match sending.code(tx, &loaded.request)? {
            Ok(otp) => otp,
            Err(minutes) => return Ok(Some(minutes)),
        };
        let claim = Claim { otp: Some(otp), ..loaded.claim.clone() };
        queries::update_claim(tx, &id, &loaded.hash, Stage::Code, &claim)?;
        Ok::<_, StoreError>(None)
    });
    let waiting = waiting.await?;
    ctx.outgoing.notify_one();
    Ok(waiting)
}

/// Compares what somebody says of themselves with the record of the request's patient. Neither is in the mail.
pub async fn submit_details(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    birthdate: Date,
    postcode: Postcode,
) -> Result<Outcome, Internal> {
    let details = Details::Number { nhs_number: loaded.request.asked.nhs_number, birthdate, postcode };
    let found = match ctx.adapters(&environment.id).demographics.search(&details).await {
        Ok(found) => found,
        Err(unavailable) => {
            tracing::warn!(%unavailable, "no account can be claimed");
            return Ok(Outcome::Stopped(Stop::TryLater));
        }
    };
    match judge(&details, found, ctx.today()) {
        Ok(_) => {
            let (id, loaded) = (environment.id.clone(), loaded.clone());
            Ok(ctx.store.write(move |tx| advance(tx, &id, &loaded)).await?)
        }
        Err(Unmatched::Deceased) => Ok(Outcome::Stopped(Stop::Deceased)),
        Err(Unmatched::TooYoung) => Ok(Outcome::Stopped(Stop::TooYoung)),
        Err(Unmatched::NoMatch | Unmatched::Several) => count_wrong_details(ctx, environment, loaded).await,
    }
}

/// Of many tries at once no more are answered than of many in turn: the last one allowed closes the request.
async fn count_wrong_details(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
) -> Result<Outcome, Internal> {
    let (id, now, link_hash) = (environment.id.clone(), ctx.now(), loaded.request.link_hash.clone());
    let wrong_details = subject(Counted::Proving, &link_hash);
    let outcome = ctx.store.write(move |tx| {
        if wrong_details.count(tx, &id, now)?.is_none() {
            return Ok(Outcome::Wrong);
        }
        queries::close(tx, &id, &link_hash, now)?;
        Ok::<_, StoreError>(Outcome::Stopped(Stop::Closed))
    });
    Ok(outcome.await?)
}

pub async fn accept_terms(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
) -> Result<Outcome, Internal> {
    let (id, loaded) = (environment.id.clone(), loaded.clone());
    Ok(ctx.store.write(move |tx| advance(tx, &id, &loaded)).await?)
}
