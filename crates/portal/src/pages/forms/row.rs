//! One row of a question that is answered with rows: filling it in, and taking it away.

use std::collections::BTreeMap;

use app::forms::record;
use askama::Template;
use nhsuk::{BackLink, Button, ButtonVariant, Header, Heading, Html};
use toolkit::{answer::Typed, definition::FieldKind};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    control::{Control, Placed, column_field},
    question::{caption, later},
    records::List,
};
use crate::pages::{frame::Frame, parts::heading};

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
