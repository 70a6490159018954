//! Sample pages of the Board: one meeting before, at and after its item.

use app::{
    board::{
        Agenda, AllBound, Bound, BoundListed, Closed, Entry, Frozen, Interest, Issued, ItemView, Letter,
        Meeting, Meetings, Member, Origin, Outlined, Pack, Ready, Sealed,
    },
    integrations::{Opened, People, paper},
};
use jiff::civil::Date;
use kernel::Timestamp;
use onboarding::{
    Event,
    role::{Roles, StaffRole},
};
use toolkit::{
    DecisionId, FieldId, Value,
    definition::Side,
    facts::{About, Condition},
};
use uuid::Uuid;

use crate::pages::forms::sample::opened;

const MEETING: Uuid = Uuid::from_u128(0x0193_9b1e_7000_7000_8000_0000_0000_0060);
const MEMBER: Uuid = Uuid::from_u128(0x0193_9b1e_7000_7000_8000_0000_0000_0061);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn date(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
}

fn meeting(frozen: Option<Frozen>, is_closed: bool) -> Meeting {
    Meeting {
        id: MEETING,
        on_date: date(2026, 12, 2),
        papers_freeze_at: at("2026-11-25T17:00:00Z"),
        quorum: 1,
        frozen,
        closed: is_closed.then(|| Closed {
            at: at("2026-12-02T15:00:00Z"),
            minute: "Meeting of 2 December 2026.\nPresent: ada@service.example.\n\n1. Harbour Appointments was approved.".into(),
        }),
    }
}

fn members(is_present: bool) -> Vec<Member> {
    let member = |id, email: &str, has_read| {
        Some(Member { user_id: id, email: email.parse().ok()?, is_present, has_read })
    };
    let bea = Uuid::from_u128(MEMBER.as_u128() + 1);
    [member(MEMBER, "ada@service.example", false), member(bea, "bea@service.example", true)]
        .into_iter()
        .flatten()
        .collect()
}

fn interests(integration: Uuid) -> Vec<Interest> {
    let bea = Uuid::from_u128(MEMBER.as_u128() + 1);
    let email = "bea@service.example".parse().ok();
    let what = "I advised this partner last year".to_owned();
    email
        .into_iter()
        .map(|email| Interest { integration_id: integration, user_id: bea, email, what: what.clone() })
        .collect()
}

/// The first decision of the edition that the service's side makes.
fn boards(opened: &Opened) -> Option<toolkit::definition::Decision> {
    let is_boards = |by: &str| opened.definition.side(by) == Side::Service;
    opened.definition.decisions.iter().find(|decision| is_boards(&decision.by)).cloned()
}

fn events(decision: &toolkit::definition::Decision, is_decided: bool) -> Vec<Event> {
    let passing = decision.outcomes.first().map(|outcome| outcome.id.clone()).unwrap_or_default();
    let answered = Event::Answered {
        field: FieldId::new("application.overview"),
        value: Some(Value::text("People book appointments.\nThey see what they have booked.")),
    };
    let reported = Event::Reported {
        decision: decision.id.clone(),
        recommendation: passing.clone(),
        text: "The criteria are met.\nThe commission is under way.".into(),
    };
    let listed = Event::Listed {
        decision: decision.id.clone(),
        meeting: MEETING.to_string(),
        date: date(2026, 12, 2),
    };
    let noted = Event::Noted { text: "Who commissions it?".into() };
    let decided = Event::Decided {
        decision: decision.id.clone(),
        outcome: passing,
        passes: true,
        ends: false,
        reason: "The use of NHS login is clear".into(),
        missing: None,
        conditions: vec![condition()],
        meeting: Some(MEETING.to_string()),
        definition: String::new(),
        paper_sha256: None,
    };
    let ask = |question: u32, to: &str, text: &str| Event::Asked {
        question,
        about: About::Decision(decision.id.clone()),
        to: Some(to.into()),
        text: text.into(),
    };
    let asked = ask(1, &decision.asker, "Is the price fair?");
    let answered_it = Event::Replied { question: 1, text: "It is what others pay.".into() };
    let open = ask(2, "delivery-manager", "Who pays after the first year?");
    let mut events = vec![answered, reported, listed, noted, asked, answered_it, open];
    events.extend(is_decided.then_some(decided));
    events
}

fn condition() -> Condition {
    Condition {
        text: "Show the signed contract".into(),
        owner: "Harbour Health".into(),
        due: date(2027, 3, 31),
    }
}

/// An item in a state, for a member or for the secretary. None where no edition is shipped.
fn item(is_frozen: bool, is_decided: bool, role: StaffRole) -> Option<ItemView> {
    let decision = boards(&opened(Vec::new())?)?;
    let mut opened = opened(events(&decision, is_decided))?;
    opened.roles = Roles::of_staff([role]);
    let (frozen, pack) = pack(&opened, &decision);
    Some(ItemView {
        meeting: meeting(is_frozen.then_some(frozen), false),
        sealed: pack.papers.into_iter().next().filter(|_| is_frozen),
        members: members(is_frozen),
        interests: interests(opened.id.uuid()),
        viewer: Some(MEMBER.into()),
        opened,
        decision,
    })
}

fn pack(opened: &Opened, decision: &toolkit::definition::Decision) -> (Frozen, Pack) {
    let paper = paper::build(opened, decision, &People::default());
    let sealed = Sealed {
        integration: opened.id.uuid(),
        reference: opened.reference.clone(),
        decision: decision.id.clone(),
        sha256: paper.sha256(),
        paper,
    };
    let frozen_at = at("2026-11-25T17:00:00Z");
    let pack = Pack { meeting: MEETING, date: date(2026, 12, 2), frozen_at, papers: vec![sealed] };
    let text = serde_json::to_string(&pack).unwrap_or_default();
    (Frozen { at: frozen_at, sha256: vec![0x5a; 32], pack: text }, pack)
}

/// Before the papers are frozen, ready to be decided, decided, and ready as the secretary sees it.
pub(super) fn items() -> Vec<ItemView> {
    let states = [
        item(false, false, StaffRole::BoardMember),
        item(true, false, StaffRole::BoardMember),
        item(true, true, StaffRole::BoardSecretary),
        item(true, false, StaffRole::BoardSecretary),
    ];
    states.into_iter().flatten().collect()
}

fn entry(item: &ItemView) -> Entry {
    Entry {
        integration: item.opened.id,
        decision: item.decision.id.clone(),
        title: item.decision.title.clone(),
        product: item.opened.product.name.clone(),
        organisation: item.opened.organisation.name.clone(),
        reference: item.opened.reference.clone(),
        recommendation: Some("Approved".into()),
        decided: item.decided().map(|decided| (decided.clone(), "Approved".to_owned())),
    }
}

fn ready(decision: &DecisionId) -> Ready {
    Ready {
        integration: Uuid::from_u128(0x0193_9b1e_7000_7000_8000_0000_0000_0070).into(),
        decision: decision.clone(),
        title: "Application".into(),
        product: "Quay Diary".into(),
        organisation: "Quay".into(),
        reference: "3MX9-7RTB".into(),
        since: at("2026-11-20T09:00:00Z"),
    }
}

/// Before the papers are frozen, as the secretary sees it; frozen; frozen, for a member; over; and empty.
pub(super) fn agendas() -> Vec<Agenda> {
    let agenda = |item: &ItemView, is_closed, role: StaffRole| {
        let is_open = item.meeting.frozen.is_none();
        Agenda {
            meeting: meeting(item.meeting.frozen.clone(), is_closed),
            entries: vec![entry(item)],
            ready: is_open.then(|| ready(&item.decision.id)).into_iter().collect(),
            members: item.members.clone(),
            interests: item.interests.clone(),
            roles: Roles::of_staff([role]),
            viewer: Some(MEMBER.into()),
        }
    };
    let items = items();
    let [early, ready, decided, _] = items.as_slice() else { return Vec::new() };
    let empty = Agenda { entries: Vec::new(), ready: Vec::new(), ..agenda(early, false, StaffRole::Auditor) };
    vec![
        agenda(early, false, StaffRole::BoardSecretary),
        agenda(early, false, StaffRole::BoardSecretary),
        agenda(ready, false, StaffRole::BoardSecretary),
        agenda(ready, false, StaffRole::BoardMember),
        agenda(decided, true, StaffRole::BoardMember),
        empty,
    ]
}

pub(super) fn meetings() -> Vec<Meetings> {
    let outlined = |is_frozen: bool, is_closed| {
        let frozen = Frozen { at: at("2026-11-25T17:00:00Z"), pack: String::new(), sha256: vec![0; 32] };
        Outlined { meeting: meeting(is_frozen.then_some(frozen), is_closed), items: 2 }
    };
    let past = Outlined {
        meeting: Meeting { id: MEMBER, on_date: date(2026, 11, 18), ..outlined(true, true).meeting },
        items: 1,
    };
    let full = Meetings {
        open: vec![outlined(false, false)],
        closed: vec![past],
        proposed: vec![date(2026, 12, 16), date(2026, 12, 30)],
        roles: Roles::of_staff([StaffRole::BoardSecretary]),
    };
    let roles = Roles::of_staff([StaffRole::BoardMember]);
    let none = Meetings { open: Vec::new(), closed: Vec::new(), proposed: Vec::new(), roles };
    vec![full, none]
}

pub(super) fn packs() -> Vec<(Meeting, Frozen, Pack)> {
    let full = items().into_iter().nth(1).map(|item| {
        let (frozen, pack) = pack(&item.opened, &item.decision);
        (item.meeting, frozen, pack)
    });
    let empty =
        full.clone().map(|(meeting, frozen, pack)| (meeting, frozen, Pack { papers: Vec::new(), ..pack }));
    full.into_iter().chain(empty).collect()
}

pub(super) fn letters() -> Vec<Letter> {
    let Some(item) = items().into_iter().nth(2) else { return Vec::new() };
    let about = onboarding::letter::About {
        product: &item.opened.product.name,
        organisation: &item.opened.organisation.name,
        reference: &item.opened.reference,
    };
    let written =
        onboarding::letter::write(&item.opened.definition, &item.opened.facts, &item.decision.id, about);
    let letter = |written: Option<_>, is_issued| Letter { item: item.clone(), written, is_issued };
    vec![
        letter(written.clone(), false),
        letter(written.clone(), true),
        letter(written, true),
        letter(None, false),
    ]
}

pub(super) fn issued() -> Vec<Issued> {
    let letter = letters().into_iter().next();
    let issued = letter.and_then(|letter| {
        let written = letter.written?;
        let at = at("2026-12-02T16:00:00Z");
        Some(Issued { opened: letter.item.opened, at, subject: written.subject, body: written.body })
    });
    issued.into_iter().collect()
}

pub(super) fn bound() -> AllBound {
    let one = |origin, title: &str, words: &str, owner: &str, due| BoundListed {
        integration_id: MEETING,
        reference: "7Q4M-2XKD".into(),
        product: "Harbour Appointments".into(),
        organisation: "Harbour Health".into(),
        bound: Bound {
            origin,
            subject: "board-application".into(),
            number: 1,
            title: title.into(),
            words: words.into(),
            owner: owner.into(),
            due,
        },
    };
    let (condition, waiver) = (condition(), "The service is used by invited people only");
    let late = ("Name the clinical safety officer", date(2026, 11, 20));
    let rows = vec![
        one(Origin::Condition, "Application", late.0, &condition.owner, late.1),
        one(Origin::Condition, "Application", &condition.text, &condition.owner, condition.due),
        one(Origin::Waiver, "Penetration test in date", waiver, "Delivery manager", date(2026, 12, 20)),
    ];
    AllBound { today: date(2026, 12, 1), rows, found: 120, overdue: 1 }
}
