//! A place for files of one kind: what it takes, what was added, and adding a file.

mod add;
mod sample;

use app::integrations::{Opened, People, evidence::formats, evidence::most_bytes};
use askama::Template;
use documents::{names, size_text};
use kernel::Date;
use nhsuk::{BackLink, Button, Header, Heading, Html, InsetText, NotificationBanner, SummaryList};
use onboarding::policy::Action as May;
use toolkit::{
    definition::{Evidence, Test, Validity},
    facts::{About, EvidenceVersion},
    standing::{day, lower_first, moment, sentence, valid_until},
};
use web_kit::{Page, Site, WayBack};

pub use add::{AddEvidence, dated_field};

use super::{
    forms::{Place, asked_about},
    frame::Frame,
    parts::{code, heading_about, link, row},
};

// What the place takes, for a hint.
fn takes(slot: &Evidence) -> String {
    format!("{}, smaller than {}", names(&formats(slot)), size_text(most_bytes(slot)))
}

fn counts(slot: &Evidence) -> Option<String> {
    Some(match slot.validity.as_ref()? {
        Validity::Months(1) => "For 1 month from the date in it".to_owned(),
        Validity::Months(months) => format!("For {months} months from the date in it"),
        Validity::Until(day_of_year) => format!("From the date in it to the next {}", of_year(day_of_year)),
        Validity::Stated => "Until the date that you state".to_owned(),
    })
}

// `06-30` as people say it.
fn of_year(month_and_day: &str) -> String {
    let date = format!("2000-{month_and_day}").parse::<Date>();
    date.map_or_else(|_| month_and_day.to_owned(), |date| date.strftime("%-d %B").to_string())
}

/// One file that was added.
#[derive(Clone, Debug)]
struct Version {
    title: String,
    facts: SummaryList,
}

/// The place with all its files, the newest one first.
#[derive(Clone, Debug, Template)]
#[template(path = "evidence.html")]
pub struct EvidencePage {
    frame: Frame,
    place: Place,
    title: String,
    heading: Heading,
    notice: Option<NotificationBanner>,
    hint: String,
    standing: Option<InsetText>,
    notes: Vec<Html>,
    rules: SummaryList,
    add: Option<Button>,
    review: Option<Html>,
    versions: Vec<Version>,
}

impl EvidencePage {
    pub fn new(frame: Frame, opened: &Opened, people: &People, slot: &Evidence, is_added: bool) -> Self {
        let place = Place::of(opened);
        let versions = opened.facts.evidence.get(&slot.id).map(Vec::as_slice).unwrap_or_default();
        let may_add = opened.may(May::AddEvidence) && opened.facts.hold.is_none();
        let may_review = opened.may(May::AcceptEvidence) && slot.reviewer.is_some();
        let words = if versions.is_empty() { "Add a file" } else { "Add a newer file" };
        Self {
            notice: is_added.then(|| NotificationBanner::success("The file was added.")),
            heading: heading_about(&opened.product.name, &slot.title),
            title: slot.title.clone(),
            hint: slot.hint.clone(),
            standing: standing(opened, slot),
            notes: notes(opened, &place, slot),
            rules: rules(opened, slot),
            add: may_add.then(|| Button::link(words, format!("{}/add", place.evidence(&slot.id)))),
            review: may_review.then(|| {
                link("Review this file", &format!("{}/review/evidence/{}", place.integration, slot.id))
            }),
            versions: listed(opened, people, slot, versions),
            place,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        sample::pages()
    }
}

// The words of the checks that are about this place.
fn standing(opened: &Opened, slot: &Evidence) -> Option<InsetText> {
    let standing = opened.standing();
    let findings = standing.tasks.iter().flat_map(|task| &task.findings);
    let mut said: Vec<String> = findings
        .filter(|finding| match &finding.check.test {
            Test::Evidence(id) | Test::EvidenceAccepted(id) => *id == slot.id,
            _ => false,
        })
        .map(|finding| finding.because.clone())
        .collect();
    said.dedup();
    (!said.is_empty()).then(|| InsetText::new(said.join(" ")))
}

fn notes(opened: &Opened, place: &Place, slot: &Evidence) -> Vec<Html> {
    let about = About::Evidence(slot.id.clone());
    let open = opened.facts.questions.iter().filter(|one| one.closed.is_none() && one.about == about);
    open.map(|one| asked_about(one.number, &one.text, &place.question(one.number))).collect()
}

fn rules(opened: &Opened, slot: &Evidence) -> SummaryList {
    let reviewer = slot.reviewer.as_ref().map_or_else(
        || "Nobody, having it is enough".to_owned(),
        |role| opened.definition.role_title(role).to_owned(),
    );
    let mut rows = vec![row("Takes", takes(slot))];
    rows.extend(counts(slot).map(|counts| row("Counts", counts)));
    rows.push(row("Looked at by", reviewer));
    SummaryList::new(rows)
}

fn listed(opened: &Opened, people: &People, slot: &Evidence, versions: &[EvidenceVersion]) -> Vec<Version> {
    let place = Place::of(opened);
    let newest = versions.len();
    let numbered = versions.iter().enumerate().rev();
    numbered
        .map(|(index, version)| {
            let number = index + 1;
            let is_newest = number == newest;
            let state = state(opened, people, slot, version, is_newest);
            let named = link(&version.name, &place.document(&version.document));
            let added = format!("{} by {}", moment(version.added.at), people.name(&version.added.by));
            let mut rows = vec![
                row("File", named),
                row("Added", added),
                row("Review", state),
                row("Size", size(version.bytes)),
                row("SHA-256", code(&version.sha256)),
            ];
            rows.extend(version.dated.map(|date| row("Date given", day(date))));
            rows.extend(valid_until(slot, version).map(|date| row("Counts until", day(date))));
            let title =
                if is_newest { format!("Version {number}, the newest") } else { format!("Version {number}") };
            Version { title, facts: SummaryList::new(rows) }
        })
        .collect()
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{} MB", bytes.div_ceil(1_048_576)),
    }
}

fn state(
    opened: &Opened,
    people: &People,
    slot: &Evidence,
    version: &EvidenceVersion,
    is_newest: bool,
) -> String {
    match (&version.accepted, &version.refused, &slot.reviewer) {
        (Some(mark), _, _) => format!("Accepted on {} by {}", moment(mark.at), people.name(&mark.by)),
        (None, Some((reason, mark)), _) => {
            let by = people.name(&mark.by);
            format!("Not accepted on {} by {by}: {}", moment(mark.at), sentence(reason))
        }
        (None, None, _) if !is_newest => "Replaced before anybody looked at it".to_owned(),
        (None, None, Some(role)) => {
            format!("With the {}", lower_first(opened.definition.role_title(role)))
        }
        (None, None, None) => "Nobody has to look at it".to_owned(),
    }
}

impl Page for EvidencePage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(&self.place.integration))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
