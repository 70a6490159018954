//! Proving who you are: answers one by one, the trace in demographics, and the ways to P9 that need nobody to look.
//!
//! What was said is kept with the journey alone, and goes as soon as it led somewhere.

mod attempts;
pub mod photo_id;

use identity::{
    Account, Environment, ProofingLevel,
    account::GpCredentials,
    demographics::{Record, Unmatched, judge},
    proving::{Answer, Answers, Missing},
    sign_in::{Next, SignedIn, Stage, Step},
};
use kernel::{Date, OdsCode};
use store::{
    StoreError, Tx,
    queries::accounts::{self, Proved},
};

use super::{Browser, Destination, Loaded, Onward, Taking, codes};
use crate::{Context, Internal, adapters::Unavailable};
use attempts::{Attempts, Raise};

/// How an attempt came out.
#[derive(Debug)]
pub enum Outcome {
    Onward(Onward),
    /// Something is not answered yet.
    Missing(Missing),
    Refused(Refused),
    /// Too many attempts: for so many minutes there is no further one.
    TooMany {
        minutes: i64,
    },
}

/// Why nothing was proved; the journey stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    Unmatched(Unmatched),
    /// Another account has proved to be this person.
    AlreadyUsed,
    /// The surgery does not know these details, or not for this person.
    NotKnownToSurgery,
    /// The record has another mobile phone, or none.
    OtherMobile,
    /// Nobody could be asked.
    TryLater,
}

impl From<Unavailable> for Refused {
    fn from(unavailable: Unavailable) -> Self {
        tracing::warn!(%unavailable, "nobody can be proved");
        Self::TryLater
    }
}

impl Loaded {
    /// What the person has said of themselves so far.
    pub fn answers(&self) -> Answers {
        match self.stage() {
            Stage::Proving { answers, .. } => answers.clone(),
            _ => Answers::default(),
        }
    }

    fn proving(&self) -> Option<(SignedIn, &Account)> {
        let is_here = matches!(self.next(), Next::ProveIdentity { .. });
        self.stored.state.who().zip(self.account.as_ref()).filter(|_| is_here)
    }
}

/// Keeps one answer.
pub async fn answer(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    answer: Answer,
) -> Result<Onward, Internal> {
    if loaded.proving().is_none() {
        return Ok(Onward::to(Destination::Lost));
    }
    super::step(ctx, environment, loaded, browser, Step::Answered(answer)).await
}

/// Compares the answers with demographics: where they fit one record, the person is at P5.
pub async fn trace(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Outcome, Internal> {
    let Some((who, account)) = loaded.proving() else { return Ok(lost()) };
    let claim = match loaded.answers().claim() {
        Ok(claim) => claim,
        Err(missing) => return Ok(Outcome::Missing(missing)),
    };
    let attempts = Attempts::new(ctx, environment, loaded, browser, who);
    if let Some(minutes) = attempts.locked().await? {
        return Ok(Outcome::TooMany { minutes });
    }
    let found = match ctx.adapters(&environment.id).demographics.search(&claim).await {
        Ok(found) => found,
        Err(unavailable) => return Ok(Outcome::Refused(unavailable.into())),
    };
    let record = match judge(&claim, found, today(ctx)) {
        Ok(record) => record,
        Err(unmatched) => return attempts.failed(Refused::Unmatched(unmatched)).await,
    };
    let mobile_matched = account.mobile.is_some() && account.mobile == record.mobile;
    attempts.succeeded(Raise { level: ProofingLevel::P5, record, gp: None, mobile_matched }).await
}

/// Patient Online: what the surgery gave for its online services, three details that have to fit together and this person.
pub async fn by_surgery(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    (ods_code, credentials): (OdsCode, GpCredentials),
) -> Result<Outcome, Internal> {
    let Some((who, account)) = loaded.proving() else { return Ok(lost()) };
    let Some(nhs_number) = account.nhs_number else { return Ok(Outcome::Missing(Missing::NumberKnown)) };
    let attempts = Attempts::new(ctx, environment, loaded, browser, who);
    if let Some(minutes) = attempts.locked().await? {
        return Ok(Outcome::TooMany { minutes });
    }
    let adapters = ctx.adapters(&environment.id);
    let whose = match adapters.gp_systems.whose(&ods_code, &credentials).await {
        Ok(whose) => whose,
        Err(unavailable) => return Ok(Outcome::Refused(unavailable.into())),
    };
    // Somebody else's details are not known either: what they are must not be told.
    if whose != Some(nhs_number) {
        return attempts.failed(Refused::NotKnownToSurgery).await;
    }
    let mut record = match record_of(ctx, environment, nhs_number).await {
        Ok(record) => record,
        Err(refused) => return Ok(Outcome::Refused(refused)),
    };
    record.gp_ods_code = Some(ods_code);
    let mobile_matched = account.mobile.is_some() && account.mobile == record.mobile;
    let raise = Raise { level: ProofingLevel::P9, record, gp: Some(credentials), mobile_matched };
    attempts.succeeded(raise).await
}

/// Mobile match: where the record has the account's mobile phone, a code goes to it.
pub async fn match_mobile(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Outcome, Internal> {
    let Some((_, account)) = loaded.proving() else { return Ok(lost()) };
    let Some(nhs_number) = account.nhs_number else { return Ok(Outcome::Missing(Missing::NumberKnown)) };
    let record = match record_of(ctx, environment, nhs_number).await {
        Ok(record) => record,
        Err(refused) => return Ok(Outcome::Refused(refused)),
    };
    if record.mobile.is_none() || record.mobile != account.mobile {
        return Ok(Outcome::Refused(Refused::OtherMobile));
    }
    let (mut taking, account) = (Taking::new(ctx, environment, loaded, browser), account.clone());
    let outcome = ctx.store.write(move |tx| {
        if let Some(minutes) = codes::send_new(&mut taking, tx, &account)? {
            return Ok(Outcome::TooMany { minutes });
        }
        Ok::<_, StoreError>(Outcome::Onward(taking.take(tx, Step::MobileMatched)?))
    });
    let outcome = outcome.await?;
    ctx.outgoing.notify_one();
    Ok(outcome)
}

/// "Choose another way" while a code is awaited.
pub async fn go_back(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
) -> Result<Onward, Internal> {
    super::step(ctx, environment, loaded, browser, Step::ProvingEnded).await
}

/// The code to the matched phone was right: that is P9. The record is the account's own, which a trace put there.
pub(super) fn mobile_proved(taking: &Taking, tx: &mut Tx<'_>, who: SignedIn) -> Result<bool, StoreError> {
    let Some(account) = accounts::find(tx, &taking.environment, who.account_id)? else { return Ok(false) };
    let (Some(nhs_number), Some(birthdate)) = (account.nhs_number, account.birthdate) else {
        return Ok(false);
    };
    let record = Record {
        nhs_number,
        birthdate,
        family_name: account.family_name.unwrap_or_default(),
        given_name: account.given_name.unwrap_or_default(),
        postcode: None,
        mobile: account.mobile,
        gp_ods_code: account.gp_ods_code,
        is_deceased: false,
    };
    let proved =
        Proved { level: ProofingLevel::P9, record: &record, gp_credentials: None, mobile_matched: true };
    accounts::raise(tx, &taking.environment, who.account_id, &proved)
}

async fn record_of(
    ctx: &Context,
    environment: &Environment,
    nhs_number: kernel::NhsNumber,
) -> Result<Record, Refused> {
    let found = ctx.adapters(&environment.id).demographics.find(nhs_number).await?;
    let record = found.ok_or(Refused::Unmatched(Unmatched::NoMatch))?;
    if record.is_deceased { Err(Refused::Unmatched(Unmatched::Deceased)) } else { Ok(record) }
}

fn lost() -> Outcome {
    Outcome::Onward(Onward::to(Destination::Lost))
}

// An hour's summer time makes no difference to how old somebody is here.
fn today(ctx: &Context) -> Date {
    ctx.now().to_zoned(jiff::tz::TimeZone::UTC).date()
}
