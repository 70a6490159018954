//! One person's attempts to prove who they are: counted over all their journeys, and what a success changes.

use identity::{
    Environment, ProofingLevel,
    account::GpCredentials,
    demographics::Record,
    sign_in::{SignedIn, Step},
};
use store::{
    StoreError,
    queries::accounts::{self, Proved},
};

use super::{Outcome, Refused};
use crate::{
    Context, Internal,
    journey::{
        Browser, Loaded, Taking,
        throttle::{Counted, Subject},
    },
};

/// What a success raises the account to.
pub(super) struct Raise {
    pub(super) level: ProofingLevel,
    pub(super) record: Record,
    pub(super) gp: Option<GpCredentials>,
    pub(super) mobile_matched: bool,
}

/// Attempts of one person, in this journey and others: details of others are not to be guessed.
pub(super) struct Attempts {
    ctx: Context,
    taking: Taking,
    subject: Subject,
    who: SignedIn,
}

impl Attempts {
    pub(super) fn new(
        ctx: &Context,
        environment: &Environment,
        loaded: &Loaded,
        browser: &Browser,
        who: SignedIn,
    ) -> Self {
        let subject = Subject::new(Counted::Proving, &who.account_id.to_string());
        Self { ctx: ctx.clone(), taking: Taking::new(ctx, environment, loaded, browser), subject, who }
    }

    pub(super) async fn locked(&self) -> Result<Option<i64>, Internal> {
        let (subject, environment, now) = (self.subject, self.taking.environment.clone(), self.taking.now);
        Ok(self.ctx.store.read(move |tx| subject.locked(tx, &environment, now)).await?)
    }

    /// Counts a failure, where there is still one to count: of many at once no more are answered than of many in turn.
    pub(super) async fn failed(self, refused: Refused) -> Result<Outcome, Internal> {
        let Self { ctx, taking, subject, .. } = self;
        let outcome = ctx.store.write(move |tx| {
            let (environment, now) = (&taking.environment, taking.now);
            if let Some(minutes) = subject.locked(tx, environment, now)? {
                return Ok(Outcome::TooMany { minutes });
            }
            let locked = subject.count(tx, environment, now)?;
            Ok::<_, StoreError>(
                locked.map_or(Outcome::Refused(refused), |minutes| Outcome::TooMany { minutes }),
            )
        });
        Ok(outcome.await?)
    }

    pub(super) async fn succeeded(self, raise: Raise) -> Result<Outcome, Internal> {
        let Self { ctx, taking, subject, who } = self;
        let outcome = ctx.store.write(move |tx| {
            let environment = &taking.environment;
            if let Some(minutes) = subject.locked(tx, environment, taking.now)? {
                return Ok(Outcome::TooMany { minutes });
            }
            let proved = Proved {
                level: raise.level,
                record: &raise.record,
                gp_credentials: raise.gp.as_ref(),
                mobile_matched: raise.mobile_matched,
            };
            let is_raised = accounts::raise(tx, environment, who.account_id, &proved)?
                // Another tab was first: there is nothing left to raise.
                || accounts::find(tx, environment, who.account_id)?.is_some_and(|account| {
                    account.level >= raise.level && account.nhs_number == Some(raise.record.nhs_number)
                });
            if !is_raised {
                subject.count(tx, environment, taking.now)?;
                return Ok(Outcome::Refused(Refused::AlreadyUsed));
            }
            subject.clear(tx, environment)?;
            Ok::<_, StoreError>(Outcome::Onward(taking.take(tx, Step::ProvingEnded)?))
        });
        match outcome.await {
            // Two processes at once, on a database that lets both try: the constraint decides.
            Err(error) if error.is_conflict_on("account.environment,account.nhs_number") => {
                Ok(Outcome::Refused(Refused::AlreadyUsed))
            }
            outcome => Ok(outcome?),
        }
    }
}
