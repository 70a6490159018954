//! The host's half of a call: offering times, and recording what came of it.

use app::integrations::{
    Opened,
    hosting::{MOST_OFFERED, TypedRecord, TypedTime},
};
use askama::Template;
use nhsuk::{
    Button, Checkbox, Checkboxes, DateInput, Details, Fieldset, Html, Input, InsetText, Legend, Radio,
    Radios, Select, SelectItem, Size, SummaryList, Textarea,
};
use toolkit::{
    definition::{Call, Topic},
    standing::{lower_first, moment},
};
use web_kit::FieldErrors;

use super::{Desk, PostForm, frame_of_staff, paragraph, small_label, text_area};
use crate::pages::{
    Section,
    forms::value,
    frame::Frame,
    parts::{lines, link, row},
};

pub const OUTCOME: &str = "outcome";
pub const CALL_REASON: &str = "reason";
pub const NOTES: &str = "notes";
pub const ACTIONS: &str = "actions";
pub const ATTENDED: &str = "attended";
pub const OTHERS: &str = "others";

/// Where errors about one of the times lead to.
pub fn date_id(number: usize) -> String {
    format!("date-{number}-day")
}

pub fn time_id(number: usize) -> String {
    format!("time-{number}")
}

fn legend(words: &str) -> Fieldset {
    Legend { size: Some(Size::S), ..Legend::from(words) }.into()
}

fn page(frame: Frame, opened: &Opened, title: &str) -> Desk {
    Desk::new(frame, title)
        .about(&format!("{}, {}", opened.product.name, opened.organisation.name))
        .back_to(&format!("/integrations/{}/cockpit", opened.id))
}

/// Offering times. `typed` has as many as the page asks for.
pub fn offer(frame: Frame, opened: &Opened, call: &Call, typed: &[TypedTime], errors: FieldErrors) -> Desk {
    let offered =
        opened.facts.calls.get(&call.id).map(|record| record.offered.as_slice()).unwrap_or_default();
    let known = lines(offered.iter().map(|time| moment(*time)));
    let known = (!offered.is_empty()).then(|| {
        InsetText::new(Html::from([
            paragraph("Offered already. What you offer now takes its place."),
            paragraph(known),
        ]))
        .into()
    });
    let controls: Vec<Html> = (1..).zip(typed).flat_map(|(number, one)| time(number, one, &errors)).collect();
    let action = format!("/integrations/{}/calls/{}/offer", opened.id, call.id);
    let form = PostForm {
        action: &action,
        hidden: Vec::new(),
        controls,
        button: Button::submit("Offer these times"),
    };
    let words = format!(
        "Offer up to {MOST_OFFERED} times on working days, in UK time. The call takes {} minutes. Leave what you do not need empty.",
        call.minutes
    );
    page(frame, opened, &format!("Offer times: {}", call.title))
        .with(paragraph(words))
        .with_all(known)
        .with(form.html())
        .with_errors(errors)
}

fn time(number: usize, typed: &TypedTime, errors: &FieldErrors) -> [Html; 2] {
    let name = format!("date-{number}");
    let date = DateInput {
        fieldset: Some(legend(&format!("Date of time {number}"))),
        name_prefix: name.clone(),
        error_message: errors.beside(&date_id(number)),
        ..DateInput::of(name, &typed.day, &typed.month, &typed.year)
    };
    let start = Input {
        label: small_label(&format!("Start of time {number}")),
        hint: "For example, 10:30 or 2pm".into(),
        name: time_id(number),
        value: typed.time.clone(),
        width: Some(10),
        autocomplete: "off".into(),
        error_message: errors.beside(&time_id(number)),
        ..Input::default()
    };
    [date.into(), start.into()]
}

#[derive(Template)]
#[template(path = "call-record.html")]
struct TwoColumns {
    agenda: Vec<Html>,
    record: Html,
}

/// Recording a call: the agenda with what is known beside what is to be written down.
pub fn record(frame: Frame, opened: &Opened, call: &Call, typed: &TypedRecord, errors: FieldErrors) -> Desk {
    let booked = opened.facts.calls.get(&call.id).and_then(|record| record.booked.as_ref());
    let when = booked.map_or_else(
        || "The call is not booked: it can be recorded once it was held.".to_owned(),
        |(at, _)| format!("Booked for {}.", moment(*at)),
    );
    let action = format!("/integrations/{}/calls/{}/record", opened.id, call.id);
    let controls = vec![
        outcomes(call, typed, &errors),
        reasons(call, typed, &errors),
        text_area(
            NOTES,
            "Notes",
            "What was said. The partner reads and confirms them",
            &typed.notes,
            &errors,
        ),
        by_line(ACTIONS, "Actions", "One a line, each with who does it", &typed.actions),
        attended(opened, call, typed),
        by_line(OTHERS, "Others who were there", "One name a line", &typed.others),
    ];
    let form =
        PostForm { action: &action, hidden: Vec::new(), controls, button: Button::submit("Record the call") };
    let agenda = agreed(opened, call).into_iter().chain(call.agenda.iter().map(|topic| known(opened, topic)));
    page(frame, opened, &format!("Record: {}", call.title))
        .wide()
        .with(paragraph(when))
        .with(Html::from_template(&TwoColumns { agenda: agenda.collect(), record: form.html() }))
        .with_errors(errors)
}

// The form whose answers are agreed at the call is filled in on its own pages.
fn agreed(opened: &Opened, call: &Call) -> Option<Html> {
    let form = opened.definition.form(call.records.as_ref()?)?;
    let href = format!("/integrations/{}/forms/{}/start", opened.id, form.id);
    let left = toolkit::standing::unanswered(form, &opened.facts).len();
    let words = link(&format!("Write down what is agreed: {}", lower_first(&form.title)), &href);
    let left = paragraph(toolkit::standing::count(left, "question is left.", "questions are left."));
    Some(InsetText::new(Html::from([paragraph(words), left])).into())
}

fn known(opened: &Opened, topic: &Topic) -> Html {
    let answers = topic.fields.iter().filter_map(|id| {
        let field = opened.definition.field(id)?;
        Some(row(&field.label, value(&opened.definition, field, opened.facts.answer(id))))
    });
    let answers: Vec<_> = answers.collect();
    if answers.is_empty() {
        return paragraph(topic.title.as_str());
    }
    Details { open: true, ..Details::new(topic.title.as_str(), Html::from(SummaryList::new(answers))) }.into()
}

fn outcomes(call: &Call, typed: &TypedRecord, errors: &FieldErrors) -> Html {
    Radios {
        fieldset: Some(legend("How did the call end?")),
        name: OUTCOME.into(),
        value: typed.outcome.clone(),
        items: call.outcomes.iter().map(|one| Radio::new(one.id.as_str(), one.title.as_str())).collect(),
        small: true,
        error_message: errors.beside(OUTCOME),
        ..Radios::default()
    }
    .into()
}

// Nothing to choose from where no outcome has fixed reasons.
fn reasons(call: &Call, typed: &TypedRecord, errors: &FieldErrors) -> Html {
    let listed = call.outcomes.iter().flat_map(|outcome| {
        outcome
            .reasons
            .iter()
            .map(move |reason| SelectItem::new(reason.as_str(), format!("{}: {reason}", outcome.title)))
    });
    let listed: Vec<_> = listed.collect();
    if listed.is_empty() {
        return Html::default();
    }
    Select {
        label: small_label("Reason"),
        hint: "Only where the outcome has one in this list".into(),
        name: CALL_REASON.into(),
        items: [SelectItem::new("", "None")].into_iter().chain(listed).collect(),
        value: typed.reason.clone(),
        error_message: errors.beside(CALL_REASON),
        ..Select::default()
    }
    .into()
}

fn by_line(name: &str, label: &str, hint: &str, typed: &str) -> Html {
    Textarea {
        label: small_label(label),
        hint: hint.into(),
        name: name.into(),
        value: typed.into(),
        rows: 3,
        ..Textarea::default()
    }
    .into()
}

fn attended(opened: &Opened, call: &Call, typed: &TypedRecord) -> Html {
    if call.attendees.is_empty() {
        return Html::default();
    }
    let titles = call.attendees.iter().map(|role| opened.definition.role_title(role));
    Checkboxes {
        fieldset: Some(legend("Who was there?")),
        name: ATTENDED.into(),
        values: typed.attended.clone(),
        items: titles.map(|title| Checkbox::new(title, title)).collect(),
        small: true,
        ..Checkboxes::default()
    }
    .into()
}

pub(super) fn samples() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::MyDay);
    let Some(busy) = super::sample::busy() else { return Vec::new() };
    let Some(call) = busy.definition.call(&toolkit::CallId::new("application-review")) else {
        return Vec::new();
    };
    let mut typed = vec![TypedTime::default(); MOST_OFFERED];
    typed[0] = TypedTime { day: "31".into(), month: "2".into(), year: "2027".into(), time: "noon".into() };
    let wrong_times = FieldErrors::from_iter([
        (date_id(1), "Time 1: enter a real date"),
        (time_id(2), "Time 2: enter a time"),
    ]);
    let wrong = FieldErrors::from_iter([
        (OUTCOME, "Select how the call ended"),
        (CALL_REASON, "Select a reason"),
        (NOTES, "Enter notes of what was said"),
    ]);
    let none = FieldErrors::new;
    vec![
        offer(frame(), &busy, call, &typed, none()),
        offer(frame(), &busy, call, &typed, wrong_times),
        record(frame(), &busy, call, &TypedRecord::default(), none()),
        record(
            frame(),
            &busy,
            call,
            &TypedRecord { actions: "Send it".into(), ..TypedRecord::default() },
            wrong,
        ),
    ]
}
