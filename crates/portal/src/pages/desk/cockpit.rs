//! One integration on one dense page: how it stands, everything that is known, and what the viewer may do.

mod actions;
mod record;

use app::integrations::{Opened, People};
use kernel::EmailAddress;
use nhsuk::{Button, ButtonVariant, Html, Select, SelectItem, SummaryList, Table, TableCell, Tag, TagColour};
use onboarding::{Event, history, policy::Action as May};
use toolkit::standing::{CheckState, Finding, Why, moment, sentence};
use web_kit::FieldErrors;

use super::{Desk, PostForm, frame_of_staff, paragraph, small_label, table_or, text_area};
use crate::pages::{
    Section,
    frame::Frame,
    parts::{breaking, caption, lines, link, row},
};

/// How many of the last events are shown.
const EVENTS: usize = 20;

/// What was typed and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Shown<'a> {
    pub note: &'a str,
    pub assigned: &'a str,
    pub banner: Option<&'a str>,
    pub errors: FieldErrors,
}

pub const NOTE: &str = "note";
pub const PROJECT_MANAGER: &str = "email";

struct View<'a> {
    opened: &'a Opened,
    people: &'a People,
}

/// `managers` are those to whom the integration can be given.
pub fn cockpit(
    frame: Frame,
    opened: &Opened,
    people: &People,
    managers: &[EmailAddress],
    shown: Shown<'_>,
) -> Desk {
    let view = View { opened, people };
    Desk::new(frame, &opened.product.name)
        .about(&format!("{}, {}", opened.reference, opened.organisation.name))
        .back_to("/portfolio")
        .wide()
        .with_banner(shown.banner)
        .with(view.summary())
        .section("Next gate", view.next_gate())
        .section("What you can do", view.actions(managers, &shown))
        .section("Gates", [view.gates()])
        .section("Forms", view.forms())
        .section("Evidence", [view.evidence()])
        .section("Calls", [view.calls()])
        .section("Decisions", [view.decisions()])
        .section("Conditions", view.conditions())
        .section("People and dates", [view.named(), view.plan()])
        .section("Waivers", view.waivers())
        .section("Holds", view.holds())
        .section("Kept from earlier editions", view.retired())
        .section("Last events", view.events())
        .with_errors(shown.errors)
}

fn table(title: &str, head: &[&str], rows: Vec<Vec<TableCell>>) -> Table {
    Table {
        caption: caption(title),
        head: head.iter().map(|words| (*words).into()).collect(),
        rows,
        first_cell_is_header: true,
        responsive: true,
        compact: true,
        ..Table::default()
    }
}

/// A check's state as a word.
pub(super) fn state(state: CheckState) -> Html {
    let (words, colour) = match state {
        CheckState::Met => ("Met", TagColour::Green),
        CheckState::Waived => ("Waived", TagColour::Yellow),
        CheckState::NotApplicable => ("Does not apply", TagColour::Grey),
        CheckState::Waiting => ("Waiting", TagColour::Blue),
        CheckState::Unmet => ("Not met", TagColour::Blue),
        CheckState::Expired => ("Expired", TagColour::Red),
        CheckState::Failed => ("Failed", TagColour::Red),
    };
    Tag::new(words, colour).into()
}

/// Why a gate is not met: what stands in its way.
pub(super) fn why_table(why: &Why) -> Html {
    let line = |reason: &toolkit::standing::Reason| {
        vec![
            TableCell::new(reason.title.as_str()),
            TableCell::new(state(reason.state)),
            breaking(reason.because.as_str()),
            TableCell::new(reason.waiting_on.as_deref().unwrap_or_default()),
            TableCell::new(reason.since.map(moment).unwrap_or_default()),
        ]
    };
    let head = ["Check", "State", "Why", "Waiting on", "Since"];
    let unmet: Vec<_> = why.unmet().map(line).collect();
    table_or(table(&why.title, &head, unmet), "Every check passes.")
}

impl View<'_> {
    fn below(&self, place: &str) -> String {
        format!("/integrations/{}/{place}", self.opened.id)
    }

    fn summary(&self) -> Html {
        let (opened, standing) = (self.opened, self.opened.standing());
        let side = |findings: &[Finding<'_>], since: Option<kernel::Timestamp>| match since {
            Some(since) => lines(
                findings
                    .iter()
                    .map(|finding| finding.because.clone())
                    .chain([format!("Since {}.", moment(since))]),
            ),
            None => "Nothing".into(),
        };
        let manager =
            self.people.project_manager().map_or_else(|| "Nobody yet".to_owned(), ToString::to_string);
        let hold = opened.facts.hold.as_ref().map(|hold| {
            format!(
                "{}: {}",
                if standing.hold == Some(toolkit::facts::HoldKind::Paused) { "Paused" } else { "Withdrawn" },
                sentence(&hold.reason)
            )
        });
        let mut rows = vec![
            row("Stage", standing.stage.map_or("All stages are over", |stage| stage.title.as_str())),
            row("What is next", opened.next_step()),
            row("With the partner", side(&standing.turn.partner, standing.turn.partner_since)),
            row("With the service", side(&standing.turn.service, standing.turn.service_since)),
            row("Project manager", manager),
            row(
                "Clients",
                link("The product in each environment", &format!("/products/{}", opened.product.id)),
            ),
            row("Edition", opened.facts.edition.to_string()),
            row("Started", moment(opened.facts.started.at)),
            row("Last change", moment(opened.facts.touched.at)),
        ];
        rows.extend(hold.map(|hold| row("On hold", hold)));
        SummaryList::new(rows).into()
    }

    fn next_gate(&self) -> Vec<Html> {
        let standing = self.opened.standing();
        let why = standing.next_gate().and_then(|gate| standing.why(&gate.gate.id));
        why.map(|why| vec![paragraph(format!("{} {}", why.headline(), why.opens)), why_table(&why)])
            .unwrap_or_default()
    }

    fn gates(&self) -> Html {
        let standing = self.opened.standing();
        let line = |gate: &toolkit::standing::GateStanding<'_>| {
            let why = standing.why(&gate.gate.id)?;
            let word = if !why.applies {
                "Does not apply"
            } else if why.met {
                "Met"
            } else {
                "Not met"
            };
            let colour = if why.met { TagColour::Green } else { TagColour::Blue };
            Some(vec![
                breaking(link(&why.title, &self.below(&format!("gates/{}", why.gate)))),
                TableCell::new(Html::from(Tag::new(word, colour))),
                TableCell::new(format!("{} of {}", why.passed, why.of)),
                TableCell::new(gate.met_since().map(moment).unwrap_or_default()),
                TableCell::new(why.opens),
            ])
        };
        let rows = standing.gates.iter().filter_map(line).collect();
        table("All gates", &["Gate", "State", "Checks that pass", "Met since", "Opens"], rows).into()
    }

    fn holds(&self) -> Vec<Html> {
        let told = self.opened.log.iter().filter(|recorded| {
            matches!(
                recorded.event,
                Event::Paused { .. }
                    | Event::Resumed { .. }
                    | Event::Withdrawn { .. }
                    | Event::PauseProposed { .. }
            )
        });
        let rows: Vec<_> = told.map(|recorded| self.told(recorded)).collect();
        if rows.is_empty() {
            Vec::new()
        } else {
            vec![table("Pauses and withdrawals", &["When", "Who", "What"], rows).into()]
        }
    }

    fn told(&self, recorded: &onboarding::Recorded) -> Vec<TableCell> {
        vec![
            TableCell::new(moment(recorded.at)),
            breaking(self.people.name(&recorded.by)),
            breaking(history::tell(&self.opened.definition, recorded)),
        ]
    }

    fn retired(&self) -> Vec<Html> {
        let line = |one: &toolkit::facts::Retired| {
            vec![
                TableCell::new(one.edition.to_string()),
                breaking(one.was.as_str()),
                breaking(one.reason.as_str()),
            ]
        };
        let rows: Vec<_> = self.opened.facts.retired.iter().map(line).collect();
        if rows.is_empty() {
            Vec::new()
        } else {
            vec![
                table(
                    "What this edition has no place for",
                    &["Edition", "What was known", "Why it is kept here"],
                    rows,
                )
                .into(),
            ]
        }
    }

    fn events(&self) -> Vec<Html> {
        let last = self.opened.log.iter().rev().take(EVENTS);
        let rows = last.map(|recorded| self.told(recorded)).collect();
        vec![
            table("Newest first", &["When", "Who", "What"], rows).into(),
            paragraph(link("All events", &self.below("history"))),
        ]
    }

    fn actions(&self, managers: &[EmailAddress], shown: &Shown<'_>) -> Vec<Html> {
        let mut blocks: Vec<Html> = actions::list(&self.ways()).into_iter().collect();
        if self.opened.may(May::Note) {
            let control = text_area(
                NOTE,
                "Note",
                "Everybody on the service’s side can read it. The partner cannot",
                shown.note,
                &shown.errors,
            );
            blocks.push(post(&self.below("note"), control, "Add note"));
        }
        if self.opened.may(May::Assign) {
            blocks.push(post(&self.below("assign"), assign(managers, shown), "Give to this project manager"));
        }
        blocks
    }
}

fn post(action: &str, control: Html, button: &str) -> Html {
    let button = Button { variant: ButtonVariant::Secondary, ..Button::submit(button) };
    PostForm { action, hidden: Vec::new(), controls: vec![control], button }.html()
}

fn assign(managers: &[EmailAddress], shown: &Shown<'_>) -> Html {
    let known = managers.iter().map(|one| SelectItem::new(one.to_string(), one.to_string()));
    Select {
        label: small_label("Project manager"),
        name: PROJECT_MANAGER.into(),
        items: [SelectItem::new("", "Choose a project manager")].into_iter().chain(known).collect(),
        value: shown.assigned.into(),
        error_message: shown.errors.beside(PROJECT_MANAGER),
        ..Select::default()
    }
    .into()
}

pub(super) fn samples() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::Portfolio);
    let (Some(busy), Some(fresh)) = (super::sample::busy(), super::sample::fresh()) else {
        return Vec::new();
    };
    let managers: Vec<EmailAddress> = "pm@service.example".parse().into_iter().collect();
    let wrong = Shown { errors: FieldErrors::from_iter([(NOTE, "Enter a note")]), ..Shown::default() };
    let noted = Shown { banner: Some("Note added"), ..Shown::default() };
    vec![
        cockpit(frame(), &busy, &People::default(), &managers, noted),
        cockpit(frame(), &fresh, &People::default(), &managers, wrong),
    ]
}
