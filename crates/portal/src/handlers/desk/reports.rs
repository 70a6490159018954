//! Reports for decisions, and waivers.

use app::portal::NotFound;
use axum::extract::{Path, State};
use http::Uri;
use onboarding::Command;
use toolkit::{
    answer::Typed as Date,
    definition::{Check, Decision},
};
use web_kit::{FieldErrors, FormData};

use super::{case::Case, typed_date};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    handlers::forms::to,
    pages::{
        Section,
        desk::{self, RECOMMENDATION, REPORT, ReportTyped, WaiverTyped, waiver_field},
        forms::Place,
        partner::Interruption,
    },
    state::Shared,
};

fn decision_of(case: &Case, decision: &str) -> Result<Decision, Failure> {
    let found = case.opened.definition.decisions.iter().find(|one| one.id.as_str() == decision).cloned();
    Ok(found.ok_or(NotFound)?)
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, decision)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let decision = decision_of(&case, &decision)?;
    let banner = (FormData::from_query(&uri).text("done") == "saved").then_some("Report saved");
    let typed = ReportTyped { banner, ..ReportTyped::known(&case.opened, &decision) };
    Ok(portal.respond(&desk::report(
        portal.frame(&viewer, Section::Portfolio),
        &case.opened,
        &case.people,
        &decision,
        typed,
    )))
}

pub async fn save(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, decision)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let decision = decision_of(&case, &decision)?;
    let (recommendation, text) = (sent.text(RECOMMENDATION).to_owned(), sent.text(REPORT).to_owned());
    let problem = if recommendation.is_empty() {
        (RECOMMENDATION, "Select what you recommend".to_owned())
    } else {
        let (recommendation, text) = (recommendation.clone(), text.clone());
        let command = Command::Report { decision: decision.id.clone(), recommendation, text };
        match case.act(&portal, &viewer, command).await? {
            Ok(()) => return Ok(to(&case.below(&format!("reports/{}?done=saved", decision.id)))),
            Err(words) => (REPORT, words),
        }
    };
    let errors = FieldErrors::from_iter([problem]);
    let typed = ReportTyped { recommendation, text, banner: None, errors };
    Ok(portal.respond(&desk::report(
        portal.frame(&viewer, Section::Portfolio),
        &case.opened,
        &case.people,
        &decision,
        typed,
    )))
}

pub async fn show_waivers(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
    uri: Uri,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let banner = match FormData::from_query(&uri).text("done") {
        "ask" => Some("Waiver asked for"),
        "grant" => Some("Check waived"),
        "refuse" => Some("Waiver refused"),
        "end" => Some("Waiver ended"),
        _ => None,
    };
    // From a gate's page, one comes to ask about one of its checks.
    let query = FormData::from_query(&uri);
    let check = case.opened.definition.checks.iter().find(|one| one.id.as_str() == query.text("check"));
    let asks = check.map(|check| (desk::ASK.to_owned(), check.id.to_string()));
    let (does, check) = asks.unwrap_or_default();
    let typed = WaiverTyped { does, check, banner, ..WaiverTyped::default() };
    let frame = portal.frame(&viewer, Section::Integrations);
    Ok(portal.respond(&desk::waivers(frame, &case.opened, &case.people, &typed)))
}

fn waiver_typed(sent: &FormData) -> WaiverTyped {
    let does = sent.text("do");
    let text = |field: &str| sent.text(&waiver_field(does, field)).to_owned();
    let part = |part: &str| text(&format!("until[{part}]"));
    WaiverTyped {
        does: does.to_owned(),
        check: text("check"),
        reason: text("reason"),
        control: text("control"),
        until: Date::Date { day: part("day"), month: part("month"), year: part("year") },
        ..WaiverTyped::default()
    }
}

/// A command, with the field that a refusal of it stands beside; or what is wrong with which field.
type Wanted = Result<(Command, &'static str), (&'static str, String)>;

fn wanted(check: &Check, typed: &WaiverTyped) -> Result<Wanted, Failure> {
    let (check, reason) = (check.id.clone(), typed.reason.clone());
    Ok(Ok(match typed.does.as_str() {
        "ask" => (Command::AskWaiver { check, reason, control: typed.control.clone() }, "reason"),
        "refuse" => (Command::RefuseWaiver { check, reason }, "reason"),
        "end" => (Command::EndWaiver { check, reason }, "reason"),
        "grant" => match typed_date(&typed.until) {
            Some(until) => (Command::GrantWaiver { check, until }, "until-day"),
            None => return Ok(Err(("until-day", "Enter a real date, such as 27 3 2027".to_owned()))),
        },
        _ => return Err(Failure::NotFound),
    }))
}

pub async fn change_waiver(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let typed = waiver_typed(&sent);
    let check = case.opened.definition.checks.iter().find(|check| check.id.as_str() == typed.check);
    let (field, words) = match check {
        None if ["ask", "grant", "refuse", "end"].contains(&typed.does.as_str()) => {
            ("check", "Choose a check".to_owned())
        }
        None => return Err(Failure::NotFound),
        Some(check) => match wanted(check, &typed)? {
            Err(problem) => problem,
            Ok((Command::GrantWaiver { check: id, until }, field)) if sent.text("confirmed") != "yes" => {
                let command = Command::GrantWaiver { check: id, until };
                match case.would(&portal, &viewer, command).await? {
                    Ok(()) => {
                        let intended = desk::granting(&case.opened, &case.people, check, &typed, until);
                        let frame = portal.frame(&viewer, Section::Integrations);
                        let place = Place::of(&case.opened);
                        return Ok(portal.respond(&Interruption::new(frame, place, intended)));
                    }
                    Err(words) => (field, words),
                }
            }
            Ok((command, field)) => match case.act(&portal, &viewer, command).await? {
                Ok(()) => return Ok(to(&case.below(&format!("waivers?done={}", typed.does)))),
                Err(words) => (field, words),
            },
        },
    };
    let errors = FieldErrors::from_iter([(waiver_field(&typed.does, field), words)]);
    let frame = portal.frame(&viewer, Section::Integrations);
    Ok(portal.respond(&desk::waivers(frame, &case.opened, &case.people, &WaiverTyped { errors, ..typed })))
}
