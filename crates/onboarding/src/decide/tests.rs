//! Commands upon the edition of September 2025: what they lead to, and when and how they are refused.

mod conditions;

use std::collections::BTreeMap;

use jiff::Timestamp;
use toolkit::{Facts, FormId, SlotId, Value, facts::About};

use super::*;
use crate::{Recorded, evolve, fold, rehearsal::shipped};

/// An integration, and people who do things to it.
struct Desk {
    definition: Definition,
    facts: Facts,
    now: Timestamp,
}

fn who(id: &str, role: &str) -> Who {
    Who { id: id.to_owned(), roles: [role.to_owned()].into() }
}

impl Desk {
    fn new() -> Self {
        let now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
        let event = start(&"2025-09".parse().unwrap(), BTreeMap::new());
        let facts = fold([&Recorded { position: 1, at: now, by: "ada".into(), event }]).unwrap();
        Self { definition: shipped("2025-09"), facts, now }
    }

    fn tell(&mut self, who: &Who, command: Command) -> Result<Vec<Event>, Refusal> {
        let before = self.facts.clone();
        let events = decide(&self.definition, &self.facts, command, who, self.now).inspect_err(|_| {
            assert_eq!(before, self.facts, "a refusal changes nothing");
        })?;
        for event in &events {
            let position = self.facts.touched.position + 1;
            evolve(
                &mut self.facts,
                &Recorded { position, at: self.now, by: who.id.clone(), event: event.clone() },
            );
        }
        Ok(events)
    }

    fn answer(&mut self, by: &str, field: &str, text: &str, seen: u64) -> Result<Vec<Event>, Refusal> {
        let command = Command::Answer { field: field.parse().unwrap(), value: Some(Value::text(text)), seen };
        self.tell(&who(by, "delivery-manager"), command)
    }

    /// Does what the rehearsal would, until the command that `until` picks is next.
    fn rehearse(&mut self, until: impl Fn(&Command) -> bool) {
        use crate::rehearsal::{Meeting, Next, Plain, Player};
        let meeting = Meeting { id: "M1".into(), date: "2026-03-11".parse().unwrap() };
        for _ in 0..500 {
            let player = Player { definition: &self.definition, words: &Plain, meeting: &meeting };
            match player.next(&self.facts, self.now) {
                Next::Act { command, .. } if until(&command) => return,
                Next::Act { role, command } => {
                    self.tell(&who(&role, &role), command).unwrap();
                }
                Next::Wait(at) => self.now = at,
                end => panic!("{end:?}"),
            }
        }
        panic!("it never comes to that");
    }
}

fn is_accept(command: &Command) -> bool {
    matches!(command, Command::Accept { form } if form.as_str() == "application")
}

#[test]
fn two_people_who_save_at_once_lose_nothing() {
    let mut desk = Desk::new();
    desk.answer("ada", "application.overview", "A diary for people with asthma", 0).unwrap();
    let refusal = desk.answer("bea", "application.overview", "A diary", 0).unwrap_err();
    let Refusal::Conflict { by, theirs, position } = refusal else { panic!("{refusal:?}") };
    assert_eq!((by.as_str(), position), ("ada", 2));
    assert_eq!(theirs, Some(Value::text("A diary for people with asthma")));
    // Having seen it, the second one may replace it; the same answer twice is no event.
    desk.answer("bea", "application.overview", "A diary", 2).unwrap();
    assert_eq!(desk.answer("ada", "application.overview", "A diary", 0), Ok(vec![]));
}

#[test]
fn a_form_with_questions_left_says_which() {
    let mut desk = Desk::new();
    let submit = Command::Submit { form: FormId::new("application") };
    let refusal = desk.tell(&who("ada", "owner"), submit).unwrap_err().to_string();
    assert!(
        refusal.contains("cannot be submitted yet") && refusal.contains("questions are left"),
        "{refusal}"
    );
}

#[test]
fn nobody_accepts_what_they_wrote_or_sent_in() {
    let mut desk = Desk::new();
    desk.rehearse(is_accept);
    let accept = Command::Accept { form: FormId::new("application") };
    let both = Who { id: "delivery-manager".into(), roles: ["project-manager".to_owned()].into() };
    assert!(matches!(desk.tell(&both, accept.clone()), Err(Refusal::SamePerson(_))));
    let refusal = desk.tell(&who("eve", "reviewer:data-security"), accept.clone()).unwrap_err().to_string();
    assert_eq!(refusal, "only the project manager can do this");
    desk.tell(&who("pam", "project-manager"), accept).unwrap();
}

#[test]
fn what_is_in_review_changes_only_where_its_reviewer_asks() {
    let mut desk = Desk::new();
    desk.rehearse(is_accept);
    let seen =
        |desk: &Desk| desk.facts.answers[&"application.overview".parse::<FieldId>().unwrap()].mark.position;
    let position = seen(&desk);
    let refusal =
        desk.answer("ada", "application.overview", "Something else", position).unwrap_err().to_string();
    assert!(refusal.contains("is being looked at"), "{refusal}");
    let pam = who("pam", "project-manager");
    let about = About::Field("application.overview".parse().unwrap());
    desk.tell(&pam, Command::Ask { about, to: None, text: "Who writes in the diary?".into() }).unwrap();
    desk.answer("ada", "application.overview", "Patients write in it", position).unwrap();
    let accept = Command::Accept { form: FormId::new("application") };
    let refusal = desk.tell(&pam, accept.clone()).unwrap_err().to_string();
    assert!(refusal.starts_with("1 question"), "{refusal}");
    desk.tell(&who("ada", "owner"), Command::Reply { question: 1, text: "Only patients.".into() }).unwrap();
    let events = desk.tell(&pam, accept).unwrap();
    assert_eq!(events.iter().map(Event::name).collect::<Vec<_>>(), ["closed", "accepted"]);
    assert_eq!(
        desk.facts.questions[0].before,
        Some(Value::text("What there is to say about product overview"))
    );
    let position = seen(&desk);
    let refusal = desk.answer("ada", "application.overview", "Late", position).unwrap_err().to_string();
    assert!(refusal.contains("was accepted"), "{refusal}");
}

#[test]
fn a_call_is_booked_from_what_is_offered_and_recorded_once_it_has_begun() {
    let mut desk = Desk::new();
    let is_choice = |command: &Command| matches!(command, Command::ChooseTime { .. });
    desk.rehearse(is_choice);
    let (call, ada, pam) = (
        "application-review".parse::<toolkit::CallId>().unwrap(),
        who("ada", "owner"),
        who("pam", "project-manager"),
    );
    let offered = desk.facts.calls[&call].offered.clone();
    let other =
        Command::ChooseTime { call: call.clone(), time: offered[0] + kernel::SignedDuration::from_mins(5) };
    assert_eq!(desk.tell(&ada, other), Err(Refusal::NotOffered));
    desk.tell(&ada, Command::ChooseTime { call: call.clone(), time: offered[1] }).unwrap();
    let again = Command::ChooseTime { call: call.clone(), time: offered[2] };
    assert_eq!(desk.tell(&ada, again), Err(Refusal::BookedAlready));
    let record = |outcome: &str| Command::RecordCall {
        call: call.clone(),
        outcome: outcome.into(),
        reason: (outcome == "another-call").then(|| "The criteria are not met yet".to_owned()),
        notes: "All was clear.".into(),
        actions: vec![" ".into(), "Send the price list".into()],
        attended: vec![],
    };
    assert_eq!(desk.tell(&pam, record("ready-for-board")), Err(Refusal::NotBegun));
    desk.now = offered[1];
    assert!(matches!(desk.tell(&pam, record("splendid")), Err(Refusal::NoSuchOutcome { .. })));
    let Command::RecordCall { call: held, outcome, notes, actions, attended, .. } = record("another-call")
    else {
        panic!("a record")
    };
    for reason in [None, Some("I did not like it".to_owned())] {
        let (call, outcome, notes) = (held.clone(), outcome.clone(), notes.clone());
        let (actions, attended) = (actions.clone(), attended.clone());
        let without = Command::RecordCall { call, outcome, reason, notes, actions, attended };
        assert!(matches!(desk.tell(&pam, without), Err(Refusal::ReasonFromList(_))));
    }
    desk.tell(&pam, record("another-call")).unwrap();
    assert_eq!(desk.facts.calls[&call].held[0].reason.as_deref(), Some("The criteria are not met yet"));
    assert_eq!(desk.facts.calls[&call].held[0].actions, ["Send the price list"]);
    // It did not pass, so times can be offered again.
    let times = vec![desk.now + kernel::SignedDuration::from_hours(48)];
    desk.tell(&pam, Command::OfferTimes { call: call.clone(), times }).unwrap();
    assert_eq!(
        desk.tell(&pam, Command::ConfirmCall { call }).unwrap_err().to_string(),
        "you wrote this record: the other side confirms it"
    );
}

fn decide_on(outcome: &str, missing: Option<&str>) -> Command {
    Command::Decide(crate::command::NewDecision {
        decision: "board-application".parse().unwrap(),
        outcome: outcome.into(),
        reason: "The commission is not clear".into(),
        missing: missing.map(ToOwned::to_owned),
        conditions: vec![],
        meeting: Some("M1".into()),
        paper_sha256: None,
    })
}

#[test]
fn the_board_defers_only_with_the_one_thing_that_is_missing_and_decides_again_once_it_is_there() {
    let mut desk = Desk::new();
    desk.rehearse(|command| matches!(command, Command::List { .. }));
    let (bo, pam, secretary) =
        (who("bo", "board-member"), who("pam", "project-manager"), who("sam", "board-secretary"));
    assert_eq!(desk.tell(&bo, decide_on("approved", None)), Err(Refusal::NotListed));
    let list = Command::List {
        decision: "board-application".parse().unwrap(),
        meeting: "M1".into(),
        date: "2026-03-11".parse().unwrap(),
    };
    desk.tell(&secretary, list.clone()).unwrap();
    assert_eq!(desk.tell(&bo, decide_on("deferred", None)), Err(Refusal::NameWhatIsMissing));
    desk.tell(&bo, decide_on("deferred", Some("A letter from the commissioner"))).unwrap();
    let standing = Standing::of(&desk.definition, &desk.facts, desk.now);
    let service: Vec<_> = standing.turn.service.iter().filter_map(|finding| finding.turn).collect();
    assert_eq!(service, ["project-manager"], "after a deferral it is with whoever asked");
    assert!(standing.turn.service[0].because.contains("A letter from the commissioner."));
    desk.now += kernel::SignedDuration::from_hours(24);
    let report = Command::Report {
        decision: "board-application".parse().unwrap(),
        recommendation: "approved".into(),
        text: "The letter came.".into(),
    };
    desk.tell(&pam, report).unwrap();
    desk.tell(&secretary, list).unwrap();
    desk.tell(&bo, decide_on("approved", None)).unwrap();
    assert_eq!(desk.tell(&bo, decide_on("rejected", None)), Err(Refusal::NotListed));
}

#[test]
fn a_pause_stops_everything_but_its_end() {
    let mut desk = Desk::new();
    let ada = who("ada", "owner");
    desk.tell(&ada, Command::Pause { reason: "Our funding is late".into() }).unwrap();
    assert_eq!(desk.answer("ada", "application.overview", "A diary", 0), Err(Refusal::Paused));
    let standing = Standing::of(&desk.definition, &desk.facts, desk.now);
    assert_eq!(standing.turn.with(), toolkit::standing::With::Nobody);
    desk.tell(&ada, Command::Resume { reason: "It came".into() }).unwrap();
    desk.answer("ada", "application.overview", "A diary", 0).unwrap();
    desk.tell(&ada, Command::Withdraw { reason: "We use something else".into() }).unwrap();
    assert_eq!(desk.answer("ada", "application.overview", "No", 3), Err(Refusal::Withdrawn));
}

#[test]
fn a_waiver_needs_a_second_person_an_end_and_a_check_that_may_be_waived() {
    let mut desk = Desk::new();
    let (pam, bo) = (who("pam", "project-manager"), who("bo", "board-member"));
    let ask = |check: &str| Command::AskWaiver {
        check: check.parse().unwrap(),
        reason: "It is under way".into(),
        control: "A weekly review".into(),
    };
    assert!(matches!(desk.tell(&pam, ask("board-application.approved")), Err(Refusal::CannotWaive(_))));
    let check: toolkit::CheckId = "identity-standard.read".parse().unwrap();
    let grant = |until: &str| Command::GrantWaiver { check: check.clone(), until: until.parse().unwrap() };
    assert_eq!(desk.tell(&bo, grant("2026-06-01")), Err(Refusal::NoWaiverAsked));
    desk.tell(&pam, ask("identity-standard.read")).unwrap();
    assert!(matches!(desk.tell(&pam, grant("2026-06-01")), Err(Refusal::SamePerson(_))));
    assert_eq!(desk.tell(&bo, grant("2028-06-01")), Err(Refusal::WaiverEnd));
    desk.tell(&bo, grant("2026-06-01")).unwrap();
    let state = |desk: &Desk| {
        let standing = Standing::of(&desk.definition, &desk.facts, desk.now);
        standing
            .gate(&"review-call".parse().unwrap())
            .unwrap()
            .findings
            .iter()
            .find(|one| one.check.id == check)
            .unwrap()
            .state
    };
    assert_eq!(state(&desk), toolkit::standing::CheckState::Waived);
    desk.now = "2026-06-02T09:00:00Z".parse().unwrap();
    assert_eq!(state(&desk), toolkit::standing::CheckState::Unmet, "a waiver ends by itself");
}

#[test]
fn evidence_is_looked_at_by_its_discipline_and_by_somebody_else() {
    let mut desk = Desk::new();
    let slot: SlotId = "architecture-diagram".parse().unwrap();
    let new = |sha256: &str| {
        Command::AddEvidence(crate::command::NewEvidence {
            slot: slot.clone(),
            document: format!("document {sha256}"),
            name: "diagram.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: 3,
            sha256: sha256.into(),
            dated: None,
        })
    };
    let ada = who("ada", "developer");
    desk.tell(&ada, new("aa")).unwrap();
    assert_eq!(desk.tell(&ada, new("aa")), Err(Refusal::NothingNew));
    desk.tell(&ada, new("bb")).unwrap();
    let reviewer = desk.definition.slot(&slot).unwrap().reviewer.clone().unwrap();
    let rex = who("rex", &reviewer);
    let accept = |document: &str| Command::AcceptEvidence { slot: slot.clone(), document: document.into() };
    assert_eq!(desk.tell(&rex, accept("document aa")), Err(Refusal::NotNewest));
    assert!(matches!(
        desk.tell(&who("pam", "project-manager"), accept("document bb")),
        Err(Refusal::NotYours { .. })
    ));
    assert!(matches!(
        desk.tell(&Who { id: "ada".into(), ..rex.clone() }, accept("document bb")),
        Err(Refusal::SamePerson(_))
    ));
    desk.tell(&rex, accept("document bb")).unwrap();
    assert_eq!(desk.tell(&rex, accept("document bb")), Err(Refusal::Reviewed));
}

#[test]
fn deciding_not_to_go_on_withdraws() {
    let mut desk = Desk::new();
    let decision = |outcome: &str| {
        Command::Decide(crate::command::NewDecision {
            decision: "proceed".parse().unwrap(),
            outcome: outcome.into(),
            reason: "The effort is too large".into(),
            missing: None,
            conditions: vec![],
            meeting: None,
            paper_sha256: None,
        })
    };
    let events = desk.tell(&who("ada", "delivery-manager"), decision("withdraw")).unwrap();
    assert_eq!(events.iter().map(Event::name).collect::<Vec<_>>(), ["decided", "withdrawn"]);
}

#[test]
fn only_the_platform_observes() {
    let mut desk = Desk::new();
    let seen = |hour: i64| Command::Observe {
        what: "sandpit.sign-in".parse().unwrap(),
        seen_at: Timestamp::from_second(1_772_000_000 + hour * 3600).unwrap(),
        references: vec!["REF".into()],
    };
    assert!(matches!(desk.tell(&Who::operator(), seen(1)), Err(Refusal::NotYours { .. })));
    desk.tell(&Who::platform(), seen(1)).unwrap();
    assert_eq!(desk.tell(&Who::platform(), seen(1)), Err(Refusal::NothingNew));
}
