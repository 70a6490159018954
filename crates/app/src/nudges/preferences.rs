//! What somebody wants to be told, and how: everybody decides that for themselves.

use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date};
use onboarding::policy::{self, Action};
use store::{
    StoreError, Tx,
    queries::{
        integrations,
        notices::{self as queries, Preference},
        portal::products,
    },
};
use thiserror::Error;
use toolkit::standing::london;
use uuid::Uuid;

use crate::{
    Actor, Context, Error,
    integrations::IntegrationId,
    portal::{NotFound, roles, user},
};

/// How many integrations of a project manager the page lists.
const MOST_MANAGED: u32 = 200;

/// An integration that somebody can hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub id: Uuid,
    pub product: String,
    pub reference: String,
    pub is_muted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// Everything of a day in one mail.
    pub daily: bool,
    pub away_until: Option<Date>,
    pub integrations: Vec<Choice>,
}

/// What somebody wants from now on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub daily: bool,
    pub away_until: Option<Date>,
    pub muted: BTreeSet<Uuid>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error(transparent)]
    NotFound(#[from] NotFound),
    #[error("the last day that you are away must be today or later, and within a year")]
    Away,
}

impl From<Refusal> for Error<Refusal> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What the actor wants at present. `also` is an integration to choose besides their own, if they may see it.
pub async fn find(
    ctx: &Context,
    actor: Actor,
    also: Option<IntegrationId>,
) -> Result<Preferences, Error<NotFound>> {
    let reader = user(actor)?.uuid();
    let found = ctx
        .store
        .read(move |tx| {
            let preference = queries::find_preference(tx, reader)?;
            let integrations = choices(tx, reader, also.map(|id| id.uuid()))?;
            let Preference { daily, away_until } = preference;
            Ok::<_, StoreError>(Preferences { daily, away_until, integrations })
        })
        .await?;
    Ok(found)
}

// Their own, those that they look after, those that they muted, and the one that they come from.
fn choices(tx: &mut Tx<'_>, reader: Uuid, also: Option<Uuid>) -> Result<Vec<Choice>, StoreError> {
    let muted: BTreeSet<Uuid> = queries::list_muted(tx, reader)?.into_iter().collect();
    let own = integrations::list_of_user(tx, reader)?.into_iter().map(|one| one.id);
    let mut ids: Vec<Uuid> = also.into_iter().chain(own).collect();
    ids.extend(queries::list_managed(tx, reader, MOST_MANAGED)?);
    ids.extend(&muted);
    let mut seen = BTreeSet::new();
    let mut choices = Vec::new();
    for id in ids.into_iter().filter(|id| seen.insert(*id)) {
        if let Some(choice) = choice(tx, reader, id, muted.contains(&id))? {
            choices.push(choice);
        }
    }
    Ok(choices)
}

fn choice(tx: &mut Tx<'_>, reader: Uuid, id: Uuid, is_muted: bool) -> Result<Option<Choice>, StoreError> {
    let Some(row) = integrations::find(tx, id)? else { return Ok(None) };
    let roles = roles::of(tx, Actor::User(reader.into()), row.organisation_id.into())?;
    if !policy::may(Action::MuteNudges, &roles) {
        return Ok(None);
    }
    let product = products::find(tx, row.product_id)?;
    Ok(product.map(|product| Choice { id, product: product.name, reference: row.reference, is_muted }))
}

/// Keeps what the actor wants. What they may not hear of anyway, they cannot mute.
pub async fn save(ctx: &Context, actor: Actor, wanted: Wanted) -> Result<(), Error<Refusal>> {
    let reader = user(actor).map_err(Refusal::from)?.uuid();
    let today = ctx.now().to_zoned(london()).date();
    let latest = today.saturating_add(1.year());
    if wanted.away_until.is_some_and(|until| until < today || until > latest) {
        return Err(Refusal::Away.into());
    }
    ctx.store
        .write(move |tx| {
            let Wanted { daily, away_until, muted } = wanted;
            queries::set_preference(tx, reader, Preference { daily, away_until })?;
            let mut allowed = Vec::new();
            for id in muted {
                allowed.extend(choice(tx, reader, id, true)?.map(|choice| choice.id));
            }
            queries::set_muted(tx, reader, &allowed)
        })
        .await?;
    Ok(())
}
