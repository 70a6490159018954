//! Starting an integration.

use std::collections::BTreeMap;

use onboarding::{
    Recorded, chain,
    decide::start as first_event,
    policy::{self, Action},
};
use store::{
    StoreError, Tx,
    queries::{
        integrations::{self as queries, Integration},
        portal::products,
    },
};
use thiserror::Error;
use toolkit::{FieldId, Standing, Value, standing::london};
use uuid::Uuid;

use super::{IntegrationId, IntegrationKind, act::whole_micros, project::Rows};
use crate::{
    Actor, Context, Error, Internal, nudges,
    portal::{NotFound, ProductId},
};

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StartRefusal {
    #[error(transparent)]
    NotFound(#[from] NotFound),
    #[error("{0}")]
    NotAllowed(String),
    /// One at a time: withdraw it, or go on with it.
    #[error("this product has an integration already, {reference}: go on with it, or withdraw it first")]
    RunningAlready { reference: String },
    #[error("no edition of the toolkit takes new integrations at present")]
    NoEdition,
}

impl From<StartRefusal> for Error<StartRefusal> {
    fn from(refusal: StartRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Begins with the newest edition that is open. `carried` are the answers of the eligibility check.
pub async fn start(
    ctx: &Context,
    actor: Actor,
    product: ProductId,
    carried: BTreeMap<FieldId, Value>,
) -> Result<IntegrationId, Error<StartRefusal>> {
    let (now, id): (_, kernel::Id<IntegrationKind>) = (whole_micros(ctx.now()), ctx.new_id());
    let today = now.to_zoned(london()).date();
    let definition = ctx.toolkit.newest_open(today).ok_or(StartRefusal::NoEdition)?;
    let carried = carried.into_iter().filter(|(field, _)| definition.field(field).is_some()).collect();
    let event = first_event(&definition.edition.id, carried);
    let by = match actor {
        Actor::User(user) => user.to_string(),
        Actor::Operator => onboarding::decide::OPERATOR.to_owned(),
        // No scope of a token allows it, and what would not be allowed needs no name.
        Actor::Token(_) => return Err(StartRefusal::NotFound(NotFound).into()),
    };
    let linked = chain::link(&id.to_string(), None, now, &by, std::slice::from_ref(&event));
    let recorded = Recorded { position: 1, at: now, by, event };
    let facts =
        onboarding::fold([&recorded]).ok_or_else(|| Internal::Log("a log did not begin".to_owned()))?;
    let rows = Rows::of(&definition, &facts, now);
    let reference = ctx.reference().to_string();
    ctx.store
        .write(move |tx| {
            let product = products::find(tx, product.uuid())?.ok_or(StartRefusal::NotFound(NotFound))?;
            let roles = crate::portal::roles::of(tx, actor, product.organisation_id.into())?;
            if !policy::may(Action::ViewIntegration, &roles) {
                return Err(StartRefusal::NotFound(NotFound).into());
            }
            policy::allow(Action::StartIntegration, &roles)
                .map_err(|refusal| StartRefusal::NotAllowed(refusal.to_string()))?;
            if let Some(running) = running(tx, product.id)? {
                return Err(StartRefusal::RunningAlready { reference: running.reference }.into());
            }
            let head = linked.last().map(|last| last.hash.to_vec()).unwrap_or_default();
            let row = Integration {
                id: id.uuid(),
                product_id: product.id,
                organisation_id: product.organisation_id,
                reference,
                started_at: now,
                position: 1,
                head,
                summary: rows.summary.clone(),
            };
            queries::insert(tx, &row)?;
            queries::append(tx, row.id, &linked)?;
            rows.replace(tx, row.id)?;
            nudges::plan(tx, row.id, &Standing::of(&definition, &facts, now), now)?;
            Ok::<_, Error<StartRefusal>>(())
        })
        .await?;
    Ok(id)
}

/// The integration that a product goes on with: the one that was not withdrawn.
pub(super) fn running(tx: &mut Tx<'_>, product: Uuid) -> Result<Option<Integration>, StoreError> {
    let all = queries::list_of_product(tx, product)?;
    Ok(all.into_iter().find(|one| one.summary.hold.as_deref() != Some("withdrawn")))
}
