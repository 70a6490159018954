//! Sample pages of evidence: an empty place, one with two versions, and forms with what is wrong in them.

use app::integrations::People;
use onboarding::Event;
use toolkit::{SlotId, answer::Typed, facts::About};
use web_kit::FieldErrors;

use super::{AddEvidence, EvidencePage};
use crate::pages::{
    forms::opened_sample,
    frame::{Frame, Section},
};

const DOCUMENT: &str = "01939b1e-7000-7000-8000-0000000000";

fn frame() -> Frame {
    Frame::sample(Section::Integrations)
}

fn added(slot: &str, number: u8) -> Event {
    Event::EvidenceAdded {
        slot: SlotId::new(slot),
        document: format!("{DOCUMENT}{number:02}"),
        name: format!("{slot}-{number}.pdf"),
        media_type: "application/pdf".into(),
        bytes: 150_000,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        dated: "2026-11-01".parse().ok(),
    }
}

fn refused(slot: &str, number: u8) -> Event {
    let document = format!("{DOCUMENT}{number:02}");
    Event::EvidenceRefused {
        slot: SlotId::new(slot),
        document,
        reason: "It does not show where data is hosted".into(),
    }
}

fn page(events: Vec<Event>, slot: &str, is_added: bool) -> Option<EvidencePage> {
    let opened = opened_sample(events)?;
    let slot = opened.definition.slot(&SlotId::new(slot))?.clone();
    Some(EvidencePage::new(frame(), &opened, &People::default(), &slot, is_added))
}

pub(super) fn pages() -> Vec<EvidencePage> {
    let diagram = "architecture-diagram";
    let asked = Event::Asked {
        question: 1,
        about: About::Evidence(SlotId::new(diagram)),
        to: None,
        text: "Where is the database?".into(),
    };
    let pages = [
        page(Vec::new(), diagram, false),
        page(vec![added(diagram, 1), refused(diagram, 1), added(diagram, 2), asked], diagram, true),
        page(vec![added("pen-test", 1)], "pen-test", false),
        page(Vec::new(), "sponsor-letter", false),
    ];
    pages.into_iter().flatten().collect()
}

pub(super) fn additions() -> Vec<AddEvidence> {
    let page = |slot: &str, errors: FieldErrors| {
        let opened = opened_sample(Vec::new())?;
        let slot = opened.definition.slot(&SlotId::new(slot))?.clone();
        let typed = Typed::Date { day: "31".into(), month: "2".into(), year: "2026".into() };
        Some(AddEvidence::new(frame(), &opened, &slot, &typed, errors))
    };
    let pages = [
        page("architecture-diagram", FieldErrors::new()),
        page(
            "architecture-diagram",
            FieldErrors::from_iter([(AddEvidence::FILE, "The selected file is empty")]),
        ),
        page("pen-test", FieldErrors::from_iter([("dated-day", "The date must be a real date")])),
    ];
    pages.into_iter().flatten().collect()
}
