//! The plan: people named for what is needed, and dates.

mod forms;
mod library;
mod sample;

use app::integrations::{Opened, People, plan};
use askama::Template;
use nhsuk::{
    Action, Button, DateInput, Header, Heading, Html, InsetText, Legend, NotificationBanner, Size,
    SummaryList,
};
use onboarding::policy::Action as May;
use toolkit::{
    answer::Typed as TypedAnswer,
    definition::{Does, Field, FieldKind, Milestone, RoleNeed},
    standing::{day, lower_first},
};
use web_kit::{FieldErrors, Page, Site, WayBack};

pub use forms::{MilestonePage, NeedPage, Typed};
pub use library::LibraryPage;

use super::{
    forms::Place,
    frame::Frame,
    partner::below,
    parts::{broken_lines, heading_about, link, row},
};

/// The question for a day.
pub fn date_field() -> Field {
    Field {
        id: PlanPage::DATE.to_owned(),
        section: None,
        question: "Date".to_owned(),
        label: "The date".to_owned(),
        hint: "For example, 27 3 2027".to_owned(),
        help: Vec::new(),
        kind: FieldKind::Date,
        options: Vec::new(),
        columns: Vec::new(),
        required: true,
        most: None,
        when: None,
        proposal: None,
        flags: Vec::new(),
        requirement: None,
    }
}

/// Three boxes with what was typed into them.
fn boxes(question: &str, hint: &str, typed: &TypedAnswer, errors: &FieldErrors) -> DateInput {
    let (day, month, year) = match typed {
        TypedAnswer::Date { day, month, year } => (day.as_str(), month.as_str(), year.as_str()),
        _ => ("", "", ""),
    };
    DateInput {
        fieldset: Some(Legend { size: Some(Size::S), ..Legend::from(question) }.into()),
        hint: hint.into(),
        name_prefix: PlanPage::DATE.into(),
        error_message: errors.beside(&format!("{}-day", PlanPage::DATE)),
        ..DateInput::of(PlanPage::DATE, day, month, year)
    }
}

/// The form that proposes dates.
#[derive(Clone, Debug)]
struct Propose {
    anchor: DateInput,
    button: Button,
}

#[derive(Clone, Debug, Template)]
#[template(path = "plan.html")]
pub struct PlanPage {
    frame: Frame,
    errors: FieldErrors,
    place: Place,
    heading: Heading,
    notice: Option<NotificationBanner>,
    standing: Option<InsetText>,
    people: SummaryList,
    dates: SummaryList,
    propose: Option<Propose>,
    action: String,
    downloads: Vec<Html>,
}

impl PlanPage {
    pub const DATE: &str = "date";
    const TITLE: &str = "Plan";

    /// `done` is what was just done, and `anchor` the day that was typed.
    pub fn new(
        frame: Frame,
        opened: &Opened,
        people: &People,
        (done, anchor): (&str, &TypedAnswer),
        errors: FieldErrors,
    ) -> Self {
        let place = Place::of(opened);
        let is_open = opened.facts.hold.is_none();
        let can_date = is_open && opened.may(May::PlanMilestones);
        let milestones = plan::milestones(opened);
        let is_missing = milestones.iter().any(|one| !opened.facts.plan.contains_key(&one.id));
        let has_dates = !opened.facts.plan.is_empty();
        Self {
            heading: heading_about(&place.product, Self::TITLE),
            notice: notice(done).map(NotificationBanner::success),
            standing: standing(opened),
            people: SummaryList::new(
                plan::needs(opened).into_iter().map(|need| named(opened, &place, need)).collect(),
            ),
            dates: SummaryList::new(
                milestones.iter().map(|one| dated(opened, people, &place, one, can_date)).collect(),
            ),
            propose: (can_date && is_missing || !errors.is_empty()).then(|| Propose {
                anchor: boxes("From which day on?", &from_day(opened), anchor, &errors),
                button: Button::submit("Propose dates"),
            }),
            action: format!("{}/propose", place.plan()),
            downloads: if has_dates { downloads(&place) } else { Vec::new() },
            place,
            frame,
            errors,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        sample::plans()
    }
}

fn notice(done: &str) -> Option<&'static str> {
    match done {
        "proposed" => Some("Dates were proposed. Change each that does not fit."),
        "dated" => Some("The date was set."),
        "named" => Some("The person was named."),
        _ => None,
    }
}

// What the first milestone is about is the day from which all others count.
fn from_day(opened: &Opened) -> String {
    let first = plan::milestones(opened).first().map(|one| lower_first(&one.title)).unwrap_or_default();
    format!("The day of this milestone: {first}. All other dates count from it")
}

// The words of the checks of the task that the plan is for.
fn standing(opened: &Opened) -> Option<InsetText> {
    let standing = opened.standing();
    let tasks = standing.tasks.iter().filter(|task| task.task.does == Does::Plan);
    let said: Vec<String> =
        tasks.flat_map(|task| &task.findings).map(|finding| finding.because.clone()).collect();
    (!said.is_empty()).then(|| InsetText::new(said.join(" ")))
}

fn downloads(place: &Place) -> Vec<Html> {
    vec![
        link("Add the dates to your calendar", &format!("{}.ics", place.plan())),
        link("Download the plan as a spreadsheet", &format!("{}.xlsx", place.plan())),
    ]
}

fn named(opened: &Opened, place: &Place, need: &RoleNeed) -> nhsuk::SummaryRow {
    let named = opened.facts.named.get(&need.id);
    let who = named.map_or_else(
        || {
            if need.required {
                "Nobody is named yet".to_owned()
            } else {
                "Nobody is named, which is fine".to_owned()
            }
        },
        |named| format!("{}, {}", named.name, named.email),
    );
    let shown = row(&need.title, broken_lines([who.as_str(), need.why.as_str()]));
    if !opened.may(May::NamePeople) || opened.facts.hold.is_some() {
        return shown;
    }
    let words = if named.is_some() { "Change" } else { "Name" };
    shown.with_action(Action::new(
        words,
        format!("{}/people/{}", place.plan(), need.id),
        lower_first(&need.title),
    ))
}

fn dated(
    opened: &Opened,
    people: &People,
    place: &Place,
    milestone: &Milestone,
    can_date: bool,
) -> nhsuk::SummaryRow {
    let planned = opened.facts.plan.get(&milestone.id);
    let mut lines = match planned {
        None => vec!["No date yet".to_owned()],
        Some(planned) => vec![day(planned.date), format!("Set by {}", people.name(&planned.mark.by))],
    };
    lines.extend(planned.map(|planned| planned.reason.clone()).filter(|reason| !reason.is_empty()));
    lines.extend(plan::warning(opened, milestone));
    let shown = row(&milestone.title, broken_lines(lines.iter().map(String::as_str)));
    if !can_date {
        return shown;
    }
    let words = if planned.is_some() { "Change" } else { "Set" };
    let href = format!("{}/dates/{}", place.plan(), milestone.id);
    shown.with_action(Action::new(words, href, format!("date of {}", lower_first(&milestone.title))))
}

impl Page for PlanPage {
    fn title(&self) -> String {
        Self::TITLE.to_owned()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        below(Some(&self.place))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
