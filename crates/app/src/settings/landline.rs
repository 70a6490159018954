//! The landline number: nobody rings it up, so it is what the person says it is.

use identity::Environment;
use kernel::LandlineNumber;
use store::{StoreError, queries::accounts};

use super::Visit;
use crate::{Context, Internal, messages, outbox};

/// Adds, changes or removes the number.
pub async fn change(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
    landline: Option<LandlineNumber>,
) -> Result<(), Internal> {
    let draft = messages::landline_changed(visit.account.email.clone(), landline.is_some());
    let message = ctx.message(environment.id.as_str(), draft);
    let (environment, account_id) = (environment.id.clone(), visit.account.id);
    ctx.store
        .write(move |tx| {
            let landline = landline.as_ref().map(LandlineNumber::as_e164);
            accounts::change_landline(tx, &environment, account_id, landline)?;
            outbox::queue(tx, &message)?;
            Ok::<_, StoreError>(())
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(())
}
