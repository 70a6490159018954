//! `/prove-identity`: the screens on which people prove who they are. Where an environment has nothing to compare with, they can be
//! explored, and end kindly.

mod photo_id;

pub(crate) use photo_id::{show_sent, show_upload, upload};

use app::{
    journey::{
        Destination, consent,
        proving::{self, Outcome, Refused},
    },
    people,
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use identity::{
    PhotoIdentity, ProofingLevel,
    demographics::Unmatched,
    proving::{Answers, Missing, begins_with_details},
    sign_in::Next,
};
use kernel::Date;
use web_kit::{FieldErrors, FormData, internal_error};

use super::{Visit, onward, see_other};
use crate::pages::proving::{Ending, Numbers, ProvingFrame, Screen};

pub(crate) async fn show_start(visit: Visit) -> Response {
    show(visit, Path(String::new())).await
}

pub(crate) async fn show(visit: Visit, Path(rest): Path<String>) -> Response {
    let (screen, ending) = (Screen::from_path(&rest), Ending::from_path(&rest));
    if screen.is_none() && ending.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let frame = match frame(&visit).await {
        Ok(frame) => frame,
        Err(elsewhere) => return elsewhere,
    };
    if let Some(elsewhere) = photo_id::stands(&visit, &frame, screen).await {
        return elsewhere;
    }
    let site = &visit.provider.site;
    match (screen, ending) {
        (Some(screen), _) => {
            site.respond(&screen.render(&frame, &said(screen, &frame.answers), &FieldErrors::new()))
        }
        (None, Some(ending)) => site.respond(&ending.render(&frame)),
        (None, None) => StatusCode::NOT_FOUND.into_response(),
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
    let led = if frame.completes {
        prove(&visit, &frame, screen, &form).await
    } else {
        screen.next(frame.to, &form, today(&visit)).map(|next| see_other(next.path()))
    };
    led.unwrap_or_else(|errors| visit.provider.site.respond(&screen.render(&frame, &form, &errors)))
}

/// Takes what a screen says where it leads to something.
async fn prove(
    visit: &Visit,
    frame: &ProvingFrame,
    screen: Screen,
    form: &FormData,
) -> Result<Response, FieldErrors> {
    let provider = &visit.provider;
    let (ctx, environment) = (&provider.ctx, &provider.environment);
    let (journey, browser) = (&visit.journey, &visit.browser);
    let numbers =
        if environment.policy.synthetic_people_only { Numbers::OfTestPeople } else { Numbers::OfAnybody };
    if photo_id::is_away(visit, screen) {
        return Ok(see_other(&Ending::PhotoIdAway.path()));
    }
    if let Some(answer) = screen.answer(form, numbers, today(visit))? {
        let next = screen.next_of(&answer);
        return Ok(match proving::answer(ctx, environment, journey, browser, answer).await {
            Ok(kept) if kept.destination == Destination::Lost => onward(provider, Ok(kept)),
            Ok(_) => see_other(next.path()),
            Err(error) => internal_error(error),
        });
    }
    let outcome = match screen {
        Screen::Start if begins_with_details(frame.from) => {
            return Ok(see_other(Screen::NhsNumberKnown.path()));
        }
        Screen::Start => return Ok(see_other(Screen::Method.path())),
        Screen::Check => proving::trace(ctx, environment, journey, browser).await,
        Screen::PatientOnline => {
            let details = Screen::surgery_details(form)?;
            proving::by_surgery(ctx, environment, journey, browser, details).await
        }
        Screen::MobileMatch => proving::match_mobile(ctx, environment, journey, browser).await,
        Screen::PhotoIdFace => return photo_id::choose_face(visit, form).await,
        _ => return screen.next(frame.to, form, today(visit)).map(|next| see_other(next.path())),
    };
    Ok(match outcome {
        Ok(Outcome::Onward(to)) => onward(provider, Ok(to)),
        Ok(Outcome::Missing(missing)) => see_other(screen_of(missing).path()),
        Ok(Outcome::Refused(refused)) => see_other(&ending_of(refused).path()),
        Ok(Outcome::TooMany { .. }) => see_other(&Ending::TooMany.path()),
        Err(error) => internal_error(error),
    })
}

fn screen_of(missing: Missing) -> Screen {
    match missing {
        Missing::NumberKnown => Screen::NhsNumberKnown,
        Missing::NhsNumber => Screen::NhsNumber,
        Missing::Name => Screen::Name,
        Missing::Birthdate => Screen::DateOfBirth,
        Missing::Postcode => Screen::Postcode,
    }
}

fn ending_of(refused: Refused) -> Ending {
    match refused {
        Refused::Unmatched(Unmatched::NoMatch) => Ending::NoMatch,
        Refused::Unmatched(Unmatched::Several) => Ending::Several,
        Refused::Unmatched(Unmatched::Deceased) => Ending::Deceased,
        Refused::Unmatched(Unmatched::TooYoung) => Ending::TooYoung,
        Refused::AlreadyUsed => Ending::AlreadyUsed,
        Refused::NotKnownToSurgery => Ending::NotKnownToSurgery,
        Refused::OtherMobile => Ending::OtherMobile,
        Refused::TryLater => Ending::TryLater,
    }
}

/// What was said before, to stand in a screen's fields again.
fn said(screen: Screen, answers: &Answers) -> FormData {
    let mut fields = form_urlencoded::Serializer::new(String::new());
    match screen {
        Screen::NhsNumberKnown => {
            if let Some(knows) = answers.knows_number() {
                fields.append_pair("nhs-number-known", if knows { "yes" } else { "no" });
            }
        }
        Screen::NhsNumber => {
            if let Some(number) = answers.nhs_number() {
                fields.append_pair("nhs-number", number.as_str());
            }
        }
        Screen::Name => {
            if let Some(name) = answers.name() {
                fields.append_pair("first-name", &name.given).append_pair("last-name", &name.family);
            }
        }
        Screen::DateOfBirth => {
            if let Some(date) = answers.birthdate() {
                let parts = [("day", date.day().to_string()), ("month", date.month().to_string())];
                fields.extend_pairs(parts).append_pair("year", &date.year().to_string());
            }
        }
        Screen::Postcode => {
            if let Some(postcode) = answers.postcode() {
                fields.append_pair("postcode", postcode.as_str());
            }
        }
        _ => {}
    }
    FormData::parse(fields.finish().as_bytes())
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
    let environment = &visit.provider.environment;
    let people = people::list(&visit.provider.ctx, &environment.id).await.map_err(internal_error)?;
    let high_enough = |level: &str| ProofingLevel::named(level).is_some_and(|level| level >= to);
    let test_people =
        people.into_iter().filter(|person| high_enough(person.proofing_level)).map(|p| p.email).take(3);
    Ok(ProvingFrame {
        journey: visit.frame(),
        from,
        to,
        test_people: test_people.collect(),
        completes: environment.policy.identity_proofing_completes,
        answers: visit.journey.answers(),
        is_test: environment.policy.synthetic_people_only,
        names_decide: environment.policy.photo_identity == PhotoIdentity::ReviewedOrNamed,
    })
}

/// "Go back to the service" from the dead end.
pub(crate) async fn leave(visit: Visit) -> Response {
    let provider = &visit.provider;
    let left =
        consent::leave_unproved(&provider.ctx, &provider.environment, &visit.journey, &visit.browser).await;
    onward(provider, left)
}

/// "Choose another way" where a code to the matched phone is awaited.
pub(crate) async fn another_way(visit: Visit) -> Response {
    let provider = &visit.provider;
    let back = proving::go_back(&provider.ctx, &provider.environment, &visit.journey, &visit.browser).await;
    onward(provider, back)
}
