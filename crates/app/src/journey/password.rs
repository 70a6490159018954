//! E-mail address and password: the same answer, in the same time, for an address that nobody has registered.

use identity::{
    Account, Environment,
    sign_in::{SecondFactor, Step, needs_second_factor},
};
use kernel::{EmailAddress, Secret};
use store::{
    StoreError,
    queries::{accounts, devices},
};

use super::{
    Browser, Loaded, Onward, Taking, codes, record,
    throttle::{Counted, Subject},
};
use crate::{Context, Internal, secrets};

#[derive(Debug)]
pub enum Outcome {
    Onward(Onward),
    /// Address or password: which of them is not said.
    WrongDetails,
    /// Too many wrong passwords for this address, whether or not it has an account.
    Locked {
        minutes: i64,
    },
    /// The password was right, but too many wrong codes came for this person.
    CodesBlocked {
        minutes: i64,
    },
}

/// Signs somebody in as far as the password goes.
pub async fn sign_in(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    email: &EmailAddress,
    password: Secret,
) -> Result<Outcome, Internal> {
    let subject = Subject::new(Counted::Password, email.as_str());
    let (id, address, now) = (environment.id.clone(), email.clone(), ctx.now());
    let (locked, found) = ctx
        .store
        .read(move |tx| {
            let locked = subject.locked(tx, &id, now)?;
            Ok::<_, StoreError>((locked, accounts::find_by_email(tx, &id, &address)?))
        })
        .await?;
    if let Some(minutes) = locked {
        return Ok(Outcome::Locked { minutes });
    }
    let (account, hash) = found.unzip();
    let fits = ctx.passwords.verify(password, hash).await?;
    match account.filter(|_| fits) {
        Some(account) => accept(ctx, environment, loaded, browser, account, subject).await,
        None => refuse(ctx, environment, subject).await,
    }
}

async fn refuse(ctx: &Context, environment: &Environment, subject: Subject) -> Result<Outcome, Internal> {
    let (environment, now) = (environment.id.clone(), ctx.now());
    let locked = ctx.store.write(move |tx| subject.count(tx, &environment, now)).await?;
    Ok(locked.map_or(Outcome::WrongDetails, |minutes| Outcome::Locked { minutes }))
}

async fn accept(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    account: Account,
    subject: Subject,
) -> Result<Outcome, Internal> {
    record::refresh(ctx, environment, &account).await?;
    let mut taking = Taking::new(ctx, environment, loaded, browser);
    let wanted = needs_second_factor(loaded.request(), account.level);
    let device = browser.device.as_ref().map(|token| secrets::hash(token.expose()));
    let outcome = ctx.store.write(move |tx| {
        let (environment, now) = (taking.environment.clone(), taking.now);
        // Again, now that the hash is done: guesses sent all at once must not outrun the lock.
        if let Some(minutes) = subject.locked(tx, &environment, now)? {
            return Ok(Outcome::Locked { minutes });
        }
        subject.clear(tx, &environment)?;
        let remembered = match device {
            Some(hash) if wanted => devices::is_remembered(tx, &environment, &hash, account.id, now)?,
            _ => false,
        };
        if let Some(hash) = device.filter(|_| remembered) {
            devices::note_use(tx, &environment, &hash, now)?;
        }
        let second_factor = match (wanted, remembered) {
            (false, _) => SecondFactor::NotNeeded,
            (true, true) => SecondFactor::DeviceRemembered,
            (true, false) => SecondFactor::CodeSent,
        };
        if second_factor == SecondFactor::CodeSent {
            if let Some(minutes) = codes::attempts_of(account.id).locked(tx, &environment, now)? {
                return Ok(Outcome::CodesBlocked { minutes });
            }
            if let Some(minutes) = codes::send_new(&mut taking, tx, &account)? {
                return Ok(Outcome::CodesBlocked { minutes });
            }
        }
        let step = Step::PasswordAccepted { account_id: account.id, second_factor };
        Ok::<_, StoreError>(Outcome::Onward(taking.take(tx, step)?))
    });
    let outcome = outcome.await?;
    ctx.outgoing.notify_one();
    Ok(outcome)
}
