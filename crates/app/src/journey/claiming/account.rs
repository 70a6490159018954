//! The end of a claim: a password is made or entered, everything is judged once more, and the account is at P9.

use identity::{
    Account, AccountId, Environment, ProofingLevel,
    demographics::Record,
    provisioning::{Kind, Refusal, Stage, Stop, judge_accounts},
};
use kernel::Secret;
use store::{
    StoreError, Tx,
    queries::{
        accounts::{self, Proved},
        provisioning::{self as queries, Request},
    },
};

use super::Loaded;
use crate::{
    Context, Error, Internal,
    journey::throttle::{Counted, Subject},
    messages, outbox, provisioning,
};

/// How a password came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The account is there, at P9.
    Claimed,
    /// Not the password of the account.
    WrongPassword,
    /// Too many wrong passwords for this address.
    Locked {
        minutes: i64,
    },
    Stopped(Stop),
}

/// A new account with this password, which holds to the rules for one.
pub async fn choose_password(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    password: Secret,
) -> Result<Ended, Internal> {
    let password_hash = ctx.passwords.hash(password).await?;
    end(ctx, environment, loaded, Kind::Create, Some(password_hash)).await
}

/// The account that is there, whose password this must be.
pub async fn enter_password(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    password: Secret,
) -> Result<Ended, Internal> {
    let wrong_passwords = Subject::new(Counted::Password, loaded.email());
    let (id, now, email) = (environment.id.clone(), ctx.now(), loaded.request.asked.email.clone());
    let read = ctx.store.read(move |tx| {
        let locked = wrong_passwords.locked(tx, &id, now)?;
        Ok::<_, StoreError>((locked, accounts::find_by_email(tx, &id, &email)?))
    });
    let (locked, found) = read.await?;
    if let Some(minutes) = locked {
        return Ok(Ended::Locked { minutes });
    }
    let fits = ctx.passwords.verify(password, found.map(|(_, hash)| hash)).await?;
    let id = environment.id.clone();
    let locked = ctx.store.write(move |tx| {
        // Again, now that the hash is done: guesses sent all at once must not outrun the lock.
        match wrong_passwords.locked(tx, &id, now)? {
            Some(minutes) => Ok(Some(minutes)),
            None if fits => wrong_passwords.clear(tx, &id).map(|()| None),
            None => wrong_passwords.count(tx, &id, now),
        }
    });
    match locked.await? {
        Some(minutes) => Ok(Ended::Locked { minutes }),
        None if fits => end(ctx, environment, loaded, Kind::Uplift, None).await,
        None => Ok(Ended::WrongPassword),
    }
}

async fn end(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    kind: Kind,
    password_hash: Option<String>,
) -> Result<Ended, Internal> {
    if loaded.stage() != Stage::Password {
        return Ok(Ended::Stopped(Stop::Gone));
    }
    // What the record says now is what the account will say; and nobody is told of a patient who died meanwhile.
    let record = match provisioning::record_of(ctx, environment, &loaded.request.asked).await {
        Ok(record) => record,
        Err(refusal) => return Ok(Ended::Stopped(stop_of(refusal))),
    };
    let request = loaded.request.clone();
    let ending = Ending {
        ctx: ctx.clone(),
        environment: environment.id.clone(),
        request,
        record,
        kind,
        password_hash,
    };
    let outcome = ctx.store.write(move |tx| ending.claim(tx)).await;
    ctx.outgoing.notify_one();
    match outcome {
        Ok(()) => Ok(Ended::Claimed),
        Err(Error::Refused(stop)) => Ok(Ended::Stopped(stop)),
        // Two processes at once, on a database that lets both try: the constraint decides.
        Err(Error::Internal(Internal::Store(error)))
            if error.is_conflict_on("account.environment,account.nhs_number") =>
        {
            Ok(Ended::Stopped(Stop::AlreadyUsed))
        }
        Err(Error::Internal(fault)) => Err(fault),
    }
}

/// Everything about a claim that is to be kept at once, or not at all.
struct Ending {
    ctx: Context,
    environment: identity::EnvironmentId,
    request: Request,
    record: Record,
    kind: Kind,
    password_hash: Option<String>,
}

impl Ending {
    /// A refusal takes back that the request was used: the patient may still put right what is wrong.
    fn claim(self, tx: &mut Tx<'_>) -> Result<(), Error<Stop>> {
        let asked = &self.request.asked;
        if !queries::redeem(tx, &self.environment, &self.request.link_hash, self.ctx.now())? {
            return Err(Error::Refused(Stop::Gone));
        }
        let by_number = accounts::find_by_nhs_number(tx, &self.environment, asked.nhs_number)?;
        let by_email =
            accounts::find_by_email(tx, &self.environment, &asked.email)?.map(|(account, _)| account);
        let kind = judge_accounts(asked, by_number.as_ref(), by_email.as_ref())
            .map_err(|refusal| Error::Refused(stop_of(refusal)))?;
        // An account was opened or removed since the page was shown: the next page asks for the right password.
        if kind != self.kind {
            return Err(Error::Refused(Stop::AlreadyUsed));
        }
        let is_done = match by_email {
            Some(account) => self.uplift(tx, account.id)?,
            None => self.create(tx)?,
        };
        if !is_done {
            return Err(Error::Refused(Stop::AlreadyUsed));
        }
        let draft = messages::account_claimed(asked.email.clone());
        Ok(outbox::queue(tx, &self.ctx.message(self.environment.as_str(), draft))?)
    }

    fn mobile_matched(&self) -> bool {
        self.record.mobile.as_ref() == Some(&self.request.asked.mobile)
    }

    fn uplift(&self, tx: &mut Tx<'_>, id: AccountId) -> Result<bool, StoreError> {
        let proved = Proved {
            level: ProofingLevel::P9,
            record: &self.record,
            gp_credentials: None,
            mobile_matched: self.mobile_matched(),
        };
        accounts::raise(tx, &self.environment, id, &proved)
    }

    fn create(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        let record = self.record.clone();
        let account = Account {
            // It is every token's `sub`: it says nothing of when the account was opened.
            id: AccountId::opaque(self.ctx.random.as_ref()),
            email: self.request.asked.email.clone(),
            mobile: Some(self.request.asked.mobile.clone()),
            mobile_pds_matched: self.mobile_matched(),
            landline: None,
            level: ProofingLevel::P9,
            nhs_number: Some(record.nhs_number),
            family_name: Some(record.family_name),
            given_name: Some(record.given_name),
            birthdate: Some(record.birthdate),
            gp_ods_code: record.gp_ods_code,
            gp_credentials: None,
            static_otp: None,
            is_traced: true,
            opened_with: Some(self.request.client_id.clone()),
            created_at: self.ctx.now(),
        };
        accounts::insert(tx, &self.environment, &account, self.password_hash.as_deref().unwrap_or_default())
    }
}

fn stop_of(refusal: Refusal) -> Stop {
    match refusal {
        Refusal::NotAvailable => Stop::TryLater,
        Refusal::Deceased => Stop::Deceased,
        Refusal::TooYoung => Stop::TooYoung,
        Refusal::AlreadyP9 | Refusal::NumberInOtherAccount => Stop::AlreadyUsed,
        _ => Stop::OtherAccount,
    }
}
