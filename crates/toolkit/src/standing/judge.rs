//! Judging one check. Each kind of test has its function; all of them are pure.

mod calls;
mod decisions;
mod evidence;
mod forms;

use jiff::{Timestamp, civil::Date};

use super::{
    CheckState, Finding, london,
    words::{day, lower_first, sentence},
};
use crate::{
    CheckId,
    definition::{Check, Definition, Test},
    facts::{Deferral, Facts, Mark},
};

pub use evidence::valid_until;
pub use forms::unanswered;

pub(super) struct Judge<'d, 'f> {
    pub definition: &'d Definition,
    pub facts: &'f Facts,
    pub now: Timestamp,
    pub today: Date,
}

/// What a test found out, before waivers.
pub(super) struct Verdict<'d> {
    pub state: CheckState,
    pub turn: Option<&'d str>,
    pub since: Option<Timestamp>,
    /// More than the check's own sentence says; several sentences, or nothing.
    pub detail: String,
}

impl<'d> Verdict<'d> {
    fn met(since: Option<Timestamp>) -> Self {
        Self { state: CheckState::Met, turn: None, since, detail: String::new() }
    }

    fn of(
        state: CheckState,
        turn: Option<&'d str>,
        since: Option<Timestamp>,
        detail: impl Into<String>,
    ) -> Self {
        Self { state, turn, since, detail: detail.into() }
    }
}

impl<'d> Judge<'d, '_> {
    pub fn check(&self, check: &'d Check) -> Finding<'d> {
        if let Some(deferral) = self.deferral(check).filter(|deferral| self.is_deferred(deferral)) {
            return self.finding(
                check,
                &Verdict::of(CheckState::NotApplicable, None, None, words_of(deferral, self.definition)),
            );
        }
        self.check_that_bites(check)
    }

    pub fn check_that_bites(&self, check: &'d Check) -> Finding<'d> {
        if check.when.as_ref().is_some_and(|when| !when.holds(self.facts)) {
            let detail = "It does not apply to what was answered.";
            return self.finding(check, &Verdict::of(CheckState::NotApplicable, None, None, detail));
        }
        let verdict = self.test(check);
        if verdict.state.passes() {
            return self.finding(check, &verdict);
        }
        match self.facts.waivers.get(&check.id).filter(|waiver| waiver.until >= self.today) {
            Some(waiver) => {
                let detail = format!(
                    "Waived until {}: {} Instead: {}",
                    day(waiver.until),
                    sentence(&waiver.reason),
                    sentence(&waiver.control)
                );
                self.finding(check, &Verdict::of(CheckState::Waived, None, Some(waiver.mark.at), detail))
            }
            None => self.finding(check, &verdict),
        }
    }

    pub fn deferral(&self, check: &Check) -> Option<&Deferral> {
        self.facts.deferred.get(&deferred_check(&check.id))
    }

    fn is_deferred(&self, deferral: &Deferral) -> bool {
        is_deferred(deferral, self.today)
    }

    fn finding(&self, check: &'d Check, verdict: &Verdict<'d>) -> Finding<'d> {
        let own = match verdict.state {
            CheckState::Met => check.met.as_str(),
            CheckState::NotApplicable => "",
            _ => check.unmet.as_str(),
        };
        let because = [own, &verdict.detail]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        let task = self.definition.tasks.iter().find(|task| task.checks.contains(&check.id));
        Finding { check, state: verdict.state, turn: verdict.turn, since: verdict.since, because, task }
    }

    fn test(&self, check: &'d Check) -> Verdict<'d> {
        let owner = check.owner.as_str();
        match &check.test {
            Test::FormComplete(form) => self.form_complete(form, owner),
            Test::FormSubmitted(form) => self.form_submitted(form, owner),
            Test::FormAccepted(form) => self.form_accepted(form, owner),
            Test::Answered(field) => self.answer_that(field, owner, |_| true),
            Test::AnswerIs { field, any_of } => self.answer_that(field, owner, |value| {
                value.items().iter().any(|item| any_of.iter().any(|one| one == item))
            }),
            Test::DateAhead { field, days } => self.date_ahead(field, owner, *days),
            Test::DateAllowed(field) => self.date_allowed(field, owner),
            Test::Evidence(slot) => self.evidence(slot, owner, false),
            Test::EvidenceAccepted(slot) => self.evidence(slot, owner, true),
            Test::CallBooked(call) => self.call_booked(call),
            Test::CallHeld(call) => self.call_held(call),
            Test::Decided(decision) => self.decided(decision),
            Test::Acknowledged(task) => Self::marked(self.facts.acknowledged.get(task), owner),
            Test::Observed { what, within_days, .. } => {
                let seen = self.facts.observations.get(what);
                self.observed(
                    seen.map(|seen| (seen.seen_at, seen.references.join(", "))),
                    owner,
                    *within_days,
                )
            }
            Test::Named(needs) => self.named(needs, owner),
            Test::Planned => self.planned(owner),
            Test::LevelCovers(form) => self.level_covers(form, owner),
            Test::ScopesAllowed(form) => self.scopes_allowed(form, owner),
            Test::Register { register, any_of } => self.register(register, any_of, owner),
            Test::Reported(decision) => {
                Self::marked(self.facts.reports.get(decision).map(|report| &report.mark), owner)
            }
        }
    }

    fn marked(mark: Option<&Mark>, owner: &'d str) -> Verdict<'d> {
        match mark {
            Some(mark) => Verdict::met(Some(mark.at)),
            None => Verdict::of(CheckState::Unmet, Some(owner), None, ""),
        }
    }

    fn title(&self, role: &str) -> String {
        lower_first(self.definition.role_title(role))
    }
}

/// The key of a check among what is deferred.
pub fn deferred_check(id: &CheckId) -> String {
    format!("check {id}")
}

pub(super) fn is_deferred(deferral: &Deferral, today: Date) -> bool {
    match deferral {
        Deferral::Never | Deferral::AfterStage(_) => true,
        Deferral::From(date) => today < *date,
    }
}

pub(super) fn words_of(deferral: &Deferral, definition: &Definition) -> String {
    match deferral {
        Deferral::Never => "It is asked of integrations that started later.".to_owned(),
        Deferral::AfterStage(stage) => {
            let title = definition.stage(stage).map_or(stage.as_str(), |stage| &stage.title);
            format!("It is new, and applies once the stage {title} is over.")
        }
        Deferral::From(date) => format!("It is new, and applies from {}.", day(*date)),
    }
}

/// The day of a moment, as sentences write it.
fn day_of(at: Timestamp) -> String {
    day(at.to_zoned(london()).date())
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until((jiff::Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}
