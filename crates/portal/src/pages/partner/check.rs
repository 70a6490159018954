//! One check in words. Every word is that of its reason, so that no page says anything else than the others.

use app::integrations::Opened;
use askama::Template;
use nhsuk::{Content, Html, Tag, TagColour};
use onboarding::policy::Action as May;
use toolkit::standing::{CheckState, Reason, lower_first};

use super::Place;
use crate::{pages::parts::link, words::date};

#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="app-check">
<h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-2">{{ title }}</h3>
<p class="nhsuk-u-margin-bottom-2">{{ state }}</p>
{% if !because.is_empty() %}<p class="nhsuk-u-margin-bottom-2">{{ because }}</p>{% endif %}
{% if !fix.is_empty() %}<p class="nhsuk-u-margin-bottom-2">{{ fix }}</p>{% endif %}
{% if !waiting.is_empty() %}<p class="nhsuk-u-margin-bottom-2">{{ waiting }}</p>{% endif %}
{% if let Some((task, href)) = task %}<p class="nhsuk-u-margin-bottom-2"><a class="nhsuk-link" href="{{ href }}">{{ task }}</a></p>{% endif %}
{% if let Some(waiver) = waiver %}<p class="nhsuk-u-margin-bottom-2">{{ waiver }}</p>{% endif %}
<p class="nhsuk-body-s">Asked for by: {{ requirement }}</p>
</div>"#
)]
struct CheckWords {
    title: String,
    state: Tag,
    because: String,
    fix: String,
    waiting: String,
    /// That a waiver was asked for, or the way to ask for one.
    waiver: Option<Content>,
    task: Option<(String, String)>,
    requirement: String,
}

/// `with_task` adds the way to the task that the check belongs to.
pub(super) fn check(opened: &Opened, reason: &Reason, with_task: bool) -> Html {
    let task = reason.task.as_ref().filter(|_| with_task).and_then(|task| opened.definition.task(task));
    let home = Place::of(opened).integration;
    Html::from_template(&CheckWords {
        title: reason.title.clone(),
        state: state(reason.state),
        because: reason.because.clone(),
        fix: reason.fix.clone().unwrap_or_default(),
        waiting: waiting(reason),
        waiver: waiver(opened, reason).filter(|_| with_task),
        task: task.map(|task| (task.title.clone(), format!("{home}/tasks/{}", task.id))),
        requirement: reason.requirement.clone(),
    })
}

// Of a check that stands in the way and may be waived, for those who may ask for it.
fn waiver(opened: &Opened, reason: &Reason) -> Option<Content> {
    let check = opened.definition.check(&reason.check)?;
    if reason.state.passes() || !check.can_waive {
        return None;
    }
    if let Some(asked) = opened.facts.waivers_asked.get(&check.id) {
        let at = date(asked.mark.at);
        return Some(format!("A waiver was asked for on {at}. Nobody has decided about it yet.").into());
    }
    let can_ask = opened.may(May::AskWaiver) && opened.facts.hold.is_none();
    let href = format!("{}/waivers?check={}", Place::of(opened).integration, check.id);
    can_ask.then(|| link(&format!("Ask for a waiver: {}", lower_first(&check.title)), &href).into())
}

fn waiting(reason: &Reason) -> String {
    let since = reason.since.map(|at| format!(" since {}", date(at))).unwrap_or_default();
    match &reason.waiting_on {
        Some(role) => format!("Waiting on the {}{since}.", lower_first(role)),
        None if since.is_empty() => String::new(),
        None => format!("Since {}.", since.trim_start_matches(" since ")),
    }
}

pub(super) fn state(state: CheckState) -> Tag {
    match state {
        CheckState::Met => Tag::new("Met", TagColour::Green),
        CheckState::Waived => Tag::new("Waived", TagColour::Yellow),
        CheckState::NotApplicable => Tag::new("Does not apply", TagColour::Grey),
        CheckState::Waiting => Tag::new("Waiting", TagColour::White),
        CheckState::Unmet => Tag::new("Not met yet", TagColour::Blue),
        CheckState::Expired => Tag::new("Ran out", TagColour::Red),
        CheckState::Failed => Tag::new("Decided against", TagColour::Red),
    }
}
