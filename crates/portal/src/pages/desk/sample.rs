//! Sample integrations as the service's side sees them: submitted, asked about, and walked to the Board.

use app::integrations::Opened;
use onboarding::{Event, role::Roles};
use toolkit::{CallId, DecisionId, FieldId, FormId, SlotId, Value, facts::About};

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

/// One that has just begun.
pub(super) fn fresh() -> Option<Opened> {
    opened(Vec::new()).map(|opened| Opened { roles: Roles::operator(), ..opened })
}
