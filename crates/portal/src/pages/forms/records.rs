//! A question that is answered with rows: the list of them.

use std::collections::BTreeMap;

use app::forms::cell;
use askama::Template;
use nhsuk::{
    Action, BackLink, Button, ButtonVariant, Card, Details, ErrorMessage, Header, Heading, Html, SummaryList,
    SummaryRow, Table, TableCell,
};
use toolkit::{
    Definition, Value,
    answer::MOST_ROWS,
    definition::{Column, Field, Form, Proposal},
    standing::count,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{Place, answers::paragraphs, question::caption};
use crate::pages::{
    frame::Frame,
    parts::{caption as caption_of, heading},
};

/// Which list a page is about.
#[derive(Clone, Copy)]
pub struct List<'a> {
    pub definition: &'a Definition,
    pub form: &'a Form,
    pub field: &'a Field,
    pub place: &'a Place,
}

/// What a list shows, and where its page leads to.
pub struct Shown<'a> {
    pub answer: Option<&'a Value>,
    /// Rows that can be taken over where there are none yet.
    pub proposed: Option<&'a Value>,
    pub back: &'a str,
    /// Where the next question is.
    pub go_on: &'a str,
}

/// Rows that are known from elsewhere, and the button that takes them over.
#[derive(Clone, Debug)]
struct Proposed {
    table: Table,
    problem: ErrorMessage,
    button: Button,
}

#[derive(Clone, Debug, Template)]
#[template(path = "form-records.html")]
pub struct Records {
    frame: Frame,
    errors: FieldErrors,
    caption: String,
    title: String,
    heading: Heading,
    hint: String,
    notes: Vec<Html>,
    help: Option<Details>,
    rows: Vec<SummaryList>,
    action: String,
    proposed: Option<Proposed>,
    add: Option<Button>,
    go_on: Option<Button>,
    home: String,
    back: String,
}

impl Records {
    /// Beside the button that takes the proposed rows over.
    pub const TAKE: &str = "take";

    pub fn new(
        frame: Frame,
        list: List<'_>,
        shown: &Shown<'_>,
        notes: Vec<Html>,
        errors: FieldErrors,
    ) -> Self {
        let List { form, field, place, .. } = list;
        let rows = rows_of(shown.answer);
        let proposed = shown.proposed.map(|value| proposed(field, value, &errors));
        let most = field.most.unwrap_or(MOST_ROWS) as usize;
        let optional = if field.required { "" } else { " (optional)" };
        let title = format!("{}{optional}", field.question);
        let words = match &proposed {
            Some(_) => "Add rows one by one",
            None if rows.is_empty() => "Add",
            None => "Add another",
        };
        let can_go_on = !field.required || !rows.is_empty();
        let add = Button::link(words, place.row(form, &field.id, "new"));
        let variant =
            if can_go_on || proposed.is_some() { ButtonVariant::Secondary } else { ButtonVariant::Primary };
        Self {
            caption: caption(form, field),
            heading: heading(&title),
            title,
            hint: field.hint.clone(),
            notes,
            help: (!field.help.is_empty())
                .then(|| Details::new("Help with this question", paragraphs(&field.help))),
            rows: (1..).zip(rows).map(|(number, row)| card(list, number, row)).collect(),
            add: (rows.len() < most).then_some(Button { variant, ..add }),
            go_on: can_go_on.then(|| Button::link("Continue", shown.go_on)),
            action: place.field(form, &field.id),
            proposed,
            home: place.integration.clone(),
            back: shown.back.to_owned(),
            frame,
            errors,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::records()
    }
}

fn rows_of(value: Option<&Value>) -> &[BTreeMap<String, String>] {
    match value {
        Some(Value::Records(rows)) => rows,
        _ => &[],
    }
}

fn proposed(field: &Field, value: &Value, errors: &FieldErrors) -> Proposed {
    let source = field.proposal.as_ref().map_or("an earlier answer", Proposal::source);
    let cells = |row: &BTreeMap<String, String>| {
        let words = |column: &Column| row.get(&column.id).map(|text| cell(column, text)).unwrap_or_default();
        field.columns.iter().map(|column| TableCell::new(words(column))).collect()
    };
    let rows: Vec<Vec<TableCell>> = rows_of(Some(value)).iter().map(cells).collect();
    Proposed {
        problem: errors.beside(Records::TAKE),
        button: Button::submit(format!("Add {}", count(rows.len(), "row", "rows"))),
        table: Table {
            caption: caption_of(&format!("Known from {source}")),
            head: field.columns.iter().map(|column| column.label.as_str().into()).collect(),
            rows,
            first_cell_is_header: true,
            responsive: true,
            ..Table::default()
        },
    }
}

fn card(list: List<'_>, number: usize, row: &BTreeMap<String, String>) -> SummaryList {
    let List { form, field, place, .. } = list;
    let (number, name) = (number.to_string(), format!("{} {number}", field.label));
    let href = place.row(form, &field.id, &number);
    let rows = field.columns.iter().map(|column| {
        let words = row
            .get(&column.id)
            .map_or_else(|| super::answers::NOT_PROVIDED.to_owned(), |text| cell(column, text));
        SummaryRow { value_classes: "app-break".into(), ..SummaryRow::new(&column.label, words) }
    });
    SummaryList {
        card: Some(Card {
            heading: Heading { level: 2, ..Heading::from(name.as_str()) },
            actions: vec![Action::change(&href, ""), Action::new("Remove", format!("{href}/remove"), "")],
            ..Card::default()
        }),
        ..SummaryList::new(rows.collect())
    }
}

impl Page for Records {
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
