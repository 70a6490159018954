//! Checks of calls.

use super::{Judge, Verdict, day_of};
use crate::{
    CallId,
    facts::CallRecord,
    standing::{
        CheckState,
        words::{count, lower_first, moment},
    },
};

impl<'d> Judge<'d, '_> {
    pub(super) fn call_booked(&self, id: &'d CallId) -> Verdict<'d> {
        let record = self.facts.calls.get(id);
        if let Some((_, mark)) = record.and_then(|record| record.booked.as_ref()) {
            let at = record
                .and_then(|record| record.booked.as_ref())
                .map(|(at, _)| moment(*at))
                .unwrap_or_default();
            return Verdict { detail: format!("It is on {at}."), ..Verdict::met(Some(mark.at)) };
        }
        if let Some(held) = record.and_then(|record| record.held.last()) {
            return Verdict::met(Some(held.recorded.at));
        }
        self.call_to_be_booked(id, record)
    }

    pub(super) fn call_to_be_booked(&self, id: &'d CallId, record: Option<&CallRecord>) -> Verdict<'d> {
        let Some(call) = self.definition.call(id) else {
            return Verdict::of(CheckState::Unmet, None, None, "");
        };
        let offered = record.filter(|record| record.offered.iter().any(|time| *time > self.now));
        let Some(record) = offered else {
            let detail = format!("No times are offered yet; the {} offers them.", self.title(&call.host));
            let last = record.and_then(|record| record.held.last()).map(|held| held.recorded.at);
            return Verdict::of(CheckState::Waiting, Some(&call.host), last, detail);
        };
        let times = record.offered.iter().filter(|time| **time > self.now).count();
        let detail = format!("{} to choose from.", count(times, "time is there", "times are there"));
        let since = record.offered_mark.as_ref().map(|mark| mark.at);
        Verdict::of(CheckState::Unmet, Some(&call.guest), since, detail)
    }

    pub(super) fn call_held(&self, id: &'d CallId) -> Verdict<'d> {
        let record = self.facts.calls.get(id);
        let Some(call) = self.definition.call(id) else {
            return Verdict::of(CheckState::Unmet, None, None, "");
        };
        if let Some((at, mark)) = record.and_then(|record| record.booked.as_ref()) {
            return if *at > self.now {
                Verdict::of(CheckState::Waiting, None, Some(mark.at), format!("It is on {}.", moment(*at)))
            } else {
                let detail = format!(
                    "It was on {}; the {} has still to record it.",
                    moment(*at),
                    self.title(&call.host)
                );
                Verdict::of(CheckState::Waiting, Some(&call.host), Some(*at), detail)
            };
        }
        let Some(held) = record.and_then(|record| record.held.last()) else {
            return self.call_to_be_booked(id, record);
        };
        let outcome = call
            .outcomes
            .iter()
            .find(|outcome| outcome.id == held.outcome)
            .map_or(held.outcome.as_str(), |outcome| &outcome.title);
        let detail = format!("It was held on {}: {}.", day_of(held.started_at), lower_first(outcome));
        if held.passes {
            return Verdict { detail, ..Verdict::met(Some(held.recorded.at)) };
        }
        if held.ends {
            return Verdict::of(CheckState::Failed, None, Some(held.recorded.at), detail);
        }
        let again = self.call_to_be_booked(id, record);
        Verdict { detail: format!("{detail} {}", again.detail), ..again }
    }
}
