//! Sample pages of forms: an integration on the shipped edition, at several moments.

use std::collections::BTreeMap;

use app::integrations::{Opened, People};
use kernel::Timestamp;
use onboarding::{
    Event, Recorded,
    role::{PartnerRole, Roles},
};
use toolkit::{FieldId, Value, answer::Typed, definition::Field, facts::About};
use web_kit::FieldErrors;

use super::{
    ANSWER, Asked, CheckAnswers, Conflict, Place, QuestionPage, ReplyPage,
    conflict::Both,
    control::{error_id, filled},
    question::asked_about,
    records::{List, Records, Shown},
    row::{RemoveRow, RowPage},
};
use crate::pages::frame::{Frame, Section};

fn frame() -> Frame {
    Frame::sample(Section::Integrations)
}

fn text(id: &str, text: &str) -> Event {
    Event::Answered { field: FieldId::new(id), value: Some(Value::text(text)) }
}

fn record(name: &str) -> BTreeMap<String, String> {
    let cells = [("name", name), ("ods", "QQX01"), ("status", "contract"), ("until", "2028-03-31")];
    cells.into_iter().map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect()
}

/// An integration that these events happened to; none where no edition is shipped.
pub(in crate::pages) fn opened(events: Vec<Event>) -> Option<Opened> {
    let now: Timestamp = "2026-11-21T22:00:00Z".parse().ok()?;
    let definition = app::editions::shipped().ok()?.get(&"2025-09".parse().ok()?)?;
    let start = onboarding::decide::start(&definition.edition.id, BTreeMap::new());
    let all = [start].into_iter().chain(events);
    let log: Vec<Recorded> = (1..)
        .zip(all)
        .map(|(position, event)| Recorded { position, at: now, by: "operator".to_owned(), event })
        .collect();
    Some(Opened {
        id: "01939b1e-7000-7000-8000-000000000002".parse().ok()?,
        reference: "7Q4M-2XKD".into(),
        organisation: app::portal::Organisation {
            id: "01939b1e-7000-7000-8000-000000000003".parse().ok()?,
            name: "Harbour Health".into(),
            ods_code: None,
            created_at: now,
        },
        product: app::portal::Product {
            id: "01939b1e-7000-7000-8000-000000000001".parse().ok()?,
            organisation_id: "01939b1e-7000-7000-8000-000000000003".parse().ok()?,
            organisation_name: "Harbour Health".into(),
            name: "Harbour Appointments".into(),
            created_at: now,
        },
        facts: onboarding::fold(&log)?,
        log,
        definition,
        roles: Roles { partner: [PartnerRole::Owner].into(), ..Roles::default() },
        now,
    })
}

fn answered() -> Vec<Event> {
    vec![
        text("eligibility.contract", "yes"),
        text("application.overview", "People book appointments.\nThey see what they have booked."),
        text("application.timescale", "2027-04-30"),
        Event::Answered {
            field: FieldId::new("application.hosting"),
            value: Some(Value::Many(vec!["uk".into(), "eea".into()])),
        },
        Event::Answered {
            field: FieldId::new("application.commissioners"),
            value: Some(Value::Records(vec![record("Quay ICB")])),
        },
        text("application.ai", "no"),
        text("application.contact-email", "pat@harbour.example"),
    ]
}

pub(in crate::pages) fn submitted() -> Vec<Event> {
    let mut events = answered();
    events.push(Event::Submitted { form: toolkit::FormId::new("application") });
    let about = About::Field(FieldId::new("application.overview"));
    events.push(Event::Asked { question: 1, about, to: None, text: "Who can see the appointments?".into() });
    events
}

/// The page of one question, with this in it.
fn question(opened: &Opened, id: &str, typed: Option<Typed>, error: &str) -> Option<QuestionPage> {
    let id = FieldId::new(id);
    let form = opened.definition.forms.iter().find(|form| form.id.as_str() == id.form())?;
    let field = form.field(id.name())?;
    let typed = typed.unwrap_or_else(|| filled(field, opened.facts.answer(&id)));
    let mut errors = FieldErrors::new();
    if !error.is_empty() {
        errors.add(error_id(field, ANSWER), error);
    }
    let place = Place::of(opened);
    let notes = opened.facts.questions.iter().filter(|one| one.about == About::Field(id.clone()));
    let asked = Asked {
        definition: &opened.definition,
        form,
        field,
        filled: &typed,
        action: place.field_by_id(&id),
        back: place.form(form),
        seen: 3,
        after: String::new(),
        can_wait: true,
        notes: notes.map(|one| asked_about(one.number, &one.text, &place.question(one.number))).collect(),
        before: nhsuk::Html::default(),
    };
    Some(QuestionPage::new(frame(), asked, errors))
}

pub(super) fn questions() -> Vec<QuestionPage> {
    let Some(opened) = opened(submitted()) else { return Vec::new() };
    let date = Typed::Date { day: "31".into(), month: "2".into(), year: "2027".into() };
    let asked = [
        question(&opened, "application.overview", None, ""),
        question(&opened, "application.timescale", Some(date), "Date to go live must be a real date"),
        question(&opened, "application.hosting", None, ""),
        question(&opened, "application.level", None, "Select one of the answers"),
        question(&opened, "application.ai", None, ""),
        question(&opened, "application.contact-email", None, ""),
        question(&opened, "commission.ods", None, ""),
        question(&opened, "level.reason", None, ""),
    ];
    asked.into_iter().flatten().collect()
}

pub(super) fn conflicts() -> Vec<Conflict> {
    let Some(opened) = opened(answered()) else { return Vec::new() };
    let Some(form) = opened.definition.form(&toolkit::FormId::new("application")) else { return Vec::new() };
    let page = |id: &str, theirs: Option<Value>, mine: Value, error: &str| {
        let field = form.field(id)?;
        let both = Both {
            definition: &opened.definition,
            form,
            field,
            theirs: theirs.as_ref(),
            by: "sam@harbour.example",
            position: 4,
            mine: Some(&mine),
            action: Place::of(&opened).field(form, id),
            after: String::new(),
        };
        let wrong = [(Conflict::KEEP, error)].into_iter().filter(|(_, words)| !words.is_empty());
        Some(Conflict::new(frame(), &both, wrong.collect()))
    };
    let (mine, theirs) =
        (Value::text("People book appointments."), Value::text("People cancel appointments."));
    let pages = [
        page("overview", Some(theirs), mine, ""),
        page("timescale", None, Value::text("2027-05-01"), "Select which answer to keep"),
    ];
    pages.into_iter().flatten().collect()
}

// The level and the scopes, which the checklist does not ask again.
fn known() -> Vec<Event> {
    let many = |id: &str, values: &[&str]| Event::Answered {
        field: FieldId::new(id),
        value: Some(Value::Many(values.iter().map(|&value| value.to_owned()).collect())),
    };
    vec![many("level.vectors", &["P9.Cp.Cd"]), many("scopes.scopes", &["openid", "profile"])]
}

pub(super) fn checks() -> Vec<CheckAnswers> {
    let page = |events: Vec<Event>, form: &str, done: bool, error: &str| {
        let opened = opened(events)?;
        let form = opened.definition.form(&toolkit::FormId::new(form))?.clone();
        let wrong = [(CheckAnswers::SUBMISSION, error)].into_iter().filter(|(_, words)| !words.is_empty());
        let people = People::default();
        Some(CheckAnswers::new(frame(), &opened, &people, &form, done, wrong.collect()))
    };
    let whole = || vec![text("go-live-date.date", "2027-04-30")];
    let pages = [
        page(Vec::new(), "application", false, ""),
        page(answered(), "application", false, ""),
        page(submitted(), "application", true, ""),
        page(whole(), "go-live-date", false, ""),
        page(whole(), "go-live-date", false, "This integration is paused: resume it first"),
        page(Vec::new(), "scal", false, ""),
        page(known(), "checklist", false, ""),
    ];
    pages.into_iter().flatten().collect()
}

// The list of commissioners.
fn with_list<P>(page: impl Fn(List<'_>, &Field, &Opened) -> Vec<P>) -> Vec<P> {
    let Some(opened) = opened(answered()) else { return Vec::new() };
    let Some(form) = opened.definition.form(&toolkit::FormId::new("application")) else { return Vec::new() };
    let Some(field) = form.field("commissioners") else { return Vec::new() };
    let place = Place::of(&opened);
    page(List { definition: &opened.definition, form, field, place: &place }, field, &opened)
}

pub(super) fn records() -> Vec<Records> {
    with_list(|list, _, opened| {
        let known = opened.facts.answer(&FieldId::new("application.commissioners"));
        let page = |answer, proposed, error: &str| {
            let shown = Shown { answer, proposed, back: "/back", go_on: "/next" };
            let wrong = [(Records::TAKE, error)].into_iter().filter(|(_, words)| !words.is_empty());
            Records::new(frame(), list, &shown, Vec::new(), wrong.collect())
        };
        vec![
            page(None, None, ""),
            page(known, None, ""),
            page(None, known, ""),
            page(None, known, "This integration is paused: resume it first"),
        ]
    })
}

pub(super) fn rows() -> Vec<RowPage> {
    with_list(|list, _, _| {
        let wrong = FieldErrors::from_iter([
            ("name", "Organisation: enter an answer"),
            ("until-day", "Until when must be a real date"),
        ]);
        let typed = BTreeMap::from([("ods".to_owned(), Typed::Text("QQX01".into()))]);
        vec![
            RowPage::new(frame(), list, "new", &BTreeMap::new(), 0, Vec::new(), FieldErrors::new()),
            RowPage::new(frame(), list, "2", &typed, 4, Vec::new(), wrong),
        ]
    })
}

pub(super) fn removals() -> Vec<RemoveRow> {
    with_list(|list, _, _| vec![RemoveRow::new(frame(), list, 1, &record("Quay ICB"), 4)])
}

pub(super) fn replies() -> Vec<ReplyPage> {
    let page = |events: Vec<Event>, error: &str| {
        let opened = opened(events)?;
        let question = opened.facts.questions.first()?;
        let wrong = [(ReplyPage::REPLY, error)].into_iter().filter(|(_, words)| !words.is_empty());
        Some(ReplyPage::new(frame(), &opened, &People::default(), question, "", wrong.collect()))
    };
    let mut replied = submitted();
    replied.push(text("application.overview", "People and their carers book appointments."));
    replied.push(Event::Replied { question: 1, text: "Carers can, too.".into() });
    let mut closed = replied.clone();
    closed.push(Event::Closed { question: 1 });
    let of_the_board = Event::Asked {
        question: 1,
        about: About::Decision(toolkit::DecisionId::new("board-application")),
        to: Some("delivery-manager".into()),
        text: "Who pays after the first year?".into(),
    };
    let pages = [
        page(submitted(), ""),
        page(submitted(), "Enter an answer"),
        page(replied, ""),
        page(closed, ""),
        page(vec![of_the_board], ""),
    ];
    pages.into_iter().flatten().collect()
}
