//! What people say they did, what the platform saw, who does what, and when.

use jiff::{Timestamp, ToSpan, civil::Date};
use kernel::EmailAddress;
use toolkit::{
    MilestoneId, ObservationId, TaskId,
    definition::{Does, Milestone},
};

use super::{Case, PLATFORM, text};
use crate::{Event, Refusal};

impl Case<'_> {
    pub(super) fn acknowledge(&self, id: TaskId) -> Result<Vec<Event>, Refusal> {
        let task = self.definition.task(&id).ok_or_else(|| self.unknown("task", &id))?;
        match &task.does {
            Does::Confirm(role) => self.must_have(role)?,
            Does::Read => {}
            _ => return Err(self.unknown("task to confirm", &id)),
        }
        self.must_be_open(|does| *does == task.does)?;
        if self.facts.acknowledged.contains_key(&id) {
            return Err(Refusal::NothingNew);
        }
        Ok(vec![Event::Acknowledged { task: id }])
    }

    // Only a newer sighting is worth an event.
    pub(super) fn observe(
        &self,
        what: ObservationId,
        seen_at: Timestamp,
        references: Vec<String>,
    ) -> Result<Vec<Event>, Refusal> {
        self.must_be_platform()?;
        if self.facts.observations.get(&what).is_some_and(|seen| seen.seen_at >= seen_at) {
            return Err(Refusal::NothingNew);
        }
        Ok(vec![Event::Observed { what, seen_at, references }])
    }

    pub(super) fn look_up(
        &self,
        register: String,
        says: String,
        detail: String,
        source: String,
    ) -> Result<Vec<Event>, Refusal> {
        self.must_be_platform()?;
        Ok(vec![Event::LookedUp { register, says, detail, source }])
    }

    fn must_be_platform(&self) -> Result<(), Refusal> {
        if self.who.id == PLATFORM {
            Ok(())
        } else {
            Err(Refusal::NotYours { role: "platform itself".to_owned() })
        }
    }

    pub(super) fn name(&self, need: String, name: String, email: &str) -> Result<Vec<Event>, Refusal> {
        if self.definition.plan.needs.iter().all(|one| one.id != need) {
            return Err(self.unknown("role to name", &need));
        }
        let email: EmailAddress =
            email.trim().parse().map_err(|_| Refusal::Needed("an email address like name@example.com"))?;
        let name = text("a name", name)?;
        if name.chars().count() > 100 {
            return Err(Refusal::TooLong { what: "the name", most: 100 });
        }
        Ok(vec![Event::Named { need, name, email: email.to_string() }])
    }

    fn milestone(&self, id: &MilestoneId) -> Result<&Milestone, Refusal> {
        let found = self.definition.plan.milestones.iter().find(|one| one.id == *id);
        found.ok_or_else(|| self.unknown("milestone", id))
    }

    pub(super) fn set_milestone(
        &self,
        id: MilestoneId,
        date: Date,
        reason: String,
    ) -> Result<Vec<Event>, Refusal> {
        let milestone = self.milestone(&id)?;
        if milestone.goes_live {
            self.may_go_live(date)?;
        }
        let known = self.facts.plan.get(&id);
        if known.is_some_and(|planned| planned.date == date) {
            return Err(Refusal::NothingNew);
        }
        // The first date needs no reason; a moved one does.
        let reason = if known.is_none() && reason.trim().is_empty() {
            String::new()
        } else {
            text("a reason", reason)?
        };
        Ok(vec![Event::Planned { milestone: id, date, reason }])
    }

    pub(super) fn propose_plan(&self, anchor: Date) -> Result<Vec<Event>, Refusal> {
        let milestones = self.definition.plan.milestones.iter();
        let applicable = milestones.filter(|one| one.when.as_ref().is_none_or(|when| when.holds(self.facts)));
        let missing = applicable.filter(|one| !self.facts.plan.contains_key(&one.id));
        let events: Vec<Event> = missing
            .map(|one| Event::Planned {
                milestone: one.id.clone(),
                date: self.proposed(one, anchor),
                reason: "Proposed by Slipway from the usual times.".to_owned(),
            })
            .collect();
        if events.is_empty() { Err(Refusal::NothingNew) } else { Ok(events) }
    }

    fn proposed(&self, milestone: &Milestone, anchor: Date) -> Date {
        let date = anchor.saturating_add(i64::from(milestone.offset_days).days());
        let calendar = &self.definition.calendar;
        let working = if calendar.is_working_day(date) { date } else { calendar.add_working_days(date, 1) };
        if milestone.goes_live { calendar.next_allowed(working).unwrap_or(working) } else { working }
    }

    pub(super) fn assign(&self, project_manager: String) -> Result<Vec<Event>, Refusal> {
        if self.facts.project_manager.as_ref() == Some(&project_manager) {
            return Err(Refusal::NothingNew);
        }
        Ok(vec![Event::Assigned { project_manager }])
    }
}
