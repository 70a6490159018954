//! Which events people hear of besides what waits for them, and who those people are.

use onboarding::{Event, policy::Action, role::StaffRole};
use toolkit::{
    definition::Side,
    standing::{day, moment},
};

use super::{
    News,
    circle::{Circle, Person},
};

/// Those who hear of an event.
enum Audience<'e> {
    /// Those of the partner who may do this: it is about what they do.
    Partner(Action),
    Staff(Action),
    /// Whose integration it is.
    Manager,
    /// Whoever has a role of the definition.
    Role(&'e str),
    User(&'e str),
}

fn audiences<'e>(event: &'e Event, news: &'e News<'_>) -> Vec<Audience<'e>> {
    use Audience::{Manager, Partner, Role, Staff, User};
    let host = |call| news.definition.call(call).map(|call| Role(&call.host));
    match event {
        Event::Asked { to: Some(role), .. } if news.definition.side(role) == Side::Service => {
            vec![Role(role)]
        }
        Event::Asked { .. } => vec![Partner(Action::AnswerQuestion)],
        Event::Replied { question, .. } => {
            let asked = news.facts.questions.iter().find(|one| one.number == *question);
            asked.map(|one| User(&one.asked.by)).into_iter().chain([Manager]).collect()
        }
        Event::EvidenceRefused { .. } => vec![Partner(Action::AddEvidence)],
        Event::TimesOffered { .. } => vec![Partner(Action::ChooseTime)],
        Event::TimeChosen { call, .. } | Event::CalledOff { call, .. } => {
            [Partner(Action::ChooseTime)].into_iter().chain(host(call)).collect()
        }
        Event::CallHeld { .. } => vec![Partner(Action::ConfirmCall)],
        Event::CallConfirmed { call } => host(call).into_iter().collect(),
        Event::Accepted { .. } | Event::Reopened { .. } => vec![Partner(Action::SubmitForm)],
        Event::Listed { .. }
        | Event::Unlisted { .. }
        | Event::Decided { .. }
        | Event::LetterIssued { .. }
        | Event::ConditionClosed { .. }
        | Event::ConditionExtended { .. }
        | Event::EditionChanged { .. } => vec![Partner(Action::SubmitForm), Manager],
        Event::WaiverAsked { .. } => vec![Staff(Action::GrantWaiver)],
        Event::WaiverGranted { .. } | Event::WaiverRefused { .. } | Event::WaiverEnded { .. } => {
            vec![Partner(Action::AskWaiver), Manager]
        }
        Event::Assigned { project_manager } => vec![Partner(Action::SubmitForm), User(project_manager)],
        Event::PauseProposed { .. }
        | Event::Paused { .. }
        | Event::Resumed { .. }
        | Event::Withdrawn { .. } => vec![Partner(Action::Pause), Manager],
        // What else happens, people hear of when it makes it their turn.
        _ => Vec::new(),
    }
}

/// Whether anybody hears of it at all.
pub(super) fn is_news(event: &Event, news: &News<'_>) -> bool {
    !audiences(event, news).is_empty()
}

/// Whether this person hears of it.
pub(super) fn concerns(event: &Event, news: &News<'_>, circle: &Circle, person: &Person) -> bool {
    audiences(event, news).into_iter().any(|audience| match audience {
        Audience::Partner(action) => person.may(Side::Partner, action),
        Audience::Staff(action) => person.may(Side::Service, action),
        Audience::Manager => person.roles.staff.contains(&StaffRole::ProjectManager),
        Audience::Role(role) => circle.is_turn_of(person, role, news.definition.side(role)),
        Audience::User(id) => person.user.to_string() == id,
    })
}

/// What the history's sentence leaves to the page.
pub(super) fn details(event: &Event) -> Vec<String> {
    match event {
        Event::TimesOffered { times, .. } => times.iter().map(|time| moment(*time)).collect(),
        Event::CallHeld { actions, .. } => actions.clone(),
        Event::LetterIssued { body, .. } => body.clone(),
        Event::Decided { conditions, .. } => conditions
            .iter()
            .map(|condition| format!("{} ({}, by {})", condition.text, condition.owner, day(condition.due)))
            .collect(),
        _ => Vec::new(),
    }
}
