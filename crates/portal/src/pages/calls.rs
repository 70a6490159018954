//! A call: whether it can be booked, which times there are, what is on the agenda, and what came of it.

mod off;
mod sample;

use app::integrations::{Opened, People, calls};
use askama::Template;
use nhsuk::{
    Button, Fieldset, Header, Heading, Html, InsetText, Legend, NotificationBanner, Radio, Radios, Size,
    SummaryList,
};
use onboarding::policy::Action as May;
use toolkit::{
    definition::{Call, Topic},
    facts::{CallRecord, Held},
    standing::{day, london, lower_first, moment},
};
use web_kit::{FieldErrors, Page, Site, WayBack};

pub use off::CallOffPage;

use super::{
    forms::{Place, value},
    frame::Frame,
    partner::below,
    parts::{broken_lines, heading_about, link, row},
};

/// Something on the agenda with what was answered about it.
#[derive(Clone, Debug)]
struct Item {
    title: String,
    answers: Option<SummaryList>,
}

/// What came of it, once.
#[derive(Clone, Debug)]
struct Outcome {
    title: String,
    facts: SummaryList,
}

#[derive(Clone, Debug, Template)]
#[template(path = "call.html")]
pub struct CallPage {
    frame: Frame,
    errors: FieldErrors,
    place: Place,
    title: String,
    heading: Heading,
    notice: Option<NotificationBanner>,
    about: String,
    standing: Option<InsetText>,
    /// What stands in the way of the call: a heading, and what each thing says.
    missing: Option<(String, Vec<String>)>,
    action: String,
    times: Option<(Radios, Button)>,
    booked: Vec<Html>,
    staff: Vec<Html>,
    prepare: Vec<String>,
    agenda: Vec<Item>,
    held: Vec<Outcome>,
    confirm: Option<Button>,
}

impl CallPage {
    pub const TIME: &str = "time";
    pub const CONFIRM: &str = "confirm";

    /// `done` is what was just done, `chosen` the time that was sent.
    pub fn new(
        frame: Frame,
        opened: &Opened,
        people: &People,
        call: &Call,
        (done, chosen): (&str, &str),
        errors: FieldErrors,
    ) -> Self {
        let place = Place::of(opened);
        let nothing = CallRecord::default();
        let record = opened.facts.calls.get(&call.id).unwrap_or(&nothing);
        let view = View { opened, people, call, record, href: place.call(&call.id) };
        let standing = calls::standing(opened, call);
        Self {
            notice: notice(done).map(NotificationBanner::success),
            heading: heading_about(&place.product, &call.title),
            title: call.title.clone(),
            about: view.about(),
            standing: (!standing.is_empty()).then(|| InsetText::new(standing.join(" "))),
            missing: view.missing(),
            action: view.href.clone(),
            times: view.times(chosen, &errors),
            booked: view.booked(),
            staff: view.staff(),
            prepare: if view.is_over() { Vec::new() } else { call.prepare.clone() },
            agenda: call.agenda.iter().map(|topic| view.item(topic)).collect(),
            held: record.held.iter().rev().map(|held| view.outcome(held)).collect(),
            confirm: view.confirm(&errors),
            place,
            frame,
            errors,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        sample::pages()
    }
}

fn notice(done: &str) -> Option<&'static str> {
    match done {
        "booked" => Some("You booked the call."),
        "off" => Some("You called the call off."),
        "confirmed" => Some("You confirmed what was written down."),
        _ => None,
    }
}

struct View<'a> {
    opened: &'a Opened,
    people: &'a People,
    call: &'a Call,
    record: &'a CallRecord,
    href: String,
}

impl View<'_> {
    fn is_on_hold(&self) -> bool {
        self.opened.facts.hold.is_some()
    }

    fn is_over(&self) -> bool {
        let last = self.record.held.last();
        self.record.booked.is_none()
            && last.is_some_and(|held| held.passes || held.ends || !self.call.repeats)
    }

    fn role(&self, id: &str) -> String {
        lower_first(self.opened.definition.role_title(id))
    }

    fn about(&self) -> String {
        let with: Vec<String> = self.call.attendees.iter().map(|role| self.role(role)).collect();
        let with = if with.is_empty() { String::new() } else { format!(" Who comes: {}.", with.join(", ")) };
        format!("It takes {} minutes. The {} leads it.{with}", self.call.minutes, self.role(&self.call.host))
    }

    fn missing(&self) -> Option<(String, Vec<String>)> {
        let why = calls::readiness(self.opened, self.call).filter(|why| !why.met && !self.is_over())?;
        Some((why.headline(), why.unmet().map(toolkit::standing::Reason::line).collect()))
    }

    // Times that are still to come. Where nothing is left of them, an error still has to lead somewhere.
    fn times(&self, chosen: &str, errors: &FieldErrors) -> Option<(Radios, Button)> {
        let can = self.opened.may(May::ChooseTime) && !self.is_on_hold() && self.record.booked.is_none();
        let times: Vec<_> = self.record.offered.iter().filter(|time| **time > self.opened.now).collect();
        if (!can || times.is_empty()) && errors.message(CallPage::TIME).is_none() {
            return None;
        }
        let radio = |time: &&kernel::Timestamp| Radio::new(time.to_string(), moment(**time));
        let legend = Legend { size: Some(Size::M), ..Legend::from("Choose a time") };
        let radios = Radios {
            fieldset: Some(Fieldset::from(legend)),
            hint: "Times are UK time".into(),
            name: CallPage::TIME.into(),
            value: chosen.into(),
            items: times.iter().map(radio).collect(),
            error_message: errors.beside(CallPage::TIME),
            ..Radios::default()
        };
        Some((radios, Button::submit("Book this time")))
    }

    fn booked(&self) -> Vec<Html> {
        if self.record.booked.is_none() {
            return Vec::new();
        }
        let mut links = vec![link("Add it to your calendar", &format!("{}/call.ics", self.href))];
        if self.opened.may(May::CallOff) && !self.is_on_hold() {
            links.push(link("Call it off", &format!("{}/off", self.href)));
        }
        links
    }

    fn staff(&self) -> Vec<Html> {
        let mut links = Vec::new();
        if self.is_on_hold() || self.is_over() {
            return links;
        }
        if self.opened.may(May::OfferTimes) && self.record.booked.is_none() {
            links.push(link("Offer times", &format!("{}/offer", self.href)));
        }
        if self.opened.may(May::RecordCall) && self.record.booked.is_some() {
            links.push(link("Write down what came of it", &format!("{}/record", self.href)));
        }
        links
    }

    fn item(&self, topic: &Topic) -> Item {
        let facts = &self.opened.facts;
        let answered = topic.fields.iter().filter_map(|id| {
            let field = self.opened.definition.field(id)?;
            let answer = facts.answer(id).filter(|answer| !answer.is_empty())?;
            Some(row(&field.label, value(&self.opened.definition, field, Some(answer))))
        });
        let rows: Vec<_> = answered.collect();
        Item { title: topic.title.clone(), answers: (!rows.is_empty()).then(|| SummaryList::new(rows)) }
    }

    fn outcome(&self, held: &Held) -> Outcome {
        let found = self.call.outcomes.iter().find(|one| one.id == held.outcome);
        let outcome = found.map_or(held.outcome.as_str(), |one| &one.title);
        let mut rows = vec![row("Outcome", outcome)];
        rows.extend(held.reason.as_ref().map(|reason| row("Reason", reason.as_str())));
        rows.push(row("Notes", broken_lines(held.notes.lines())));
        if !held.actions.is_empty() {
            rows.push(row("Actions", broken_lines(held.actions.iter().map(String::as_str))));
        }
        if !held.attended.is_empty() {
            rows.push(row("Who came", broken_lines(held.attended.iter().map(String::as_str))));
        }
        let recorded = &held.recorded;
        let written = format!("{} by {}", moment(recorded.at), self.people.name(&recorded.by));
        rows.push(row("Written down", written));
        let confirmed = held.confirmed.as_ref().map_or_else(
            || "Not yet".to_owned(),
            |mark| format!("{} by {}", moment(mark.at), self.people.name(&mark.by)),
        );
        rows.push(row("Confirmed", confirmed));
        let on = day(held.started_at.to_zoned(london()).date());
        Outcome { title: format!("The call on {on}"), facts: SummaryList::new(rows) }
    }

    fn confirm(&self, errors: &FieldErrors) -> Option<Button> {
        let waits = self.record.held.last().is_some_and(|held| held.confirmed.is_none());
        let can = self.opened.may(May::ConfirmCall) && !self.is_on_hold();
        let has_error = errors.message(CallPage::CONFIRM).is_some();
        (waits && can || has_error).then(|| Button::submit("Confirm that this is what was said"))
    }
}

impl Page for CallPage {
    fn title(&self) -> String {
        self.title.clone()
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
