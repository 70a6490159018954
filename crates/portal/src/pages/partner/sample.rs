//! Sample pages of a partner: an integration on the shipped edition, at several moments.

use app::integrations::{Integration, Opened, Own, People, Summary};
use onboarding::Event;
use toolkit::{DecisionId, FieldId, TaskId, Value, standing::With};
use web_kit::FieldErrors;

use super::{
    Change, DecisionPage, DecisionTyped, GatePage, Gates, History, HoldPage, Home, Interruption, Place,
    TaskPage,
};
use crate::pages::{
    forms::sample::{opened, submitted},
    frame::{Frame, Section},
};

fn frame() -> Frame {
    Frame::sample(Section::Integrations)
}

/// An integration as the list shows it.
pub(in crate::pages) fn own() -> Option<Own> {
    let opened = opened(Vec::new())?;
    let summary = Summary {
        edition: opened.definition.edition.id.to_string(),
        stage: None,
        next_gate: None,
        unmet: 4,
        turn: "partner".into(),
        turn_since: Some(opened.now),
        next_step: opened.next_step(),
        hold: None,
        project_manager: None,
        touched_at: opened.now,
        recheck_at: None,
    };
    Some(Own {
        integration: Integration {
            id: opened.id.uuid(),
            product_id: opened.product.id,
            organisation_id: opened.organisation.id,
            reference: opened.reference.clone(),
            started_at: opened.now,
            position: 1,
            head: Vec::new(),
            summary,
        },
        stage: opened.standing().stage.map(|stage| stage.title.clone()),
        service: opened.definition.edition.service.clone(),
        product: opened.product,
        turn: With::Partner,
    })
}

fn board(outcome: &str, passes: bool, reason: &str) -> Event {
    Event::Decided {
        decision: DecisionId::new("board-application"),
        outcome: outcome.into(),
        passes,
        ends: false,
        reason: reason.into(),
        missing: None,
        conditions: Vec::new(),
        meeting: None,
        definition: String::new(),
        paper_sha256: None,
    }
}

/// An integration just begun, one with its application sent, one that the Board put off, and one that is paused.
fn moments() -> Vec<Opened> {
    let mut deferred = submitted();
    deferred.push(board("deferred", false, "Commissioning is not clear"));
    let mut paused = submitted();
    paused.push(Event::Paused { reason: "Other work comes first".into() });
    [Vec::new(), submitted(), deferred, paused].into_iter().filter_map(opened).collect()
}

pub(super) fn homes() -> Vec<Home> {
    let page = |opened: &Opened| Home::new(frame(), opened, &People::default(), None);
    let mut pages: Vec<Home> = moments().iter().map(page).collect();
    let done = Some("You have confirmed “Read the identity standard”".to_owned());
    pages.extend(opened(Vec::new()).map(|opened| Home::new(frame(), &opened, &People::default(), done)));
    pages
}

pub(super) fn gates() -> Vec<Gates> {
    moments().iter().map(|opened| Gates::new(frame(), opened)).collect()
}

pub(super) fn gate_pages() -> Vec<GatePage> {
    let of = |opened: Opened| {
        let standing = opened.standing();
        let all = opened.definition.gates.iter().filter_map(|gate| standing.why(&gate.id));
        all.map(|why| GatePage::new(frame(), &opened, &why)).collect::<Vec<_>>()
    };
    opened(submitted()).map(of).unwrap_or_default()
}

pub(super) fn histories() -> Vec<History> {
    let of = |opened: &Opened| History::new(frame(), opened, &People::default(), Some(5));
    let many = |opened: &Opened| History::new(frame(), opened, &People::default(), None);
    moments().iter().map(of).chain(moments().iter().map(many)).collect()
}

/// Every task of the edition, before anything was done; then some that are under way.
pub(super) fn task_pages() -> Vec<TaskPage> {
    let page = |opened: &Opened, task: &TaskId, refusal| {
        let standing = opened.standing();
        Some(TaskPage::new(frame(), opened, &People::default(), standing.task(task)?, refusal))
    };
    let Some(fresh) = opened(Vec::new()) else { return Vec::new() };
    let ids = fresh.definition.tasks.iter().map(|task| &task.id);
    let mut pages: Vec<TaskPage> = ids.filter_map(|task| page(&fresh, task, None)).collect();
    let read = TaskId::new("apply.identity-standard");
    pages.extend(page(&fresh, &read, Some("This integration is paused: resume it first")));
    let mut events = submitted();
    events.push(Event::Acknowledged { task: read.clone() });
    events.push(Event::Answered { field: FieldId::new("application.ai"), value: Some(Value::text("yes")) });
    pages.extend(opened(events).and_then(|opened| page(&opened, &read, None)));
    pages
}

pub(super) fn holds() -> Vec<HoldPage> {
    let Some(opened) = opened(Vec::new()) else { return Vec::new() };
    let page = |change, error: &str| {
        let wrong = [(HoldPage::REASON, error)].into_iter().filter(|(_, words)| !words.is_empty());
        HoldPage::new(frame(), &opened, change, "", wrong.collect())
    };
    vec![page(Change::Pause, ""), page(Change::Resume, "Enter a reason"), page(Change::Withdraw, "")]
}

pub(super) fn interruptions() -> Vec<Interruption> {
    let Some(opened) = opened(Vec::new()) else { return Vec::new() };
    let place = Place::of(&opened);
    let changes = [Change::Pause, Change::Withdraw].into_iter();
    let intended = changes.filter_map(|change| change.intended(&place, "The product is not built any more"));
    let waiver = crate::pages::desk::sample_of_granting();
    let intended = intended.chain(waiver);
    intended.map(|intended| Interruption::new(frame(), place.clone(), intended)).collect()
}

pub(super) fn decisions() -> Vec<DecisionPage> {
    let page = |events: Vec<Event>, why_not: Option<String>, errors: FieldErrors| {
        let opened = opened(events)?;
        let decision = opened.definition.decision(&DecisionId::new("proceed"))?.clone();
        let about = (&decision, why_not);
        let typed = DecisionTyped { outcome: "pause".into(), ..DecisionTyped::default() };
        Some(DecisionPage::new(frame(), &opened, &People::default(), about, &typed, errors))
    };
    let mut decided = board("proceed", true, "");
    if let Event::Decided { decision, .. } = &mut decided {
        *decision = DecisionId::new("proceed");
    }
    let wrong = FieldErrors::from_iter([
        (DecisionPage::fixed("pause"), "Select a reason"),
        (DecisionPage::WORDS.to_owned(), "Enter the reason in your own words"),
    ]);
    let waits = Some("Discovery: 1 of 3 checks pass.".to_owned());
    let pages = [
        page(Vec::new(), None, FieldErrors::new()),
        page(Vec::new(), None, wrong),
        page(Vec::new(), waits, FieldErrors::new()),
        page(vec![decided], None, FieldErrors::new()),
    ];
    pages.into_iter().flatten().collect()
}
