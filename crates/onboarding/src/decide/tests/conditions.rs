//! Conditions of the Board: closed upon what was seen, given more time, and by whom neither can be done.

use toolkit::facts::{Condition, HeldTo};

use super::*;

fn decision() -> toolkit::DecisionId {
    "board-application".parse().unwrap()
}

/// Approved with two conditions until the end of March 2026; evidence was added after that.
fn approved() -> Desk {
    let mut desk = Desk::new();
    desk.rehearse(|command| matches!(command, Command::List { .. }));
    let list =
        Command::List { decision: decision(), meeting: "M1".into(), date: "2026-03-11".parse().unwrap() };
    desk.tell(&who("sam", "board-secretary"), list).unwrap();
    let due = desk.today().saturating_add(jiff::ToSpan::days(30));
    let condition = |text: &str| Condition { text: text.into(), owner: "Harbour".into(), due };
    let conditions = vec![condition("Show the contract"), condition("Name a safety officer")];
    let verdict = crate::command::NewDecision {
        decision: decision(),
        outcome: "approved".into(),
        reason: String::new(),
        missing: None,
        conditions,
        meeting: Some("M1".into()),
        paper_sha256: None,
    };
    desk.tell(&who("bo", "board-member"), Command::Decide(verdict)).unwrap();
    desk.tell(&who("ada", "developer"), file("d1")).unwrap();
    desk
}

fn slot() -> SlotId {
    "architecture-diagram".parse().unwrap()
}

fn file(document: &str) -> Command {
    Command::AddEvidence(crate::command::NewEvidence {
        slot: slot(),
        document: document.into(),
        name: format!("{document}.pdf"),
        media_type: "application/pdf".into(),
        bytes: 3,
        sha256: document.repeat(3),
        dated: None,
    })
}

fn close(condition: u32, seen: &str, document: Option<&str>) -> Command {
    let file = document.map(|document| (slot(), document.to_owned()));
    Command::CloseCondition { decision: decision(), condition, seen: seen.into(), file }
}

impl Desk {
    fn today(&self) -> Date {
        self.now.to_zoned(toolkit::standing::london()).date()
    }

    fn held_to(&self, number: usize) -> &HeldTo {
        &self.facts.decisions[&decision()].last().unwrap().conditions[number - 1]
    }
}

#[test]
fn a_condition_is_closed_once_upon_what_was_seen_in_a_file_that_stands() {
    let mut desk = approved();
    let sam = who("sam", "board-secretary");
    assert_eq!(desk.tell(&sam, close(1, " ", None)), Err(Refusal::Needed("what you saw")));
    assert_eq!(desk.tell(&sam, close(3, "It is there", None)), Err(Refusal::NoSuchCondition));
    assert_eq!(desk.tell(&sam, close(0, "It is there", None)), Err(Refusal::NoSuchCondition));
    assert_eq!(desk.tell(&sam, close(1, "It is there", Some("d9"))), Err(Refusal::NoSuchFile));
    desk.tell(&sam, close(1, "The contract, signed by both", Some("d1"))).unwrap();
    let seen = desk.held_to(1).closed.clone().unwrap();
    let file = seen.file.unwrap();
    assert_eq!((seen.what.as_str(), seen.mark.by.as_str()), ("The contract, signed by both", "sam"));
    assert_eq!((file.name.as_str(), file.sha256.as_str()), ("d1.pdf", "d1d1d1"));
    assert!(matches!(desk.tell(&sam, close(1, "Again", None)), Err(Refusal::ConditionClosed(_))));
    assert!(desk.held_to(2).closed.is_none());
}

#[test]
fn nobody_closes_upon_a_file_of_their_own_one_that_was_sent_back_or_for_their_own_organisation() {
    let mut desk = approved();
    let own = Who { id: "ada".into(), roles: ["board-member".to_owned()].into() };
    let refusal = desk.tell(&own, close(1, "I know it", Some("d1"))).unwrap_err().to_string();
    assert!(refusal.contains("added this file yourself"), "{refusal}");
    let both = Who { id: "bo".into(), roles: ["board-member".to_owned(), "viewer".to_owned()].into() };
    let refusal = desk.tell(&both, close(1, "I know it", None)).unwrap_err().to_string();
    assert!(refusal.contains("belong to the partner"), "{refusal}");
    let later = desk.today().saturating_add(jiff::ToSpan::days(90));
    let extend =
        Command::ExtendCondition { decision: decision(), condition: 1, due: later, reason: "x".into() };
    assert!(matches!(desk.tell(&both, extend), Err(Refusal::SamePerson(_))));
    let reviewer = desk.definition.slot(&slot()).unwrap().reviewer.clone().unwrap();
    let refuse = Command::RefuseEvidence { slot: slot(), document: "d1".into(), reason: "It is old".into() };
    desk.tell(&who("rex", &reviewer), refuse).unwrap();
    assert_eq!(
        desk.tell(&who("bo", "board-member"), close(1, "It is there", Some("d1"))),
        Err(Refusal::NoSuchFile)
    );
}

#[test]
fn a_condition_only_gets_a_later_date_with_a_reason_and_is_overdue_after_the_last_one() {
    let mut desk = approved();
    let bo = who("bo", "board-member");
    let first = desk.held_to(2).due();
    let later = first.saturating_add(jiff::ToSpan::days(14));
    let extend = |due: Date, reason: &str| Command::ExtendCondition {
        decision: decision(),
        condition: 2,
        due,
        reason: reason.into(),
    };
    assert!(matches!(desk.tell(&bo, extend(first, "They asked")), Err(Refusal::ConditionDate(_))));
    assert_eq!(desk.tell(&bo, extend(later, "")), Err(Refusal::Needed("a reason")));
    desk.tell(&bo, extend(later, "They asked")).unwrap();
    assert_eq!((desk.held_to(2).due(), desk.held_to(2).condition.due), (later, first));
    assert!(!desk.held_to(2).is_overdue(later) && desk.held_to(1).is_overdue(later));
    assert!(desk.held_to(2).is_overdue(later.tomorrow().unwrap()));
    // A day that is over is no time to do anything in.
    desk.now += kernel::SignedDuration::from_hours(24 * 60);
    let over = later.saturating_add(jiff::ToSpan::days(1));
    assert!(matches!(desk.tell(&bo, extend(over, "Again")), Err(Refusal::ConditionDate(_))));
    // What is paused can still be settled.
    desk.tell(&who("ada", "owner"), Command::Pause { reason: "Funding".into() }).unwrap();
    desk.tell(&bo, close(2, "Dr Moss is named in the plan", None)).unwrap();
    assert!(!desk.held_to(2).is_overdue(Date::MAX));
}
