//! Photo identity in a journey: choosing what to show, sending it, and how it stands.
//!
//! What was sent waits for a person, see [`crate::identity_checks`]; where an environment says so, the name of a file decides at once.

use documents::{Format, Inspected, UploadProblem};
use identity::{
    Environment, PhotoIdentity, ProofingLevel,
    photo_identity::{Likeness, Outcome as Decision, SPOKEN_NUMBERS, Verdict},
    proving::Answer,
    sign_in::{SignedIn, Step},
};
use store::{
    StoreError, Tx,
    queries::identity_checks::{self as queries, Decided, IdentityCheck, SealedFile},
};

use super::{Attempts, Refused, record_of};
use crate::{
    Context, Internal,
    identity_checks::{self, DOCUMENT, FACE, Settled},
    journey::{Browser, Destination, Loaded, Onward, Taking},
    secrets,
};

/// What a photo may have, and a video, in bytes.
pub const MOST_PHOTO: u64 = 10 * 1024 * 1024;
pub const MOST_VIDEO: u64 = 25 * 1024 * 1024;

/// How a face can be shown, before there are numbers to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    FaceScan,
    Video,
}

/// A file as it came.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    pub name: String,
    pub content: Vec<u8>,
}

/// What came of sending photos.
#[derive(Debug)]
pub enum Sent {
    /// They wait for a reviewer, or a rule has decided: [`standing`] says.
    Kept,
    /// Approved at once.
    Onward(Onward),
    /// Which document, or how the face is shown, was not answered.
    NotChosen,
    /// What is wrong with the photo of the document, and with the photo or video of the face.
    Unusable {
        document: Option<UploadProblem>,
        face: Option<UploadProblem>,
    },
    /// What was sent before waits still.
    WaitsAlready,
    Refused(Refused),
    TooMany,
}

/// The formats of a photo of a document or of a face, and the most bytes.
pub const fn photo() -> (&'static [Format], u64) {
    (&[Format::Jpeg, Format::Png], MOST_PHOTO)
}

/// The formats of what shows a face, and the most bytes.
pub const fn face(likeness: &Likeness) -> (&'static [Format], u64) {
    match likeness {
        Likeness::FaceScan => photo(),
        Likeness::Video { .. } => (&[Format::Mp4, Format::WebM], MOST_VIDEO),
    }
}

/// Keeps how somebody will show their face; for a video, draws the numbers that they say in it.
pub async fn choose_way(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    way: Way,
) -> Result<Onward, Internal> {
    let likeness = match way {
        Way::FaceScan => Likeness::FaceScan,
        Way::Video => {
            let drawn = secrets::one_time_code(ctx.random.as_ref());
            Likeness::Video { numbers: drawn.expose().chars().take(SPOKEN_NUMBERS).collect() }
        }
    };
    super::answer(ctx, environment, loaded, browser, Answer::Likeness(likeness)).await
}

/// What the person sent last, and what came of it.
pub async fn standing(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
) -> Result<Option<IdentityCheck>, Internal> {
    let Some((who, _)) = loaded.proving() else { return Ok(None) };
    let environment = environment.id.clone();
    Ok(ctx.store.read(move |tx| queries::latest(tx, &environment, who.account_id)).await?)
}

/// Takes the photos, judged by their content, and lets a rule or a person decide.
pub async fn send(
    ctx: &Context,
    environment: &Environment,
    loaded: &Loaded,
    browser: &Browser,
    files: (Upload, Upload),
) -> Result<Sent, Internal> {
    let lost = || Sent::Onward(Onward { destination: Destination::Lost, session: None, device: None });
    let Some((who, account)) = loaded.proving() else { return Ok(lost()) };
    let Some(nhs_number) = account.nhs_number.filter(|_| account.level == ProofingLevel::P5) else {
        return Ok(lost());
    };
    let answers = loaded.answers();
    let (Some(document), Some(likeness)) = (answers.document(), answers.likeness().cloned()) else {
        return Ok(Sent::NotChosen);
    };
    if Attempts::new(ctx, environment, loaded, browser, who).locked().await?.is_some() {
        return Ok(Sent::TooMany);
    }
    let verdict = match environment.policy.photo_identity {
        PhotoIdentity::Explored => return Ok(lost()),
        PhotoIdentity::Reviewed => None,
        PhotoIdentity::ReviewedOrNamed => Verdict::by_name_of(&files.0.name, &likeness),
    };
    let check = IdentityCheck {
        id: ctx.new_id::<()>().uuid(),
        account_id: who.account_id,
        document,
        likeness,
        sent_at: ctx.now(),
        decided: None,
    };
    let photos = match inspect(ctx, environment, &check, files).await? {
        Ok(photos) => photos,
        Err(unusable) => return Ok(unusable),
    };
    let taking = Taking::new(ctx, environment, loaded, browser);
    let Some(verdict) = verdict else {
        let kept = ctx.store.write(move |tx| keep(&taking, tx, &check, &photos)).await?;
        return Ok(if kept { Sent::Kept } else { Sent::WaitsAlready });
    };
    let record = match verdict.outcome() {
        Decision::Approved => match record_of(ctx, environment, nhs_number).await {
            Ok(record) => Some(record),
            Err(refused) => return Ok(Sent::Refused(refused)),
        },
        Decision::Refused | Decision::AskedAgain => None,
    };
    let decided = Decided { verdict, by: None, at: check.sent_at };
    let settled = Settled { decided, record };
    let onward = ctx.store.write(move |tx| settle_at_once(taking, tx, who, &check, &settled)).await?;
    ctx.outgoing.notify_one();
    Ok(onward)
}

/// The two files, sealed for their place.
struct Photos {
    document: SealedFile,
    face: SealedFile,
}

// Looking through and sealing a large file takes a while, and others are waiting on this thread.
async fn inspect(
    ctx: &Context,
    environment: &Environment,
    check: &IdentityCheck,
    (document, shown): (Upload, Upload),
) -> Result<Result<Photos, Sent>, Internal> {
    let (ctx, environment, check) = (ctx.clone(), environment.id.clone(), check.clone());
    let work = move || {
        let look = |upload: &Upload, (formats, most): (&[Format], u64)| {
            documents::inspect(&upload.name, &upload.content, formats, most)
        };
        let seal = |part, found: &Inspected, upload: &Upload| SealedFile {
            media_type: found.media_type.to_owned(),
            sealed: ctx.seal(&identity_checks::place(&environment, check.id, part), &upload.content),
        };
        match (look(&document, photo()), look(&shown, face(&check.likeness))) {
            (Ok(first), Ok(second)) => {
                Ok(Photos { document: seal(DOCUMENT, &first, &document), face: seal(FACE, &second, &shown) })
            }
            (first, second) => Err(Sent::Unusable { document: first.err(), face: second.err() }),
        }
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| Internal::TaskLost)
}

fn keep(
    taking: &Taking,
    tx: &mut Tx<'_>,
    check: &IdentityCheck,
    photos: &Photos,
) -> Result<bool, StoreError> {
    let environment = &taking.environment;
    if !queries::insert(tx, environment, check)? {
        return Ok(false);
    }
    queries::insert_file(tx, environment, check.id, DOCUMENT, &photos.document)?;
    queries::insert_file(tx, environment, check.id, FACE, &photos.face)?;
    Ok(true)
}

fn settle_at_once(
    taking: Taking,
    tx: &mut Tx<'_>,
    who: SignedIn,
    check: &IdentityCheck,
    settled: &Settled,
) -> Result<Sent, StoreError> {
    if !queries::insert(tx, &taking.environment, check)? {
        return Ok(Sent::WaitsAlready);
    }
    let environment = taking.environment.clone();
    if !identity_checks::settle(&taking.ctx, tx, &environment, (check.id, who.account_id), settled)? {
        return Ok(Sent::Refused(Refused::AlreadyUsed));
    }
    if settled.record.is_none() {
        return Ok(Sent::Kept);
    }
    Ok(Sent::Onward(taking.take(tx, Step::ProvingEnded)?))
}
