//! Where the person is signed in, and ending that everywhere but here.

use identity::{Environment, settings::OwnSession};
use store::{StoreError, queries::sessions};

use super::Visit;
use crate::{Context, Internal, messages, outbox};

/// A session of whoever asks.
#[derive(Clone, Debug)]
pub struct Open {
    pub own: OwnSession,
    /// The one that they are in.
    pub is_this: bool,
}

/// The newest first.
pub async fn list(ctx: &Context, environment: &Environment, visit: &Visit) -> Result<Vec<Open>, Internal> {
    let (environment, account_id, now) = (environment.id.clone(), visit.account.id, ctx.now());
    let listed = ctx.store.read(move |tx| sessions::list_of_account(tx, &environment, account_id, now));
    let open = |(hash, own): (Vec<u8>, OwnSession)| Open { is_this: hash == visit.hash, own };
    Ok(listed.await?.into_iter().map(open).collect())
}

/// Ends every session but the one that they are in.
pub async fn end_others(ctx: &Context, environment: &Environment, visit: &Visit) -> Result<(), Internal> {
    let draft = messages::signed_out_elsewhere(visit.account.email.clone());
    let message = ctx.message(environment.id.as_str(), draft);
    let (environment, account_id, hash, now) =
        (environment.id.clone(), visit.account.id, visit.hash, ctx.now());
    ctx.store
        .write(move |tx| {
            sessions::end_others(tx, &environment, account_id, &hash, now)?;
            outbox::queue(tx, &message)?;
            Ok::<_, StoreError>(())
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(())
}
