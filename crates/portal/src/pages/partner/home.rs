//! The home of an integration: what is next, whose turn it is, and everything there is to do, stage by stage.

use std::collections::BTreeMap;

use app::integrations::{Opened, People};
use askama::Template;
use nhsuk::{
    Content, Header, Heading, Html, NotificationBanner, SummaryList, SummaryRow, Tag, TagColour, TaskList,
    WarningCallout,
};
use onboarding::{Event, policy::Action as May};
use toolkit::{
    DecisionId, Standing,
    definition::{Decision, Stage},
    facts::HoldKind,
    standing::{day, london, sentence},
};
use web_kit::{Page, Site, WayBack};

use super::{Change, Place, below, tasks, turn};
use crate::pages::{
    desk::conditions_of,
    frame::Frame,
    parts::{broken_lines, heading_about, link, row},
};

#[derive(Clone, Debug, Template)]
#[template(path = "integration-home.html")]
pub struct Home {
    frame: Frame,
    product: String,
    heading: Heading,
    banner: Option<NotificationBanner>,
    hold: Option<WarningCallout>,
    next: String,
    facts: SummaryList,
    stages: Vec<StageTasks>,
    links: Vec<(String, String)>,
}

/// The tasks of one stage.
#[derive(Clone, Debug)]
struct StageTasks {
    title: String,
    summary: String,
    list: TaskList,
}

impl Home {
    /// `done` says what was just done.
    pub fn new(frame: Frame, opened: &Opened, people: &People, done: Option<String>) -> Self {
        let (standing, place) = (opened.standing(), Place::of(opened));
        let stages = &opened.definition.stages;
        Self {
            heading: heading_about(&opened.organisation.name, &opened.product.name),
            banner: done.map(NotificationBanner::success),
            hold: hold(opened, people),
            next: opened.next_step(),
            facts: SummaryList::new(facts(opened, &standing, people)),
            stages: stages.iter().map(|stage| in_stage(opened, &standing, stage)).collect(),
            links: links(opened, &standing, &place),
            product: opened.product.name.clone(),
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::homes()
    }
}

fn hold(opened: &Opened, people: &People) -> Option<WarningCallout> {
    let hold = opened.facts.hold.as_ref()?;
    let (words, way_on) = match hold.kind {
        HoldKind::Paused => ("paused", "Clocks and reminders stand still until it is resumed."),
        HoldKind::Withdrawn => ("withdrawn", "Nothing more can be done in it. Its record stays."),
    };
    let why = format!(
        "By {} on {}: {} {way_on}",
        people.name(&hold.mark.by),
        crate::words::date(hold.mark.at),
        sentence(&hold.reason)
    );
    let heading = Heading { level: 2, ..Heading::from(format!("This integration is {words}")) };
    Some(WarningCallout::new(heading, why))
}

fn facts(opened: &Opened, standing: &Standing<'_>, people: &People) -> Vec<SummaryRow> {
    let edition = &opened.definition.edition;
    let manager = people.project_manager().map_or_else(|| "Nobody yet".to_owned(), ToString::to_string);
    let mut rows = Vec::new();
    if opened.facts.hold.is_none() {
        let words = turn(standing.turn.with(), &edition.service, standing.turn.since());
        rows.push(row("Whose turn", words));
    }
    rows.push(row("Stage", standing.stage.map_or("All stages are over", |stage| &stage.title)));
    rows.push(row("Project manager", manager));
    rows.extend(opened.definition.decisions.iter().filter_map(|decision| decided(opened, decision)));
    rows.extend(asked(opened).into_iter().map(|question| row("Question of the Board", question)));
    rows.extend(open_conditions(opened).into_iter().map(|words| row("Condition", words)));
    rows.push(row("Reference", opened.reference.as_str()));
    rows.push(row("Edition of the process", edition.title.as_str()));
    rows
}

// What the partner is asked before a decision.
fn asked(opened: &Opened) -> Vec<Html> {
    let open = opened.facts.questions.iter().filter(|one| {
        one.to.is_some() && one.reply.is_none() && one.closed.is_none() && opened.may_read(one)
    });
    open.map(|one| {
        let href = format!("{}/questions/{}", Place::of(opened).integration, one.number);
        let way = link(&format!("Question {}: read it and answer it", one.number), &href);
        broken_lines([Content::from(sentence(&one.text)), way.into()])
    })
    .collect()
}

// What decisions still ask for besides.
fn open_conditions(opened: &Opened) -> Vec<Html> {
    let today = opened.now.to_zoned(london()).date();
    let open = conditions_of(opened).into_iter().filter(|one| one.held_to.closed.is_none());
    open.map(|one| {
        let (condition, due) = (&one.held_to.condition, day(one.held_to.due()));
        let words = format!("{} {} does this by {due}.", sentence(&condition.text), condition.owner);
        let late = one.held_to.is_overdue(today).then(|| Tag::new("Overdue", TagColour::Red).into());
        broken_lines([Content::from(words)].into_iter().chain(late))
    })
    .collect()
}

// When it will be decided, and what was decided last.
fn decided(opened: &Opened, decision: &Decision) -> Option<SummaryRow> {
    let last = opened.facts.decisions.get(&decision.id).and_then(|decided| decided.last());
    let listed = opened.facts.listed.get(&decision.id);
    let listed = listed.filter(|listed| last.is_none_or(|last| last.mark.at < listed.mark.at));
    let outcome = last.map(|last| {
        let outcome = decision.outcomes.iter().find(|outcome| outcome.id == last.outcome);
        let title = outcome.map_or(last.outcome.as_str(), |outcome| outcome.title.as_str());
        let why = sentence(last.missing.as_deref().unwrap_or(&last.reason));
        format!("{title}, {}. {why}", crate::words::date(last.mark.at)).trim_end().to_owned()
    });
    let body = opened.definition.role_title(&decision.by);
    let awaited = listed.map(|listed| format!("The {body} meets on {} and decides.", day(listed.date)));
    let words: Vec<String> = [awaited, outcome].into_iter().flatten().collect();
    (!words.is_empty()).then(|| row(&format!("Decision: {}", decision.title), words.join(" ")))
}

fn in_stage(opened: &Opened, standing: &Standing<'_>, stage: &Stage) -> StageTasks {
    let items = standing.tasks.iter().filter(|task| task.task.stage == stage.id);
    let mut items: Vec<nhsuk::Task> = items.map(|task| tasks::row(opened, task)).collect();
    items.extend(tasks::submit(opened, standing, stage));
    let id = format!("stage-{}", stage.id);
    let list = TaskList { items, id_prefix: id.clone(), id, ..TaskList::default() };
    StageTasks { title: stage.title.clone(), summary: stage.summary.clone(), list }
}

// The newest letter about each decision.
fn letters(opened: &Opened) -> BTreeMap<&DecisionId, &str> {
    let issued = opened.log.iter().filter_map(|recorded| match &recorded.event {
        Event::LetterIssued { decision, subject, .. } => Some((decision, subject.as_str())),
        _ => None,
    });
    issued.collect()
}

fn links(opened: &Opened, standing: &Standing<'_>, place: &Place) -> Vec<(String, String)> {
    let home = &place.integration;
    let next = standing.next_gate().map(|gate| {
        (format!("What is left before: {}", gate.gate.title), format!("{home}/gates/{}", gate.gate.id))
    });
    let mut links: Vec<(String, String)> = next.into_iter().collect();
    links.extend(letters(opened).into_iter().map(|(decision, subject)| {
        (format!("Read the letter: {subject}"), format!("{home}/letters/{decision}"))
    }));
    if !conditions_of(opened).is_empty() {
        let words = "Conditions of decisions, and what closes them".to_owned();
        links.push((words, format!("{home}/conditions")));
    }
    links.push(("All gates".to_owned(), format!("{home}/gates")));
    links.push(("What happened so far".to_owned(), format!("{home}/history")));
    let changes: &[Change] = match opened.facts.hold.as_ref().map(|hold| hold.kind) {
        None => &[Change::Pause, Change::Withdraw],
        Some(HoldKind::Paused) => &[Change::Resume, Change::Withdraw],
        Some(HoldKind::Withdrawn) => &[],
    };
    let may =
        |change: &&Change| opened.may(if **change == Change::Withdraw { May::Withdraw } else { May::Pause });
    let changes = changes.iter().filter(may);
    links.extend(changes.map(|change| (change.title().to_owned(), format!("{home}/{}", change.path()))));
    if opened.may(May::ManageWebhooks) {
        links.push(("Webhooks".to_owned(), format!("{home}/webhooks")));
    }
    if opened.may(May::MuteNudges) {
        let address = format!("/notifications?integration={}", opened.id);
        links.push(("Emails that you get".to_owned(), address));
    }
    if opened.may(May::ViewPortfolio) {
        links.push(("Open it as staff".to_owned(), format!("{home}/cockpit")));
    }
    links
}

impl Page for Home {
    fn title(&self) -> String {
        self.product.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        below(None)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
