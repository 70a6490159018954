//! Answers, submitting and reviewing them.

use toolkit::{
    FieldId, FormId, Value,
    definition::{Does, Field, Form, Side},
    facts::{About, Question},
    standing::{count, unanswered},
};

use super::{Case, text};
use crate::{Event, Refusal};

impl Case<'_> {
    fn form(&self, id: &FormId) -> Result<&Form, Refusal> {
        self.definition.form(id).ok_or_else(|| self.unknown("form", id))
    }

    pub(super) fn field(&self, id: &FieldId) -> Result<(&Form, &Field), Refusal> {
        let form = self.definition.forms.iter().find(|form| form.id.as_str() == id.form());
        let form = form.ok_or_else(|| self.unknown("form", &id.form()))?;
        let field = form.field(id.name()).ok_or_else(|| self.unknown("question", id))?;
        Ok((form, field))
    }

    fn open_question_about(&self, field: &FieldId) -> Option<&Question> {
        let about = About::Field(field.clone());
        self.facts.questions.iter().find(|question| question.closed.is_none() && question.about == about)
    }

    pub(super) fn answer(
        &self,
        field: FieldId,
        value: Option<Value>,
        seen: u64,
    ) -> Result<Vec<Event>, Refusal> {
        let (form, asked) = self.field(&field)?;
        if self.definition.side(&form.role) == Side::Service {
            self.must_have(&form.role)?;
        }
        if asked.when.as_ref().is_some_and(|when| !when.holds(self.facts)) {
            return Err(Refusal::DoesNotApply);
        }
        self.must_be_open(
            |does| matches!(does, Does::Form(id) | Does::Levels(id) | Does::Scopes(id) if *id == form.id),
        )?;
        if let Some(submission) = self.facts.submissions.get(&form.id) {
            if submission.accepted.is_some() {
                return Err(Refusal::AcceptedAlready(form.title.clone()));
            }
            if form.reviewer.is_some() && self.open_question_about(&field).is_none() {
                return Err(Refusal::InReview(form.title.clone()));
            }
        }
        let known = self.facts.answers.get(&field);
        if known.map(|answer| &answer.value) == value.as_ref() {
            return Ok(Vec::new());
        }
        // An answer that was taken away has no version any more; whoever saw one must hear of it.
        let position = known.map_or(0, |answer| answer.mark.position);
        if position != seen {
            let by = known.map_or_else(|| "Somebody".to_owned(), |answer| answer.mark.by.clone());
            return Err(Refusal::Conflict { by, theirs: known.map(|answer| answer.value.clone()), position });
        }
        Ok(vec![Event::Answered { field, value }])
    }

    pub(super) fn submit(&self, id: FormId) -> Result<Vec<Event>, Refusal> {
        let form = self.form(&id)?;
        if self.definition.side(&form.role) == Side::Service {
            self.must_have(&form.role)?;
        }
        self.must_be_open(
            |does| matches!(does, Does::Form(form) | Does::Levels(form) | Does::Scopes(form) if *form == id),
        )?;
        if self.facts.submissions.contains_key(&id) {
            return Err(Refusal::SubmittedAlready(form.title.clone()));
        }
        let left = unanswered(form, self.facts);
        if !left.is_empty() {
            let names: Vec<&str> = left.iter().take(5).map(|field| field.label.as_str()).collect();
            let more = if left.len() > 5 { format!(" and {} more", left.len() - 5) } else { String::new() };
            let left = format!(
                "{} left: {}{more}.",
                count(left.len(), "question is", "questions are"),
                names.join(", ")
            );
            return Err(Refusal::Incomplete { title: form.title.clone(), left });
        }
        Ok(vec![Event::Submitted { form: id }])
    }

    pub(super) fn under_review(&self, id: &FormId) -> Result<&Form, Refusal> {
        let form = self.form(id)?;
        let Some(reviewer) = &form.reviewer else { return Err(self.unknown("review of form", id)) };
        self.must_have(reviewer)?;
        let submission =
            self.facts.submissions.get(id).ok_or_else(|| Refusal::NotSubmitted(form.title.clone()))?;
        if submission.submitted.by == self.who.id {
            return Err(Refusal::SamePerson("you submitted this yourself: somebody else has to look at it"));
        }
        Ok(form)
    }

    pub(super) fn accept(&self, id: FormId) -> Result<Vec<Event>, Refusal> {
        let form = self.under_review(&id)?;
        if self.facts.submissions.get(&id).is_some_and(|submission| submission.accepted.is_some()) {
            return Err(Refusal::AcceptedAlready(form.title.clone()));
        }
        if self.answers_by(&id, &self.who.id) {
            return Err(Refusal::SamePerson(
                "you wrote answers in this yourself: somebody else has to accept it",
            ));
        }
        let open: Vec<&Question> = self.facts.open_questions(&id).collect();
        let without_reply = open.iter().filter(|question| question.reply.is_none()).count();
        if without_reply > 0 {
            return Err(Refusal::QuestionsOpen(count(without_reply, "question", "questions")));
        }
        // Accepting says that the replies will do.
        let closed = open.iter().map(|question| Event::Closed { question: question.number });
        let closed: Vec<Event> = closed.collect();
        Ok(closed.into_iter().chain([Event::Accepted { form: id }]).collect())
    }

    fn answers_by(&self, form: &FormId, id: &str) -> bool {
        self.facts.answers.iter().any(|(field, answer)| field.form() == form.as_str() && answer.mark.by == id)
    }

    pub(super) fn reopen(&self, id: FormId, reason: String) -> Result<Vec<Event>, Refusal> {
        self.under_review(&id)?;
        Ok(vec![Event::Reopened { form: id, reason: text("a reason", reason)? }])
    }
}
