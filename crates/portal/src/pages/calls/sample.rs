//! Sample pages of a call: before there are times, with times, booked, and held.

use app::integrations::{Opened, People};
use kernel::Timestamp;
use onboarding::{
    Event,
    role::{Roles, StaffRole},
};
use toolkit::{CallId, FieldId, Value, definition::Call};
use web_kit::FieldErrors;

use super::{CallOffPage, CallPage};
use crate::pages::{
    forms::opened_sample,
    frame::{Frame, Section},
};

fn frame() -> Frame {
    Frame::sample(Section::Integrations)
}

fn at(moment: &str) -> Option<Timestamp> {
    moment.parse().ok()
}

fn call_of(opened: &Opened) -> Option<Call> {
    opened.definition.calls.first().cloned()
}

fn id() -> Option<CallId> {
    Some(call_of(&opened_sample(Vec::new())?)?.id)
}

fn offered() -> Option<Vec<Event>> {
    let times = vec![at("2026-11-27T10:00:00Z")?, at("2026-11-30T14:30:00Z")?];
    let overview = FieldId::new("application.overview");
    Some(vec![
        Event::Answered { field: overview, value: Some(Value::text("People book appointments.")) },
        Event::TimesOffered { call: id()?, times },
    ])
}

fn booked() -> Option<Vec<Event>> {
    let mut events = offered()?;
    events.push(Event::TimeChosen { call: id()?, time: at("2026-11-27T10:00:00Z")? });
    Some(events)
}

fn held() -> Option<Vec<Event>> {
    let mut events = booked()?;
    let outcome = call_of(&opened_sample(Vec::new())?)?.outcomes.first()?.clone();
    events.push(Event::CallHeld {
        call: id()?,
        outcome: outcome.id,
        passes: outcome.passes,
        ends: outcome.ends,
        reason: None,
        notes: "The product was shown.\nHosting is in the UK.".into(),
        actions: vec!["Send the diagram".into()],
        attended: vec!["Pat Harbour".into()],
        started_at: at("2026-11-27T10:00:00Z")?,
    });
    Some(events)
}

fn page(events: Option<Vec<Event>>, is_staff: bool, done: &str, error: &str) -> Option<CallPage> {
    let mut opened = opened_sample(events?)?;
    if is_staff {
        opened.roles = Roles { staff: [StaffRole::ProjectManager].into(), ..Roles::default() };
    }
    let call = call_of(&opened)?;
    let errors = [(CallPage::TIME, error)].into_iter().filter(|(_, words)| !words.is_empty()).collect();
    Some(CallPage::new(frame(), &opened, &People::default(), &call, (done, ""), errors))
}

pub(super) fn pages() -> Vec<CallPage> {
    let pages = vec![
        page(Some(Vec::new()), false, "", ""),
        page(offered(), false, "", ""),
        page(offered(), false, "", "Select a time"),
        page(booked(), false, "booked", ""),
        page(booked(), true, "", ""),
        page(offered(), true, "", ""),
        page(held(), false, "", ""),
    ];
    pages.into_iter().flatten().collect()
}

pub(super) fn offs() -> Vec<CallOffPage> {
    let page = |errors: FieldErrors| {
        let opened = opened_sample(booked()?)?;
        CallOffPage::new(frame(), &opened, &call_of(&opened)?, "", errors)
    };
    let wrong = FieldErrors::from_iter([(CallOffPage::REASON, "Enter a reason")]);
    [page(FieldErrors::new()), page(wrong)].into_iter().flatten().collect()
}
