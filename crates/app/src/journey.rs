//! A person on the provider's pages: each use case takes one step of the journey and says where they go next.

pub mod claiming;
pub mod codes;
pub mod consent;
pub mod passkeys;
pub mod password;
pub mod proving;
pub(crate) mod record;
pub mod register;
pub(crate) mod throttle;

use std::sync::Arc;

use identity::{
    Account, AccountId, Client, ClientId, Environment, EnvironmentId, Exchange, ProofingLevel, Session,
    authorize::AuthorizationRequest,
    consent::Consent,
    settings,
    sign_in::{self, Facts, Journey, Next, SignedIn, Stage, Step},
};
use kernel::{Reference, Secret, SignedDuration, Timestamp};
use store::{
    StoreError, Tx,
    queries::{
        account_passkeys, accounts, consents, devices, exchanges, grants,
        journeys::{self, StoredJourney},
        sessions,
    },
};

use crate::{
    Context, Internal,
    authorize::{Finish, finish},
    secrets,
};

/// How long a browser stays remembered.
pub const DEVICE_LIFE: SignedDuration = SignedDuration::from_hours(24 * 180);

/// The provider's cookies in one browser.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    pub journey: Option<Secret>,
    pub session: Option<Secret>,
    pub device: Option<Secret>,
    /// Of a session that a service's word opened: it leads to the settings alone.
    pub settings: Option<Secret>,
}

impl Browser {
    fn sessions(&self) -> [Option<Secret>; 2] {
        [self.session.clone(), self.settings.clone()]
    }
}

/// A journey with everything that its pages and decisions need.
#[derive(Clone, Debug)]
pub struct Loaded {
    hash: [u8; 32],
    stored: StoredJourney,
    pub client: Arc<Client>,
    /// The person, once their password was right.
    pub account: Option<Account>,
    consent: Option<Consent>,
    may_add_passkey: bool,
}

impl Loaded {
    pub fn request(&self) -> &AuthorizationRequest {
        &self.stored.request
    }

    /// The exchange that waits for this journey: no other journey has it.
    pub fn reference(&self) -> &Reference {
        &self.stored.reference
    }

    pub fn stage(&self) -> &Stage {
        self.stored.state.stage()
    }

    pub fn next(&self) -> Next {
        self.stored.state.next(Facts {
            request: &self.stored.request,
            level: level(self.account.as_ref()),
            consent: self.consent,
            may_add_passkey: self.may_add_passkey,
        })
    }

    /// The end of the mobile number that a code went to.
    pub fn mobile_ending(&self) -> Option<&str> {
        match self.stage() {
            Stage::ConfirmMobile { mobile, .. } => Some(mobile.ending()),
            _ => self.account.as_ref()?.mobile.as_ref().map(kernel::MobileNumber::ending),
        }
    }
}

fn level(account: Option<&Account>) -> ProofingLevel {
    account.map_or(ProofingLevel::P0, |account| account.level)
}

/// The journey that a browser is on, if it has not run out.
pub async fn load(
    ctx: &Context,
    environment: &Environment,
    browser: &Browser,
) -> Result<Option<Loaded>, Internal> {
    let Some(token) = &browser.journey else { return Ok(None) };
    let hash = secrets::hash(token.expose());
    let (clients, own, now) = (ctx.clients.clone(), settings::client(environment), ctx.now());
    let environment = environment.id.clone();
    let loaded = ctx.store.read(move |tx| {
        let Some(stored) = journeys::find(tx, &environment, &hash, now)? else { return Ok(None) };
        let client = if stored.request.is_for_settings() {
            Some(Arc::new(own))
        } else {
            clients.find(tx, &environment, &stored.request.client_id, now)?
        };
        let Some(client) = client else { return Ok(None) };
        let Person { account, consent, may_add_passkey } = person(tx, &environment, &stored)?;
        Ok::<_, StoreError>(Some(Loaded { hash, stored, client, account, consent, may_add_passkey }))
    });
    Ok(loaded.await?)
}

/// What is known of whoever is on a journey.
#[derive(Default)]
struct Person {
    account: Option<Account>,
    consent: Option<Consent>,
    may_add_passkey: bool,
}

fn person(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    stored: &StoredJourney,
) -> Result<Person, StoreError> {
    let id = match stored.state.stage() {
        Stage::SecondFactor { account_id } => Some(*account_id),
        _ => stored.state.who().map(|who| who.account_id),
    };
    let Some(id) = id else { return Ok(Person::default()) };
    let account = accounts::find(tx, environment, id)?;
    let consent = consents::find(tx, environment, id, &stored.request.client_id)?;
    // Asked only where it decides: hardly any service takes nothing but passkeys.
    let adds = stored.state.who().is_some_and(|who| sign_in::adds_passkey(&stored.request, who));
    let may_add_passkey = adds && !account_passkeys::has_any(tx, environment, id)?;
    Ok(Person { account, consent, may_add_passkey })
}

/// Where a step leads, and what the browser is to remember.
#[derive(Clone, Debug)]
pub struct Onward {
    pub destination: Destination,
    /// A new session: its token goes into the cookie, and the old one is worth nothing any more.
    pub session: Option<Secret>,
    pub device: Option<Secret>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    Page(Next),
    /// Back to the service; the journey is over.
    Client(String),
    /// To the person's own settings; the journey is over.
    Settings,
    /// The journey ended elsewhere meanwhile, or the step does not follow from here.
    Lost,
}

impl Onward {
    fn to(destination: Destination) -> Self {
        Self { destination, session: None, device: None }
    }
}

/// A step about to be taken within a transaction.
struct Taking {
    ctx: Context,
    environment: EnvironmentId,
    hash: [u8; 32],
    stored: StoredJourney,
    /// The sessions that this browser had: its own, and that of settings which a service opened.
    old_sessions: [Option<Secret>; 2],
    now: Timestamp,
}

impl Taking {
    fn new(ctx: &Context, environment: &Environment, loaded: &Loaded, browser: &Browser) -> Self {
        Self {
            ctx: ctx.clone(),
            environment: environment.id.clone(),
            hash: loaded.hash,
            stored: loaded.stored.clone(),
            old_sessions: browser.sessions(),
            now: ctx.now(),
        }
    }

    /// Takes the step, opens a session if it signs somebody in, and finishes the journey if nothing is left to do.
    fn take(self, tx: &mut Tx<'_>, step: Step) -> Result<Onward, StoreError> {
        self.take_all(tx, [step])
    }

    fn take_all(
        mut self,
        tx: &mut Tx<'_>,
        steps: impl IntoIterator<Item = Step>,
    ) -> Result<Onward, StoreError> {
        let was_signed_in = self.stored.state.who().is_some();
        let state = self.stored.state.clone();
        let Ok(state) = steps.into_iter().try_fold(state, |state, step| state.step(step, self.now)) else {
            return Ok(Onward::to(Destination::Lost));
        };
        self.stored.state = state;
        let session = match self.stored.state.who() {
            Some(who) if !was_signed_in => Some(self.open_session(tx, who)?),
            _ => None,
        };
        let destination = self.go_on(tx)?;
        Ok(Onward { destination, session, device: None })
    }

    /// The client on whose request this is; nothing where somebody goes to their own settings.
    fn service(&self) -> Option<ClientId> {
        let request = &self.stored.request;
        (!request.is_for_settings()).then(|| request.client_id.clone())
    }

    fn go_on(mut self, tx: &mut Tx<'_>) -> Result<Destination, StoreError> {
        let Person { account, consent, may_add_passkey } = person(tx, &self.environment, &self.stored)?;
        let (request, level) = (&self.stored.request, level(account.as_ref()));
        let next = self.stored.state.next(Facts { request, level, consent, may_add_passkey });
        match (next, self.stored.state.who()) {
            (Next::Finish { vot }, Some(signed_in)) => self.finish(tx, Finish { vot, signed_in }),
            (Next::SignInAgain, _) => {
                self.stored.state = Journey::new();
                self.keep(tx, Next::SignIn)
            }
            (next, _) => self.keep(tx, next),
        }
    }

    fn keep(&self, tx: &mut Tx<'_>, next: Next) -> Result<Destination, StoreError> {
        let kept = journeys::update(tx, &self.environment, &self.hash, &self.stored)?;
        Ok(if kept { Destination::Page(next) } else { Destination::Lost })
    }

    fn open_session(&self, tx: &mut Tx<'_>, who: SignedIn) -> Result<Secret, StoreError> {
        // Whoever signs in here now must not find the settings of whom a service sent before, either.
        for old in self.old_sessions.iter().flatten() {
            sessions::delete(tx, &self.environment, &secrets::hash(old.expose()))?;
        }
        let token = secrets::token(self.ctx.random.as_ref());
        let session = Session {
            account_id: who.account_id,
            auth_time: who.auth_time,
            credentials: who.credentials,
            expires_at: who.auth_time + Session::LIFE,
        };
        sessions::insert(tx, &self.environment, &secrets::hash(token.expose()), &session)?;
        Ok(token)
    }

    fn remember_device(&self, tx: &mut Tx<'_>, account_id: AccountId) -> Result<Secret, StoreError> {
        let token = secrets::token(self.ctx.random.as_ref());
        let (hash, ends_at) = (secrets::hash(token.expose()), self.now + DEVICE_LIFE);
        devices::remember(tx, &self.environment, &hash, account_id, self.now, ends_at)?;
        Ok(token)
    }

    /// Ends the journey with a code. Of two answers at once, one is given.
    fn finish(&self, tx: &mut Tx<'_>, how: Finish) -> Result<Destination, StoreError> {
        if !journeys::delete(tx, &self.environment, &self.hash)? {
            return Ok(Destination::Lost);
        }
        if self.stored.request.is_for_settings() {
            return Ok(Destination::Settings);
        }
        let completed = finish(&self.ctx, &self.stored.request, how);
        grants::insert(tx, &self.environment, &completed.grant, &completed.code_hash)?;
        self.complete_exchange(tx, |exchange| completed.note_in(exchange))?;
        Ok(Destination::Client(completed.to))
    }

    fn complete_exchange(&self, tx: &mut Tx<'_>, note: impl FnOnce(&mut Exchange)) -> Result<(), StoreError> {
        match exchanges::find(tx, &self.environment, &self.stored.reference)? {
            Some(mut recorded) => {
                note(&mut recorded.exchange);
                exchanges::complete(tx, &recorded.exchange)
            }
            // Housekeeping may have removed it; the person's answer does not depend on it.
            None => Ok(()),
        }
    }
}

/// Takes one step that needs nothing else.
async fn step(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    step: Step,
) -> Result<Onward, Internal> {
    let taking = Taking::new(ctx, environment, loaded, browser);
    Ok(ctx.store.write(move |tx| taking.take(tx, step)).await?)
}

/// Goes on where nothing is left to be asked: another tab gave what was missing.
pub async fn go_on(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Onward, Internal> {
    let taking = Taking::new(ctx, environment, loaded, browser);
    Ok(Onward::to(ctx.store.write(move |tx| taking.go_on(tx)).await?))
}

/// "Use a different account": back to the sign-in page.
pub async fn start_over(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Onward, Internal> {
    step(ctx, environment, loaded, browser, Step::StartedOver).await
}

/// Answers the question whether to remember a new person's device.
pub async fn answer_device(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    remember: bool,
) -> Result<Onward, Internal> {
    let taking = Taking::new(ctx, environment, loaded, browser);
    let remembered = loaded.stored.state.who().filter(|_| remember);
    let onward = ctx.store.write(move |tx| {
        let device = remembered.map(|who| taking.remember_device(tx, who.account_id)).transpose()?;
        let onward = taking.take(tx, Step::DeviceAnswered)?;
        Ok::<_, StoreError>(Onward { device, ..onward })
    });
    Ok(onward.await?)
}
