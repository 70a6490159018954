//! The contact details in the person's NHS record: P9 only, and only what the account has proved is written there.

use identity::{Environment, ProofingLevel, demographics::Contact};
use kernel::NhsNumber;
use store::{StoreError, queries::accounts};

use super::{Confirmed, Visit};
use crate::{Context, Internal, adapters::Unavailable, messages, outbox};

/// Why a record is not shown or not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The person has not proved who they are as far as this needs, or there is no record to change from here.
    NotTheirs,
    /// Nobody could be asked.
    TryLater,
}

impl From<Unavailable> for Refused {
    fn from(unavailable: Unavailable) -> Self {
        tracing::warn!(%unavailable, "a record's contact details cannot be read or changed");
        Self::TryLater
    }
}

/// What is written into the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    Email,
    Mobile,
}

impl Visit {
    fn record(&self) -> Option<NhsNumber> {
        self.account.nhs_number.filter(|_| self.account.level >= ProofingLevel::P9)
    }
}

/// Whether this person can look after their record from here.
pub fn is_offered(ctx: &Context, environment: &Environment, visit: &Visit) -> bool {
    visit.record().is_some() && ctx.adapters(&environment.id).demographics.takes_contacts()
}

/// How the record says that its person is reached.
pub async fn show(ctx: &Context, environment: &Environment, visit: &Visit) -> Result<Contact, Refused> {
    let nhs_number = visit.record().ok_or(Refused::NotTheirs)?;
    let contact = ctx.adapters(&environment.id).demographics.contact(nhs_number).await?;
    contact.ok_or(Refused::NotTheirs)
}

/// Writes what the account has proved into the record.
pub async fn update(
    ctx: &Context,
    environment: &Environment,
    Confirmed(visit): Confirmed<'_>,
    detail: Detail,
) -> Result<Result<(), Refused>, Internal> {
    if let Err(refused) = write(ctx, environment, visit, detail).await {
        return Ok(Err(refused));
    }
    let draft = messages::record_changed(visit.account.email.clone(), detail);
    let message = ctx.message(environment.id.as_str(), draft);
    let matched = visit.account.mobile.clone().filter(|_| detail == Detail::Mobile);
    let (environment, account_id) = (environment.id.clone(), visit.account.id);
    ctx.store
        .write(move |tx| {
            if let Some(mobile) = &matched {
                accounts::match_mobile(tx, &environment, account_id, mobile)?;
            }
            outbox::queue(tx, &message)?;
            Ok::<_, StoreError>(())
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(Ok(()))
}

async fn write(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
    detail: Detail,
) -> Result<(), Refused> {
    let nhs_number = visit.record().ok_or(Refused::NotTheirs)?;
    let before = show(ctx, environment, visit).await?;
    let contact = match detail {
        Detail::Email => Contact { email: Some(visit.account.email.clone()), ..before },
        Detail::Mobile => {
            let mobile = visit.account.mobile.clone().ok_or(Refused::NotTheirs)?;
            Contact { mobile: Some(mobile), ..before }
        }
    };
    let demographics = ctx.adapters(&environment.id).demographics;
    let is_written = demographics.update_contact(nhs_number, contact).await?;
    if is_written { Ok(()) } else { Err(Refused::NotTheirs) }
}
