//! Test people, as developers see them. Everybody who uses the sandpit shares them.

use identity::{AccountId, people as seeds};
use kernel::Secret;
use store::{
    StoreError,
    queries::{accounts, grants},
};

use super::{NotFound, environments, user};
use crate::{
    Actor, Context, Error,
    people::{self, TestPerson},
};

/// The test people of the sandpit, most proved first.
pub async fn list(ctx: &Context, actor: Actor) -> Result<Vec<TestPerson>, Error<NotFound>> {
    user(actor)?;
    let environment = environments::sandpit(ctx)?;
    Ok(people::list(ctx, &environment.id).await?)
}

/// Whom to put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    Everybody,
    One(AccountId),
}

/// Puts seeded people back as they were: details, password, consents, sessions. Answers how many.
pub async fn reset(ctx: &Context, actor: Actor, whom: Whom) -> Result<usize, Error<NotFound>> {
    user(actor)?;
    let environment = environments::sandpit(ctx)?.id.clone();
    let now = ctx.now();
    let mut chosen = seeds::seeded(&environment, now);
    if let Whom::One(id) = whom {
        chosen.retain(|person| person.account.id == id);
    }
    let count = chosen.len();
    if count == 0 {
        return Err(NotFound.into());
    }
    let password_hash = ctx.passwords.hash(Secret::new(seeds::PASSWORD)).await?;
    ctx.store
        .write(move |tx| {
            for person in &chosen {
                grants::revoke_of_account(tx, &environment, person.account.id, now)?;
                accounts::delete(tx, &environment, person.account.id)?;
                accounts::insert(tx, &environment, &person.account, &password_hash)?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(count)
}
