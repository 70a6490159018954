//! The host's half of a call.

use app::{
    integrations::hosting::{self, MOST_OFFERED, Part, RecordProblem, TypedRecord, TypedTime},
    portal::NotFound,
};
use axum::extract::{Path, State};
use onboarding::Command;
use toolkit::definition::Call;
use web_kit::{FieldErrors, FormData};

use super::case::Case;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    handlers::forms::to,
    pages::{
        Section,
        desk::{self, ACTIONS, ATTENDED, CALL_REASON, NOTES, OTHERS, OUTCOME, date_id, time_id},
    },
    state::Shared,
};

fn call_of(case: &Case, call: &str) -> Result<Call, Failure> {
    let found = case.opened.definition.calls.iter().find(|one| one.id.as_str() == call).cloned();
    Ok(found.ok_or(NotFound)?)
}

pub async fn show_offer(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, call)): Path<(String, String)>,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let call = call_of(&case, &call)?;
    let typed = vec![TypedTime::default(); MOST_OFFERED];
    let frame = portal.frame(&viewer, Section::MyDay);
    Ok(portal.respond(&desk::offer(frame, &case.opened, &call, &typed, FieldErrors::new())))
}

fn typed_times(sent: &FormData) -> Vec<TypedTime> {
    let part = |number: usize, part: &str| sent.text(&format!("date-{number}[{part}]")).to_owned();
    let time = |number| TypedTime {
        day: part(number, "day"),
        month: part(number, "month"),
        year: part(number, "year"),
        time: sent.text(&time_id(number)).to_owned(),
    };
    (1..=MOST_OFFERED).map(time).collect()
}

pub async fn offer(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, call)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let call = call_of(&case, &call)?;
    let typed = typed_times(&sent);
    let mut errors = FieldErrors::new();
    match hosting::times(&case.opened, &typed) {
        Ok(times) => {
            let command = Command::OfferTimes { call: call.id.clone(), times };
            match case.act(&portal, &viewer, command).await? {
                Ok(()) => return Ok(to(&case.below("cockpit?done=offered"))),
                Err(words) => errors.add(date_id(1), words),
            }
        }
        Err(problems) => {
            for problem in problems {
                let id = match problem.part {
                    Part::Date => date_id(problem.number),
                    Part::Time => time_id(problem.number),
                };
                errors.add(id, problem.words);
            }
        }
    }
    let frame = portal.frame(&viewer, Section::MyDay);
    Ok(portal.respond(&desk::offer(frame, &case.opened, &call, &typed, errors)))
}

pub async fn show_record(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, call)): Path<(String, String)>,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let call = call_of(&case, &call)?;
    let frame = portal.frame(&viewer, Section::MyDay);
    let page = desk::record(frame, &case.opened, &call, &TypedRecord::default(), FieldErrors::new());
    Ok(portal.respond(&page))
}

pub async fn record(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, call)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let call = call_of(&case, &call)?;
    let text = |name: &str| sent.text(name).to_owned();
    let typed = TypedRecord {
        outcome: text(OUTCOME),
        reason: text(CALL_REASON),
        notes: text(NOTES),
        actions: text(ACTIONS),
        attended: sent.all(ATTENDED).map(ToOwned::to_owned).collect(),
        others: text(OTHERS),
    };
    let problem = match hosting::record(&call, &typed) {
        Ok(command) => match case.act(&portal, &viewer, command).await? {
            Ok(()) => return Ok(to(&case.below("cockpit?done=recorded"))),
            Err(words) => (NOTES, words),
        },
        Err(RecordProblem::Outcome(words)) => (OUTCOME, words),
        Err(RecordProblem::Reason(words)) => (CALL_REASON, words),
    };
    let frame = portal.frame(&viewer, Section::MyDay);
    let errors = FieldErrors::from_iter([problem]);
    Ok(portal.respond(&desk::record(frame, &case.opened, &call, &typed, errors)))
}
