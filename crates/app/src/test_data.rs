//! Test data: accounts that a partner opened for its tests are given what its workbook says (spec section 12), row by row.
//!
//! A partner changes its own people alone: those whose accounts were opened on a request of one of its organisation's clients. A row
//! that cannot be applied changes nothing, says why, and stops no other.

mod apply;
mod file;
mod template;
#[cfg(test)]
mod tests;
mod undo;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use identity::{
    Account, Environment, EnvironmentId,
    demographics::Record,
    test_data::{Answer, Change, Fault, RawRow, Row},
};
use kernel::{Id, Kind, NhsNumber};
use onboarding::policy::Action;
use store::{StoreError, Tx, queries::test_data as queries};
use thiserror::Error;

use crate::{
    Actor, Context, Error, Internal,
    adapters::Unavailable,
    portal::{Denied, NotFound, Product, ProductId, product_for, roles},
};

pub use file::{File, FileProblem, MOST_BYTES, MOST_ROWS, read};
pub use store::queries::test_data::{Listed, Upload};
pub use template::template;
pub use undo::undo;

/// Labels the id of an upload.
pub enum UploadKind {}
impl Kind for UploadKind {
    const NAME: &'static str = "an upload of test data";
}
pub type UploadId = Id<UploadKind>;

/// The forms that test data comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Workbook,
    Csv,
    Json,
}

/// Where test data belongs.
#[derive(Clone, Debug)]
pub struct Place {
    pub environment: EnvironmentId,
    /// Nothing for whoever runs the machine: every account is theirs to change.
    pub product: Option<ProductId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Says what would happen, and changes nothing.
    DryRun,
    Apply,
}

/// What became of an upload.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// By which it can be looked at and undone; a dry run has none.
    pub id: Option<UploadId>,
    pub answers: Vec<Answer>,
}

#[derive(Debug, Error)]
pub enum Refusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    File(#[from] FileProblem),
    #[error(
        "nothing was changed, because the records of people cannot be read now: upload the file again later"
    )]
    RecordsUnavailable(Unavailable),
    #[error(
        "nothing was changed, because an account was changed by somebody else at the same moment: upload the file again"
    )]
    Meanwhile,
    #[error("this upload was undone already")]
    UndoneAlready,
}

impl From<Refusal> for Error<Refusal> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Whether test data can be uploaded for an environment: where people can be at P5 and P9, and nobody is real.
pub fn takes_test_data(environment: &Environment) -> bool {
    environment.policy.synthetic_people_only && environment.policy.identity_proofing_completes
}

fn environment(ctx: &Context, id: &EnvironmentId) -> Result<Arc<Environment>, Denied> {
    let found = ctx.environment(id).filter(|environment| takes_test_data(environment));
    found.cloned().ok_or(Denied::NotFound(NotFound))
}

/// The product that a place is of, for whoever may do this there.
fn authorise(
    tx: &mut Tx<'_>,
    actor: Actor,
    place: &Place,
    action: Action,
) -> Result<Option<Product>, Error<Denied>> {
    match (place.product, actor) {
        (Some(id), _) => product_for(tx, actor, id, action).map(|(product, _)| Some(product)),
        (None, Actor::Operator) => Ok(None),
        (None, Actor::User(_) | Actor::Token(_)) => Err(Denied::NotFound(NotFound).into()),
    }
}

/// A product's test people, and what was uploaded for them.
#[derive(Clone, Debug)]
pub struct View {
    pub environment: Arc<Environment>,
    pub product: Product,
    /// Those of the whole organisation, by e-mail address.
    pub people: Vec<Account>,
    /// Newest first.
    pub uploads: Vec<Listed>,
    /// Whether the one who looks may upload as well.
    pub may_upload: bool,
}

/// How many are shown.
const MOST_PEOPLE: u32 = 1_000;
const MOST_UPLOADS: u32 = 50;

pub async fn view(
    ctx: &Context,
    actor: Actor,
    id: &EnvironmentId,
    product: ProductId,
) -> Result<View, Error<Denied>> {
    let environment = environment(ctx, id)?;
    ctx.store
        .read(move |tx| {
            let (product, roles) = product_for(tx, actor, product, Action::ViewTraffic)?;
            Ok(View {
                people: queries::list_owned(tx, &environment.id, product.organisation_id, MOST_PEOPLE)?,
                uploads: queries::list(tx, &environment.id, product.id, MOST_UPLOADS)?,
                may_upload: onboarding::policy::may(Action::UploadTestData, &roles),
                environment,
                product,
            })
        })
        .await
}

/// One upload, row by row.
pub async fn find(ctx: &Context, actor: Actor, place: Place, id: UploadId) -> Result<Upload, Error<Denied>> {
    let environment = environment(ctx, &place.environment)?;
    ctx.store
        .read(move |tx| {
            let product = authorise(tx, actor, &place, Action::ViewTraffic)?;
            Ok(upload_of(tx, &environment, product.as_ref(), id)?.ok_or(Denied::NotFound(NotFound))?)
        })
        .await
}

fn upload_of(
    tx: &mut Tx<'_>,
    environment: &Environment,
    product: Option<&Product>,
    id: UploadId,
) -> Result<Option<Upload>, StoreError> {
    let found = queries::find(tx, &environment.id, id.uuid())?;
    Ok(found.filter(|upload| product.is_none_or(|own| upload.listed.product_id == Some(own.id))))
}

/// A row with what it asks for.
struct Asked {
    raw: RawRow,
    row: Result<Row, Vec<Fault>>,
}

/// Reads a file and applies it row by row, or says what would happen.
pub async fn upload(
    ctx: &Context,
    actor: Actor,
    place: Place,
    file: File,
    mode: Mode,
) -> Result<Uploaded, Error<Refusal>> {
    let environment = environment(ctx, &place.environment).map_err(Refusal::from)?;
    // Before the file is looked at: whoever may not upload learns nothing of what is wrong with it.
    let asking = place.clone();
    let allowed = ctx.store.read(move |tx| authorise(tx, actor, &asking, Action::UploadTestData)).await;
    allowed.map_err(|error| error.map(Refusal::Denied))?;
    let name = listed_name(&file.name);
    let rows = read(&file).map_err(Refusal::from)?;
    let today = ctx.today();
    let rows: Vec<Asked> = rows.into_iter().map(|raw| Asked { row: raw.parse(today), raw }).collect();
    let records = records_of(ctx, &environment, &rows).await.map_err(Refusal::RecordsUnavailable)?;
    let applying = apply::Applying::new(ctx, actor, environment, place, rows, records, name);
    let uploaded = applying.run(ctx, mode).await?;
    if uploaded.id.is_some() {
        let applied = uploaded.answers.iter().filter(|answer| answer.is_applied()).count();
        tracing::info!(target: crate::SECURITY, upload = ?uploaded.id, applied, rows = uploaded.answers.len(), "test data uploaded");
    }
    Ok(uploaded)
}

/// The name under which an upload is listed.
fn listed_name(name: &str) -> String {
    name.rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(100)
        .collect()
}

/// The records of everybody whom the rows name, read before anything is changed.
async fn records_of(
    ctx: &Context,
    environment: &Environment,
    rows: &[Asked],
) -> Result<BTreeMap<NhsNumber, Record>, Unavailable> {
    let demographics = ctx.adapters(&environment.id).demographics;
    let uplifts = rows.iter().filter_map(|asked| match &asked.row {
        Ok(Row { change: Change::Uplift(uplift), .. }) => Some(uplift.nhs_number),
        _ => None,
    });
    let mut records = BTreeMap::new();
    for nhs_number in uplifts.collect::<BTreeSet<_>>() {
        if let Some(record) = demographics.find(nhs_number).await? {
            records.insert(nhs_number, record);
        }
    }
    Ok(records)
}

fn person_behind(tx: &mut Tx<'_>, actor: Actor) -> Result<Option<uuid::Uuid>, StoreError> {
    Ok(roles::person_behind(tx, actor)?.map(|user| user.uuid()))
}

/// A conflict that two writers at once can have: each thought that an NHS number was free.
fn is_number_taken(fault: &Internal) -> bool {
    matches!(fault, Internal::Store(error) if error.is_conflict_on("account.environment,account.nhs_number"))
}
