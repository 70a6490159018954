//! `client_user_metadata` (spec section 6): a note that a client keeps with a person.

use std::sync::Arc;

use identity::{AccountId, ClientId, Environment, EnvironmentId, Finding, Scope, exchange::Outcome, rules};
use kernel::Reference;
use serde_json::Value;
use store::{
    StoreError, Tx,
    queries::{exchanges, grants},
};

use super::{Answered, Call, lacks, new_exchange, refuse, stands, verify};
use crate::{
    Context, Internal,
    bearer::{Bearer, Failure},
};

const LONGEST: usize = 1024;

/// A first value, made before the transaction that may need it.
pub(super) struct FirstValue {
    client_id: ClientId,
    value: String,
}

impl FirstValue {
    /// The value that stands: an earlier one, or this.
    pub(super) fn first(
        self,
        tx: &mut Tx<'_>,
        environment: &EnvironmentId,
        account_id: AccountId,
    ) -> Result<String, StoreError> {
        grants::first_metadata(tx, environment, &self.client_id, account_id, &self.value)
    }
}

/// Makes the first value where the token's scope opens it: a random number that only the client can read.
pub(super) async fn prepare(
    ctx: &Context,
    environment: &Environment,
    bearer: &Bearer,
) -> Result<Option<FirstValue>, Internal> {
    if !bearer.scope.contains(Scope::ClientMetadata) {
        return Ok(None);
    }
    let value = automatic_value(ctx, environment, &bearer.client_id).await?;
    Ok(value.map(|value| FirstValue { client_id: bearer.client_id.clone(), value }))
}

// RSAES-OAEP with SHA-1 under the client's newest key, base64url, as the specification has it: not a JWE.
async fn automatic_value(
    ctx: &Context,
    environment: &Environment,
    client_id: &ClientId,
) -> Result<Option<String>, Internal> {
    let (clients, environment, id, now) =
        (ctx.clients.clone(), environment.id.clone(), client_id.clone(), ctx.now());
    let client = ctx.store.read(move |tx| clients.find(tx, &environment, &id, now)).await?;
    let mut number = [0; 32];
    ctx.random.fill(&mut number);
    let encrypted =
        client.as_ref().and_then(|client| client.valid_keys(now).next()?.encrypt_oaep_sha1(&number));
    Ok(encrypted.map(jose::base64url))
}

/// Sets, clears or renews the note: `PATCH /userinfo`.
pub async fn update(
    ctx: &Context,
    environment: &Arc<Environment>,
    call: Call,
    body: &[u8],
) -> Result<Answered<()>, Internal> {
    let mut exchange = new_exchange(ctx, environment, &call);
    let bearer = match verify(ctx, environment, call.token.as_ref()).await? {
        Ok(bearer) => bearer,
        Err(refused) => {
            exchange.client_id = refused.client_id;
            return refuse(ctx, exchange, refused.failure).await;
        }
    };
    exchange.client_id = Some(bearer.client_id.clone());
    if !bearer.scope.contains(Scope::ClientMetadata) {
        return refuse(ctx, exchange, lacks(Scope::ClientMetadata)).await;
    }
    let value = match value_of(body) {
        Ok(value) if value == "auto" => {
            automatic_value(ctx, environment, &bearer.client_id).await?.unwrap_or_default()
        }
        Ok(value) => value,
        Err(failure) => return refuse(ctx, exchange, failure).await,
    };
    exchange.details.status = 204;
    let change = Change { environment: environment.clone(), bearer, value };
    let reference: Reference = exchange.reference.clone();
    let outcome = ctx.store.write(move |tx| {
        let saved = change.save(tx)?;
        let outcome = match saved {
            Ok(account_id) => {
                exchange.outcome = Outcome::Succeeded;
                exchange.details.answer = vec![("sub".to_owned(), account_id.to_string())];
                Ok(())
            }
            Err(failure) => Err(failure.note_in(&mut exchange)),
        };
        exchanges::insert(tx, &exchange)?;
        Ok::<_, StoreError>(outcome)
    });
    Ok(Answered { outcome: outcome.await?, reference })
}

struct Change {
    environment: Arc<Environment>,
    bearer: Bearer,
    value: String,
}

impl Change {
    fn save(self, tx: &mut Tx<'_>) -> Result<Result<AccountId, Failure>, StoreError> {
        match stands(tx, &self.environment, &self.bearer)? {
            Ok((_, account)) => {
                let client_id = &self.bearer.client_id;
                grants::save_metadata(tx, &self.environment.id, client_id, account.id, &self.value)?;
                Ok(Ok(account.id))
            }
            Err(failure) => Ok(Err(failure)),
        }
    }
}

fn value_of(body: &[u8]) -> Result<String, Failure> {
    let invalid =
        |explanation: String| Failure::invalid_request(Finding::failure(&rules::METADATA_VALID, explanation));
    let json: Value =
        serde_json::from_slice(body).map_err(|error| invalid(format!("the body is not JSON: {error}")))?;
    let value = json.get("client_user_metadata").and_then(Value::as_str);
    let value = value.ok_or_else(|| invalid("client_user_metadata is missing or no string".to_owned()))?;
    match value.chars().count() {
        0..=LONGEST => Ok(value.to_owned()),
        count => Err(invalid(format!(
            "client_user_metadata has {count} characters, and at most {LONGEST} are kept"
        ))),
    }
}
