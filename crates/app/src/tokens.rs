//! The token endpoint: authenticate the client, exchange a code or a refresh token, sign what comes of it.

mod authenticate;
mod exchange_code;
mod program;
mod refresh;

use std::sync::Arc;

use identity::{
    Account, Client, Environment, Exchange, Grant, Parameters, ScopeSet,
    claims::Subject,
    exchange::{Details, Endpoint, Outcome, redacted},
    grant::{ACCESS_TOKEN_LIFE, IssueId},
    token::{self, Refusal, TokenRequest},
};
use jose::AssertionReport;
use kernel::{Reference, Secret, Timestamp};
use serde::Serialize;
use store::{StoreError, Tx, queries::exchanges};

use crate::{Context, Internal, exchanges as recording, keys, secrets};
use authenticate::{Authenticated, NotAuthenticated};

/// A token request as it came.
#[derive(Clone, Debug)]
pub struct Call {
    /// The form; absent where the body was something else.
    pub form: Option<Parameters>,
    pub method: &'static str,
    pub user_agent: String,
}

/// The answer to a good request (RFC 6749 section 5.1).
#[derive(Debug, Serialize)]
pub struct TokenResponse {
    pub access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    pub expires_in: i64,
    pub token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// The answer to a bad one (RFC 6749 section 5.2).
#[derive(Debug, Serialize)]
pub struct TokenError {
    pub error: &'static str,
    pub error_description: String,
}

pub struct Answered {
    pub outcome: Result<TokenResponse, TokenError>,
    pub reference: Reference,
}

/// What a grant yields, committed and about to be signed.
struct Issued {
    grant: Grant,
    account: Account,
    issue: IssueId,
    refresh_token: Secret,
    scope: ScopeSet,
    /// Only the exchange of a code yields an ID token.
    with_id_token: bool,
    kid: String,
}

/// What a good request yields.
enum Yield {
    /// Tokens about a person.
    Person(Box<Issued>),
    /// A program's own.
    Program(program::Granted),
}

/// What a transaction came to. A refusal commits too: its revocations, the `jti`, and the exchange must last.
type Redeemed = Result<Yield, Refusal>;

/// One request on its way through a transaction.
struct Redeeming {
    ctx: Context,
    environment: Arc<Environment>,
    client: Arc<Client>,
    exchange: Exchange,
    report: AssertionReport,
    /// The assertion was the grant.
    is_grant: bool,
    now: Timestamp,
}

/// Answers a token request.
pub async fn exchange(
    ctx: &Context,
    environment: &Arc<Environment>,
    call: Call,
) -> Result<Answered, Internal> {
    let mut exchange = new_exchange(ctx, environment, &call);
    let reference = exchange.reference.clone();
    let parameters = call.form.unwrap_or_default();
    let authenticated = authenticate::client(ctx, environment, &parameters, call.method).await?;
    let (client, report, is_grant) = match authenticated {
        Ok(Authenticated { client, report, warning, is_grant }) => {
            exchange.details.findings.extend(warning);
            (client, report, is_grant)
        }
        Err(NotAuthenticated { refusal, report, client_id }) => {
            exchange.client_id = client_id;
            exchange.details.assertion = report.map(|report| *report);
            return refuse(ctx, exchange, refusal).await;
        }
    };
    exchange.client_id = Some(client.id.clone());
    let request = match token::parse(&parameters) {
        Ok(request) => request,
        Err(refusal) => {
            exchange.details.assertion = Some(report);
            return refuse(ctx, exchange, refusal).await;
        }
    };
    let redeeming = Redeeming {
        ctx: ctx.clone(),
        environment: environment.clone(),
        client,
        exchange,
        report,
        is_grant,
        now: ctx.now(),
    };
    let client = redeeming.client.clone();
    let redeemed = ctx.store.write(move |tx| redeeming.run(tx, &request)).await?;
    let outcome = match redeemed {
        Ok(Yield::Person(issued)) => Ok(sign(ctx, environment, &client, *issued).await?),
        Ok(Yield::Program(granted)) => Ok(granted.sign(ctx, environment, &client).await?),
        Err(refusal) => Err(TokenError::from(&refusal)),
    };
    Ok(Answered { outcome, reference })
}

fn new_exchange(ctx: &Context, environment: &Environment, call: &Call) -> Exchange {
    let parameters = call.form.as_ref().map(|form| redacted(form, secrets::fingerprint)).unwrap_or_default();
    Exchange {
        reference: ctx.reference(),
        environment: environment.id.clone(),
        client_id: None,
        grant_id: None,
        endpoint: Endpoint::Token,
        at: ctx.now(),
        outcome: Outcome::Refused,
        error: None,
        details: Details {
            method: call.method.to_owned(),
            status: 400,
            parameters,
            user_agent: identity::exchange::shorten(&call.user_agent),
            ..Details::default()
        },
    }
}

async fn refuse(ctx: &Context, mut exchange: Exchange, refusal: Refusal) -> Result<Answered, Internal> {
    let outcome = Err(TokenError::from(&refusal));
    let reference = exchange.reference.clone();
    note_refusal(&mut exchange, refusal);
    recording::record(ctx, exchange).await?;
    Ok(Answered { outcome, reference })
}

fn note_refusal(exchange: &mut Exchange, refusal: Refusal) {
    exchange.refuse(400, refusal.error, refusal.finding);
}

impl From<&Refusal> for TokenError {
    fn from(refusal: &Refusal) -> Self {
        Self { error: refusal.error, error_description: refusal.description() }
    }
}

impl Redeeming {
    fn run(mut self, tx: &mut Tx<'_>, request: &TokenRequest) -> Result<Redeemed, StoreError> {
        let redeemed = match self.note_assertion(tx)? {
            Err(refusal) => Err(refusal),
            Ok(()) => match request {
                TokenRequest::AuthorizationCode { code, redirect_uri, code_verifier } => {
                    self.exchange_code(tx, code, redirect_uri.as_deref(), code_verifier.as_deref())?
                }
                TokenRequest::RefreshToken { refresh_token, scope } => {
                    self.refresh(tx, refresh_token, *scope)?
                }
                TokenRequest::ClientCredentials => self.provision(tx)?,
                TokenRequest::LookUp { scope } => self.look_up(tx, scope)?,
            },
        };
        self.record(tx, &redeemed)?;
        Ok(redeemed)
    }

    fn record(mut self, tx: &mut Tx<'_>, redeemed: &Redeemed) -> Result<(), StoreError> {
        match redeemed {
            Ok(granted) => {
                self.exchange.outcome = Outcome::Succeeded;
                self.exchange.details.status = 200;
                self.exchange.details.answer = match granted {
                    Yield::Person(issued) => {
                        self.exchange.grant_id = Some(issued.grant.id);
                        answer_of(issued)
                    }
                    Yield::Program(granted) => granted.told(),
                };
            }
            Err(refusal) => note_refusal(&mut self.exchange, refusal.clone()),
        }
        self.exchange.details.assertion = Some(self.report);
        exchanges::insert(tx, &self.exchange)
    }
}

/// What the inspector shows of the answer: never a token.
fn answer_of(issued: &Issued) -> Vec<(String, String)> {
    let mut answer = vec![
        ("access_token".to_owned(), format!("jti {}, {} seconds", issued.issue, ACCESS_TOKEN_LIFE.as_secs())),
        ("refresh_token".to_owned(), secrets::fingerprint(issued.refresh_token.expose())),
        ("scope".to_owned(), issued.scope.to_string()),
        ("vot".to_owned(), issued.grant.vot.to_string()),
        ("sub".to_owned(), issued.account.id.to_string()),
        ("signed by".to_owned(), issued.kid.clone()),
    ];
    if issued.with_id_token {
        answer.insert(1, ("id_token".to_owned(), format!("jti {}", issued.grant.id)));
    }
    answer
}

async fn signing_key(
    ctx: &Context,
    environment: &Environment,
    kid: &str,
) -> Result<Arc<jose::SigningKey>, Internal> {
    let key = keys::open(ctx, &environment.id, kid).await?;
    key.ok_or_else(|| Internal::SigningKey(format!("{kid} is current but not published")))
}

async fn sign(
    ctx: &Context,
    environment: &Environment,
    client: &Client,
    issued: Issued,
) -> Result<TokenResponse, Internal> {
    let key = signing_key(ctx, environment, &issued.kid).await?;
    let subject =
        Subject { environment, client, account: &issued.account, grant: &issued.grant, now: ctx.now() };
    let access = subject.access_token(issued.issue, issued.scope);
    let access_token = key.sign(&access.header(key.header(), client), &access);
    let id_token = issued.with_id_token.then(|| {
        let claims = subject.id_token();
        key.sign(&claims.header(key.header(), client), &claims)
    });
    Ok(TokenResponse {
        access_token,
        id_token,
        scope: Some(issued.scope.to_string()),
        expires_in: ACCESS_TOKEN_LIFE.as_secs(),
        token_type: "bearer",
        refresh_token: Some(issued.refresh_token.expose().to_owned()),
    })
}
