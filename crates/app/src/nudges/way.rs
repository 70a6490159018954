//! What the reader of a mail can do about an event, and where.

use onboarding::Event;
use toolkit::{definition::Side, facts::About};

use super::{News, circle::Person};

/// A place below the integration's own page, and what to do there.
pub(super) struct Way {
    pub todo: String,
    /// What the link to it says.
    pub words: String,
    pub place: String,
}

fn way(todo: &str, words: &str, place: String) -> Way {
    Way { todo: todo.to_owned(), words: words.to_owned(), place }
}

/// The way on from an event. None where there is nothing to do about it, or its turn says it.
pub(super) fn way_on(event: &Event, news: &News<'_>, person: &Person) -> Option<Way> {
    let is_staff = person.is_staff();
    Some(match event {
        Event::Asked { question, about, .. } => {
            let todo = match about {
                About::Field(_) => {
                    "Change your answer first if it has to change, then reply to the question."
                }
                About::Evidence(_) => "Add a new file if one is needed, then reply to the question.",
                About::Decision(_) => "Answer it: the decision waits for you until then.",
            };
            way(todo, "Reply to the question", format!("questions/{question}"))
        }
        Event::Replied { question, .. } => {
            way("Look at the reply.", "Look at the reply", format!("questions/{question}"))
        }
        Event::EvidenceRefused { slot, .. } => {
            way("Add a new version.", "Add a new version", format!("evidence/{slot}"))
        }
        Event::Reopened { form, .. } => {
            way("Change your answers, then submit again.", "Change the answers", format!("forms/{form}"))
        }
        Event::PauseProposed { .. } if !is_staff => way(
            "Pause it if nothing will happen for some time, or go on with what is next.",
            "Pause it or go on",
            "pause".to_owned(),
        ),
        _ => return calls(event, news, person).or_else(|| decisions(event, is_staff)),
    })
}

fn calls(event: &Event, news: &News<'_>, person: &Person) -> Option<Way> {
    Some(match event {
        Event::TimesOffered { call, .. } => {
            way("Choose the time that suits you.", "Choose a time", format!("calls/{call}"))
        }
        Event::TimeChosen { call, .. } => {
            way("The calendar file is attached.", "See the call and its agenda", format!("calls/{call}"))
        }
        Event::CalledOff { call, .. } if is_host(news, person, call) => {
            way("Offer other times when you can.", "Offer other times", format!("calls/{call}/offer"))
        }
        Event::CalledOff { call, .. } => {
            way("You get an email when other times are offered.", "See the call", format!("calls/{call}"))
        }
        Event::CallHeld { call, .. } => way(
            "Read the record, and confirm it if it is right.",
            "Read and confirm the record",
            format!("calls/{call}"),
        ),
        _ => return None,
    })
}

fn decisions(event: &Event, is_staff: bool) -> Option<Way> {
    Some(match event {
        Event::Listed { .. } if !is_staff => Way {
            todo: "You do not have to do anything for it. You hear the outcome by email.".to_owned(),
            words: "See how your integration stands".to_owned(),
            place: String::new(),
        },
        Event::Decided { conditions, .. } if !conditions.is_empty() => way(
            "Meet each condition by its date.",
            "See the conditions and what closes them",
            "conditions".to_owned(),
        ),
        Event::LetterIssued { decision, .. } => way(
            "Keep the letter: it says what was decided.",
            "Read the letter",
            format!("letters/{decision}"),
        ),
        Event::ConditionClosed { .. } | Event::ConditionExtended { .. } => way(
            "The page says which conditions are still open.",
            "See all conditions",
            "conditions".to_owned(),
        ),
        Event::WaiverAsked { .. } => {
            way("Waive the check, or refuse it with a reason.", "Decide on the waiver", "waivers".to_owned())
        }
        Event::WaiverGranted { .. } | Event::WaiverRefused { .. } | Event::WaiverEnded { .. } => {
            way("The page says which waivers are in force.", "See all waivers", "waivers".to_owned())
        }
        _ => return None,
    })
}

fn is_host(news: &News<'_>, person: &Person, call: &toolkit::CallId) -> bool {
    let host = news.definition.call(call).map(|call| call.host.as_str());
    host.is_some_and(|host| news.definition.side(host) == Side::Service && person.roles.ids().contains(host))
}
