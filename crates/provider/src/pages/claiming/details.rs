//! What a patient says of themselves, to be compared with their record: neither is in the mail that brought them here.

use askama::Template;
use identity::demographics::Postcode;
use kernel::Date;
use nhsuk::{Button, DateInput, DateInputItem, ErrorSummary, Fieldset, Heading, Html, Input, Legend};
use web_kit::{FieldErrors, FormData, Page};

use crate::pages::{
    frame::{beside_any, heading},
    proving::answers,
};

const TITLE: &str = "Confirm your details";
const DAY: &str = "date-of-birth-day";
const BIRTHDATE: [&str; 3] = [DAY, "date-of-birth-month", "date-of-birth-year"];

#[derive(Clone, Debug, Template)]
#[template(path = "claiming/details.html")]
pub struct ClaimDetails {
    is_test: bool,
    errors: FieldErrors,
    summary: Option<ErrorSummary>,
    heading: Heading,
    birthdate: DateInput,
    postcode: Input,
    button: Button,
}

impl ClaimDetails {
    /// `typed` stands in the fields again; where `is_test`, nobody real is here.
    pub fn new(is_test: bool, typed: &FormData, errors: &FieldErrors) -> Self {
        Self {
            is_test,
            summary: errors.summary(),
            heading: heading(TITLE),
            birthdate: birthdate_input(typed, errors),
            postcode: Input {
                label: "Postcode".into(),
                hint: "The one that your GP surgery has. For example, ZZ99 9ZZ, which is nobody’s".into(),
                id: "postcode".into(),
                name: "postcode".into(),
                value: typed.text("postcode").into(),
                autocomplete: "postal-code".into(),
                width: Some(10),
                error_message: errors.beside("postcode"),
                ..Input::default()
            },
            button: Button::submit("Continue"),
            errors: errors.clone(),
        }
    }

    /// Both answers, or what is wrong with either.
    pub fn read(form: &FormData, today: Date) -> Result<(Date, Postcode), FieldErrors> {
        let (birthdate, postcode) = (answers::date_of_birth(form, today), answers::postcode(form));
        match (birthdate, postcode) {
            (Ok(birthdate), Ok(postcode)) => Ok((birthdate, postcode)),
            (Err(errors), Ok(_)) | (Ok(_), Err(errors)) => Err(errors),
            (Err(birthdate), Err(postcode)) => Err(both(&birthdate, &postcode)),
        }
    }

    /// What is said whichever of the two does not fit.
    pub fn wrong() -> FieldErrors {
        [(DAY, "The date of birth or the postcode is not the one that your GP surgery has")]
            .into_iter()
            .collect()
    }

    pub fn samples() -> Vec<Self> {
        let nonsense = FormData::parse(b"day=31&month=2&year=90&postcode=nowhere");
        let empty = FormData::default();
        let refused = |form: &FormData| {
            let errors = Self::read(form, Date::constant(2026, 8, 1)).expect_err("it is not as it must be");
            Self::new(true, form, &errors)
        };
        vec![
            Self::new(true, &empty, &FieldErrors::new()),
            Self::new(false, &empty, &FieldErrors::new()),
            Self::new(true, &FormData::parse(b"day=1&month=2&year=1980&postcode=ZZ99+9ZZ"), &Self::wrong()),
            refused(&nonsense),
            refused(&empty),
        ]
    }
}

/// The problems of both, in the order of the page.
fn both(birthdate: &FieldErrors, postcode: &FieldErrors) -> FieldErrors {
    let of = |errors: &FieldErrors, field: &'static str| {
        errors.message(field).map(|message| (field, message.to_owned()))
    };
    BIRTHDATE.into_iter().filter_map(|field| of(birthdate, field)).chain(of(postcode, "postcode")).collect()
}

fn birthdate_input(typed: &FormData, errors: &FieldErrors) -> DateInput {
    let parts = ["day", "month", "year"];
    let item = |part: &str, field: &str| DateInputItem {
        autocomplete: format!("bday-{part}"),
        // A message about the whole date stands at the day, and then no box is marked alone.
        error: (errors.message(field).is_some() && field != DAY).then_some(true),
        ..DateInputItem::new(part, typed.text(part))
    };
    DateInput {
        id: "date-of-birth".into(),
        fieldset: Some(Fieldset::from(Legend::from("Date of birth"))),
        hint: "For example, 15 3 1984".into(),
        error_message: beside_any(errors, &BIRTHDATE),
        items: parts.iter().zip(BIRTHDATE).map(|(part, field)| item(part, field)).collect(),
        ..DateInput::default()
    }
}

impl Page for ClaimDetails {
    fn title(&self) -> String {
        TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
}
