//! Decides what a command leads to: events, or a refusal. Nothing else writes events.
//!
//! The policy has said before whether the actor's roles allow the kind of action. Here it is decided whether this very thing can
//! be done now, and by this person.

mod calls;
mod conditions;
mod decisions;
mod evidence;
mod forms;
mod plan;
mod questions;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use toolkit::{
    Definition, EditionId, Facts, FieldId, Standing, Value,
    definition::Does,
    facts::HoldKind,
    standing::{day, lower_first},
};

use crate::{Command, Event, Refusal};

/// Longest texts that people write into commands.
pub const MOST_TEXT: usize = 4_000;

/// The one who asks: the text form of a user's id, and the ids of the roles that count for this integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    pub id: String,
    pub roles: BTreeSet<String>,
}

impl Who {
    /// The platform itself, which observes, looks up and reminds.
    pub fn platform() -> Self {
        Self { id: PLATFORM.to_owned(), roles: BTreeSet::new() }
    }

    /// Whoever runs commands on the machine that holds the data: may do what any role may.
    pub fn operator() -> Self {
        Self { id: OPERATOR.to_owned(), roles: BTreeSet::new() }
    }

    pub fn has(&self, role: &str) -> bool {
        self.id == OPERATOR || self.roles.contains(role)
    }
}

pub const PLATFORM: &str = "slipway";
pub const OPERATOR: &str = "operator";

/// The first event of an integration.
pub fn start(edition: &EditionId, carried: BTreeMap<FieldId, Value>) -> Event {
    Event::Started { edition: edition.clone(), carried }
}

/// What is needed to decide anything.
struct Case<'a> {
    definition: &'a Definition,
    facts: &'a Facts,
    who: &'a Who,
    now: Timestamp,
}

/// Decides. The events have to be stored together, after the last one that `facts` know.
pub fn decide(
    definition: &Definition,
    facts: &Facts,
    command: Command,
    who: &Who,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let case = Case { definition, facts, who, now };
    case.refuse_on_hold(&command)?;
    match command {
        Command::Answer { field, value, seen } => case.answer(field, value, seen),
        Command::Submit { form } => case.submit(form),
        Command::Accept { form } => case.accept(form),
        Command::Reopen { form, reason } => case.reopen(form, reason),
        Command::Ask { about, to, text } => case.ask(about, to, text),
        Command::Reply { question, text } => case.reply(question, text),
        Command::ReplyToBoard { question, text } => case.reply_to_board(question, text),
        Command::Close { question } => case.close(question),
        Command::AddEvidence(new) => case.add_evidence(new),
        Command::AcceptEvidence { slot, document } => case.accept_evidence(slot, document),
        Command::RefuseEvidence { slot, document, reason } => case.refuse_evidence(slot, document, reason),
        Command::OfferTimes { call, times } => case.offer_times(call, times),
        Command::ChooseTime { call, time } => case.choose_time(call, time),
        Command::CallOff { call, reason } => case.call_off(call, reason),
        Command::RecordCall { call, outcome, reason, notes, actions, attended } => {
            case.record_call(call, (&outcome, reason), notes, actions, attended)
        }
        Command::ConfirmCall { call } => case.confirm_call(call),
        Command::Acknowledge { task } => case.acknowledge(task),
        Command::Observe { what, seen_at, references } => case.observe(what, seen_at, references),
        Command::LookUp { register, says, detail, source } => case.look_up(register, says, detail, source),
        Command::Name { need, name, email } => case.name(need, name, &email),
        Command::SetMilestone { milestone, date, reason } => case.set_milestone(milestone, date, reason),
        Command::ProposePlan { anchor } => case.propose_plan(anchor),
        Command::Report { decision, recommendation, text } => case.report(decision, recommendation, text),
        Command::List { decision, meeting, date } => case.list(decision, meeting, date),
        Command::Unlist { decision, reason } => case.unlist(decision, reason),
        Command::Decide(new) => case.decide(new),
        Command::CloseCondition { decision, condition, seen, file } => {
            case.close_condition(decision, condition, seen, file)
        }
        Command::ExtendCondition { decision, condition, due, reason } => {
            case.extend_condition(decision, condition, due, reason)
        }
        Command::IssueLetter { decision, letter, subject, body } => {
            case.issue_letter(decision, letter, subject, body)
        }
        Command::AskWaiver { check, reason, control } => case.ask_waiver(check, reason, control),
        Command::GrantWaiver { check, until } => case.grant_waiver(check, until),
        Command::RefuseWaiver { check, reason } => case.refuse_waiver(check, reason),
        Command::EndWaiver { check, reason } => case.end_waiver(check, reason),
        Command::Assign { project_manager } => case.assign(project_manager),
        Command::ProposePause { reason } => {
            Ok(vec![Event::PauseProposed { reason: text("a reason", reason)? }])
        }
        Command::Pause { reason } => Ok(vec![Event::Paused { reason: text("a reason", reason)? }]),
        Command::Resume { reason } => case.resume(reason),
        Command::Withdraw { reason } => Ok(vec![Event::Withdrawn { reason: text("a reason", reason)? }]),
        Command::Note { text: note } => Ok(vec![Event::Noted { text: text("a note", note)? }]),
        Command::Migrate { mapping, reason } => case.migrate(mapping, reason),
    }
}

impl Case<'_> {
    fn refuse_on_hold(&self, command: &Command) -> Result<(), Refusal> {
        let Some(hold) = &self.facts.hold else { return Ok(()) };
        // What only adds to the record, moving between editions, and leaving an agenda goes on.
        let is_record = matches!(
            command,
            Command::Note { .. }
                | Command::Observe { .. }
                | Command::LookUp { .. }
                | Command::Migrate { .. }
                | Command::Assign { .. }
                | Command::Unlist { .. }
                | Command::CloseCondition { .. }
                | Command::ExtendCondition { .. }
        );
        let ends_pause = matches!(command, Command::Resume { .. } | Command::Withdraw { .. });
        match hold.kind {
            _ if is_record => Ok(()),
            HoldKind::Paused if ends_pause => Ok(()),
            HoldKind::Paused => Err(Refusal::Paused),
            HoldKind::Withdrawn => Err(Refusal::Withdrawn),
        }
    }

    fn resume(&self, reason: String) -> Result<Vec<Event>, Refusal> {
        if self.facts.hold.is_none() {
            return Err(Refusal::NotPaused);
        }
        Ok(vec![Event::Resumed { reason: text("a reason", reason)? }])
    }

    fn unknown(&self, what: &'static str, id: &impl ToString) -> Refusal {
        Refusal::Unknown { what, id: id.to_string(), edition: self.definition.edition.id.to_string() }
    }

    fn must_have(&self, role: &str) -> Result<(), Refusal> {
        if self.who.has(role) {
            return Ok(());
        }
        Err(Refusal::NotYours { role: lower_first(self.definition.role_title(role)) })
    }

    // The task that does something says by its gates whether that something can begin.
    fn must_be_open(&self, does: impl Fn(&Does) -> bool) -> Result<(), Refusal> {
        let standing = self.standing();
        let Some(task) = standing.tasks.iter().find(|task| does(&task.task.does)) else { return Ok(()) };
        let Some(gate) = task.locked_by.first() else { return Ok(()) };
        let why = standing.why(gate).map(|why| why.to_string()).unwrap_or_default();
        Err(Refusal::NotYet { gate: gate.to_string(), why: why.trim_end().to_owned() })
    }

    fn standing(&self) -> Standing<'_> {
        Standing::of(self.definition, self.facts, self.now)
    }

    fn today(&self) -> Date {
        self.now.to_zoned(toolkit::standing::london()).date()
    }

    fn may_go_live(&self, date: Date) -> Result<(), Refusal> {
        let reasons = self.definition.calendar.why_not_go_live(date);
        if reasons.is_empty() {
            return Ok(());
        }
        let why =
            reasons.iter().map(|reason| lower_first(&reason.to_string())).collect::<Vec<_>>().join("; ");
        Err(Refusal::DateNotAllowed { date: day(date), why })
    }
}

/// A text that has to be there and fits.
fn text(what: &'static str, text: String) -> Result<String, Refusal> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(Refusal::Needed(what));
    }
    if trimmed.chars().count() > MOST_TEXT {
        return Err(Refusal::TooLong { what, most: MOST_TEXT });
    }
    Ok(if trimmed.len() == text.len() { text } else { trimmed.to_owned() })
}

#[cfg(test)]
mod tests;
