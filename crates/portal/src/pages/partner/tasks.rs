//! Tasks as rows of a task list: their status is computed, and the whole row leads to the task.
//!
//! There are two kinds of row. What somebody does has their role; what Slipway finds out by itself says so.

use app::integrations::Opened;
use nhsuk::{Heading, Tag, TagColour, Task, TaskStatus};
use toolkit::{
    FormId, Standing,
    definition::{Does, Side, Stage, Test},
    standing::{self, TaskStanding, count, lower_first, unanswered},
};

use super::Place;

pub(super) fn row(opened: &Opened, task: &TaskStanding<'_>) -> Task {
    let can_open = task.status != standing::TaskStatus::CannotStartYet;
    let href = format!("{}/tasks/{}", Place::of(opened).integration, task.task.id);
    Task {
        heading: Heading::from(task.task.title.as_str()),
        href: if can_open { href } else { String::new() },
        hint: hint(opened, task).into(),
        status: status(opened, task),
        status_classes: status_classes(can_open),
        ..Task::default()
    }
}

fn status_classes(can_open: bool) -> String {
    if can_open { String::new() } else { "nhsuk-task-list__status--cannot-start-yet".to_owned() }
}

/// The status in the few words that the design system has for it.
pub(super) fn status(opened: &Opened, task: &TaskStanding<'_>) -> TaskStatus {
    let tag = |words: &str, colour| TaskStatus::Tag(Tag::new(words, colour));
    match task.status {
        standing::TaskStatus::CannotStartYet => TaskStatus::Words("Cannot start yet".into()),
        standing::TaskStatus::NotStarted => tag("Incomplete", TagColour::Blue),
        standing::TaskStatus::InProgress => tag("In progress", TagColour::White),
        standing::TaskStatus::NeedsAttention => tag("There is a problem", TagColour::Red),
        standing::TaskStatus::Waiting => {
            let side = task.side(&opened.definition);
            match side {
                Some(Side::Service) => {
                    tag(&format!("With {}", opened.definition.edition.service), TagColour::White)
                }
                Some(Side::Partner) => tag("With you", TagColour::White),
                None => tag("Waiting", TagColour::White),
            }
        }
        standing::TaskStatus::Done => TaskStatus::Words("Completed".into()),
        standing::TaskStatus::Stopped => tag("Stopped", TagColour::Grey),
    }
}

fn hint(opened: &Opened, task: &TaskStanding<'_>) -> String {
    let definition = &opened.definition;
    let because = || {
        let first = task.findings.iter().find(|finding| !finding.state.passes());
        first.map(|finding| finding.because.clone()).unwrap_or_default()
    };
    match task.status {
        standing::TaskStatus::Done => return String::new(),
        standing::TaskStatus::CannotStartYet => {
            let gate = task.locked_by.first().and_then(|gate| definition.gate(gate));
            return gate.map(|gate| format!("Comes after: {}.", gate.title)).unwrap_or_default();
        }
        standing::TaskStatus::NotStarted | standing::TaskStatus::InProgress => {}
        _ => return because(),
    }
    let role = lower_first(definition.role_title(&task.task.role));
    match (&task.task.does, definition.side(&task.task.role)) {
        (Does::Observe(_), _) => "We work this out: nobody fills it in.".to_owned(),
        (_, Side::Service) => format!("The {role} does this."),
        (_, Side::Partner) => format!("For your {role}."),
    }
}

/// The last row of a stage: what sends off its form that is next to be submitted.
pub(super) fn submit(opened: &Opened, standing: &Standing<'_>, stage: &Stage) -> Option<Task> {
    let in_stage = standing.tasks.iter().filter(|task| task.task.stage == stage.id);
    let submitting: Vec<(&TaskStanding<'_>, &FormId)> = in_stage
        .filter_map(|task| match &task.task.does {
            Does::Form(form) if submits(opened, task, form) => Some((task, form)),
            _ => None,
        })
        .collect();
    let is_open = |(_, form): &&(&TaskStanding<'_>, &FormId)| !opened.facts.submissions.contains_key(*form);
    let (task, form) = submitting.iter().find(is_open).or(submitting.last())?;
    Some(submit_row(opened, task, form))
}

fn submits(opened: &Opened, task: &TaskStanding<'_>, form: &FormId) -> bool {
    let is_partners = opened.definition.side(&task.task.role) == Side::Partner;
    let asks =
        |test: &Test| matches!(test, Test::FormSubmitted(one) | Test::FormAccepted(one) if one == form);
    is_partners && task.findings.iter().any(|finding| asks(&finding.check.test))
}

fn submit_row(opened: &Opened, task: &TaskStanding<'_>, id: &FormId) -> Task {
    let form = opened.definition.form(id);
    let left = form.map(|form| unanswered(form, &opened.facts).len()).unwrap_or_default();
    let is_submitted = opened.facts.submissions.contains_key(id);
    let is_ready = task.can_start() && left == 0 && opened.facts.hold.is_none();
    let href = format!("{}/forms/{id}", Place::of(opened).integration);
    let (status, hint) = if is_submitted {
        (TaskStatus::Words("Submitted".into()), String::new())
    } else if is_ready {
        (TaskStatus::Tag(Tag::new("Ready to submit", TagColour::Blue)), String::new())
    } else {
        let hint = match left {
            0 => String::new(),
            left => format!("{} to be answered first.", count(left, "question has", "questions have")),
        };
        (TaskStatus::Words("Cannot submit yet".into()), hint)
    };
    let can_open = is_submitted || is_ready;
    Task {
        heading: Heading::from(format!("Submit: {}", form.map_or(id.as_str(), |form| &form.title))),
        href: if can_open { href } else { String::new() },
        hint: hint.into(),
        status,
        status_classes: status_classes(can_open),
        ..Task::default()
    }
}
