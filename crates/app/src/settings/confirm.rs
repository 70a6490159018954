//! The password once more: before something is changed that opens the account, and with the new password itself.

use identity::{Account, Environment};
use kernel::Secret;
use store::{
    StoreError,
    queries::{accounts, sessions},
};

use super::Visit;
use crate::{
    Context, Internal,
    journey::throttle::{Counted, Subject},
};

/// What a password came to. Wrong ones count with those at sign-in, so that there are no two ways to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    Right,
    Wrong,
    Locked { minutes: i64 },
}

/// Takes the password of whoever is here: for ten minutes they are not asked again.
pub async fn confirm(
    ctx: &Context,
    environment: &Environment,
    visit: &Visit,
    password: Secret,
) -> Result<Checked, Internal> {
    let checked = check(ctx, environment, &visit.account, password).await?;
    if checked == Checked::Right {
        let (environment, hash, now) = (environment.id.clone(), visit.hash, ctx.now());
        ctx.store.write(move |tx| sessions::confirm(tx, &environment, &hash, now)).await?;
    }
    Ok(checked)
}

/// Holds a password against the one of an account.
pub(super) async fn check(
    ctx: &Context,
    environment: &Environment,
    account: &Account,
    password: Secret,
) -> Result<Checked, Internal> {
    let subject = Subject::new(Counted::Password, account.email.as_str());
    let (id, account_id, now) = (environment.id.clone(), account.id, ctx.now());
    let (locked, hash) = ctx
        .store
        .read(move |tx| {
            let locked = subject.locked(tx, &id, now)?;
            Ok::<_, StoreError>((locked, accounts::find_password_hash(tx, &id, account_id)?))
        })
        .await?;
    if let Some(minutes) = locked {
        return Ok(Checked::Locked { minutes });
    }
    let fits = ctx.passwords.verify(password, hash).await?;
    let id = environment.id.clone();
    let checked = ctx.store.write(move |tx| {
        // Again, now that the hash is done: guesses sent all at once must not outrun the lock.
        if let Some(minutes) = subject.locked(tx, &id, now)? {
            return Ok(Checked::Locked { minutes });
        }
        if fits {
            subject.clear(tx, &id)?;
            return Ok(Checked::Right);
        }
        let locked = subject.count(tx, &id, now)?;
        Ok::<_, StoreError>(locked.map_or(Checked::Wrong, |minutes| Checked::Locked { minutes }))
    });
    Ok(checked.await?)
}
