//! A reviewer's question: what it is about, what was said, and the reply.

use app::integrations::{Opened, People};
use askama::Template;
use nhsuk::{
    BackLink, Button, CharacterCount, Header, Heading, Html, Label, Size, SummaryList, SummaryRow, Textarea,
};
use onboarding::{decide::MOST_TEXT, policy::Action as May};
use toolkit::{
    definition::Side,
    facts::{About, Question},
    standing::{lower_first, moment},
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{Place, answers::value};
use crate::pages::{frame::Frame, parts::heading_about};

/// What the question is about, as a link.
#[derive(Clone, Debug)]
struct Topic {
    name: String,
    href: String,
    words: &'static str,
}

#[derive(Clone, Debug, Template)]
#[template(path = "form-reply.html")]
pub struct ReplyPage {
    frame: Frame,
    errors: FieldErrors,
    place: Place,
    title: String,
    heading: Heading,
    state: String,
    facts: SummaryList,
    change: Option<Topic>,
    action: String,
    reply: Option<CharacterCount>,
    send: Button,
    close: Option<Button>,
}

impl ReplyPage {
    pub const REPLY: &str = "reply";

    pub fn new(
        frame: Frame,
        opened: &Opened,
        people: &People,
        question: &Question,
        typed: &str,
        errors: FieldErrors,
    ) -> Self {
        let place = Place::of(opened);
        let is_open = question.closed.is_none();
        let title = format!("Question {}", question.number);
        let can_reply = is_open && may_reply(opened, question);
        Self {
            heading: heading_about(&opened.product.name, &title),
            title,
            state: state(opened, question),
            facts: SummaryList::new(rows(opened, people, question)),
            change: can_reply.then(|| topic(opened, &place, question)).flatten(),
            action: place.question(question.number),
            reply: can_reply.then(|| reply(question, typed, &errors)),
            send: Button::submit(if question.reply.is_some() { "Replace reply" } else { "Send reply" }),
            close: (is_open && may_close(opened, question)).then(|| Button::submit("Close question")),
            place,
            frame,
            errors,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::replies()
    }
}

fn state(opened: &Opened, question: &Question) -> String {
    match (&question.closed, &question.reply) {
        (Some(_), _) => "The question is closed.".to_owned(),
        (None, Some(_)) => "The reply was sent. Whoever asked looks at it now.".to_owned(),
        (None, None) => format!("The question waits for a reply from the {}.", whom(opened, question)),
    }
}

fn whom(opened: &Opened, question: &Question) -> String {
    let role = question.to.as_deref().filter(|role| opened.definition.side(role) == Side::Service);
    role.map_or_else(|| "partner".to_owned(), |role| lower_first(opened.definition.role_title(role)))
}

// What is asked about a decision, those answer who are asked; everything else the partner does.
fn may_reply(opened: &Opened, question: &Question) -> bool {
    match question.to.as_deref() {
        None => opened.may(May::AnswerQuestion),
        Some(role) if opened.definition.side(role) == Side::Service => {
            opened.may(May::AnswerBoard) && opened.roles.ids().contains(role)
        }
        Some(_) => opened.may(May::AnswerBoard) && !opened.roles.partner.is_empty(),
    }
}

// Those close a question who could have asked it.
fn may_close(opened: &Opened, question: &Question) -> bool {
    let by = match &question.about {
        About::Decision(decision) => opened.definition.decision(decision).map(|decision| &decision.by),
        About::Field(_) | About::Evidence(_) => None,
    };
    opened.may(May::CloseQuestion) && by.is_none_or(|role| opened.roles.ids().contains(role))
}

fn reply(question: &Question, typed: &str, errors: &FieldErrors) -> CharacterCount {
    let hint = match question.about {
        About::Decision(_) => "The Board reads it before it decides",
        About::Field(_) | About::Evidence(_) => {
            "If the answer itself has to change, change it first, then say here what changed"
        }
    };
    CharacterCount {
        textarea: Textarea {
            label: Label { size: Some(Size::M), ..Label::from("Your reply") },
            hint: hint.into(),
            name: ReplyPage::REPLY.into(),
            value: typed.into(),
            error_message: errors.beside(ReplyPage::REPLY),
            ..Textarea::default()
        },
        max_length: u32::try_from(MOST_TEXT).ok(),
        ..CharacterCount::default()
    }
}

fn rows(opened: &Opened, people: &People, question: &Question) -> Vec<SummaryRow> {
    let row = |key: &str, words: nhsuk::Content| SummaryRow {
        value_classes: "app-break".into(),
        ..SummaryRow::new(key, words)
    };
    let mut rows = vec![
        row("Question", question.text.as_str().into()),
        row("Asked", format!("{} by {}", moment(question.asked.at), people.name(&question.asked.by)).into()),
    ];
    match &question.about {
        About::Field(id) => {
            if let Some(field) = opened.definition.field(id) {
                rows.push(row("About", field.question.as_str().into()));
                let shown = |answer| value(&opened.definition, field, answer);
                let now = opened.facts.answer(id);
                if now != question.before.as_ref() {
                    rows.push(row("Answer when it was asked", shown(question.before.as_ref())));
                }
                rows.push(row("Answer now", shown(now)));
            }
        }
        About::Evidence(slot) => {
            if let Some(slot) = opened.definition.slot(slot) {
                rows.push(row("About", slot.title.as_str().into()));
            }
        }
        About::Decision(decision) => {
            if let Some(decision) = opened.definition.decision(decision) {
                rows.push(row("About", format!("Decision: {}", decision.title).into()));
            }
        }
    }
    if let Some((text, mark)) = &question.reply {
        rows.push(row("Reply", text.as_str().into()));
        rows.push(row("Replied", format!("{} by {}", moment(mark.at), people.name(&mark.by)).into()));
    }
    rows
}

fn topic(opened: &Opened, place: &Place, question: &Question) -> Option<Topic> {
    match &question.about {
        About::Field(id) => {
            let field = opened.definition.field(id)?;
            let href = format!("{}?after=question-{}", place.field_by_id(id), question.number);
            Some(Topic { name: field.label.clone(), href, words: "Change the answer" })
        }
        About::Evidence(slot) => {
            let found = opened.definition.slot(slot)?;
            let href = format!("{}/evidence/{slot}", place.integration);
            Some(Topic { name: found.title.clone(), href, words: "Add a new file" })
        }
        About::Decision(_) => None,
    }
}

impl Page for ReplyPage {
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
