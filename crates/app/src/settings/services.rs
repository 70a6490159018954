//! What the person agreed to share with which service, and taking that back.

use identity::{ClientId, Environment};
use store::{
    StoreError,
    queries::{consents, grants},
};

use super::Visit;
use crate::{Context, Internal, messages, outbox};

pub use store::queries::consents::Agreed;

/// Everything that whoever asks agreed to, by the names of the services.
pub async fn list(ctx: &Context, environment: &Environment, visit: &Visit) -> Result<Vec<Agreed>, Internal> {
    let (environment, account_id) = (environment.id.clone(), visit.account.id);
    Ok(ctx.store.read(move |tx| consents::list_of_account(tx, &environment, account_id)).await?)
}

/// Takes the consent back, and with it everything that the service holds of this person: it asks anew at their next sign-in.
/// Answers whether there was one.
pub async fn withdraw(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
    client_id: ClientId,
) -> Result<bool, Internal> {
    let (ctx_in, email, account_id) = (ctx.clone(), visit.account.email.clone(), visit.account.id);
    let environment = environment.id.clone();
    let withdrawn = ctx.store.write(move |tx| {
        let agreed = consents::list_of_account(tx, &environment, account_id)?;
        let Some(agreed) = agreed.into_iter().find(|agreed| agreed.client_id == client_id) else {
            return Ok(false);
        };
        consents::delete(tx, &environment, account_id, &client_id)?;
        grants::revoke_of_client(tx, &environment, account_id, &client_id, ctx_in.now())?;
        let draft = messages::consent_withdrawn(email, &agreed.name);
        outbox::queue(tx, &ctx_in.message(environment.as_str(), draft))?;
        Ok::<_, StoreError>(true)
    });
    let withdrawn = withdrawn.await?;
    ctx.outgoing.notify_one();
    Ok(withdrawn)
}
