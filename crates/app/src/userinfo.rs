//! The userinfo endpoint (OpenID Connect Core section 5.3): what a bearer of an access token may know of the person.

mod metadata;

use identity::{
    Account, ClientId, Credential, Environment, Exchange, Finding, Grant, Scope, ScopeSet,
    claims::{Asked, UserinfoClaims, userinfo},
    exchange::{Details, Endpoint, Outcome},
    rules,
};
use kernel::{Reference, Secret};
use store::{
    StoreError, Tx,
    queries::{exchanges, grants},
};

use crate::{
    Context, Internal,
    bearer::{self, Bearer, Failure, NotAccepted},
    exchanges as recording, secrets,
};

pub use crate::bearer::Refused;
pub use metadata::update as update_metadata;

/// A call with its bearer token, if one came in the form that RFC 6750 section 2 wants.
#[derive(Clone, Debug)]
pub struct Call {
    pub token: Option<Secret>,
    pub method: &'static str,
    pub user_agent: String,
}

pub struct Answered<T> {
    pub outcome: Result<T, Refused>,
    pub reference: Reference,
}

/// The person that a token speaks of, owned so that it outlives the transaction.
pub struct Person {
    environment: std::sync::Arc<Environment>,
    client_id: ClientId,
    account: Account,
    scope: ScopeSet,
    two_factors: bool,
    metadata: Option<String>,
}

impl Person {
    pub fn claims(&self) -> UserinfoClaims<'_> {
        userinfo(Asked {
            environment: &self.environment,
            client_id: self.client_id.as_str(),
            account: &self.account,
            scope: self.scope,
            two_factors: self.two_factors,
            client_user_metadata: self.metadata.as_deref(),
        })
    }
}

/// Answers with the person's claims.
pub async fn read(
    ctx: &Context,
    environment: &std::sync::Arc<Environment>,
    call: Call,
) -> Result<Answered<Person>, Internal> {
    let mut exchange = new_exchange(ctx, environment, &call);
    let bearer = match verify(ctx, environment, call.token.as_ref()).await? {
        Ok(bearer) => bearer,
        Err(refused) => {
            exchange.client_id = refused.client_id;
            return refuse(ctx, exchange, refused.failure).await;
        }
    };
    exchange.client_id = Some(bearer.client_id.clone());
    let metadata = metadata::prepare(ctx, environment, &bearer).await?;
    let (environment, reference) = (environment.clone(), exchange.reference.clone());
    let outcome = ctx.store.write(move |tx| {
        let (grant, account) = match stands(tx, &environment, &bearer)? {
            Ok(standing) => standing,
            Err(failure) => {
                let refused = failure.note_in(&mut exchange);
                exchanges::insert(tx, &exchange)?;
                return Ok(Err(refused));
            }
        };
        let metadata = metadata.map(|new| new.first(tx, &environment.id, grant.account_id)).transpose()?;
        let person = Person {
            environment,
            client_id: bearer.client_id,
            scope: bearer.scope,
            two_factors: has_two_factors(&grant),
            account,
            // A cleared note is left out, not empty.
            metadata: metadata.filter(|note| !note.is_empty()),
        };
        exchange.grant_id = Some(grant.id);
        exchange.details.answer = told(&person);
        exchanges::insert(tx, &exchange)?;
        Ok::<_, StoreError>(Ok(person))
    });
    Ok(Answered { outcome: outcome.await?, reference })
}

/// A person's token: a program's own speaks of nobody.
async fn verify(
    ctx: &Context,
    environment: &Environment,
    token: Option<&Secret>,
) -> Result<Result<Bearer, NotAccepted>, Internal> {
    let verified = bearer::verify(ctx, environment, token).await?;
    Ok(verified.and_then(|bearer| {
        if bearer.is_of_sign_in {
            return Ok(bearer);
        }
        let explanation = "the access token is a program's own: it speaks of no person";
        let failure = Failure::invalid_token(Finding::failure(&rules::TOKEN_OF_PROGRAM, explanation));
        Err(NotAccepted { failure, client_id: Some(bearer.client_id) })
    }))
}

// Spec section 6: GP credentials need two factors; a key in hardware is two by itself.
fn has_two_factors(grant: &Grant) -> bool {
    let used = grant.credentials;
    used.contains(Credential::AsymmetricKey)
        || (used.contains(Credential::Password) && used.contains(Credential::Device))
}

/// The grant behind the token and its person, unless either is gone.
fn stands(
    tx: &mut Tx<'_>,
    environment: &Environment,
    bearer: &Bearer,
) -> Result<Result<(Grant, Account), Failure>, StoreError> {
    let found = grants::find_by_issue(tx, &environment.id, bearer.issue)?;
    let failure = |explanation: String| {
        Failure::invalid_token(Finding::failure(&rules::ACCESS_TOKEN_STANDS, explanation))
    };
    Ok(match found {
        None => Err(failure("the person of this access token has no account any more".to_owned())),
        Some((grant, account)) => match grant.revoked_at {
            None => Ok((grant, account)),
            Some(at) => Err(failure(format!("the sign-in behind this access token was revoked at {at}"))),
        },
    })
}

/// The names of what was told, for the inspector: values are the person's.
fn told(person: &Person) -> Vec<(String, String)> {
    let claims = serde_json::to_value(person.claims()).unwrap_or_default();
    let names =
        claims.as_object().map(|claims| claims.keys().map(String::as_str).collect::<Vec<_>>().join(" "));
    vec![
        ("claims".to_owned(), names.unwrap_or_default()),
        ("sub".to_owned(), person.account.id.to_string()),
        ("identity_proofing_level".to_owned(), person.account.level.name().to_owned()),
    ]
}

fn new_exchange(ctx: &Context, environment: &Environment, call: &Call) -> Exchange {
    let fingerprint = call.token.as_ref().map(|token| secrets::fingerprint(token.expose()));
    Exchange {
        reference: ctx.reference(),
        environment: environment.id.clone(),
        client_id: None,
        grant_id: None,
        endpoint: Endpoint::Userinfo,
        at: ctx.now(),
        outcome: Outcome::Succeeded,
        error: None,
        details: Details {
            method: call.method.to_owned(),
            status: 200,
            parameters: fingerprint.map(|print| ("access_token".to_owned(), print)).into_iter().collect(),
            user_agent: identity::exchange::shorten(&call.user_agent),
            ..Details::default()
        },
    }
}

async fn refuse<T>(ctx: &Context, mut exchange: Exchange, failure: Failure) -> Result<Answered<T>, Internal> {
    let reference = exchange.reference.clone();
    let outcome = Err(failure.note_in(&mut exchange));
    recording::record(ctx, exchange).await?;
    Ok(Answered { outcome, reference })
}

fn lacks(scope: Scope) -> Failure {
    let explanation = format!("the access token was not granted the scope {}", scope.name());
    let finding = Finding::failure(&rules::SCOPE_SUFFICIENT, explanation);
    Failure { scope: Some(scope.name()), ..Failure::insufficient_scope(finding) }
}
