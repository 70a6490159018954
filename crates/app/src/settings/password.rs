//! A new password, by somebody who knows the old one.

use identity::Environment;
use kernel::Secret;
use store::{
    StoreError,
    queries::{account_links, accounts, sessions},
};

use super::{
    Visit,
    confirm::{Checked, check},
};
use crate::{Context, Internal, messages, outbox};

/// Changes the password where the current one is right. The person's other sessions end, and so does every link in a mail that
/// was asked for before.
pub async fn change(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
    current: Secret,
    new: Secret,
) -> Result<Checked, Internal> {
    let checked = check(ctx, environment, &visit.account, current).await?;
    if checked != Checked::Right {
        return Ok(checked);
    }
    let password_hash = ctx.passwords.hash(new).await?;
    let told = ctx.message(environment.id.as_str(), messages::password_changed(visit.account.email.clone()));
    let (environment, hash, account_id, now) =
        (environment.id.clone(), visit.hash, visit.account.id, ctx.now());
    ctx.store
        .write(move |tx| {
            accounts::change_password(tx, &environment, account_id, &password_hash)?;
            sessions::end_others(tx, &environment, account_id, &hash, now)?;
            sessions::confirm(tx, &environment, &hash, now)?;
            account_links::delete_of_account(tx, &environment, account_id)?;
            outbox::queue(tx, &told)?;
            Ok::<_, StoreError>(())
        })
        .await?;
    tracing::info!(target: crate::SECURITY, account = %account_id, "password changed");
    ctx.outgoing.notify_one();
    Ok(Checked::Right)
}
