//! Sample integrations as the service's side sees them: submitted, asked about, and walked to the Board.

use app::integrations::Opened;
use onboarding::{Event, role::Roles};
use toolkit::{
    CallId, DecisionId, FieldId, FormId, SlotId, Value,
    facts::{About, Condition, SeenFile},
};

use crate::pages::forms::sample::opened;

fn text(field: &str, text: &str) -> Event {
    Event::Answered { field: FieldId::new(field), value: Some(Value::text(text)) }
}

fn added(name: &str) -> Event {
    Event::EvidenceAdded {
        slot: SlotId::new("architecture-diagram"),
        document: "01939b1e-7000-7000-8000-000000000004".into(),
        name: name.into(),
        media_type: "application/pdf".into(),
        bytes: 52_000,
        sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".into(),
        dated: None,
    }
}

/// What somebody with every role sees: a submitted application with a question that was replied to, a call that is booked, a
/// report, a waiver in force and one that was asked for.
pub(super) fn busy() -> Option<Opened> {
    let call = || CallId::new("application-review");
    let at: kernel::Timestamp = "2026-11-20T10:00:00Z".parse().ok()?;
    let waived = |check: &str| toolkit::CheckId::new(check);
    let events = vec![
        text("eligibility.contract", "yes"),
        text("application.overview", "People book appointments."),
        text("application.ai", "yes"),
        Event::Submitted { form: FormId::new("application") },
        Event::Asked {
            question: 1,
            about: About::Field(FieldId::new("application.overview")),
            to: None,
            text: "Who can see the appointments?".into(),
        },
        text("application.overview", "People and their carers book appointments."),
        Event::Replied { question: 1, text: "Carers can, too.".into() },
        added("first diagram.pdf"),
        Event::EvidenceRefused {
            slot: SlotId::new("architecture-diagram"),
            document: "01939b1e-7000-7000-8000-000000000004".into(),
            reason: "The names of the systems are missing".into(),
        },
        added("diagram.pdf"),
        Event::TimesOffered { call: call(), times: vec![at] },
        Event::TimeChosen { call: call(), time: at },
        Event::Reported {
            decision: DecisionId::new("board-application"),
            recommendation: "approved".into(),
            text: "The service fits.".into(),
        },
        Event::WaiverAsked {
            check: waived("identity-standard.read"),
            reason: "They wrote it".into(),
            control: "None is needed".into(),
        },
        Event::WaiverGranted {
            check: waived("identity-standard.read"),
            reason: "They wrote it".into(),
            control: "None is needed".into(),
            until: "2027-01-31".parse().ok()?,
            asked_by: "x".into(),
        },
        Event::WaiverAsked {
            check: waived("working-together.read"),
            reason: "They know it".into(),
            control: "None is needed".into(),
        },
        Event::Paused { reason: "Nobody was there".into() },
        Event::Resumed { reason: "They are back".into() },
        Event::Noted { text: "They called".into() },
    ];
    opened(events).map(|opened| Opened { roles: Roles::operator(), ..opened })
}

/// Whoever belongs to the partner.
pub(super) fn partner() -> Roles {
    Roles::of_partner([onboarding::role::PartnerRole::Owner])
}

/// One that the Board approved with three conditions: one is late, one got more time, one is met.
pub(super) fn conditional() -> Option<Opened> {
    let decision = || DecisionId::new("board-application");
    let condition = |text: &str, due: &str| {
        Some(Condition { text: text.into(), owner: "Harbour Health".into(), due: due.parse().ok()? })
    };
    let decided = Event::Decided {
        decision: decision(),
        outcome: "approved".into(),
        passes: true,
        ends: false,
        reason: String::new(),
        missing: None,
        conditions: vec![
            condition("Show the signed contract", "2026-11-20")?,
            condition("Name the clinical safety officer", "2026-12-01")?,
            condition("Show how people are told", "2026-12-01")?,
        ],
        meeting: None,
        definition: String::new(),
        paper_sha256: None,
    };
    let extended = Event::ConditionExtended {
        decision: decision(),
        condition: 2,
        due: "2027-01-29".parse().ok()?,
        reason: "The new officer starts in January".into(),
    };
    let file = SeenFile {
        slot: SlotId::new("architecture-diagram"),
        document: "01939b1e-7000-7000-8000-000000000004".into(),
        name: "diagram.pdf".into(),
        sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".into(),
    };
    let closed = Event::ConditionClosed {
        decision: decision(),
        condition: 3,
        seen: "The notice is part of the diagram".into(),
        file: Some(file),
    };
    let events = vec![added("diagram.pdf"), decided, extended, closed];
    opened(events).map(|opened| Opened { roles: Roles::operator(), ..opened })
}

/// One that has just begun.
pub(super) fn fresh() -> Option<Opened> {
    opened(Vec::new()).map(|opened| Opened { roles: Roles::operator(), ..opened })
}
