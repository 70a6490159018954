//! Conditions of decisions on one integration: reading them, closing one, and giving one more time.

use app::portal::NotFound;
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::Uri;
use onboarding::{Command, Refusal};
use toolkit::answer::Typed as Date;
use web_kit::{FieldErrors, FormData};

use super::{case::Case, typed_date};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    handlers::forms::to,
    pages::{
        Section,
        desk::{self, ConditionTyped, Conditional, DUE, FILE, SEEN, WHY},
    },
    state::{Portal, Shared},
};

pub async fn list(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
    uri: Uri,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let banner = match FormData::from_query(&uri).text("done") {
        "close" => Some("Condition closed"),
        "extend" => Some("The condition has more time"),
        _ => None,
    };
    let frame = portal.frame(&viewer, Section::Integrations);
    Ok(portal.respond(&desk::conditions(frame, &case.opened, &case.people, banner)))
}

fn find<'c>(case: &'c Case, decision: &str, number: &str) -> Result<Conditional<'c>, NotFound> {
    let number: u32 = number.parse().map_err(|_| NotFound)?;
    let is_it = |one: &Conditional<'_>| one.decision.as_str() == decision && one.number == number;
    desk::conditions_of(&case.opened).into_iter().find(is_it).ok_or(NotFound)
}

fn page(
    portal: &Portal,
    viewer: &SignedIn,
    case: &Case,
    one: &Conditional<'_>,
    typed: &ConditionTyped,
) -> Response {
    let frame = portal.frame(viewer, Section::Integrations);
    portal.respond(&desk::condition(frame, &case.opened, &case.people, one, typed))
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, decision, number)): Path<(String, String, String)>,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let one = find(&case, &decision, &number)?;
    Ok(page(&portal, &viewer, &case, &one, &ConditionTyped::default()))
}

fn typed(sent: &FormData) -> ConditionTyped {
    let part = |part: &str| sent.text(&format!("{DUE}[{part}]")).to_owned();
    ConditionTyped {
        seen: sent.text(SEEN).to_owned(),
        file: sent.text(FILE).to_owned(),
        due: Date::Date { day: part("day"), month: part("month"), year: part("year") },
        reason: sent.text(WHY).to_owned(),
        errors: FieldErrors::new(),
    }
}

/// The command, or what is wrong with which field.
type Wanted = Result<Command, (String, String)>;

fn wanted(one: &Conditional<'_>, does: &str, typed: &ConditionTyped) -> Result<Wanted, Failure> {
    let (decision, condition) = (one.decision.clone(), one.number);
    Ok(match does {
        "close" => {
            let file = match typed.file.split_once(' ') {
                // An id that is none is no file of this integration.
                Some((slot, document)) => match slot.parse() {
                    Ok(slot) => Some((slot, document.to_owned())),
                    Err(_) => return Ok(Err((FILE.to_owned(), "Choose a file from the list".to_owned()))),
                },
                None => None,
            };
            Ok(Command::CloseCondition { decision, condition, seen: typed.seen.clone(), file })
        }
        "extend" => match typed_date(&typed.due) {
            Some(due) => {
                Ok(Command::ExtendCondition { decision, condition, due, reason: typed.reason.clone() })
            }
            None => Err((format!("{DUE}-day"), "Enter a real date, such as 27 3 2027".to_owned())),
        },
        _ => return Err(Failure::NotFound),
    })
}

/// The control that a refusal is about.
fn field(does: &str, refusal: Option<&Refusal>) -> String {
    match (does, refusal) {
        ("close", Some(Refusal::NoSuchFile | Refusal::SamePerson(_))) => FILE.to_owned(),
        ("close", _) => SEEN.to_owned(),
        (_, Some(Refusal::Needed(_) | Refusal::TooLong { .. })) => WHY.to_owned(),
        _ => format!("{DUE}-day"),
    }
}

pub async fn settle(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, decision, number)): Path<(String, String, String)>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let one = find(&case, &decision, &number)?;
    let (does, typed) = (sent.text("do"), typed(&sent));
    let problem = match wanted(&one, does, &typed)? {
        Err(problem) => problem,
        Ok(command) => match case.act_or_why(&portal, &viewer, command).await? {
            Ok(()) => return Ok(to(&case.below(&format!("conditions?done={does}")))),
            Err((words, refusal)) => (field(does, refusal.as_ref()), words),
        },
    };
    let errors = FieldErrors::from_iter([problem]);
    Ok(page(&portal, &viewer, &case, &one, &ConditionTyped { errors, ..typed }))
}
