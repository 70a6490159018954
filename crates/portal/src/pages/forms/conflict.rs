//! Two people answered the same question: both answers, and the choice between them.

use askama::Template;
use http::StatusCode;
use nhsuk::{
    BackLink, Button, Content, Fieldset, Header, Heading, Html, Legend, Radio, Radios, Size, SummaryList,
    SummaryRow,
};
use toolkit::{
    Definition, Value,
    answer::Typed,
    definition::{Field, Form},
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{answers::value, control::ANSWER, question::caption};
use crate::pages::{frame::Frame, parts::heading};

/// What the pages of two people say.
pub struct Both<'a> {
    pub definition: &'a Definition,
    pub form: &'a Form,
    pub field: &'a Field,
    /// What is saved, by whom, and its version.
    pub theirs: Option<&'a Value>,
    pub by: &'a str,
    pub position: u64,
    pub mine: Option<&'a Value>,
    pub action: String,
    pub after: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "form-conflict.html")]
pub struct Conflict {
    frame: Frame,
    errors: FieldErrors,
    caption: String,
    heading: Heading,
    question: String,
    by: String,
    action: String,
    position: u64,
    after: String,
    answers: SummaryList,
    kept: Vec<(String, String)>,
    choice: Radios,
    button: Button,
}

impl Conflict {
    pub const KEEP: &str = "keep";
    const TITLE: &str = "Somebody else changed this answer";

    pub fn new(frame: Frame, both: &Both<'_>, errors: FieldErrors) -> Self {
        let shown = |answer: Option<&Value>| -> Content { value(both.definition, both.field, answer) };
        Self {
            caption: caption(both.form, both.field),
            heading: heading(Self::TITLE),
            question: both.field.question.clone(),
            by: both.by.to_owned(),
            action: both.action.clone(),
            position: both.position,
            after: both.after.clone(),
            answers: SummaryList::new(vec![
                SummaryRow::new("Their answer", shown(both.theirs)),
                SummaryRow::new("Your answer", shown(both.mine)),
            ]),
            kept: sent_again(both.field, both.mine),
            choice: Radios {
                fieldset: Some(Fieldset::from(Legend {
                    size: Some(Size::M),
                    ..Legend::from("Which answer do you want to keep?")
                })),
                name: Self::KEEP.into(),
                items: vec![
                    Radio::new("theirs", "Keep their answer"),
                    Radio::new("mine", "Replace it with your answer"),
                ],
                error_message: errors.beside(Self::KEEP),
                ..Radios::default()
            },
            button: Button::submit("Continue"),
            frame,
            errors,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::conflicts()
    }
}

// The person's own answer, in the fields in which its question sends it.
fn sent_again(field: &Field, mine: Option<&Value>) -> Vec<(String, String)> {
    let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    match super::filled(field, mine) {
        Typed::Text(text) => vec![named(ANSWER, &text)],
        Typed::Many(items) => items.iter().map(|item| named(ANSWER, item)).collect(),
        Typed::Date { day, month, year } => {
            let parts = [("day", day), ("month", month), ("year", year)];
            parts.iter().map(|(part, text)| named(&format!("{ANSWER}[{part}]"), text)).collect()
        }
        Typed::Rows(_) => Vec::new(),
    }
}

impl Page for Conflict {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(&self.action))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
