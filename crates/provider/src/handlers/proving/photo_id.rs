//! Photo identity: choosing how to show one's face, sending both files, and how it stands.

use app::{
    identity_checks::{DOCUMENT, FACE},
    journey::{
        Destination,
        proving::photo_id::{self, MOST_PHOTO, MOST_VIDEO, Sent, Upload},
    },
};
use axum::{extract::Request, response::Response};
use identity::{PhotoIdentity, photo_identity::Outcome};
use web_kit::{FieldErrors, FormData, UploadForm, internal_error};

use super::{ending_of, frame};
use crate::{
    handlers::{Visit, onward, see_other},
    pages::proving::{Ending, PhotoIdSent, ProvingFrame, Screen},
};

const SCREENS: [Screen; 4] =
    [Screen::PhotoId, Screen::PhotoIdDocument, Screen::PhotoIdFace, Screen::PhotoIdUpload];

/// Whether a screen is about photo identity where nobody decides upon it.
pub(super) fn is_away(visit: &Visit, screen: Screen) -> bool {
    SCREENS.contains(&screen) && visit.provider.environment.policy.photo_identity == PhotoIdentity::Explored
}

/// Where somebody belongs instead of a screen about photo identity: what they sent waits, or has just been decided.
pub(super) async fn stands(visit: &Visit, frame: &ProvingFrame, screen: Option<Screen>) -> Option<Response> {
    let screen = screen.filter(|screen| frame.completes && SCREENS.contains(screen))?;
    let (ctx, environment) = (&visit.provider.ctx, &visit.provider.environment);
    match photo_id::standing(ctx, environment, &visit.journey).await {
        // What was decided stands before the first screen, and is no hindrance to those who go on from there.
        Ok(Some(check)) if check.decided.is_none() || screen == Screen::PhotoId => {
            Some(see_other(PhotoIdSent::PATH))
        }
        Ok(_) => None,
        Err(error) => Some(internal_error(error)),
    }
}

pub(crate) async fn show_sent(visit: Visit) -> Response {
    let frame = match frame(&visit).await {
        Ok(frame) => frame,
        Err(elsewhere) => return elsewhere,
    };
    let provider = &visit.provider;
    match photo_id::standing(&provider.ctx, &provider.environment, &visit.journey).await {
        Ok(Some(check)) => {
            let verdict = check.decided.map(|decided| decided.verdict);
            match verdict.map(identity::photo_identity::Verdict::outcome) {
                // Approved once, and put back to a lower level since.
                Some(Outcome::Approved) => see_other(Screen::PhotoIdDocument.path()),
                _ => provider.site.respond(&PhotoIdSent::new(&frame, verdict)),
            }
        }
        Ok(None) => see_other(Screen::PhotoId.path()),
        Err(error) => internal_error(error),
    }
}

/// Keeps how somebody shows their face, and draws the numbers for a video.
pub(super) async fn choose_face(visit: &Visit, form: &FormData) -> Result<Response, FieldErrors> {
    let way = Screen::way_of_face(form)?;
    let provider = &visit.provider;
    let (ctx, environment) = (&provider.ctx, &provider.environment);
    Ok(match photo_id::choose_way(ctx, environment, &visit.journey, &visit.browser, way).await {
        Ok(kept) if kept.destination == Destination::Lost => onward(provider, Ok(kept)),
        Ok(_) => see_other(Screen::PhotoIdUpload.path()),
        Err(error) => internal_error(error),
    })
}

pub(crate) async fn show_upload(visit: Visit) -> Response {
    let answers = visit.journey.answers();
    let completes = visit.provider.environment.policy.identity_proofing_completes;
    if completes && (answers.document().is_none() || answers.likeness().is_none()) {
        return see_other(Screen::PhotoIdDocument.path());
    }
    super::show(visit, axum::extract::Path("photo-id/upload".to_owned())).await
}

pub(crate) async fn upload(visit: Visit, request: Request) -> Response {
    let frame = match frame(&visit).await {
        Ok(frame) => frame,
        Err(elsewhere) => return elsewhere,
    };
    if !frame.completes {
        // Whatever came is not read.
        return see_other(Screen::Unavailable.path());
    }
    let mut sent = match UploadForm::read(request, &[(DOCUMENT, MOST_PHOTO), (FACE, MOST_VIDEO)]).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    let [document, face] = [DOCUMENT, FACE].map(|part| {
        let file = sent.take(part);
        Upload { name: file.name, content: file.content }
    });
    let provider = &visit.provider;
    let (ctx, environment) = (&provider.ctx, &provider.environment);
    let sent = photo_id::send(ctx, environment, &visit.journey, &visit.browser, (document, face)).await;
    match sent {
        Ok(Sent::Onward(to)) => onward(provider, Ok(to)),
        Ok(Sent::Kept | Sent::WaitsAlready) => see_other(PhotoIdSent::PATH),
        Ok(Sent::NotChosen) => see_other(Screen::PhotoIdDocument.path()),
        Ok(Sent::Unusable { document, face }) => {
            let problems = [(DOCUMENT, document), (FACE, face)];
            let errors = problems
                .into_iter()
                .filter_map(|(part, problem)| Some((part, problem?.to_string())))
                .collect::<FieldErrors>();
            provider.site.respond(&Screen::PhotoIdUpload.render(&frame, &FormData::default(), &errors))
        }
        Ok(Sent::Refused(refused)) => see_other(&ending_of(refused).path()),
        Ok(Sent::TooMany) => see_other(&Ending::TooMany.path()),
        Err(error) => internal_error(error),
    }
}
