//! The Users endpoint: which accounts a program's filter finds, and what its scope opens of them.
//!
//! Each alternative of the filter is one look-up by a key: however much is asked, no table is walked. Only accounts of the
//! environment are ever found.

use std::sync::Arc;

use identity::{
    Account, ClientId, Environment, Exchange, Finding, Scope, ScopeSet,
    exchange::{Details, Endpoint, Outcome},
    rules,
    users::{Filter, Key, ListResponse, LookUpScope, Refusal, approved, filter::shape, retrieve_scope},
};
use kernel::{Reference, Secret};
use store::{
    StoreError, Tx,
    queries::{accounts, exchanges},
};

use crate::{
    Context, Internal,
    bearer::{self, Bearer, Refused},
    exchanges as recording, secrets,
};

/// A call as it came.
#[derive(Clone, Debug)]
pub struct Call {
    pub token: Option<Secret>,
    /// The values of `filter`, as far as they are text.
    pub filters: Vec<String>,
    pub user_agent: String,
}

/// Why there is no list.
#[derive(Debug)]
pub enum NotFoundOut {
    /// The token is not accepted at all.
    Bearer(Refused),
    Refused(Refusal),
}

pub struct Answered {
    pub outcome: Result<ListResponse, NotFoundOut>,
    pub reference: Reference,
}

/// What a call that may be answered asks.
struct Question {
    filter: Filter,
    claims: ScopeSet,
}

/// Answers with the accounts that the filter finds.
pub async fn look_up(
    ctx: &Context,
    environment: &Arc<Environment>,
    call: Call,
) -> Result<Answered, Internal> {
    let mut exchange = new_exchange(ctx, environment, &call);
    let reference = exchange.reference.clone();
    let bearer = match bearer::verify(ctx, environment, call.token.as_ref()).await? {
        Ok(bearer) => bearer,
        Err(refused) => {
            exchange.client_id = refused.client_id;
            let outcome = Err(NotFoundOut::Bearer(refused.failure.note_in(&mut exchange)));
            recording::record(ctx, exchange).await?;
            return Ok(Answered { outcome, reference });
        }
    };
    exchange.client_id = Some(bearer.client_id.clone());
    let standing = approved_now(ctx, environment, &bearer.client_id).await?;
    let question = match judge(environment, &bearer, standing, &call.filters) {
        Ok(question) => question,
        Err((refusal, finding)) => {
            exchange.refuse(refusal.status(), refusal.error(), finding);
            recording::record(ctx, exchange).await?;
            return Ok(Answered { outcome: Err(NotFoundOut::Refused(refusal)), reference });
        }
    };
    let gives_given_name = environment.policy.given_name_available;
    let list = ctx.store.write(move |tx| {
        let found = find(tx, &exchange, &question.filter)?;
        let list = ListResponse::new(&found, question.claims, gives_given_name);
        exchange.details.answer = told(&list);
        exchanges::insert(tx, &exchange)?;
        Ok::<_, StoreError>(list)
    });
    Ok(Answered { outcome: Ok(list.await?), reference })
}

/// What a client may see now, which may be less than when its token was made.
#[derive(Clone, Copy)]
struct Standing {
    looks_up_users: bool,
    registered: ScopeSet,
}

async fn approved_now(
    ctx: &Context,
    environment: &Environment,
    client_id: &ClientId,
) -> Result<Standing, Internal> {
    let (clients, environment, id, now) =
        (ctx.clients.clone(), environment.id.clone(), client_id.clone(), ctx.now());
    let client = ctx.store.read(move |tx| clients.find(tx, &environment, &id, now)).await?;
    Ok(client.map_or(Standing { looks_up_users: false, registered: ScopeSet::EMPTY }, |client| Standing {
        looks_up_users: client.permissions.looks_up_users && !client.is_suspended,
        registered: client.scopes,
    }))
}

fn judge(
    environment: &Environment,
    bearer: &Bearer,
    standing: Standing,
    filters: &[String],
) -> Result<Question, (Refusal, Finding)> {
    let claims = judge_scope(environment, bearer, standing).map_err(|refusal| {
        // The scopes of a client and of its token are its own to see.
        let finding = Finding::failure(refusal.rule(), refusal.to_string());
        (refusal, finding.received(bearer.scope_text.as_str()))
    })?;
    let filter = match filters {
        [] => {
            let finding = Finding::failure(&rules::FILTER_PRESENT, "the query has no filter");
            return Err((Refusal::FilterAbsent, finding));
        }
        [only] => Filter::parse(only)?,
        several => {
            let explanation = format!("filter comes {} times", several.len());
            return Err((Refusal::Syntax, Finding::failure(&rules::FILTER_SYNTAX, explanation)));
        }
    };
    Ok(Question { filter, claims })
}

fn judge_scope(environment: &Environment, bearer: &Bearer, standing: Standing) -> Result<ScopeSet, Refusal> {
    if bearer.scope_text.is_empty() {
        return Err(Refusal::NoScope);
    }
    let asked = LookUpScope::parse(&bearer.scope_text, &environment.issuer);
    if !asked.retrieve || bearer.is_of_sign_in {
        return Err(Refusal::ScopeRequired(retrieve_scope(&environment.issuer)));
    }
    if !standing.looks_up_users {
        return Err(Refusal::ScopesNotApproved {
            requested: bearer.scope_text.clone(),
            approved: standing.registered.to_string(),
        });
    }
    let approved = approved(standing.registered);
    let claims: ScopeSet = asked.claims.iter().filter(|scope| approved.contains(*scope)).collect();
    if !claims.is_empty() && !claims.contains(Scope::Profile) {
        return Err(Refusal::ScopeRequired(Scope::Profile.name().to_owned()));
    }
    Ok(claims)
}

fn find(tx: &mut Tx<'_>, exchange: &Exchange, filter: &Filter) -> Result<Vec<Account>, StoreError> {
    let mut found: Vec<Account> = Vec::new();
    for key in filter.keys() {
        let account = find_one(tx, exchange, &key)?;
        found.extend(account.filter(|account| found.iter().all(|known| known.id != account.id)));
    }
    Ok(found)
}

fn find_one(tx: &mut Tx<'_>, exchange: &Exchange, key: &Key) -> Result<Option<Account>, StoreError> {
    let environment = &exchange.environment;
    let account = match (key.nhs_number, &key.email) {
        (Some(number), _) => accounts::find_by_nhs_number(tx, environment, number)?,
        (None, Some(email)) => accounts::find_by_email(tx, environment, email)?.map(|(account, _)| account),
        (None, None) => None,
    };
    Ok(account.filter(|account| key.fits(account)))
}

/// Whom it found, by our own ids.
fn told(list: &ListResponse) -> Vec<(String, String)> {
    let mut told = vec![("totalResults".to_owned(), list.total_results.to_string())];
    told.extend(list.resources.iter().map(|resource| ("id".to_owned(), resource.id.clone())));
    told
}

fn new_exchange(ctx: &Context, environment: &Environment, call: &Call) -> Exchange {
    let token =
        call.token.as_ref().map(|token| ("access_token".to_owned(), secrets::fingerprint(token.expose())));
    let filters = call.filters.iter().take(5).map(|filter| ("filter".to_owned(), shape(filter)));
    Exchange {
        reference: ctx.reference(),
        environment: environment.id.clone(),
        client_id: None,
        grant_id: None,
        endpoint: Endpoint::Users,
        at: ctx.now(),
        outcome: Outcome::Succeeded,
        error: None,
        details: Details {
            method: "GET".to_owned(),
            status: 200,
            parameters: token.into_iter().chain(filters).collect(),
            user_agent: identity::exchange::shorten(&call.user_agent),
            ..Details::default()
        },
    }
}
