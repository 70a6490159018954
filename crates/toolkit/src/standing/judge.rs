//! Judging one check. Each kind of test has its function; all of them are pure.

use jiff::{Timestamp, civil::Date};

use super::{CheckState, Finding, day, moment};
use crate::{
    CallId, CheckId, DecisionId, FieldId, FormId, SlotId,
    definition::{Check, Definition, Evidence, Field, Form, Test, Validity},
    facts::{CallRecord, Deferral, EvidenceVersion, Facts, Mark},
    levels, scopes,
};

pub(super) struct Judge<'d, 'f> {
    pub definition: &'d Definition,
    pub facts: &'f Facts,
    pub now: Timestamp,
    pub today: Date,
}

/// What a test found out, before waivers.
struct Verdict<'d> {
    state: CheckState,
    turn: Option<&'d str>,
    since: Option<Timestamp>,
    /// More than the check's own sentence says; several sentences, or nothing.
    detail: String,
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
                Verdict::of(CheckState::NotApplicable, None, None, words_of(deferral, self.definition)),
            );
        }
        self.check_that_bites(check)
    }

    pub fn check_that_bites(&self, check: &'d Check) -> Finding<'d> {
        if check.when.as_ref().is_some_and(|when| !when.holds(self.facts)) {
            let detail = "It does not apply to what was answered.";
            return self.finding(check, Verdict::of(CheckState::NotApplicable, None, None, detail));
        }
        let verdict = self.test(check);
        if verdict.state.passes() {
            return self.finding(check, verdict);
        }
        match self.facts.waivers.get(&check.id).filter(|waiver| waiver.until >= self.today) {
            Some(waiver) => {
                let detail = format!(
                    "Waived until {}: {} Instead: {}",
                    day(waiver.until),
                    sentence(&waiver.reason),
                    sentence(&waiver.control)
                );
                self.finding(check, Verdict::of(CheckState::Waived, None, Some(waiver.mark.at), detail))
            }
            None => self.finding(check, verdict),
        }
    }

    pub fn deferral(&self, check: &Check) -> Option<&Deferral> {
        self.facts.deferred.get(&deferred_check(&check.id))
    }

    fn is_deferred(&self, deferral: &Deferral) -> bool {
        is_deferred(deferral, self.today)
    }

    fn finding(&self, check: &'d Check, verdict: Verdict<'d>) -> Finding<'d> {
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
            Test::Acknowledged(task) => self.marked(self.facts.acknowledged.get(task), owner),
            Test::Observed { what, within_days } => {
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
                self.marked(self.facts.reports.get(decision).map(|report| &report.mark), owner)
            }
        }
    }

    fn marked(&self, mark: Option<&Mark>, owner: &'d str) -> Verdict<'d> {
        match mark {
            Some(mark) => Verdict::met(Some(mark.at)),
            None => Verdict::of(CheckState::Unmet, Some(owner), None, ""),
        }
    }

    // Forms

    fn unanswered(&self, form: &'d Form) -> Vec<&'d Field> {
        unanswered(form, self.facts)
    }

    fn last_answer(&self, form: &FormId) -> Option<Timestamp> {
        self.facts
            .answers
            .iter()
            .filter(|(field, _)| field.form() == form.as_str())
            .map(|(_, answer)| answer.mark.at)
            .max()
    }

    fn form_complete(&self, id: &'d FormId, owner: &'d str) -> Verdict<'d> {
        let Some(form) = self.definition.form(id) else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "");
        };
        let left = self.unanswered(form);
        let since = self.last_answer(id);
        if left.is_empty() {
            return Verdict::met(since);
        }
        Verdict::of(CheckState::Unmet, Some(owner), None, left_to_answer(form, &left, self.facts))
    }

    fn form_submitted(&self, id: &'d FormId, owner: &'d str) -> Verdict<'d> {
        match self.facts.submissions.get(id) {
            Some(submission) => Verdict::met(Some(submission.submitted.at)),
            None => Verdict { state: CheckState::Unmet, ..self.not_submitted(id, owner) },
        }
    }

    // Complete and not submitted is worth saying: people forget the last button.
    fn not_submitted(&self, id: &'d FormId, owner: &'d str) -> Verdict<'d> {
        let complete = self.form_complete(id, owner);
        if complete.state == CheckState::Met {
            let detail = "Every question has an answer; it only has to be submitted.";
            return Verdict::of(CheckState::Unmet, Some(owner), None, detail);
        }
        complete
    }

    fn form_accepted(&self, id: &'d FormId, owner: &'d str) -> Verdict<'d> {
        let Some(submission) = self.facts.submissions.get(id) else { return self.not_submitted(id, owner) };
        let Some(reviewer) = self.definition.form(id).and_then(|form| form.reviewer.as_deref()) else {
            return Verdict::met(Some(submission.submitted.at));
        };
        if let Some(accepted) = &submission.accepted {
            return Verdict::met(Some(accepted.at));
        }
        let open: Vec<_> = self.facts.open_questions(id).collect();
        let without_reply: Vec<_> = open.iter().filter(|question| question.reply.is_none()).collect();
        if let Some(first) = without_reply.iter().map(|question| question.asked.at).min() {
            let detail =
                format!("{} for an answer.", count(without_reply.len(), "question waits", "questions wait"));
            return Verdict::of(CheckState::Unmet, Some(owner), Some(first), detail);
        }
        let replies = open.iter().filter_map(|question| question.reply.as_ref().map(|(_, mark)| mark.at));
        let since = replies.chain([submission.submitted.at]).max();
        let detail = format!(
            "It was submitted on {} and is with the {}.",
            self.day_of(submission.submitted.at),
            self.title(reviewer)
        );
        Verdict::of(CheckState::Waiting, Some(reviewer), since, detail)
    }

    fn answer_that(
        &self,
        field: &FieldId,
        owner: &'d str,
        suits: impl Fn(&crate::Value) -> bool,
    ) -> Verdict<'d> {
        match self.facts.answers.get(field) {
            Some(answer) if suits(&answer.value) => Verdict::met(Some(answer.mark.at)),
            Some(answer) => {
                let detail = format!("The answer is: {}.", answer.value.items().join(", "));
                Verdict::of(CheckState::Unmet, Some(owner), Some(answer.mark.at), detail)
            }
            None => Verdict::of(CheckState::Unmet, Some(owner), None, "The question has no answer yet."),
        }
    }

    fn date_answer(&self, field: &FieldId) -> Option<(Date, Timestamp)> {
        let answer = self.facts.answers.get(field)?;
        Some((answer.value.as_text()?.parse().ok()?, answer.mark.at))
    }

    fn date_ahead(&self, field: &FieldId, owner: &'d str, days: u32) -> Verdict<'d> {
        let Some((date, since)) = self.date_answer(field) else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "No date was given yet.");
        };
        if days_between(self.today, date) >= i64::from(days) {
            return Verdict::met(Some(since));
        }
        let detail = format!("{} is less than {} ahead.", day(date), count(days as usize, "day", "days"));
        Verdict::of(CheckState::Unmet, Some(owner), Some(since), detail)
    }

    fn date_allowed(&self, field: &FieldId, owner: &'d str) -> Verdict<'d> {
        let Some((date, since)) = self.date_answer(field) else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "No date was given yet.");
        };
        let reasons = self.definition.calendar.why_not_go_live(date);
        if reasons.is_empty() {
            return Verdict::met(Some(since));
        }
        let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
        Verdict::of(
            CheckState::Unmet,
            Some(owner),
            Some(since),
            format!("It cannot be {}. {}.", day(date), reasons.join(". ")),
        )
    }

    // Evidence

    fn evidence(&self, id: &'d SlotId, owner: &'d str, wants_acceptance: bool) -> Verdict<'d> {
        let Some(slot) = self.definition.slot(id) else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "");
        };
        let Some(version) = self.facts.evidence.get(id).and_then(|versions| versions.last()) else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "No file was added yet.");
        };
        if let Some((reason, mark)) = &version.refused {
            let detail = format!(
                "The file of {} was not accepted: {}",
                self.day_of(version.added.at),
                sentence(reason)
            );
            return Verdict::of(CheckState::Unmet, Some(owner), Some(mark.at), detail);
        }
        let until = valid_until(slot, version);
        if let Some(until) = until.filter(|until| *until < self.today) {
            let detail = format!("It counted until {}.", day(until));
            return Verdict::of(CheckState::Expired, Some(owner), Some(version.added.at), detail);
        }
        let in_date = until.map(|until| format!("It counts until {}.", day(until))).unwrap_or_default();
        match (&version.accepted, slot.reviewer.as_deref()) {
            (Some(accepted), _) => Verdict { detail: in_date, ..Verdict::met(Some(accepted.at)) },
            (None, Some(reviewer)) if wants_acceptance => {
                self.evidence_in_review(slot, version, owner, reviewer)
            }
            _ => Verdict { detail: in_date, ..Verdict::met(Some(version.added.at)) },
        }
    }

    fn evidence_in_review(
        &self,
        slot: &Evidence,
        version: &EvidenceVersion,
        owner: &'d str,
        reviewer: &'d str,
    ) -> Verdict<'d> {
        let is_about = |question: &&crate::facts::Question| {
            question.closed.is_none() && question.about == crate::facts::About::Evidence(slot.id.clone())
        };
        if let Some(question) =
            self.facts.questions.iter().filter(is_about).find(|question| question.reply.is_none())
        {
            return Verdict::of(
                CheckState::Unmet,
                Some(owner),
                Some(question.asked.at),
                "A question about it waits for an answer.",
            );
        }
        let detail = format!(
            "It was added on {} and is with the {}.",
            self.day_of(version.added.at),
            self.title(reviewer)
        );
        Verdict::of(CheckState::Waiting, Some(reviewer), Some(version.added.at), detail)
    }

    // Calls

    fn call_booked(&self, id: &'d CallId) -> Verdict<'d> {
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

    fn call_to_be_booked(&self, id: &'d CallId, record: Option<&CallRecord>) -> Verdict<'d> {
        let Some(call) = self.definition.call(id) else {
            return Verdict::of(CheckState::Unmet, None, None, "");
        };
        let offered = record.filter(|record| record.offered.iter().any(|time| *time > self.now));
        match offered {
            Some(record) => {
                let times = record.offered.iter().filter(|time| **time > self.now).count();
                let detail = format!("{} to choose from.", count(times, "time is there", "times are there"));
                let since = record.offered_mark.as_ref().map(|mark| mark.at);
                Verdict::of(CheckState::Unmet, Some(&call.guest), since, detail)
            }
            None => {
                let detail = format!("No times are offered yet; the {} offers them.", self.title(&call.host));
                let last = record.and_then(|record| record.held.last()).map(|held| held.recorded.at);
                Verdict::of(CheckState::Waiting, Some(&call.host), last, detail)
            }
        }
    }

    fn call_held(&self, id: &'d CallId) -> Verdict<'d> {
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
        let detail = format!("It was held on {}: {}.", self.day_of(held.started_at), lower_first(outcome));
        if held.passes {
            return Verdict { detail, ..Verdict::met(Some(held.recorded.at)) };
        }
        if held.ends {
            return Verdict::of(CheckState::Failed, None, Some(held.recorded.at), detail);
        }
        let again = self.call_to_be_booked(id, record);
        Verdict { detail: format!("{detail} {}", again.detail), ..again }
    }

    // Decisions, people, plan

    fn decided(&self, id: &'d DecisionId) -> Verdict<'d> {
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
            let state = if self.definition.side(&decision.by) == super::super::definition::Side::Partner {
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
        let mut detail = format!("{} on {}.", title, self.day_of(last.mark.at));
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

    fn observed(
        &self,
        seen: Option<(Timestamp, String)>,
        owner: &'d str,
        within_days: Option<u32>,
    ) -> Verdict<'d> {
        let Some((at, references)) = seen else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "Slipway has not seen it yet.");
        };
        let age = days_between(at.to_zoned(super::london()).date(), self.today);
        if within_days.is_some_and(|days| age > i64::from(days)) {
            let detail = format!("It was last seen on {}, too long ago.", self.day_of(at));
            return Verdict::of(CheckState::Expired, Some(owner), Some(at), detail);
        }
        Verdict {
            detail: format!("Slipway saw it on {} ({references}).", moment(at)),
            ..Verdict::met(Some(at))
        }
    }

    fn named(&self, needs: &[String], owner: &'d str) -> Verdict<'d> {
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

    fn planned(&self, owner: &'d str) -> Verdict<'d> {
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

    fn level_covers(&self, form: &FormId, owner: &'d str) -> Verdict<'d> {
        match levels::covers(self.definition, self.facts) {
            Ok(()) => Verdict::met(self.last_answer(form)),
            Err(shortfall) => {
                Verdict::of(CheckState::Unmet, Some(owner), self.last_answer(form), shortfall.to_string())
            }
        }
    }

    fn scopes_allowed(&self, form: &FormId, owner: &'d str) -> Verdict<'d> {
        match scopes::allowed(self.definition, self.facts) {
            Ok(()) => Verdict::met(self.last_answer(form)),
            Err(problem) => {
                Verdict::of(CheckState::Unmet, Some(owner), self.last_answer(form), problem.to_string())
            }
        }
    }

    // A register that did not answer is not a partner's failure.
    fn register(&self, register: &str, any_of: &[String], owner: &'d str) -> Verdict<'d> {
        let Some(found) = self.facts.registers.get(register) else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "The register was not asked yet.");
        };
        let detail = format!(
            "On {} the register said: {}. {}",
            self.day_of(found.mark.at),
            found.says,
            sentence(&found.detail)
        );
        if any_of.contains(&found.says) {
            return Verdict { detail, ..Verdict::met(Some(found.mark.at)) };
        }
        let state = if found.says == "unknown" { CheckState::Waiting } else { CheckState::Unmet };
        Verdict::of(state, Some(owner), Some(found.mark.at), detail)
    }

    fn title(&self, role: &str) -> String {
        lower_first(self.definition.role_title(role))
    }

    fn day_of(&self, at: Timestamp) -> String {
        day(at.to_zoned(super::london()).date())
    }
}

/// The questions of a form that apply, must be answered and are not.
pub fn unanswered<'d>(form: &'d Form, facts: &Facts) -> Vec<&'d Field> {
    let applies = |field: &&Field| field.required && field.when.as_ref().is_none_or(|when| when.holds(facts));
    let is_open = |field: &&Field| {
        FieldId::of(&form.id, &field.id).is_ok_and(|id| facts.answer(&id).is_none_or(crate::Value::is_empty))
    };
    form.fields.iter().filter(applies).filter(is_open).collect()
}

fn left_to_answer(form: &Form, left: &[&Field], facts: &Facts) -> String {
    let applies = |field: &&Field| field.required && field.when.as_ref().is_none_or(|when| when.holds(facts));
    let all = form.fields.iter().filter(applies).count();
    let mut names: Vec<String> = left.iter().take(3).map(|field| lower_first(&field.label)).collect();
    if left.len() > 3 {
        names.push(format!("and {} more", left.len() - 3));
    }
    let verb = if left.len() == 1 { "is" } else { "are" };
    format!("{} of {} {verb} left: {}.", left.len(), count(all, "question", "questions"), names.join(", "))
}

fn need_title<'d>(definition: &'d Definition, id: &'d str) -> &'d str {
    definition.plan.needs.iter().find(|need| need.id == id).map_or(id, |need| &need.title)
}

/// The day up to which a version counts, if that ends at all.
pub fn valid_until(slot: &Evidence, version: &EvidenceVersion) -> Option<Date> {
    let dated = version.dated?;
    match slot.validity.as_ref()? {
        Validity::Months(months) => dated.checked_add(jiff::Span::new().months(i64::from(*months))).ok(),
        Validity::Until(day_of_year) => {
            let this_year: Date = format!("{:04}-{day_of_year}", dated.year()).parse().ok()?;
            if this_year > dated {
                Some(this_year)
            } else {
                this_year.checked_add(jiff::Span::new().years(1)).ok()
            }
        }
        Validity::Stated => Some(dated),
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

fn days_between(from: Date, to: Date) -> i64 {
    from.until((jiff::Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}

/// `3 questions`, `1 question`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Text that people typed, ended like a sentence.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// For a title within a sentence. Words that are written in capitals stay so.
pub fn lower_first(text: &str) -> String {
    let second_is_capital = text.chars().nth(1).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !second_is_capital => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
