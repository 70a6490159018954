//! A question that is answered with rows: the list, one row, and taking one away.

use std::collections::BTreeMap;

use app::forms::{cell, record};
use askama::Template;
use http::StatusCode;
use nhsuk::{
    Action, BackLink, Button, ButtonVariant, Card, Details, Header, Heading, Html, SummaryList, SummaryRow,
};
use toolkit::{
    Definition, Value,
    answer::{MOST_ROWS, Typed},
    definition::{Field, FieldKind, Form},
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    Place,
    answers::paragraphs,
    control::{Control, Placed, column_field},
    question::{caption, later},
};
use crate::pages::{frame::Frame, parts::heading};

/// Which list a page is about.
#[derive(Clone, Copy)]
pub struct List<'a> {
    pub definition: &'a Definition,
    pub form: &'a Form,
    pub field: &'a Field,
    pub place: &'a Place,
}

#[derive(Clone, Debug, Template)]
#[template(path = "form-records.html")]
pub struct Records {
    frame: Frame,
    caption: String,
    title: String,
    heading: Heading,
    hint: String,
    notes: Vec<Html>,
    help: Option<Details>,
    rows: Vec<SummaryList>,
    add: Option<Button>,
    go_on: Option<Button>,
    home: String,
    back: String,
}

impl Records {
    /// `go_on` is where the next question is.
    pub fn new(
        frame: Frame,
        list: List<'_>,
        answer: Option<&Value>,
        back: &str,
        go_on: &str,
        notes: Vec<Html>,
    ) -> Self {
        let List { form, field, place, .. } = list;
        let rows = match answer {
            Some(Value::Records(rows)) => rows.as_slice(),
            _ => &[],
        };
        let most = field.most.unwrap_or(MOST_ROWS) as usize;
        let optional = if field.required { "" } else { " (optional)" };
        let title = format!("{}{optional}", field.question);
        let words = if rows.is_empty() { "Add" } else { "Add another" };
        let can_go_on = !field.required || !rows.is_empty();
        let add = Button::link(words, place.row(form, &field.id, "new"));
        let variant = if can_go_on { ButtonVariant::Secondary } else { ButtonVariant::Primary };
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
            go_on: can_go_on.then(|| Button::link("Continue", go_on)),
            home: place.integration.clone(),
            back: back.to_owned(),
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::records()
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

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(&self.back))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// One row to fill in.
#[derive(Clone, Debug, Template)]
#[template(path = "form-row.html")]
pub struct RowPage {
    frame: Frame,
    errors: FieldErrors,
    caption: String,
    title: String,
    heading: Heading,
    action: String,
    back: String,
    seen: u64,
    notes: Vec<Html>,
    controls: Vec<Html>,
    finds_codes: bool,
    go_on: Button,
    later: Button,
}

impl RowPage {
    /// `row` is `new` or the row's number, `typed` what stands in each column.
    pub fn new(
        frame: Frame,
        list: List<'_>,
        row: &str,
        typed: &BTreeMap<String, Typed>,
        seen: u64,
        notes: Vec<Html>,
        errors: FieldErrors,
    ) -> Self {
        let List { definition, form, field, place } = list;
        let title = match row {
            "new" => format!("Add: {}", toolkit::standing::lower_first(&field.label)),
            number => format!("{} {number}", field.label),
        };
        let blank = Typed::Text(String::new());
        let control = |column| {
            let column = column_field(column);
            let filled = typed.get(&column.id).unwrap_or(&blank);
            Control {
                definition,
                field: &column,
                name: &column.id,
                placed: Placed::Among,
                filled,
                errors: &errors,
            }
            .html()
        };
        Self {
            controls: field.columns.iter().map(control).collect(),
            finds_codes: field.columns.iter().any(|column| column.kind == FieldKind::OdsCode),
            caption: caption(form, field),
            heading: heading(&title),
            title,
            action: place.row(form, &field.id, row),
            back: place.field(form, &field.id),
            seen,
            notes,
            go_on: Button::submit("Save and continue"),
            later: later(),
            frame,
            errors,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::rows()
    }
}

impl Page for RowPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(&self.back))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// Asks before a row goes.
#[derive(Clone, Debug, Template)]
#[template(path = "form-row-remove.html")]
pub struct RemoveRow {
    frame: Frame,
    title: String,
    caption: String,
    heading: Heading,
    row: String,
    action: String,
    back: String,
    seen: u64,
    button: Button,
}

impl RemoveRow {
    pub fn new(
        frame: Frame,
        list: List<'_>,
        number: usize,
        row: &BTreeMap<String, String>,
        seen: u64,
    ) -> Self {
        let List { form, field, place, .. } = list;
        let title = format!("Remove {} {number}", toolkit::standing::lower_first(&field.label));
        Self {
            caption: caption(form, field),
            heading: heading(&title),
            title,
            row: record(&field.columns, row),
            action: format!("{}/remove", place.row(form, &field.id, &number.to_string())),
            back: place.field(form, &field.id),
            seen,
            button: Button { variant: ButtonVariant::Warning, ..Button::submit("Remove") },
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::removals()
    }
}

impl Page for RemoveRow {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(&self.back))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
