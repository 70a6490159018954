//! `/prove-identity`: the screens on which people prove who they are. Here they can be explored, and end kindly.

use app::{journey::consent, people};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use identity::{ProofingLevel, sign_in::Next};
use kernel::Date;
use web_kit::{FieldErrors, FormData, internal_error};

use super::{Visit, onward, see_other};
use crate::pages::proving::{ProvingFrame, Screen};

pub(crate) async fn show_start(visit: Visit) -> Response {
    show(visit, Path(String::new())).await
}

pub(crate) async fn show(visit: Visit, Path(rest): Path<String>) -> Response {
    let Some(screen) = Screen::from_path(&rest) else { return StatusCode::NOT_FOUND.into_response() };
    match frame(&visit).await {
        Ok(frame) => {
            visit.provider.site.respond(&screen.render(&frame, &FormData::default(), &FieldErrors::new()))
        }
        Err(elsewhere) => elsewhere,
    }
}

pub(crate) async fn submit_start(visit: Visit, form: FormData) -> Response {
    submit(visit, Path(String::new()), form).await
}

pub(crate) async fn submit(visit: Visit, Path(rest): Path<String>, form: FormData) -> Response {
    let Some(screen) = Screen::from_path(&rest) else { return StatusCode::NOT_FOUND.into_response() };
    let frame = match frame(&visit).await {
        Ok(frame) => frame,
        Err(elsewhere) => return elsewhere,
    };
    match screen.next(frame.to, &form, today(&visit)) {
        Ok(next) => see_other(next.path()),
        Err(errors) => visit.provider.site.respond(&screen.render(&frame, &form, &errors)),
    }
}

/// The day, for telling that a date of birth is in the past: an hour's summer time makes no difference to that.
fn today(visit: &Visit) -> Date {
    visit.provider.ctx.now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

async fn frame(visit: &Visit) -> Result<ProvingFrame, Response> {
    visit.expect(|next| matches!(next, Next::ProveIdentity { .. })).await?;
    let (from, to) = match visit.journey.next() {
        Next::ProveIdentity { from, to } => (from, to),
        _ => (ProofingLevel::P0, ProofingLevel::P9),
    };
    let people =
        people::list(&visit.provider.ctx, &visit.provider.environment.id).await.map_err(internal_error)?;
    let high_enough = |level: &str| ProofingLevel::named(level).is_some_and(|level| level >= to);
    let test_people =
        people.into_iter().filter(|person| high_enough(person.proofing_level)).map(|p| p.email).take(3);
    Ok(ProvingFrame { journey: visit.frame(), from, to, test_people: test_people.collect() })
}

/// "Go back to the service" from the dead end.
pub(crate) async fn leave(visit: Visit) -> Response {
    let provider = &visit.provider;
    let left =
        consent::leave_unproved(&provider.ctx, &provider.environment, &visit.journey, &visit.browser).await;
    onward(provider, left)
}
