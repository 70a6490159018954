//! A form's answers, to check and to submit; later, what became of them.

use app::{
    forms,
    integrations::{Opened, People},
};
use askama::Template;
use nhsuk::{
    Action, BackLink, Button, Content, Details, ErrorMessage, Header, Heading, Html, InsetText,
    NotificationBanner, SummaryList, SummaryRow, Table,
};
use onboarding::policy::Action as May;
use toolkit::{
    FieldId, Standing, Value,
    definition::{Field, Form, KnownAnswer},
    facts::{About, Question, Submission},
    standing::{count, lower_first, moment},
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    Place,
    answers::{NOT_PROVIDED, value},
};
use crate::pages::{
    frame::Frame,
    parts::{broken_lines, caption, heading_about},
};

/// Answers under one heading.
#[derive(Clone, Debug)]
struct Group {
    title: String,
    answers: SummaryList,
}

#[derive(Clone, Debug, Template)]
#[template(path = "form-check.html")]
pub struct CheckAnswers {
    frame: Frame,
    errors: FieldErrors,
    place: Place,
    title: String,
    heading: Heading,
    banner: Option<NotificationBanner>,
    state: Option<InsetText>,
    intro: String,
    groups: Vec<Group>,
    left: Vec<String>,
    go_on: Option<Button>,
    submit: Option<Submit>,
    who: Option<Details>,
}

/// What is confirmed by submitting, and the button.
#[derive(Clone, Debug)]
struct Submit {
    action: String,
    declaration: String,
    problem: ErrorMessage,
    button: Button,
}

impl CheckAnswers {
    pub const SUBMISSION: &str = "submission";

    pub fn new(
        frame: Frame,
        opened: &Opened,
        people: &People,
        form: &Form,
        done: bool,
        errors: FieldErrors,
    ) -> Self {
        let view = View { opened, people, form, place: Place::of(opened) };
        let left = view.left();
        let can_submit = left.is_empty() && view.can_change() && opened.may(May::SubmitForm);
        Self {
            title: form.title.clone(),
            heading: heading_about(&opened.product.name, &form.title),
            banner: done.then(|| NotificationBanner::success(format!("You have submitted {}.", form.title))),
            state: view.state(),
            intro: if view.has_begun() { String::new() } else { form.intro.clone() },
            groups: view.groups(),
            go_on: (view.can_edit() && !left.is_empty()).then(|| view.go_on()),
            left,
            submit: (can_submit || !errors.is_empty()).then(|| view.submit(&errors)),
            who: view.who(),
            place: view.place,
            frame,
            errors,
        }
    }

    // What is left, in words.
    fn left_words(&self) -> String {
        let names: Vec<&str> = self.left.iter().take(5).map(String::as_str).collect();
        let more =
            if self.left.len() > 5 { format!(" and {} more", self.left.len() - 5) } else { String::new() };
        format!(
            "{} left: {}{more}.",
            count(self.left.len(), "question is", "questions are"),
            names.join(", ")
        )
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::checks()
    }
}

struct View<'a> {
    opened: &'a Opened,
    people: &'a People,
    form: &'a Form,
    place: Place,
}

impl<'a> View<'a> {
    fn submission(&self) -> Option<&'a Submission> {
        self.opened.facts.submissions.get(&self.form.id)
    }

    fn questions(&self, field: &FieldId) -> Vec<&'a Question> {
        let about = About::Field(field.clone());
        self.opened.facts.questions.iter().filter(|one| one.about == about).collect()
    }

    fn why_locked(&self) -> Option<String> {
        forms::why_locked(self.opened, self.form)
    }

    fn can_change(&self) -> bool {
        self.submission().is_none() && self.opened.facts.hold.is_none() && self.why_locked().is_none()
    }

    fn can_edit(&self) -> bool {
        self.can_change() && self.opened.may(May::EditAnswers)
    }

    // Once it was submitted, only what somebody asks about can change.
    fn can_edit_answer(&self, field: &FieldId) -> bool {
        let is_open = self.questions(field).iter().any(|one| one.closed.is_none());
        let may = self.opened.may(May::EditAnswers) && self.opened.facts.hold.is_none();
        match self.submission() {
            None => self.can_edit(),
            Some(submission) => {
                may && submission.accepted.is_none() && (is_open || self.form.reviewer.is_none())
            }
        }
    }

    fn has_begun(&self) -> bool {
        self.opened.facts.answers.keys().any(|field| field.form() == self.form.id.as_str())
    }

    fn left(&self) -> Vec<String> {
        let left = toolkit::standing::unanswered(self.form, &self.opened.facts);
        left.iter().map(|one| one.label.clone()).collect()
    }

    fn go_on(&self) -> Button {
        let words = if self.has_begun() { "Continue" } else { "Start" };
        Button::link(words, format!("{}/start", self.place.form(self.form)))
    }

    fn submit(&self, errors: &FieldErrors) -> Submit {
        let words = if self.form.declaration.is_some() { "Confirm and submit" } else { "Submit" };
        Submit {
            action: self.place.form(self.form),
            declaration: self.form.declaration.clone().unwrap_or_default(),
            problem: errors.beside(CheckAnswers::SUBMISSION),
            button: Button::submit(words),
        }
    }

    fn state(&self) -> Option<InsetText> {
        let Some(submission) = self.submission() else {
            return self.why_locked().map(|why| InsetText::new(format!("You cannot start this yet. {why}")));
        };
        let by = self.people.name(&submission.submitted.by);
        let submitted = format!("Submitted on {} by {by}.", moment(submission.submitted.at));
        let open = self.opened.facts.open_questions(&self.form.id).filter(|one| one.reply.is_none()).count();
        let next = match (&submission.accepted, &self.form.reviewer) {
            (Some(accepted), _) => format!("Accepted on {}.", moment(accepted.at)),
            (None, Some(_)) if open > 0 => {
                format!("{} for your reply.", count(open, "question waits", "questions wait"))
            }
            (None, Some(reviewer)) => {
                let reviewer = lower_first(self.opened.definition.role_title(reviewer));
                format!("It is with the {reviewer} now. You get an email when there is news.")
            }
            (None, None) => "Nobody has to look at it.".to_owned(),
        };
        Some(InsetText::new(format!("{submitted} {next}")))
    }

    fn groups(&self) -> Vec<Group> {
        let facts = &self.opened.facts;
        let shown: Vec<&Field> = forms::applicable(self.form, facts);
        let standing = self.opened.standing();
        let of = |section: Option<&str>| -> Vec<SummaryRow> {
            let known = self.form.known.iter().filter(|known| known.section.as_deref() == section);
            let known = known.map(|known| self.known(known, &standing));
            let fields = shown.iter().filter(|field| field.section.as_deref() == section);
            known.chain(fields.filter_map(|field| self.row(field))).collect()
        };
        let sections =
            self.form.sections.iter().map(|section| (section.title.clone(), of(Some(&section.id))));
        let loose = [("Answers".to_owned(), of(None))];
        let all = sections.chain(loose).filter(|(_, rows)| !rows.is_empty());
        all.map(|(title, rows)| Group { title, answers: SummaryList::new(rows) }).collect()
    }

    fn row(&self, field: &Field) -> Option<SummaryRow> {
        let id = FieldId::of(&self.form.id, &field.id).ok()?;
        let answer = self.opened.facts.answer(&id);
        let mut shown: Content = value(&self.opened.definition, field, answer);
        let asked = self.questions(&id);
        if !asked.is_empty() {
            let asked = asked.iter().map(|question| self.asked(question));
            let answer = [Html::trusted(shown.to_string())];
            shown = answer.into_iter().chain(asked).collect::<Html>().into();
        }
        let row = SummaryRow { value_classes: "app-break".into(), ..SummaryRow::new(&field.label, shown) };
        if !self.can_edit_answer(&id) {
            return Some(row);
        }
        let words = if answer.is_some_and(|answer: &Value| !answer.is_empty()) { "Change" } else { "Answer" };
        let href = self.place.field(self.form, &field.id);
        Some(row.with_action(Action::new(words, href, lower_first(&field.label))))
    }

    // What was said or seen elsewhere; a check says it in the words that its gate has for it.
    fn known(&self, known: &KnownAnswer, standing: &Standing<'_>) -> SummaryRow {
        let definition = &self.opened.definition;
        let answers =
            known.fields.iter().filter_map(|id| Some((definition.field(id)?, self.opened.facts.answer(id))));
        let answers = answers.flat_map(|(field, answer)| forms::in_words(definition, field, answer));
        let found = known.checks.iter().filter_map(|check| standing.finding(check));
        let lines: Vec<String> = answers.chain(found.map(|finding| finding.because.clone())).collect();
        let words: Content = if lines.is_empty() { NOT_PROVIDED.into() } else { broken_lines(lines).into() };
        let row = SummaryRow { value_classes: "app-break".into(), ..SummaryRow::new(&known.label, words) };
        let href = format!("{}/tasks/{}", self.place.integration, known.task);
        row.with_action(Action::new("See where it is from", href, lower_first(&known.label)))
    }

    // A question of the reviewer's, next to the answer that it is about.
    fn asked(&self, question: &Question) -> Html {
        let state = match (&question.closed, &question.reply) {
            (Some(_), _) => "closed",
            (None, Some(_)) => "replied to",
            (None, None) => "waits for a reply",
        };
        Html::trusted(format!(
            r#"<p class="nhsuk-u-margin-top-3">Asked by {}: {} <a class="nhsuk-link" href="{}">Question {} ({state})</a></p>"#,
            Content::from(self.people.name(&question.asked.by)),
            Content::from(&question.text),
            self.place.question(question.number),
            question.number
        ))
    }

    fn who(&self) -> Option<Details> {
        let answered = self.form.fields.iter().filter_map(|field| {
            let id = FieldId::of(&self.form.id, &field.id).ok()?;
            let mark = &self.opened.facts.answers.get(&id)?.mark;
            Some(vec![field.label.as_str().into(), self.people.name(&mark.by).into(), moment(mark.at).into()])
        });
        let rows: Vec<_> = answered.collect();
        (!rows.is_empty()).then(|| {
            let table = Table {
                caption: caption("Last answers"),
                head: vec!["Question".into(), "Answered by".into(), "When".into()],
                rows,
                first_cell_is_header: true,
                ..Table::default()
            };
            Details::new("Who answered, and when", Html::from(table))
        })
    }
}

impl Page for CheckAnswers {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(&self.place.integration))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
