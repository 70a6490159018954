//! Calls: offering times, choosing one, recording what came of it.

use jiff::Timestamp;
use toolkit::{
    CallId,
    definition::{Call, Does},
    facts::CallRecord,
    standing::lower_first,
};

use super::{Case, text};
use crate::{Event, Refusal};

/// How many times can be offered at once.
pub const MOST_TIMES: usize = 12;

impl Case<'_> {
    fn call(&self, id: &CallId) -> Result<&Call, Refusal> {
        self.definition.call(id).ok_or_else(|| self.unknown("call", id))
    }

    fn record(&self, id: &CallId) -> Option<&CallRecord> {
        self.facts.calls.get(id)
    }

    fn booked(&self, id: &CallId) -> Option<Timestamp> {
        self.record(id).and_then(|record| record.booked.as_ref()).map(|(at, _)| *at)
    }

    fn must_not_be_over(&self, call: &Call) -> Result<(), Refusal> {
        let last = self.record(&call.id).and_then(|record| record.held.last());
        let is_over = last.is_some_and(|held| held.passes || held.ends || !call.repeats);
        if is_over { Err(Refusal::DecidedAlready) } else { Ok(()) }
    }

    pub(super) fn offer_times(&self, id: CallId, mut times: Vec<Timestamp>) -> Result<Vec<Event>, Refusal> {
        let call = self.call(&id)?;
        self.must_have(&call.host)?;
        self.must_be_open(|does| matches!(does, Does::Call(call) if *call == id))?;
        self.must_not_be_over(call)?;
        if self.booked(&id).is_some() {
            return Err(Refusal::BookedAlready);
        }
        times.sort();
        times.dedup();
        if times.is_empty() || times.len() > MOST_TIMES || times.iter().any(|time| *time <= self.now) {
            return Err(Refusal::Times { most: MOST_TIMES });
        }
        Ok(vec![Event::TimesOffered { call: id, times }])
    }

    pub(super) fn choose_time(&self, id: CallId, time: Timestamp) -> Result<Vec<Event>, Refusal> {
        self.call(&id)?;
        if self.booked(&id).is_some() {
            return Err(Refusal::BookedAlready);
        }
        let is_offered = self.record(&id).is_some_and(|record| record.offered.contains(&time));
        if !is_offered || time <= self.now {
            return Err(Refusal::NotOffered);
        }
        Ok(vec![Event::TimeChosen { call: id, time }])
    }

    pub(super) fn call_off(&self, id: CallId, reason: String) -> Result<Vec<Event>, Refusal> {
        self.call(&id)?;
        self.booked(&id).ok_or(Refusal::NotBooked)?;
        Ok(vec![Event::CalledOff { call: id, reason: text("a reason", reason)? }])
    }

    pub(super) fn record_call(
        &self,
        id: CallId,
        (outcome, reason): (&str, Option<String>),
        notes: String,
        actions: Vec<String>,
        attended: Vec<String>,
    ) -> Result<Vec<Event>, Refusal> {
        let call = self.call(&id)?;
        self.must_have(&call.host)?;
        let started_at = self.booked(&id).ok_or(Refusal::NotBooked)?;
        if started_at > self.now {
            return Err(Refusal::NotBegun);
        }
        let known = || call.outcomes.iter().map(|one| one.title.clone()).collect::<Vec<_>>().join(", ");
        let ended = call.outcomes.iter().find(|one| one.id == outcome);
        let ended =
            ended.ok_or_else(|| Refusal::NoSuchOutcome { outcome: outcome.to_owned(), known: known() })?;
        let fits = match &reason {
            None => ended.reasons.is_empty(),
            Some(reason) => ended.reasons.contains(reason),
        };
        if !fits {
            return Err(Refusal::ReasonFromList(lower_first(&ended.title)));
        }
        let actions = actions.into_iter().filter(|action| !action.trim().is_empty());
        let actions: Vec<String> =
            actions.map(|action| text("an action", action)).collect::<Result<_, _>>()?;
        Ok(vec![Event::CallHeld {
            call: id,
            outcome: ended.id.clone(),
            passes: ended.passes,
            ends: ended.ends,
            reason,
            notes: text("notes of what was said", notes)?,
            actions,
            attended: attended.into_iter().filter(|name| !name.trim().is_empty()).collect(),
            started_at,
        }])
    }

    pub(super) fn confirm_call(&self, id: CallId) -> Result<Vec<Event>, Refusal> {
        self.call(&id)?;
        let last = self.record(&id).and_then(|record| record.held.last());
        let held = last.filter(|held| held.confirmed.is_none()).ok_or(Refusal::NothingToConfirm)?;
        if held.recorded.by == self.who.id {
            return Err(Refusal::SamePerson("you wrote this record: the other side confirms it"));
        }
        Ok(vec![Event::CallConfirmed { call: id }])
    }
}
