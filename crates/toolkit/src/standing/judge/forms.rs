//! Checks of forms and answers.

use jiff::{Timestamp, civil::Date};

use super::{Judge, Verdict, day_of, days_between};
use crate::{
    FieldId, FormId, Value,
    definition::{Field, Form},
    facts::Facts,
    standing::{
        CheckState,
        words::{count, day, lower_first},
    },
};

impl<'d> Judge<'d, '_> {
    pub(super) fn unanswered(&self, form: &'d Form) -> Vec<&'d Field> {
        unanswered(form, self.facts)
    }

    pub(super) fn last_answer(&self, form: &FormId) -> Option<Timestamp> {
        self.facts
            .answers
            .iter()
            .filter(|(field, _)| field.form() == form.as_str())
            .map(|(_, answer)| answer.mark.at)
            .max()
    }

    pub(super) fn form_complete(&self, id: &'d FormId, owner: &'d str) -> Verdict<'d> {
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

    pub(super) fn form_submitted(&self, id: &'d FormId, owner: &'d str) -> Verdict<'d> {
        match self.facts.submissions.get(id) {
            Some(submission) => Verdict::met(Some(submission.submitted.at)),
            None => Verdict { state: CheckState::Unmet, ..self.not_submitted(id, owner) },
        }
    }

    // Complete and not submitted is worth saying: people forget the last button.
    pub(super) fn not_submitted(&self, id: &'d FormId, owner: &'d str) -> Verdict<'d> {
        let complete = self.form_complete(id, owner);
        if complete.state == CheckState::Met {
            let detail = "Every question has an answer; it only has to be submitted.";
            return Verdict::of(CheckState::Unmet, Some(owner), None, detail);
        }
        complete
    }

    pub(super) fn form_accepted(&self, id: &'d FormId, owner: &'d str) -> Verdict<'d> {
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
            day_of(submission.submitted.at),
            self.title(reviewer)
        );
        Verdict::of(CheckState::Waiting, Some(reviewer), since, detail)
    }

    pub(super) fn answer_that(
        &self,
        field: &FieldId,
        owner: &'d str,
        suits: impl Fn(&Value) -> bool,
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

    pub(super) fn date_answer(&self, field: &FieldId) -> Option<(Date, Timestamp)> {
        let answer = self.facts.answers.get(field)?;
        Some((answer.value.as_text()?.parse().ok()?, answer.mark.at))
    }

    pub(super) fn date_ahead(&self, field: &FieldId, owner: &'d str, days: u32) -> Verdict<'d> {
        let Some((date, since)) = self.date_answer(field) else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "No date was given yet.");
        };
        if days_between(self.today, date) >= i64::from(days) {
            return Verdict::met(Some(since));
        }
        let detail = format!("{} is less than {} ahead.", day(date), count(days as usize, "day", "days"));
        Verdict::of(CheckState::Unmet, Some(owner), Some(since), detail)
    }

    pub(super) fn date_allowed(&self, field: &FieldId, owner: &'d str) -> Verdict<'d> {
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
}

/// The questions of a form that apply, must be answered and are not.
pub fn unanswered<'d>(form: &'d Form, facts: &Facts) -> Vec<&'d Field> {
    let applies = |field: &&Field| field.required && field.when.as_ref().is_none_or(|when| when.holds(facts));
    let is_open = |field: &&Field| {
        FieldId::of(&form.id, &field.id).is_ok_and(|id| facts.answer(&id).is_none_or(Value::is_empty))
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
