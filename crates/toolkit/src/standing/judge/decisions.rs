//! Checks of decisions, people, the plan, and of what the platform finds out itself.

use jiff::Timestamp;

use super::{Judge, Verdict, day_of, days_between, london};
use crate::{
    DecisionId, FormId,
    definition::{Definition, Side},
    levels, scopes,
    standing::{
        CheckState,
        words::{count, day, lower_first, moment, sentence},
    },
};

impl<'d> Judge<'d, '_> {
    /// While whoever decides waits for an answer, it is the turn of those who were asked first.
    pub(super) fn decided(&self, id: &'d DecisionId) -> Verdict<'d> {
        let verdict = self.outcome(id);
        let Some(decision) = self.definition.decision(id) else { return verdict };
        let open: Vec<_> = self.facts.unanswered_about(id).collect();
        let asked = open.first().filter(|_| verdict.turn == Some(decision.by.as_str()));
        let role = asked.and_then(|first| self.definition.role(first.to.as_deref()?));
        let Some((first, role)) = asked.zip(role) else { return verdict };
        let waits = format!(
            "{} waits for an answer to {}.",
            self.definition.role_title(&decision.by),
            count(open.len(), "question", "questions")
        );
        let detail = [verdict.detail.as_str(), &waits].join(" ").trim_start().to_owned();
        Verdict::of(CheckState::Waiting, Some(&role.id), Some(first.asked.at), detail)
    }

    fn outcome(&self, id: &'d DecisionId) -> Verdict<'d> {
        let Some(decision) = self.definition.decision(id) else {
            return Verdict::of(CheckState::Unmet, None, None, "");
        };
        let asked = self.facts.reports.get(id).map(|report| report.mark.at);
        let by = Some(decision.by.as_str());
        let Some(last) = self.facts.decisions.get(id).and_then(|decisions| decisions.last()) else {
            let listed = self
                .facts
                .listed
                .get(id)
                .map(|listed| format!("It is listed for {}.", day(listed.date)))
                .unwrap_or_default();
            let state = if self.definition.side(&decision.by) == Side::Partner {
                CheckState::Unmet
            } else {
                CheckState::Waiting
            };
            return Verdict::of(state, by, asked, listed);
        };
        let title = decision
            .outcomes
            .iter()
            .find(|outcome| outcome.id == last.outcome)
            .map_or(last.outcome.as_str(), |outcome| &outcome.title);
        let mut detail = format!("{} on {}.", title, day_of(last.mark.at));
        if last.passes {
            return Verdict { detail, ..Verdict::met(Some(last.mark.at)) };
        }
        detail = format!("{detail} {}", sentence(last.missing.as_deref().unwrap_or(&last.reason)));
        if last.ends {
            return Verdict::of(CheckState::Failed, None, Some(last.mark.at), detail);
        }
        match asked.filter(|asked| *asked > last.mark.at) {
            Some(asked) => Verdict::of(
                CheckState::Waiting,
                by,
                Some(asked),
                format!("{detail} It was put forward again."),
            ),
            None => Verdict::of(CheckState::Unmet, Some(&decision.asker), Some(last.mark.at), detail),
        }
    }

    pub(super) fn observed(
        &self,
        seen: Option<(Timestamp, String)>,
        owner: &'d str,
        within_days: Option<u32>,
    ) -> Verdict<'d> {
        let Some((at, references)) = seen else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "Slipway has not seen it yet.");
        };
        let age = days_between(at.to_zoned(london()).date(), self.today);
        if within_days.is_some_and(|days| age > i64::from(days)) {
            let detail = format!("It was last seen on {}, too long ago.", day_of(at));
            return Verdict::of(CheckState::Expired, Some(owner), Some(at), detail);
        }
        Verdict {
            detail: format!("Slipway saw it on {} ({references}).", moment(at)),
            ..Verdict::met(Some(at))
        }
    }

    pub(super) fn named(&self, needs: &[String], owner: &'d str) -> Verdict<'d> {
        let applies = |id: &&String| {
            let need = self.definition.plan.needs.iter().find(|need| need.id == **id);
            need.and_then(|need| need.when.as_ref()).is_none_or(|when| when.holds(self.facts))
        };
        let wanted: Vec<&String> = needs.iter().filter(applies).collect();
        let missing: Vec<String> = wanted
            .iter()
            .filter(|id| !self.facts.named.contains_key(id.as_str()))
            .map(|id| lower_first(need_title(self.definition, id)))
            .collect();
        if missing.is_empty() {
            let since = wanted
                .iter()
                .filter_map(|id| self.facts.named.get(id.as_str()))
                .map(|named| named.mark.at)
                .max();
            return Verdict::met(since);
        }
        Verdict::of(
            CheckState::Unmet,
            Some(owner),
            None,
            format!("Nobody is named yet as {}.", missing.join(", ")),
        )
    }

    pub(super) fn planned(&self, owner: &'d str) -> Verdict<'d> {
        let milestones = self.definition.plan.milestones.iter();
        let applicable = milestones.filter(|one| one.when.as_ref().is_none_or(|when| when.holds(self.facts)));
        let (planned, missing): (Vec<_>, Vec<_>) =
            applicable.partition(|one| self.facts.plan.contains_key(&one.id));
        if missing.is_empty() {
            return Verdict::met(
                planned.iter().filter_map(|one| self.facts.plan.get(&one.id)).map(|one| one.mark.at).max(),
            );
        }
        Verdict::of(
            CheckState::Unmet,
            Some(owner),
            None,
            format!("{} no date yet.", count(missing.len(), "milestone has", "milestones have")),
        )
    }

    pub(super) fn level_covers(&self, form: &FormId, owner: &'d str) -> Verdict<'d> {
        match levels::covers(self.definition, self.facts) {
            Ok(()) => Verdict::met(self.last_answer(form)),
            Err(shortfall) => {
                Verdict::of(CheckState::Unmet, Some(owner), self.last_answer(form), shortfall.to_string())
            }
        }
    }

    pub(super) fn scopes_allowed(&self, form: &FormId, owner: &'d str) -> Verdict<'d> {
        match scopes::allowed(self.definition, self.facts) {
            Ok(()) => Verdict::met(self.last_answer(form)),
            Err(problem) => {
                Verdict::of(CheckState::Unmet, Some(owner), self.last_answer(form), problem.to_string())
            }
        }
    }

    // A register that did not answer is not a partner's failure.
    pub(super) fn register(&self, register: &str, any_of: &[String], owner: &'d str) -> Verdict<'d> {
        let Some(found) = self.facts.registers.get(register) else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "The register was not asked yet.");
        };
        let detail = format!(
            "On {} the register said: {}. {}",
            day_of(found.mark.at),
            found.says,
            sentence(&found.detail)
        );
        if any_of.contains(&found.says) {
            return Verdict { detail, ..Verdict::met(Some(found.mark.at)) };
        }
        let state = if found.says == "unknown" { CheckState::Waiting } else { CheckState::Unmet };
        Verdict::of(state, Some(owner), Some(found.mark.at), detail)
    }
}

fn need_title<'d>(definition: &'d Definition, id: &'d str) -> &'d str {
    definition.plan.needs.iter().find(|need| need.id == id).map_or(id, |need| &need.title)
}
