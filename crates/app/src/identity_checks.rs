//! Photo identity, for those who decide: what waits, what was sent, and the decision.
//!
//! Photos and videos are sealed while they wait and gone once it is decided. Nobody but a checker of identity sees them.

use std::sync::Arc;

use identity::{
    Account, AccountId, Environment, EnvironmentId, ProofingLevel,
    demographics::Record,
    photo_identity::{Outcome, Verdict},
};
use kernel::EmailAddress;
use onboarding::policy::{self, Action};
use store::{
    StoreError, Tx,
    queries::{
        accounts::{self, Proved},
        identity_checks as queries,
    },
};
use thiserror::Error;
use uuid::Uuid;

pub use store::queries::identity_checks::{Decided, IdentityCheck, Waiting};

use crate::{
    Actor, Context, Error, Internal,
    messages::{self, Draft},
    outbox,
    portal::{Denied, NotFound, roles},
};

/// The two parts of what is sent.
pub const DOCUMENT: &str = "document";
pub const FACE: &str = "face";

/// How many are listed: nobody looks at more in a day.
const MOST: u32 = 200;

/// A check with the person that it is about.
#[derive(Clone, Debug)]
pub struct Case {
    pub environment: Arc<Environment>,
    pub check: IdentityCheck,
    pub account: Account,
}

/// A photo or a video, opened.
#[derive(Clone, Debug)]
pub struct File {
    pub media_type: String,
    pub content: Vec<u8>,
}

/// Why a decision is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecideRefusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("somebody else has decided this, or the person proved who they are another way")]
    DecidedAlready,
    #[error("numbers are said in videos only: choose another reason")]
    DoesNotFit,
    #[error(
        "the person’s NHS record cannot be read at the moment, so nobody can be approved: try again in a few minutes"
    )]
    TryLater,
    #[error(
        "the person’s NHS record is closed, or not there any more: refuse, because the details are others"
    )]
    RecordClosed,
}

impl From<DecideRefusal> for Error<DecideRefusal> {
    fn from(refusal: DecideRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<NotFound> for DecideRefusal {
    fn from(missing: NotFound) -> Self {
        Self::Denied(missing.into())
    }
}

// Whoever may not decide is not told that there is anything to decide upon.
fn allow(tx: &mut Tx<'_>, actor: Actor) -> Result<(), Error<NotFound>> {
    let roles = roles::of_staff(tx, actor)?;
    if policy::may(Action::CheckIdentity, &roles) { Ok(()) } else { Err(NotFound.into()) }
}

/// Where a file is sealed for: it opens nowhere else.
pub(crate) fn place(environment: &EnvironmentId, id: Uuid, part: &str) -> Vec<u8> {
    format!("identity check {environment} {id} {part}").into_bytes()
}

/// What waits, what has waited longest first.
pub async fn list(ctx: &Context, actor: Actor) -> Result<Vec<Waiting>, Error<NotFound>> {
    ctx.store
        .read(move |tx| {
            allow(tx, actor)?;
            Ok(queries::list_waiting(tx, MOST)?)
        })
        .await
}

/// A check, decided or not.
pub async fn open(ctx: &Context, actor: Actor, environment: &str, id: &str) -> Result<Case, Error<NotFound>> {
    let environment =
        ctx.environment(&EnvironmentId::new(environment)).cloned().ok_or(Error::Refused(NotFound))?;
    let id: Uuid = id.parse().map_err(|_| Error::Refused(NotFound))?;
    let found = ctx.store.read({
        let environment = environment.id.clone();
        move |tx| {
            allow(tx, actor)?;
            let check = queries::find(tx, &environment, id)?.ok_or(NotFound)?;
            let account = accounts::find(tx, &environment, check.account_id)?.ok_or(NotFound)?;
            Ok::<_, Error<NotFound>>((check, account))
        }
    });
    let (check, account) = found.await?;
    Ok(Case { environment, check, account })
}

/// One of the two files of a check that waits.
pub async fn file(
    ctx: &Context,
    actor: Actor,
    environment: &str,
    id: &str,
    part: &str,
) -> Result<File, Error<NotFound>> {
    let case = open(ctx, actor, environment, id).await?;
    let part = [DOCUMENT, FACE].into_iter().find(|known| *known == part).ok_or(Error::Refused(NotFound))?;
    let (environment, id) = (case.environment.id.clone(), case.check.id);
    let place = place(&environment, id, part);
    let found = ctx.store.read(move |tx| queries::find_file(tx, &environment, id, part)).await?;
    let found = found.ok_or(Error::Refused(NotFound))?;
    let master = ctx.master.clone();
    let opened = tokio::task::spawn_blocking(move || master.open(&place, &found.sealed));
    let content = opened.await.map_err(|_| Internal::TaskLost)?;
    let content = content.map_err(|problem| Internal::Sealed(problem.to_string()))?;
    Ok(File { media_type: found.media_type, content })
}

/// Decides. An approval raises the person to P9, by their record as it is now.
pub async fn decide(
    ctx: &Context,
    actor: Actor,
    case: &Case,
    verdict: Verdict,
) -> Result<(), Error<DecideRefusal>> {
    if !verdict.fits(&case.check.likeness) {
        return Err(DecideRefusal::DoesNotFit.into());
    }
    let record = match verdict.outcome() {
        Outcome::Approved => Some(record_of(ctx, case).await?),
        Outcome::Refused | Outcome::AskedAgain => None,
    };
    let settled = Settled { decided: Decided { verdict, by: user(actor), at: ctx.now() }, record };
    let (ctx_, environment) = (ctx.clone(), case.environment.id.clone());
    let which = (case.check.id, case.check.account_id);
    let decided = ctx.store.write(move |tx| {
        allow(tx, actor).map_err(|error| error.map(DecideRefusal::from))?;
        Ok::<_, Error<DecideRefusal>>(settle(&ctx_, tx, &environment, which, &settled)?)
    });
    if !decided.await? {
        return Err(DecideRefusal::DecidedAlready.into());
    }
    ctx.outgoing.notify_one();
    Ok(())
}

fn user(actor: Actor) -> Option<Uuid> {
    crate::portal::user(actor).ok().map(|user| user.uuid())
}

async fn record_of(ctx: &Context, case: &Case) -> Result<Record, Error<DecideRefusal>> {
    let nhs_number = case.account.nhs_number.ok_or(DecideRefusal::RecordClosed)?;
    let found = ctx.adapters(&case.environment.id).demographics.find(nhs_number).await;
    let record = found.map_err(|unavailable| {
        tracing::warn!(%unavailable, "nobody can be approved");
        DecideRefusal::TryLater
    })?;
    let is_open = |record: &Record| !record.is_deceased && record.nhs_number == nhs_number;
    Ok(record.filter(is_open).ok_or(DecideRefusal::RecordClosed)?)
}

/// A decision, with the record that an approval goes by.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    pub(crate) decided: Decided,
    pub(crate) record: Option<Record>,
}

/// Takes a decision upon what waits, raises the person where it approves, and tells them. False where nothing waits any more.
pub(crate) fn settle(
    ctx: &Context,
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    (id, account): (Uuid, AccountId),
    settled: &Settled,
) -> Result<bool, StoreError> {
    let Some(account) = accounts::find(tx, environment, account)? else { return Ok(false) };
    if account.level >= ProofingLevel::P9 {
        // Sent at the moment when another way led there: nobody could ever decide upon it.
        queries::withdraw(tx, environment, account.id)?;
        return Ok(false);
    }
    if !queries::decide(tx, environment, id, settled.decided)? {
        return Ok(false);
    }
    if let Some(record) = &settled.record {
        let mobile_matched = account.mobile.is_some() && account.mobile == record.mobile;
        let proved = Proved { level: ProofingLevel::P9, record, gp_credentials: None, mobile_matched };
        if !accounts::raise(tx, environment, account.id, &proved)? {
            // The record is the account's own, whose number no other account can have: nothing is kept of this.
            return Err(StoreError::inconsistent("an account that can be raised", "it was not"));
        }
    }
    let draft = told(account.email, settled.decided.verdict);
    outbox::queue(tx, &ctx.message(environment.as_str(), draft))?;
    Ok(true)
}

fn told(to: EmailAddress, verdict: Verdict) -> Draft {
    let (subject, begin, go_on) = match verdict.outcome() {
        Outcome::Approved => (
            "You have proved who you are",
            "We checked the photo ID and the photo or video of your face that you sent us.",
            "Go back to the service that you were using and sign in. You do not need to prove who you are again.",
        ),
        Outcome::Refused => (
            "We could not confirm who you are",
            "We checked the photo ID and the photo or video of your face that you sent us.",
            "Go back to the service that you were using and sign in. You can choose another way to prove who you are, or try again.",
        ),
        Outcome::AskedAgain => (
            "Send your photos again",
            "We looked at the photo ID and the photo or video of your face that you sent us, and need them again.",
            "Go back to the service that you were using, sign in, and choose photo ID again.",
        ),
    };
    let kept = "We have deleted what you sent. We keep what was decided, and when.";
    messages::to_person(to, subject, &[begin, verdict.told(), go_on, kept])
}
