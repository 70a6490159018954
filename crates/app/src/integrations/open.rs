//! Reading an integration.

use std::{collections::BTreeSet, sync::Arc};

use onboarding::{
    Event, Recorded,
    chain::{self, Stored},
    policy::{self, Action},
    role::Roles,
};
use store::{
    Tx,
    queries::{
        integrations::{self as queries, Integration},
        portal::{organisations, products},
    },
};
use toolkit::{Definition, Facts, Standing, definition::Side, facts::Question};

use super::{IntegrationId, act::facts_of};
use crate::{
    Actor, Context, Error, Internal,
    portal::{NotFound, Organisation, Product},
};

/// An integration as its log says it is.
pub(crate) struct Loaded {
    pub row: Integration,
    pub definition: Arc<Definition>,
    pub stored: Vec<Stored>,
    pub log: Vec<Recorded>,
    pub facts: Facts,
}

impl Loaded {
    /// Reads and checks the whole log: nothing is decided or shown upon one that was tampered with.
    pub fn read<R>(tx: &mut Tx<'_>, ctx: &Context, row: Integration) -> Result<Self, Error<R>> {
        let stored = queries::log(tx, row.id)?;
        let log = chain::open(&row.id.to_string(), &stored).map_err(Internal::from)?;
        let is_whole = stored.last().is_some_and(|last| last.hash[..] == row.head[..]);
        if !is_whole {
            return Err(Internal::from(shortened(&row, stored.len())).into());
        }
        let facts = facts_of(&log, row.id)?;
        let definition = ctx.definition(facts.edition.as_str())?;
        Ok(Self { row, definition, stored, log, facts })
    }
}

pub(super) fn shortened(row: &Integration, events: usize) -> chain::Broken {
    chain::Broken {
        integration: row.id.to_string(),
        position: u64::try_from(events).unwrap_or(u64::MAX),
        why: "the end of the log is not what the integration was left with",
    }
}

/// An integration with everything that its pages show.
#[derive(Clone, Debug)]
pub struct Opened {
    pub id: IntegrationId,
    pub reference: String,
    pub organisation: Organisation,
    pub product: Product,
    pub definition: Arc<Definition>,
    pub facts: Facts,
    pub log: Vec<Recorded>,
    /// What the one who looks may do here.
    pub roles: Roles,
    pub now: kernel::Timestamp,
}

impl Opened {
    /// How it stands at the moment it was opened.
    pub fn standing(&self) -> Standing<'_> {
        Standing::of(&self.definition, &self.facts, self.now)
    }

    /// What comes next, in a sentence.
    pub fn next_step(&self) -> String {
        super::project::next_step(&self.standing(), &self.facts)
    }

    /// What the one who looks may read of the log: what the service's side tells and asks itself is not for the partner.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Recorded> {
        let sees_all = self.sees_all();
        self.log.iter().filter(move |recorded| sees_all || !self.is_internal(&recorded.event))
    }

    /// Whether the one who looks may read a question.
    pub fn may_read(&self, question: &Question) -> bool {
        self.sees_all() || !is_of_service(&self.definition, question.to.as_deref())
    }

    fn sees_all(&self) -> bool {
        self.roles.is_staff() || self.roles.is_operator
    }

    fn is_internal(&self, event: &Event) -> bool {
        let asked = |number: u32| {
            self.log.iter().find_map(|recorded| match &recorded.event {
                Event::Asked { question, to, .. } if *question == number => Some(to.as_deref()),
                _ => None,
            })
        };
        match event {
            Event::Noted { .. } => true,
            Event::Asked { to, .. } => is_of_service(&self.definition, to.as_deref()),
            Event::Replied { question, .. } | Event::Closed { question } => {
                is_of_service(&self.definition, asked(*question).flatten())
            }
            _ => false,
        }
    }

    pub fn may(&self, action: Action) -> bool {
        policy::may(action, &self.roles)
    }
}

/// Whether a question stays on the service's side.
pub(crate) fn is_of_service(definition: &Definition, to: Option<&str>) -> bool {
    to.is_some_and(|role| definition.side(role) == Side::Service)
}

/// An integration, for somebody who may see it.
pub async fn open(ctx: &Context, actor: Actor, id: IntegrationId) -> Result<Opened, Error<NotFound>> {
    let context = ctx.clone();
    ctx.store.read(move |tx| open_within(tx, &context, actor, id)).await
}

/// [`open`] within a transaction.
pub(crate) fn open_within(
    tx: &mut Tx<'_>,
    ctx: &Context,
    actor: Actor,
    id: IntegrationId,
) -> Result<Opened, Error<NotFound>> {
    let row = queries::find(tx, id.uuid())?.ok_or(NotFound)?;
    open_row(tx, ctx, actor, row)
}

/// The same, by what people say on the telephone.
pub async fn open_by_reference(
    ctx: &Context,
    actor: Actor,
    reference: &str,
) -> Result<Opened, Error<NotFound>> {
    let (context, reference) = (ctx.clone(), reference.to_owned());
    ctx.store
        .read(move |tx| {
            let row = queries::find_by_reference(tx, &reference)?.ok_or(NotFound)?;
            open_row(tx, &context, actor, row)
        })
        .await
}

fn open_row(
    tx: &mut Tx<'_>,
    ctx: &Context,
    actor: Actor,
    row: Integration,
) -> Result<Opened, Error<NotFound>> {
    let product = products::find(tx, row.product_id)?.ok_or(NotFound)?;
    let roles = crate::portal::roles::of_product(tx, actor, &product)?;
    if !policy::may(Action::ViewIntegration, &roles) {
        return Err(NotFound.into());
    }
    let organisation = organisations::find(tx, row.organisation_id)?.ok_or(NotFound)?;
    let loaded = Loaded::read::<NotFound>(tx, ctx, row)?;
    Ok(Opened {
        id: loaded.row.id.into(),
        reference: loaded.row.reference,
        organisation,
        product,
        definition: loaded.definition,
        facts: loaded.facts,
        log: loaded.log,
        roles,
        now: ctx.now(),
    })
}

/// The ids of all roles, as definitions name them.
pub(super) fn ids(roles: &Roles) -> BTreeSet<String> {
    roles.partner.iter().map(ToString::to_string).chain(roles.staff.iter().map(ToString::to_string)).collect()
}
