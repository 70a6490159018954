//! Checks of identity: what waits, the photos of one person, and the decision.

use app::{
    Error,
    identity_checks::{self, DecideRefusal},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{
    HeaderName, HeaderValue, Uri,
    header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
};
use identity::photo_identity::{Outcome, Verdict};
use web_kit::{FieldErrors, FormData};

use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        Section,
        desk::{self, VERDICT},
    },
    state::Shared,
    words::sentence,
};

pub async fn list(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    let waiting = identity_checks::list(&portal.ctx, viewer.actor).await?;
    let query = FormData::from_query(&uri);
    let frame = portal.frame(&viewer, Section::IdentityChecks);
    Ok(portal.respond(&desk::identity_checks(frame, &waiting, query.text("done"), portal.ctx.now())))
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((environment, check)): Path<(String, String)>,
) -> Answer {
    let case = identity_checks::open(&portal.ctx, viewer.actor, &environment, &check).await?;
    let frame = portal.frame(&viewer, Section::IdentityChecks);
    Ok(portal.respond(&desk::identity_check(frame, &case, &FieldErrors::new())))
}

/// A photo or a video, shown within our own page and nowhere else.
pub async fn file(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((environment, check, part)): Path<(String, String, String)>,
) -> Answer {
    let file = identity_checks::file(&portal.ctx, viewer.actor, &environment, &check, &part).await?;
    // The type is one of ours: it was judged by the content when the file came.
    let media_type = HeaderValue::try_from(file.media_type).map_err(|_| Failure::NotFound)?;
    let headers = [
        (CONTENT_TYPE, media_type),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ];
    Ok((headers, file.content).into_response())
}

fn to_list(done: &str) -> Response {
    Redirect::to(&format!("/identity-checks?done={done}")).into_response()
}

pub async fn decide(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((environment, check)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let case = identity_checks::open(&portal.ctx, viewer.actor, &environment, &check).await?;
    let words = match Verdict::named(sent.text(VERDICT)) {
        None => "Select what you decide".to_owned(),
        Some(verdict) => match identity_checks::decide(&portal.ctx, viewer.actor, &case, verdict).await {
            Ok(()) => {
                let done = match verdict.outcome() {
                    Outcome::Approved => "approved",
                    Outcome::Refused => "refused",
                    Outcome::AskedAgain => "again",
                };
                return Ok(to_list(done));
            }
            // There is nothing left on this page to mend.
            Err(Error::Refused(DecideRefusal::DecidedAlready)) => return Ok(to_list("too-late")),
            Err(Error::Internal(fault)) => return Err(fault.into()),
            Err(Error::Refused(DecideRefusal::Denied(denied))) => return Err(denied.into()),
            Err(Error::Refused(refusal)) => sentence(refusal),
        },
    };
    let frame = portal.frame(&viewer, Section::IdentityChecks);
    let errors = FieldErrors::from_iter([(VERDICT, words)]);
    Ok(portal.respond(&desk::identity_check(frame, &case, &errors)))
}
