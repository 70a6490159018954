//! One question on a page of its own.

use askama::Template;
use nhsuk::{BackLink, Button, ButtonVariant, Details, Header, Heading, Html, InsetText};
use toolkit::{
    Definition,
    answer::Typed,
    definition::{Field, FieldKind, Form},
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    answers::paragraphs,
    control::{ANSWER, Control, Placed},
};
use crate::pages::{frame::Frame, parts::heading};

/// What is asked, and where the answer goes.
pub struct Asked<'a> {
    pub definition: &'a Definition,
    pub form: &'a Form,
    pub field: &'a Field,
    pub filled: &'a Typed,
    pub action: String,
    pub back: String,
    /// The version of the answer that the page shows.
    pub seen: u64,
    /// Where to go on, where that is not the next question.
    pub after: String,
    /// Whether "Save and come back later" leads anywhere.
    pub can_wait: bool,
    /// What stands above the question, such as what a reviewer asks about it.
    pub notes: Vec<Html>,
    /// What has to be read before the question: its heading then is the page's, and the control comes after it.
    pub before: Html,
}

#[derive(Clone, Debug, Template)]
#[template(path = "form-question.html")]
pub struct QuestionPage {
    frame: Frame,
    errors: FieldErrors,
    title: String,
    back: String,
    caption: String,
    action: String,
    seen: u64,
    after: String,
    notes: Vec<Html>,
    heading: Option<Heading>,
    before: Html,
    control: Html,
    help: Option<Details>,
    finder: Option<String>,
    go_on: Button,
    later: Option<Button>,
}

impl QuestionPage {
    pub fn new(frame: Frame, asked: Asked<'_>, errors: FieldErrors) -> Self {
        let field = asked.field;
        let is_alone = asked.before.is_empty();
        let control = Control {
            definition: asked.definition,
            field,
            name: ANSWER,
            placed: if is_alone { Placed::Alone } else { Placed::Among },
            filled: asked.filled,
            errors: &errors,
        };
        let optional = if field.required { "" } else { " (optional)" };
        let title = if is_alone { format!("{}{optional}", field.question) } else { field.question.clone() };
        Self {
            control: control.html(),
            caption: caption(asked.form, field),
            heading: (!is_alone).then(|| heading(&title)),
            help: (!field.help.is_empty())
                .then(|| Details::new("Help with this question", paragraphs(&field.help))),
            finder: (field.kind == FieldKind::OdsCode).then(|| find_code(&asked.action)),
            go_on: Button::submit(if asked.can_wait { "Save and continue" } else { "Continue" }),
            later: asked.can_wait.then(later),
            title,
            frame,
            errors,
            back: asked.back,
            action: asked.action,
            seen: asked.seen,
            after: asked.after,
            notes: asked.notes,
            before: asked.before,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::questions()
    }
}

/// The form and the section that a question stands in.
pub(super) fn caption(form: &Form, field: &Field) -> String {
    let section = form.sections.iter().find(|section| Some(&section.id) == field.section.as_ref());
    match section {
        Some(section) if section.title != form.title => format!("{}: {}", form.title, section.title),
        _ => form.title.clone(),
    }
}

fn find_code(action: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("for", action).finish();
    format!("/ods-codes?{query}")
}

/// The button of those who go away with what they have typed.
pub(super) fn later() -> Button {
    Button {
        variant: ButtonVariant::Secondary,
        name: "then".into(),
        value: "later".into(),
        ..Button::submit("Save and come back later")
    }
}

/// What a reviewer asks about an answer.
pub fn asked_about(number: u32, words: &str, href: &str) -> Html {
    let content = format!(
        r#"<p>Question {number} about this answer: {}</p><p><a class="nhsuk-link" href="{}">See question {number} and reply</a></p>"#,
        nhsuk::Content::from(words),
        nhsuk::Content::from(href)
    );
    InsetText::new(Html::trusted(content)).into()
}

/// Where an answer that nobody gave here comes from.
pub fn taken_from(source: &str) -> Html {
    InsetText::new(format!("We have filled this in from {source}. Check it before you save it.")).into()
}

impl Page for QuestionPage {
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
        WayBack::Back(BackLink::to(&self.back))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
