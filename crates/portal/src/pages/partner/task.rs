//! One task: what it is about, where it is done, and what says that it is done.

use app::{
    forms,
    integrations::{Opened, People},
};
use askama::Template;
use http::StatusCode;
use nhsuk::{ActionLink, Button, Header, Heading, Html, InsetText, TaskStatus, WarningCallout};
use onboarding::{Who, policy::Action as May};
use toolkit::{
    definition::{Does, Link, Side},
    standing::{Reason, TaskStanding, lower_first, moment},
};
use web_kit::{Page, Site, WayBack};

use super::{Place, below, check::check, tasks::status};
use crate::pages::{frame::Frame, parts::heading_about};

#[derive(Clone, Debug, Template)]
#[template(path = "task.html")]
pub struct TaskPage {
    frame: Frame,
    place: Place,
    title: String,
    heading: Heading,
    refusal: Option<WarningCallout>,
    status: TaskStatus,
    summary: String,
    help: Vec<String>,
    links: Vec<Link>,
    locked: Option<InsetText>,
    ways: Ways,
    checks: Vec<Html>,
    requirement: String,
}

/// Where a task is done, by what doing it means.
#[derive(Clone, Debug, Default)]
struct Ways {
    words: Vec<String>,
    links: Vec<(String, String)>,
    button: Option<(String, Button)>,
}

impl Ways {
    fn action_links(&self) -> Vec<ActionLink> {
        let link = |(words, href): &(String, String)| ActionLink {
            text: words.as_str().into(),
            href: href.clone(),
            ..ActionLink::default()
        };
        self.links.iter().map(link).collect()
    }
}

impl TaskPage {
    pub fn new(
        frame: Frame,
        opened: &Opened,
        people: &People,
        standing: &TaskStanding<'_>,
        refusal: Option<&str>,
    ) -> Self {
        let (place, task) = (Place::of(opened), standing.task);
        let reason = |finding| Reason::of(&opened.definition, finding);
        let why_locked = forms::why_task_locked(&opened.standing(), standing);
        let way = Way { opened, people, standing, home: &place.integration };
        Self {
            heading: heading_about(&place.product, &task.title),
            refusal: refusal.map(|why| {
                let heading = Heading { level: 2, ..Heading::from("Nothing was changed") };
                WarningCallout::new(heading, why)
            }),
            status: status(opened, standing),
            summary: task.summary.clone(),
            help: task.help.clone(),
            links: task.links.clone(),
            ways: if why_locked.is_none() { way.ways() } else { Ways::default() },
            locked: why_locked.map(|why| InsetText::new(format!("You cannot start this yet. {why}"))),
            checks: standing.findings.iter().map(|one| check(opened, &reason(one), false)).collect(),
            requirement: task.requirement.clone().unwrap_or_default(),
            title: task.title.clone(),
            place,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::task_pages()
    }
}

struct Way<'a> {
    opened: &'a Opened,
    people: &'a People,
    standing: &'a TaskStanding<'a>,
    home: &'a str,
}

impl Way<'_> {
    fn ways(&self) -> Ways {
        let (home, definition) = (self.home, &self.opened.definition);
        match &self.standing.task.does {
            Does::Form(form) => self.form(form),
            Does::Levels(form) => one("Choose the level", format!("{home}/levels/{form}")),
            Does::Scopes(form) => one("Choose the scopes", format!("{home}/scopes/{form}")),
            Does::Plan => one("Open the plan", format!("{home}/plan")),
            Does::Call(call) => {
                let title = definition.call(call).map_or(call.as_str(), |call| &call.title);
                one(&format!("Go to the {title}"), format!("{home}/calls/{call}"))
            }
            Does::Evidence(slots) => {
                let slots = slots.iter().filter_map(|slot| definition.slot(slot));
                let link = |slot: &toolkit::definition::Evidence| {
                    (slot.title.clone(), format!("{home}/evidence/{}", slot.id))
                };
                Ways { links: slots.map(link).collect(), ..Ways::default() }
            }
            Does::Decision(decision) => self.decision(decision),
            Does::Observe(what) => self.observe(what),
            Does::Read => self.acknowledge("I have read this", true),
            Does::Confirm(role) => self.acknowledge("Confirm that this is done", self.has(role)),
            Does::Report(_) => self.by_service(),
        }
    }

    fn has(&self, role: &str) -> bool {
        let who = Who { id: String::new(), roles: self.opened.roles.ids() };
        who.has(role)
    }

    fn form(&self, form: &toolkit::FormId) -> Ways {
        let href = format!("{}/forms/{form}", self.home);
        if self.opened.facts.submissions.contains_key(form) {
            one("See the answers", href)
        } else {
            one("Answer the questions", format!("{href}/start"))
        }
    }

    fn decision(&self, id: &toolkit::DecisionId) -> Ways {
        let by = self.opened.definition.decision(id).map(|decision| decision.by.as_str()).unwrap_or_default();
        if self.opened.definition.side(by) == Side::Partner {
            return one("Decide", format!("{}/decisions/{id}", self.home));
        }
        self.by_service()
    }

    // What the other side does is seen here and done elsewhere.
    fn by_service(&self) -> Ways {
        let role = lower_first(self.opened.definition.role_title(&self.standing.task.role));
        let words = vec![format!("The {role} does this. You get an email when there is news.")];
        let links = self
            .opened
            .may(May::ViewPortfolio)
            .then(|| ("Open the integration as staff".to_owned(), format!("{}/cockpit", self.home)));
        Ways { words, links: links.into_iter().collect(), button: None }
    }

    fn observe(&self, what: &toolkit::ObservationId) -> Ways {
        let seen = self.opened.facts.observations.get(what);
        let product = &self.opened.product.id;
        let links = seen.into_iter().flat_map(|seen| &seen.references).map(|reference| {
            (format!("Request {reference}"), format!("/products/{product}/sandpit/exchanges/{reference}"))
        });
        let words = match seen {
            Some(seen) => format!("Slipway saw it on {}.", moment(seen.seen_at)),
            None => "Slipway has not seen it yet.".to_owned(),
        };
        let looks =
            "Nobody fills this in: Slipway looks by itself, and again whenever you ask it to.".to_owned();
        let checked = format!("Last looked at on {}.", moment(self.opened.now));
        let action = format!("{}/tasks/{}/check", self.home, self.standing.task.id);
        Ways {
            words: vec![looks, words, checked],
            links: if self.opened.may(May::ViewTraffic) { links.collect() } else { Vec::new() },
            button: Some((action, Button::submit("Check again"))),
        }
    }

    fn acknowledge(&self, words: &str, is_theirs: bool) -> Ways {
        let task = &self.standing.task.id;
        if let Some(mark) = self.opened.facts.acknowledged.get(task) {
            let said = format!("Confirmed by {} on {}.", self.people.name(&mark.by), moment(mark.at));
            return Ways { words: vec![said], ..Ways::default() };
        }
        if !is_theirs {
            return self.by_service();
        }
        let can = self.opened.may(May::Acknowledge) && self.opened.facts.hold.is_none();
        let button = can.then(|| (format!("{}/tasks/{task}", self.home), Button::submit(words)));
        Ways { button, ..Ways::default() }
    }
}

fn one(words: &str, href: String) -> Ways {
    Ways { links: vec![(words.to_owned(), href)], ..Ways::default() }
}

impl Page for TaskPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK }
    }

    fn way_back(&self) -> WayBack {
        below(Some(&self.place))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
