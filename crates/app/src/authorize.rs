//! An authentication request arrives: refuse it, answer it by single sign-on, or begin a journey through the pages.

mod answer;

use std::sync::Arc;

use identity::{
    Account, Client, ClientId, Environment, Exchange, Finding, Parameters, Session,
    authorize::{self, AuthorizationRequest, Prompt, Refusal},
    consent::Consent,
    exchange::{Details, Endpoint, Outcome, Severity, redacted},
    rules,
    sign_in::{self, Facts, Journey, Next, SignedIn},
};
use kernel::{Reference, Secret, SignedDuration};
use store::queries::{consents, exchanges, journeys, journeys::StoredJourney, sessions};

use crate::{
    Context, Internal,
    asserted::{self, VouchedFor},
    exchanges as recording, secrets,
};

pub(crate) use answer::{Completed, Finish, finish, redirect};

/// How long a person may take from the service's link to coming back.
pub const JOURNEY_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub parameters: Parameters,
    pub method: &'static str,
    pub user_agent: String,
    /// The value of the session cookie.
    pub session: Option<Secret>,
}

/// What the endpoint does.
#[derive(Debug)]
pub enum Answer {
    /// A page, since the redirect URI is not to be trusted.
    Page {
        error: &'static str,
        explanation: String,
        state: Option<String>,
        reference: Reference,
        client_known: bool,
    },
    /// Back to the client with an answer.
    Redirect(String),
    /// On to the pages; the token goes into the journey's cookie.
    Journey { token: Secret, next: Next },
}

/// What the store knows that concerns a request.
#[derive(Default)]
struct Known {
    client: Option<Arc<Client>>,
    session: Option<(Session, Account)>,
    consent: Option<Consent>,
}

/// A request under way: judged, with the exchange that will be recorded.
struct Begun<'a> {
    ctx: &'a Context,
    environment: &'a Environment,
    exchange: Exchange,
    request: AuthorizationRequest,
}

/// Judges a request and answers it.
pub async fn begin(ctx: &Context, environment: &Environment, arrival: Arrival) -> Result<Answer, Internal> {
    let known = look_up(ctx, environment, &arrival).await?;
    let judged = authorize::judge(&arrival.parameters, known.client.as_deref(), &environment.policy);
    let exchange = exchange(ctx, environment, &arrival, known.client.as_deref(), judged.findings);
    match (judged.outcome, known.client.clone()) {
        (Ok(request), Some(client)) => {
            Begun { ctx, environment, exchange, request }.go_on(&client, known).await
        }
        (Err(refusal), _) => refuse(ctx, exchange, refusal).await,
        (Ok(_), None) => unreachable!("a request without a registered client is refused"),
    }
}

async fn look_up(ctx: &Context, environment: &Environment, arrival: &Arrival) -> Result<Known, Internal> {
    let client_id = arrival.parameters.get("client_id").map(ClientId::new);
    let session_hash = arrival.session.as_ref().map(|token| secrets::hash(token.expose()));
    let (clients, environment, now) = (ctx.clients.clone(), environment.id.clone(), ctx.now());
    let known = ctx.store.read(move |tx| {
        let Some(client_id) = client_id else { return Ok(Known::default()) };
        let Some(client) = clients.find(tx, &environment, &client_id, now)? else {
            return Ok(Known::default());
        };
        let session = match session_hash {
            Some(hash) => sessions::find(tx, &environment, &hash, now)?,
            None => None,
        };
        let consent = match &session {
            Some((session, _)) => consents::find(tx, &environment, session.account_id, &client_id)?,
            None => None,
        };
        Ok::<_, store::StoreError>(Known { client: Some(client), session, consent })
    });
    Ok(known.await?)
}

fn exchange(
    ctx: &Context,
    environment: &Environment,
    arrival: &Arrival,
    client: Option<&Client>,
    findings: Vec<Finding>,
) -> Exchange {
    Exchange {
        reference: ctx.reference(),
        environment: environment.id.clone(),
        client_id: client.map(|client| client.id.clone()),
        grant_id: None,
        endpoint: Endpoint::Authorize,
        at: ctx.now(),
        outcome: Outcome::Refused,
        error: None,
        details: Details {
            method: arrival.method.to_owned(),
            parameters: redacted(&arrival.parameters, secrets::fingerprint),
            findings,
            user_agent: identity::exchange::shorten(&arrival.user_agent),
            ..Details::default()
        },
    }
}

async fn refuse(ctx: &Context, mut exchange: Exchange, refusal: Refusal) -> Result<Answer, Internal> {
    let answer = match refusal {
        Refusal::Page { error, state } => {
            exchange.error = Some(error.to_owned());
            exchange.details.status = 400;
            let explanation =
                exchange.details.findings.last().map(|f| f.explanation.clone()).unwrap_or_default();
            let (reference, client_known) = (exchange.reference.clone(), exchange.client_id.is_some());
            Answer::Page { error, explanation, state, reference, client_known }
        }
        Refusal::Redirect { redirect_uri, error, description, state } => {
            exchange.error = Some(error.to_owned());
            exchange.details.status = 302;
            exchange.details.answer = vec![("error_description".into(), description.clone())];
            Answer::Redirect(redirect(
                &redirect_uri,
                &[("error", error), ("error_description", &description)],
                state.as_deref(),
            ))
        }
    };
    debug_assert!(identity::refusals::lists(&exchange), "{exchange:?} is in no table of refusals");
    recording::record(ctx, exchange).await?;
    Ok(answer)
}

impl Begun<'_> {
    async fn go_on(mut self, client: &Client, known: Known) -> Result<Answer, Internal> {
        let by_session = known.session.filter(|_| sign_in::may_use_session(&self.request));
        let by_session =
            by_session.map(|(session, account)| (SignedIn::by(&session), account, known.consent));
        let person = match self.asserted(client).await? {
            Some(vouched_for) => Some((vouched_for.signed_in, vouched_for.account, vouched_for.consent)),
            None => by_session,
        };
        let Some((signed_in, account, consent)) = person else {
            return self.ask(Journey::new(), Next::SignIn).await;
        };
        let journey = Journey::signed_in(signed_in);
        // Adding a passkey takes both factors now, and not some time ago.
        let facts = Facts { request: &self.request, level: account.level, consent, may_add_passkey: false };
        match journey.next(facts) {
            Next::Finish { vot } => self.answer(Finish { vot, signed_in }).await,
            Next::SignInAgain if self.request.prompt != Prompt::None => {
                self.ask(Journey::new(), Next::SignIn).await
            }
            next => self.ask(journey, next).await,
        }
    }

    /// The person that the request's `asserted_login_identity` vouches for. One that cannot be believed is remarked on, and
    /// the person signs in as if it had not come.
    async fn asserted(&mut self, client: &Client) -> Result<Option<VouchedFor>, Internal> {
        // Taken out: a journey that goes on by the pages must not keep what opens a door.
        let Some(assertion) = self.request.asserted_login_identity.take() else { return Ok(None) };
        if !sign_in::may_use_session(&self.request) {
            return Ok(None);
        }
        match asserted::believe(self.ctx, self.environment, &assertion, Some(client)).await? {
            Ok(person) => Ok(Some(person)),
            Err(finding) => {
                // The journey goes on by the pages, so what is wrong with the assertion is a warning.
                self.exchange.details.findings.push(Finding { severity: Severity::Warning, ..finding });
                Ok(None)
            }
        }
    }

    /// Shows a page, or says that one would be needed.
    async fn ask(self, journey: Journey, next: Next) -> Result<Answer, Internal> {
        if self.request.prompt == Prompt::None {
            return self.no_page_allowed(next).await;
        }
        let token = secrets::token(self.ctx.random.as_ref());
        let (hash, mut exchange, environment) =
            (secrets::hash(token.expose()), self.exchange, self.environment.id.clone());
        exchange.outcome = Outcome::Waiting;
        exchange.details.status = 302;
        let stored = StoredJourney {
            request: self.request,
            state: journey,
            reference: exchange.reference.clone(),
            otp: None,
            expires_at: self.ctx.now() + JOURNEY_LIFE,
        };
        self.ctx
            .store
            .write(move |tx| {
                journeys::insert(tx, &environment, &hash, &stored)?;
                exchanges::insert(tx, &exchange)
            })
            .await?;
        Ok(Answer::Journey { token, next })
    }

    async fn no_page_allowed(mut self, next: Next) -> Result<Answer, Internal> {
        let error = sign_in::error_without_pages(next);
        let explanation = match error {
            "consent_required" => "the person has not agreed to share what is asked for",
            "interaction_required" => "the person must first prove who they are to a higher level",
            "login_required" => "the person's sign-in is too weak for every vector that was asked for",
            _ => "nobody is signed in who could be used for single sign-on",
        };
        self.exchange.details.findings.push(Finding::failure(&rules::SESSION_FOR_NO_PROMPT, explanation));
        let refusal = Refusal::Redirect {
            redirect_uri: self.request.redirect_uri,
            error,
            description: authorize::description(explanation),
            state: self.request.state,
        };
        refuse(self.ctx, self.exchange, refusal).await
    }

    /// Answers with a code at once: single sign-on.
    async fn answer(self, how: Finish) -> Result<Answer, Internal> {
        let Self { ctx, environment, mut exchange, request } = self;
        let completed = finish(ctx, &request, how);
        completed.note_in(&mut exchange);
        let Completed { grant, code_hash, to, .. } = completed;
        let environment = environment.id.clone();
        ctx.store
            .write(move |tx| {
                store::queries::grants::insert(tx, &environment, &grant, &code_hash)?;
                exchanges::insert(tx, &exchange)
            })
            .await?;
        Ok(Answer::Redirect(to))
    }
}
