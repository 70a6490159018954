//! Adding a file.

use app::integrations::{Opened, evidence::formats};
use askama::Template;
use documents::accept_attribute;
use nhsuk::{
    Attributes, BackLink, Button, DateInput, FileUpload, Header, Heading, Html, Label, Legend, Size,
};
use toolkit::{
    answer::Typed,
    definition::{Evidence, Field, FieldKind, Validity},
    standing::lower_first,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::takes;
use crate::pages::{forms::Place, frame::Frame, parts::heading_about};

/// The question for the day that a slot with a validity asks for.
pub fn dated_field(slot: &Evidence) -> Option<Field> {
    let validity = slot.validity.as_ref()?;
    let question = match validity {
        Validity::Months(_) | Validity::Until(_) => "Which date does the file give?",
        Validity::Stated => "Until when does it count?",
    };
    Some(Field {
        id: AddEvidence::DATED.to_owned(),
        section: None,
        question: question.to_owned(),
        label: "The date".to_owned(),
        hint: "For example, 27 3 2027".to_owned(),
        help: Vec::new(),
        kind: FieldKind::Date,
        options: Vec::new(),
        columns: Vec::new(),
        required: true,
        most: None,
        when: None,
        proposal: None,
        flags: Vec::new(),
        requirement: None,
    })
}

/// The form for a file, with the date where it counts.
#[derive(Clone, Debug, Template)]
#[template(path = "evidence-add.html")]
pub struct AddEvidence {
    frame: Frame,
    errors: FieldErrors,
    title: String,
    heading: Heading,
    hint: String,
    back: String,
    action: String,
    file: FileUpload,
    dated: Option<DateInput>,
    button: Button,
}

impl AddEvidence {
    pub const FILE: &str = "file";
    pub const DATED: &str = "dated";

    pub fn new(frame: Frame, opened: &Opened, slot: &Evidence, dated: &Typed, errors: FieldErrors) -> Self {
        let back = Place::of(opened).evidence(&slot.id);
        let title = format!("Add a file: {}", lower_first(&slot.title));
        // Browsers send a file once: whoever has to mend something else has to choose it again.
        let again = if errors.is_empty() { "" } else { ". Select the file again" };
        let file = FileUpload {
            label: Label { size: Some(Size::S), ..Label::from("File") },
            hint: format!("{}{again}", takes(slot)).as_str().into(),
            name: Self::FILE.into(),
            is_native: true,
            error_message: errors.beside(Self::FILE),
            attributes: Attributes::new().with("accept", accept_attribute(&formats(slot))),
            ..FileUpload::default()
        };
        Self {
            heading: heading_about(&opened.product.name, &title),
            title,
            hint: slot.hint.clone(),
            action: format!("{back}/add"),
            back,
            file,
            dated: dated_field(slot).map(|field| date(&field, dated, &errors)),
            button: Button::submit("Add file"),
            frame,
            errors,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::additions()
    }
}

fn date(field: &Field, typed: &Typed, errors: &FieldErrors) -> DateInput {
    let (day, month, year) = match typed {
        Typed::Date { day, month, year } => (day.as_str(), month.as_str(), year.as_str()),
        _ => ("", "", ""),
    };
    DateInput {
        fieldset: Some(Legend { size: Some(Size::S), ..Legend::from(field.question.as_str()) }.into()),
        hint: field.hint.as_str().into(),
        name_prefix: AddEvidence::DATED.into(),
        error_message: errors.beside(&format!("{}-day", AddEvidence::DATED)),
        ..DateInput::of(AddEvidence::DATED, day, month, year)
    }
}

impl Page for AddEvidence {
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
