//! Ways into the settings besides a session of this browser: a service's word, or signing in.

use identity::{
    Environment, Exchange, Finding, Parameters, Session,
    asserted_login::claimed_issuer,
    exchange::{Details, Endpoint, Outcome, redacted, shorten},
    rules, settings,
    settings::OwnSession,
    sign_in::Journey,
};
use kernel::Secret;
use store::queries::{
    exchanges,
    journeys::{self, StoredJourney},
    sessions,
};

use crate::{
    Context, Internal,
    asserted::{self, VouchedFor},
    authorize::JOURNEY_LIFE,
    exchanges as recording, secrets,
};

/// Somebody whom a service sent.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub parameters: Parameters,
    pub user_agent: String,
}

/// Opens the settings by a service's word. Where it cannot be believed the answer is nothing: the person signs in, and the
/// service's developers find out why in the inspector.
pub async fn by_assertion(
    ctx: &Context,
    environment: &Environment,
    arrival: &Arrival,
) -> Result<Option<Secret>, Internal> {
    let Some(assertion) = arrival.parameters.get("asserted_login_identity") else { return Ok(None) };
    let mut exchange = exchange(ctx, environment, arrival);
    exchange.client_id = registered_issuer(ctx, environment, assertion).await?;
    let believed = asserted::believe(ctx, environment, assertion, None).await?;
    match believed.and_then(strong_enough) {
        Ok(person) => open(ctx, environment, exchange, person).await.map(Some),
        Err(finding) => {
            exchange.details.findings.push(finding);
            recording::record(ctx, exchange).await?;
            Ok(None)
        }
    }
}

fn exchange(ctx: &Context, environment: &Environment, arrival: &Arrival) -> Exchange {
    Exchange {
        reference: ctx.reference(),
        environment: environment.id.clone(),
        client_id: None,
        grant_id: None,
        endpoint: Endpoint::Settings,
        at: ctx.now(),
        outcome: Outcome::Refused,
        error: None,
        details: Details {
            method: "GET".to_owned(),
            status: 303,
            parameters: redacted(&arrival.parameters, secrets::fingerprint),
            user_agent: shorten(&arrival.user_agent),
            ..Details::default()
        },
    }
}

// An exchange belongs to a client that exists, or to nobody.
async fn registered_issuer(
    ctx: &Context,
    environment: &Environment,
    assertion: &str,
) -> Result<Option<identity::ClientId>, Internal> {
    let Some(issuer) = claimed_issuer(assertion) else { return Ok(None) };
    let (clients, environment, now) = (ctx.clients.clone(), environment.id.clone(), ctx.now());
    let found = ctx.store.read(move |tx| clients.find(tx, &environment, &issuer, now)).await?;
    Ok(found.map(|client| client.id.clone()))
}

fn strong_enough(person: VouchedFor) -> Result<VouchedFor, Finding> {
    if own_session(&person).is_strong_enough() {
        return Ok(person);
    }
    let explanation = "the sign-in that it names was by a password alone";
    Err(Finding::failure(&rules::SETTINGS_BY_TWO_FACTORS, explanation))
}

fn own_session(person: &VouchedFor) -> OwnSession {
    let signed_in = person.signed_in;
    let session = Session {
        account_id: signed_in.account_id,
        auth_time: signed_in.auth_time,
        credentials: signed_in.credentials,
        // The service's word does not make the sign-in live longer.
        expires_at: signed_in.auth_time + Session::LIFE,
    };
    OwnSession { session, is_asserted: true, confirmed_at: None }
}

async fn open(
    ctx: &Context,
    environment: &Environment,
    mut exchange: Exchange,
    person: VouchedFor,
) -> Result<Secret, Internal> {
    exchange.outcome = Outcome::Succeeded;
    exchange.grant_id = Some(person.grant_id);
    exchange.details.answer = vec![("sub".to_owned(), person.account.id.to_string())];
    let token = secrets::token(ctx.random.as_ref());
    let (hash, environment) = (secrets::hash(token.expose()), environment.id.clone());
    let opened = ctx.store.write(move |tx| {
        sessions::insert_asserted(tx, &environment, &hash, &own_session(&person).session)?;
        exchanges::insert(tx, &exchange)
    });
    opened.await?;
    Ok(token)
}

/// Begins a sign-in that leads to the settings; the token goes into the journey's cookie.
pub async fn begin_sign_in(ctx: &Context, environment: &Environment) -> Result<Secret, Internal> {
    let token = secrets::token(ctx.random.as_ref());
    let (hash, id) = (secrets::hash(token.expose()), environment.id.clone());
    let stored = StoredJourney {
        request: settings::request(environment),
        state: Journey::new(),
        // No service waits for this journey: nothing is recorded under it.
        reference: ctx.reference(),
        otp: None,
        expires_at: ctx.now() + JOURNEY_LIFE,
    };
    ctx.store.write(move |tx| journeys::insert(tx, &id, &hash, &stored)).await?;
    Ok(token)
}
