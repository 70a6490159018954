//! What the platform sees by itself: a sign-in that a product's own client carried through, from the request to the person's
//! details. It looks into the record of exchanges only, so nobody's sign-in waits for it.

use std::collections::BTreeMap;

use identity::{
    EnvironmentId, Exchange,
    exchange::{Endpoint, Outcome},
};
use kernel::{SignedDuration, Timestamp};
use onboarding::{Command, Refusal};
use store::{
    StoreError, Tx,
    queries::{
        clients, exchanges,
        integrations::{self as queries, Integration},
    },
};
use toolkit::{
    Definition, Facts, ObservationId, Standing,
    definition::{Sees, Test},
};
use uuid::Uuid;

use super::{ActRefusal, IntegrationId, act::whole_micros, act_as_platform, open::Loaded};
use crate::{Context, Error, Internal};

/// How many of a client's latest exchanges are looked through.
const LATEST: u32 = 500;

/// Something that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    at: Timestamp,
    references: Vec<String>,
}

/// Looks for whatever an integration's checks wait to see, and notes it. It answers how much was new.
pub async fn look(ctx: &Context, id: IntegrationId) -> Result<usize, Internal> {
    let (context, now) = (ctx.clone(), whole_micros(ctx.now()));
    let found = ctx
        .store
        .read(move |tx| {
            let Some(row) = queries::find(tx, id.uuid())? else { return Ok(Vec::new()) };
            let loaded = Loaded::read::<ActRefusal>(tx, &context, row)?;
            Ok::<_, Error<ActRefusal>>(seen(tx, &loaded, now)?)
        })
        .await
        .map_err(fault)?;
    let mut noted = 0;
    for (what, Seen { at, references }) in found {
        let command = Command::Observe { what, seen_at: at, references };
        match act_as_platform(ctx, id, command).await {
            Ok(_) => noted += 1,
            // Somebody else looked at the same moment.
            Err(Error::Refused(ActRefusal::Refused(Refusal::NothingNew))) => {}
            Err(error) => return Err(fault(error)),
        }
    }
    Ok(noted)
}

fn fault(error: Error<ActRefusal>) -> Internal {
    match error {
        Error::Internal(fault) => fault,
        Error::Refused(refusal) => Internal::Log(format!("an observation was refused: {refusal}")),
    }
}

/// Looks for all integrations whose product's client may have done what is waited for. It answers how much was new.
pub async fn look_for_all(ctx: &Context, most: u32) -> Result<usize, Internal> {
    let mut noted = 0;
    for (check, role, environment) in waited_for(ctx) {
        let waiting = ctx
            .store
            .read(move |tx| queries::list_awaiting_sign_in(tx, &role, &check, &environment, most))
            .await?;
        for id in waiting {
            match look(ctx, id.into()).await {
                Ok(some) => noted += some,
                // A broken log is found and told by the sweep that verifies; here it must not stop the others.
                Err(error) => {
                    tracing::error!(integration = %id, %error, "an integration could not be looked at");
                }
            }
        }
    }
    Ok(noted)
}

// Every check of every edition that waits for a sign-in, once.
fn waited_for(ctx: &Context) -> Vec<(String, String, String)> {
    let editions = ctx.toolkit.editions();
    let checks = editions.flat_map(|definition| definition.checks.clone());
    let mut wanted: Vec<_> = checks
        .filter_map(|check| match check.test {
            Test::Observed { sees: Some(Sees::SignIn(environment)), .. } => {
                Some((check.id.to_string(), check.owner, environment))
            }
            _ => None,
        })
        .collect();
    wanted.sort();
    wanted.dedup();
    wanted
}

fn seen(tx: &mut Tx<'_>, loaded: &Loaded, now: Timestamp) -> Result<Vec<(ObservationId, Seen)>, StoreError> {
    let mut found = Vec::new();
    for (what, environment, since) in wanted(&loaded.definition, &loaded.facts, now) {
        let newest = sign_in(tx, &loaded.row, &EnvironmentId::new(environment), since)?;
        let known = loaded.facts.observations.get(&what).map(|known| known.seen_at);
        if let Some(newest) = newest.filter(|newest| known.is_none_or(|known| known < newest.at)) {
            found.push((what, newest));
        }
    }
    Ok(found)
}

// What is not met yet, and from when on it counts.
fn wanted(
    definition: &Definition,
    facts: &Facts,
    now: Timestamp,
) -> Vec<(ObservationId, String, Option<Timestamp>)> {
    let standing = Standing::of(definition, facts, now);
    let findings = standing.tasks.iter().flat_map(|task| &task.findings);
    let open = findings.filter(|finding| !finding.state.passes());
    open.filter_map(|finding| match &finding.check.test {
        Test::Observed { what, within_days, sees: Some(Sees::SignIn(environment)) } => {
            let since = within_days.map(|days| now - SignedDuration::from_hours(24 * i64::from(days)));
            Some((what.clone(), environment.clone(), since))
        }
        _ => None,
    })
    .collect()
}

// The newest whole sign-in by the product's own client.
fn sign_in(
    tx: &mut Tx<'_>,
    row: &Integration,
    environment: &EnvironmentId,
    since: Option<Timestamp>,
) -> Result<Option<Seen>, StoreError> {
    let mut newest: Option<Seen> = None;
    for owned in clients::list_of_product(tx, environment, row.product_id)? {
        let latest = exchanges::list_before(tx, environment, &owned.client.id, i64::MAX, LATEST)?;
        let of_client = whole(latest.into_iter().map(|recorded| recorded.exchange).collect(), since);
        newest = [newest, of_client].into_iter().flatten().max_by_key(|seen| seen.at);
    }
    Ok(newest)
}

// A sign-in is whole once the request led to a code, the code to tokens, and the token to the person's details.
fn whole(exchanges: Vec<Exchange>, since: Option<Timestamp>) -> Option<Seen> {
    let mut by_grant: BTreeMap<Uuid, Vec<Exchange>> = BTreeMap::new();
    for exchange in exchanges.into_iter().filter(|one| one.outcome == Outcome::Succeeded) {
        if let Some(grant) = exchange.grant_id {
            by_grant.entry(grant.uuid()).or_default().push(exchange);
        }
    }
    let one = |of_grant: &Vec<Exchange>| {
        let first =
            |endpoint| of_grant.iter().filter(|one| one.endpoint == endpoint).min_by_key(|one| one.at);
        let steps = [first(Endpoint::Authorize)?, first(Endpoint::Token)?, first(Endpoint::Userinfo)?];
        Some(Seen {
            at: steps[2].at,
            references: steps.iter().map(|step| step.reference.to_string()).collect(),
        })
    };
    let found = by_grant.values().filter_map(one);
    found.filter(|seen| since.is_none_or(|since| seen.at >= since)).max_by_key(|seen| seen.at)
}
