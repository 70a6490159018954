//! Which emails somebody gets: showing and saving what they chose.

use app::{
    Error,
    integrations::IntegrationId,
    nudges::preferences::{self, Choice, Wanted},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use kernel::Date;
use web_kit::{FieldErrors, FormData};

use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{Notifications, NotificationsTyped, Section},
    state::{Portal, Shared},
    words::sentence,
};

const DATE: &str = "away-day";

pub async fn show(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    let query = FormData::from_query(&uri);
    let also: Option<IntegrationId> = query.text("integration").parse().ok();
    let found = preferences::find(&portal.ctx, viewer.actor, also).await?;
    let date = found
        .away_until
        .map(|date| [date.day().to_string(), date.month().to_string(), date.year().to_string()]);
    let muted = found.integrations.iter().filter(|one| one.is_muted).map(|one| one.id.to_string()).collect();
    let typed = NotificationsTyped { daily: found.daily, away: date.unwrap_or_default(), muted };
    let is_saved = query.text("done") == "saved";
    Ok(page(&portal, &viewer, &found.integrations, &typed, is_saved, FieldErrors::new()))
}

fn page(
    portal: &Portal,
    viewer: &SignedIn,
    choices: &[Choice],
    typed: &NotificationsTyped,
    is_saved: bool,
    errors: FieldErrors,
) -> Response {
    let frame = portal.frame(viewer, Section::None);
    portal.respond(&Notifications::new(frame, choices, typed, is_saved, errors))
}

pub async fn save(State(portal): State<Shared>, viewer: SignedIn, form: FormData) -> Answer {
    let part = |part: &str| form.text(&format!("{}[{part}]", Notifications::AWAY)).to_owned();
    let typed = NotificationsTyped {
        daily: form.text(Notifications::RHYTHM) == Notifications::DAILY,
        away: [part("day"), part("month"), part("year")],
        muted: form.all(Notifications::MUTED).map(ToOwned::to_owned).collect(),
    };
    let refused = match date(&typed.away) {
        Err(problem) => problem,
        Ok(away_until) => {
            let muted = typed.muted.iter().filter_map(|id| id.parse().ok()).collect();
            let wanted = Wanted { daily: typed.daily, away_until, muted };
            match preferences::save(&portal.ctx, viewer.actor, wanted).await {
                Ok(()) => return Ok(Redirect::to("/notifications?done=saved").into_response()),
                Err(Error::Refused(preferences::Refusal::NotFound(_))) => return Err(Failure::NotFound),
                Err(Error::Refused(refusal)) => sentence(refusal),
                Err(Error::Internal(fault)) => return Err(fault.into()),
            }
        }
    };
    let found = preferences::find(&portal.ctx, viewer.actor, None).await?;
    let errors = FieldErrors::from_iter([(DATE, refused)]);
    Ok(page(&portal, &viewer, &found.integrations, &typed, false, errors))
}

// Three empty boxes are no date.
fn date(typed: &[String; 3]) -> Result<Option<Date>, String> {
    if typed.iter().all(String::is_empty) {
        return Ok(None);
    }
    let [day, month, year] = typed;
    let parsed = (|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())();
    parsed.map(Some).ok_or_else(|| "The day must be a real date, such as 27 3 2027".to_owned())
}
