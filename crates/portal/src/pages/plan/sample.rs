//! Sample pages of the plan: empty, with dates and people, and with what is wrong.

use app::integrations::{Opened, People};
use onboarding::Event;
use toolkit::answer::Typed as TypedAnswer;
use web_kit::FieldErrors;

use super::{LibraryPage, MilestonePage, NeedPage, PlanPage, Typed};
use crate::pages::{
    forms::opened_sample,
    frame::{Frame, Section},
};

fn frame() -> Frame {
    Frame::sample(Section::Integrations)
}

fn planned() -> Option<Opened> {
    let plan = opened_sample(Vec::new())?.definition.plan.clone();
    let dated = plan.milestones.iter().map(|milestone| Event::Planned {
        milestone: milestone.id.clone(),
        date: kernel::Date::constant(2027, 12, 27),
        reason: "The commissioner asked for it".into(),
    });
    let named = plan.needs.first().map(|need| Event::Named {
        need: need.id.clone(),
        name: "Pat Harbour".into(),
        email: "pat@harbour.example".into(),
    });
    opened_sample(dated.chain(named).collect())
}

fn wrong_date() -> TypedAnswer {
    TypedAnswer::Date { day: "31".into(), month: "2".into(), year: "2027".into() }
}

fn errors() -> FieldErrors {
    FieldErrors::from_iter([("date-day", "The date must be a real date")])
}

pub(super) fn plans() -> Vec<PlanPage> {
    let page = |opened: Option<Opened>, done: &str, errors: FieldErrors| {
        Some(PlanPage::new(frame(), &opened?, &People::default(), (done, &wrong_date()), errors))
    };
    let pages = [
        page(opened_sample(Vec::new()), "", FieldErrors::new()),
        page(opened_sample(Vec::new()), "", errors()),
        page(planned(), "dated", FieldErrors::new()),
    ];
    pages.into_iter().flatten().collect()
}

pub(super) fn milestones() -> Vec<MilestonePage> {
    let page = |opened: Option<Opened>, errors: FieldErrors| {
        let opened = opened?;
        let milestone = opened.definition.plan.milestones.last()?.clone();
        Some(MilestonePage::new(frame(), &opened, &milestone, (&wrong_date(), ""), errors))
    };
    let pages = [page(opened_sample(Vec::new()), FieldErrors::new()), page(planned(), errors())];
    pages.into_iter().flatten().collect()
}

pub(super) fn needs() -> Vec<NeedPage> {
    let page = |errors: FieldErrors| {
        let opened = opened_sample(Vec::new())?;
        let need = opened.definition.plan.needs.first()?.clone();
        Some(NeedPage::new(frame(), &opened, &need, &Typed::default(), errors))
    };
    let wrong = FieldErrors::from_iter([(NeedPage::EMAIL, "Enter an email address like name@example.com")]);
    [page(FieldErrors::new()), page(wrong)].into_iter().flatten().collect()
}

pub(super) fn libraries() -> Vec<LibraryPage> {
    opened_sample(Vec::new()).map(|opened| LibraryPage::new(frame(), &opened)).into_iter().collect()
}
