//! Account provisioning: a program asks, on behalf of an organisation, that a patient may have an account at P9 (spec section 9). The
//! patient is checked against demographics and gets a mail; what they do with its link is [`crate::journey::claiming`].
//!
//! Nothing of the patient is kept with the exchange: the inspector shows which member was wrong, and by which rule.

use std::sync::Arc;

use identity::{
    Client, Environment, Exchange, Finding, Permission,
    demographics::Record,
    exchange::{Details, Endpoint, Outcome},
    provisioning::{self, Asked, Kind, REQUEST_LIFE, Refusal, judge_accounts, judge_record},
    rules,
};
use kernel::{Reference, Secret};
use serde_json::Value;
use store::{
    StoreError, Tx,
    queries::{
        accounts, exchanges,
        provisioning::{self as queries, Request},
        throttles,
    },
};

use crate::{
    Context, Internal,
    bearer::{self, Bearer, Failure, Refused},
    exchanges as recording, messages, outbox, secrets,
};

/// A call as it came.
#[derive(Clone, Debug)]
pub struct Call {
    pub token: Option<Secret>,
    pub body: Vec<u8>,
    pub user_agent: String,
}

/// Why no account is provisioned.
#[derive(Debug)]
pub enum NotProvisioned {
    /// The token is not accepted, or does not open this.
    Bearer(Refused),
    Refused(Refusal),
}

pub struct Answered {
    pub outcome: Result<Kind, NotProvisioned>,
    pub reference: Reference,
}

/// A failure with what the inspector says of it.
type Stopped = (Refusal, Finding);

fn stopped(refusal: Refusal) -> Stopped {
    (refusal, refusal.finding())
}

/// Takes a request, and sends the patient a mail if it is a good one.
pub async fn provision(
    ctx: &Context,
    environment: &Arc<Environment>,
    call: Call,
) -> Result<Answered, Internal> {
    let mut exchange = new_exchange(ctx, environment, &call);
    let reference = exchange.reference.clone();
    let client = match authorised(ctx, environment, call.token.as_ref(), &mut exchange).await? {
        Ok(client) => client,
        Err(failure) => {
            let outcome = Err(NotProvisioned::Bearer(failure.note_in(&mut exchange)));
            recording::record(ctx, exchange).await?;
            return Ok(Answered { outcome, reference });
        }
    };
    let checked = check(ctx, environment, &client, &call.body).await?;
    let outcome = match checked {
        Ok(asked) => {
            Inviting { ctx: ctx.clone(), environment: environment.clone(), client, asked, exchange }
                .go()
                .await?
        }
        Err((refusal, finding)) => {
            exchange.refuse(400, refusal.code(), finding);
            recording::record(ctx, exchange).await?;
            Err(refusal)
        }
    };
    Ok(Answered { outcome: outcome.map_err(NotProvisioned::Refused), reference })
}

async fn authorised(
    ctx: &Context,
    environment: &Environment,
    token: Option<&Secret>,
    exchange: &mut Exchange,
) -> Result<Result<Arc<Client>, Failure>, Internal> {
    let bearer = match bearer::verify(ctx, environment, token).await? {
        Ok(bearer) => bearer,
        Err(refused) => {
            exchange.client_id = refused.client_id;
            return Ok(Err(refused.failure));
        }
    };
    exchange.client_id = Some(bearer.client_id.clone());
    if let Err(finding) = is_for_provisioning(&bearer) {
        return Ok(Err(Failure::insufficient_scope(finding)));
    }
    let (clients, id, environment, now) =
        (ctx.clients.clone(), bearer.client_id, environment.id.clone(), ctx.now());
    let client = ctx.store.read(move |tx| clients.find(tx, &environment, &id, now)).await?;
    // The permission may have been taken back since the token was made.
    let permitted = client
        .filter(|client| client.permissions.allow(Permission::ProvisionAccounts) && !client.is_suspended);
    Ok(permitted.ok_or_else(|| {
        let explanation =
            "this client is not permitted to provision accounts: ask the staff of the service to permit it";
        Failure::insufficient_scope(Finding::failure(&rules::CLIENT_PERMITTED, explanation))
    }))
}

// A token for looking up users has a scope, and a person's has too.
fn is_for_provisioning(bearer: &Bearer) -> Result<(), Finding> {
    if bearer.is_of_sign_in || !bearer.scope_text.is_empty() {
        let explanation = "the access token is of another grant than client_credentials";
        return Err(Finding::failure(&rules::TOKEN_OF_PROGRAM, explanation));
    }
    Ok(())
}

/// Everything that is known before our own accounts are looked at: whoever does not know a patient's date of birth learns nothing.
async fn check(
    ctx: &Context,
    environment: &Environment,
    client: &Client,
    body: &[u8],
) -> Result<Result<Asked, Stopped>, Internal> {
    let asked = match provisioning::parse(body) {
        Ok(asked) => asked,
        Err(finding) => return Ok(Err((Refusal::DataNotValid, finding))),
    };
    if !client.permissions.provisions_for.contains(&asked.ods_code) {
        return Ok(Err(stopped(Refusal::OdsCodeNotSupported)));
    }
    if !within_limit(ctx, environment, &asked).await? {
        return Ok(Err(stopped(Refusal::TooManyFromOdsCode)));
    }
    Ok(match record_of(ctx, environment, &asked).await {
        Ok(_) => Ok(asked),
        Err(refusal) => Err(stopped(refusal)),
    })
}

/// The patient's record, held against what was asked: now, and again when they claim.
pub(crate) async fn record_of(
    ctx: &Context,
    environment: &Environment,
    asked: &Asked,
) -> Result<Record, Refusal> {
    let found = ctx.adapters(&environment.id).demographics.find(asked.nhs_number).await;
    let record = found.map_err(|unavailable| {
        tracing::warn!(%unavailable, "no account can be provisioned");
        Refusal::NotAvailable
    })?;
    judge_record(asked, record, ctx.today())
}

/// Counts one more request of the organisation in this hour, whichever client it comes from.
async fn within_limit(ctx: &Context, environment: &Environment, asked: &Asked) -> Result<bool, Internal> {
    let Some(most) = environment.policy.provisionings_an_hour else { return Ok(true) };
    let now = ctx.now();
    let hour = now.as_second().div_euclid(3600);
    let subject = secrets::hash(&format!("provisioning {} {hour}", asked.ods_code));
    let (environment, ends_at) = (environment.id.clone(), now + kernel::SignedDuration::from_hours(1));
    let counted =
        ctx.store.write(move |tx| throttles::count(tx, &environment, &subject, now, ends_at)).await?;
    Ok(counted.failures <= i64::from(most.get()))
}

/// A request that the patient's record lets through.
struct Inviting {
    ctx: Context,
    environment: Arc<Environment>,
    client: Arc<Client>,
    asked: Asked,
    exchange: Exchange,
}

impl Inviting {
    async fn go(self) -> Result<Result<Kind, Refusal>, Internal> {
        let ctx = self.ctx.clone();
        let outcome = ctx.store.write(move |tx| self.invite(tx)).await?;
        ctx.outgoing.notify_one();
        Ok(outcome)
    }

    fn invite(mut self, tx: &mut Tx<'_>) -> Result<Result<Kind, Refusal>, StoreError> {
        let outcome = self.keep(tx)?;
        match outcome {
            Ok(kind) => {
                self.exchange.details.answer = vec![("code".to_owned(), kind.code().to_owned())];
            }
            Err(refusal) => self.exchange.refuse(400, refusal.code(), refusal.finding()),
        }
        exchanges::insert(tx, &self.exchange)?;
        Ok(outcome)
    }

    fn keep(&self, tx: &mut Tx<'_>) -> Result<Result<Kind, Refusal>, StoreError> {
        let (environment, asked) = (&self.environment.id, &self.asked);
        let by_number = accounts::find_by_nhs_number(tx, environment, asked.nhs_number)?;
        let by_email = accounts::find_by_email(tx, environment, &asked.email)?.map(|(account, _)| account);
        let kind = match judge_accounts(asked, by_number.as_ref(), by_email.as_ref()) {
            Ok(kind) => kind,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let now = self.ctx.now();
        queries::delete_expired(tx, environment, asked, now)?;
        if let Some(refusal) = self.in_the_way(tx)? {
            return Ok(Err(refusal));
        }
        let token = secrets::token(self.ctx.random.as_ref());
        let request = Request {
            asked: asked.clone(),
            client_id: self.client.id.clone(),
            link_hash: secrets::hash(token.expose()).to_vec(),
            requested_at: now,
            expires_at: now + REQUEST_LIFE,
            closed_at: None,
        };
        if !queries::insert(tx, environment, &request)? {
            // Another request was quicker, by less than it takes to read a row.
            return Ok(Err(self.in_the_way(tx)?.unwrap_or(Refusal::Pending)));
        }
        let link = format!("{}/claim-account?token={}", self.environment.issuer, token.expose());
        let draft =
            messages::claim_account(asked.email.clone(), &self.client.name, kind, &link, request.expires_at);
        outbox::queue(tx, &self.ctx.message(environment.as_str(), draft))?;
        Ok(Ok(kind))
    }

    fn in_the_way(&self, tx: &mut Tx<'_>) -> Result<Option<Refusal>, StoreError> {
        let (environment, asked) = (&self.environment.id, &self.asked);
        let found = match queries::find_by_nhs_number(tx, environment, asked.nhs_number)? {
            Some(own) => Some(own),
            None => queries::find_by_email(tx, environment, &asked.email)?,
        };
        Ok(found.map(|other| match other.closed_at {
            // The patient's own may have come between the two look-ups.
            _ if other.asked.nhs_number != asked.nhs_number => Refusal::EmailPending,
            Some(_) => Refusal::Closed,
            None => Refusal::Pending,
        }))
    }
}

fn new_exchange(ctx: &Context, environment: &Environment, call: &Call) -> Exchange {
    let token =
        call.token.as_ref().map(|token| ("access_token".to_owned(), secrets::fingerprint(token.expose())));
    Exchange {
        reference: ctx.reference(),
        environment: environment.id.clone(),
        client_id: None,
        grant_id: None,
        endpoint: Endpoint::ProvisionAccount,
        at: ctx.now(),
        outcome: Outcome::Succeeded,
        error: None,
        details: Details {
            method: "POST".to_owned(),
            status: 200,
            parameters: token.into_iter().chain(shape(&call.body)).collect(),
            user_agent: identity::exchange::shorten(&call.user_agent),
            ..Details::default()
        },
    }
}

const MEMBERS: [&str; 5] = ["nhs_number", "email_address", "date_of_birth", "ods_code", "phone_number"];

/// A body as it may be kept: which of our members were there and how long they were, and the code of the organisation.
fn shape(body: &[u8]) -> Vec<(String, String)> {
    let parsed: Result<Value, _> = serde_json::from_slice(body);
    let Ok(Value::Object(members)) = parsed else {
        return vec![(
            "body".to_owned(),
            format!("({} characters, not kept)", String::from_utf8_lossy(body).chars().count()),
        )];
    };
    let mut shape: Vec<(String, String)> = MEMBERS
        .into_iter()
        .filter_map(|name| members.get(name).map(|value| (name.to_owned(), shown(name, value))))
        .collect();
    let others = members.keys().filter(|name| !MEMBERS.contains(&name.as_str())).count();
    if others > 0 {
        shape.push(("other members".to_owned(), others.to_string()));
    }
    shape
}

fn shown(name: &str, value: &Value) -> String {
    match value.as_str() {
        // An organisation's code has at most 7 symbols; what is longer may be anything.
        Some(code)
            if name == "ods_code" && code.len() <= 7 && code.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            code.to_owned()
        }
        Some(text) => format!("({} characters, not kept)", text.chars().count()),
        None => "(not text, not kept)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_patient_is_in_the_shape() {
        let body = r#"{"nhs_number":"9990000018","email_address":"ada@b.example","date_of_birth":"1980-02-29",
            "ods_code":"A00001","phone_number":447700900123,"ada@b.example":1}"#;
        let text = format!("{:?}", shape(body.as_bytes()));
        for secret in ["9990000018", "ada@", "1980", "447700900123"] {
            assert!(!text.contains(secret), "{text}");
        }
        assert!(
            text.contains("A00001") && text.contains("other members") && text.contains("10 characters"),
            "{text}"
        );
        assert!(!format!("{:?}", shape(b"9990000018")).contains("999"));
        assert!(!format!("{:?}", shape(br#"{"ods_code":"9990000018"}"#)).contains("999"));
    }
}
