//! A product's own test people: changing them by a file, and what became of it row by row.

mod answers;
mod sample;

use app::test_data::{Form, Listed};
use askama::Template;
use identity::{Account, ProofingLevel};
use nhsuk::{
    Attributes, Button, Fieldset, FileUpload, Header, Heading, Html, Label, Legend, Radio, Radios, Size,
    Table, TableCell,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, PlaceLink, Section, below_place},
    parts::{self, breaking, broken_lines, caption, heading_about, whole},
};
use crate::words::{self, counted};

pub use answers::{Answered, TestDataAnswers};

/// Where a product's test data is, below what `page` of its place answers.
pub fn href(place: &PlaceLink) -> String {
    place.page("test-data")
}

fn title(place: &PlaceLink) -> String {
    format!("Test people in the {}", place.in_words)
}

#[derive(Clone, Debug, Template)]
#[template(path = "test-data.html")]
pub struct TestData {
    frame: Frame,
    place: PlaceLink,
    errors: FieldErrors,
    heading: Heading,
    action: String,
    templates: Vec<(String, String)>,
    file: Option<FileUpload>,
    mode: Radios,
    button: Button,
    people: Option<Table>,
    uploads: Option<Table>,
}

impl TestData {
    pub const FILE: &str = "file";
    pub const MODE: &str = "mode";
    pub const CHECK: &str = "check";
    pub const APPLY: &str = "apply";

    pub fn new(
        frame: Frame,
        place: PlaceLink,
        people: &[Account],
        uploads: &[Listed],
        may_upload: bool,
        errors: FieldErrors,
    ) -> Self {
        let templates =
            Form::ALL.map(|form| (form.title().to_owned(), format!("/test-data/template.{}", form.ending())));
        Self {
            heading: heading_about(&place.product.name, &title(&place)),
            action: href(&place),
            templates: templates.to_vec(),
            file: may_upload.then(|| file(&errors)),
            mode: mode(&errors),
            button: Button::submit("Upload file"),
            people: (!people.is_empty()).then(|| people_table(people)),
            uploads: (!uploads.is_empty()).then(|| uploads_table(&place, uploads)),
            place,
            frame,
            errors,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let (place, none) = (PlaceLink::sample_of_integration, FieldErrors::new);
        let wrong = FieldErrors::from_iter([
            (
                Self::FILE,
                "The sheet \"P9 Users\" has the column \"Shoe Size\", which is not one of the template's",
            ),
            (Self::MODE, "Select what to do with the file"),
        ]);
        let (people, uploads) = (sample::people(), sample::uploads());
        vec![
            Self::new(frame(), place(), &people, &uploads, true, none()),
            Self::new(frame(), place(), &people, &[], true, wrong),
            Self::new(frame(), place(), &[], &[], false, none()),
        ]
    }
}

fn file(errors: &FieldErrors) -> FileUpload {
    FileUpload {
        label: Label { size: Some(Size::S), ..Label::from("File of test data") },
        hint: "An Excel workbook, CSV or JSON file like the template, smaller than 1MB, 500 rows or fewer in each sheet".into(),
        name: TestData::FILE.into(),
        is_native: true,
        error_message: errors.beside(TestData::FILE),
        attributes: Attributes::new().with("accept", ".xlsx,.csv,.json"),
        ..FileUpload::default()
    }
}

fn mode(errors: &FieldErrors) -> Radios {
    let words = "What do you want to do with the file?";
    Radios {
        fieldset: Some(Fieldset::from(Legend { size: Some(Size::S), ..Legend::from(words) })),
        name: TestData::MODE.into(),
        items: vec![
            Radio::new(TestData::CHECK, "Check it and change nothing"),
            Radio::new(TestData::APPLY, "Change people as it says"),
        ],
        error_message: errors.beside(TestData::MODE),
        ..Radios::default()
    }
}

fn people_table(people: &[Account]) -> Table {
    Table {
        caption: caption("Your organisation's test people"),
        head: ["Email address", "Level", "Details", "Sign-in"].map(Into::into).into(),
        rows: people.iter().map(person).collect(),
        first_cell_is_header: true,
        responsive: true,
        compact: true,
        ..Table::default()
    }
}

fn person(account: &Account) -> Vec<TableCell> {
    let names = [account.given_name.as_deref(), account.family_name.as_deref()];
    let name: Vec<&str> = names.into_iter().flatten().collect();
    let details = [
        (!name.is_empty()).then(|| name.join(" ")),
        account.nhs_number.map(|number| format!("NHS number {number}")),
        account.birthdate.map(|date| format!("Born {date}")),
        account.gp_ods_code.as_ref().map(|code| format!("GP surgery {code}")),
        account.gp_credentials.as_ref().map(|_| "Connected to GP online services".to_owned()),
        account.mobile.as_ref().map(|mobile| format!("Mobile {mobile}")),
    ];
    let code = if account.static_otp.is_some() { "Code 190696" } else { "Code by text message" };
    let record = match (account.level, account.is_traced) {
        (ProofingLevel::P0, _) => None,
        (_, true) => Some("Each sign-in reads the record"),
        (_, false) => Some("The record is not read"),
    };
    vec![
        breaking(account.email.as_str()),
        TableCell::new(account.level.name()),
        TableCell::new(broken_lines(details.into_iter().flatten())),
        TableCell::new(broken_lines([Some(code), record].into_iter().flatten())),
    ]
}

fn uploads_table(place: &PlaceLink, uploads: &[Listed]) -> Table {
    let rows = uploads.iter().map(|upload| {
        let came_to = format!("{} applied, {} not", counted(upload.applied.into(), "row"), upload.refused);
        let undone = upload.undone_at.map(|at| format!("Undone {}", words::date(at)));
        vec![
            whole(TableCell::new(parts::short_moment(upload.uploaded_at))),
            breaking(upload.file_name.as_str()),
            TableCell::new(broken_lines([Some(came_to), undone].into_iter().flatten())),
            TableCell {
                visually_hidden_text: format!("upload of {}", words::moment(upload.uploaded_at)),
                ..TableCell::link("Open", format!("{}/{}", href(place), upload.id))
            },
        ]
    });
    Table {
        caption: caption("What was uploaded"),
        head: ["When (UTC)", "File", "What became of it", "Action"].map(Into::into).into(),
        rows: rows.collect(),
        responsive: true,
        compact: true,
        ..Table::default()
    }
}

impl Page for TestData {
    fn title(&self) -> String {
        title(&self.place)
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        below_place(&self.place, &[])
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
