//! The fields of each screen, with what was typed into them.

use nhsuk::{
    Action, DateInput, DateInputItem, Fieldset, Html, Input, Label, Radio, Radios, SummaryList, SummaryRow,
};
use web_kit::{FieldErrors, FormData};

use super::{Screen, page::ProvingFrame};
use crate::pages::frame::beside_any;

/// What was typed and what is wrong with it.
pub(super) struct Typed<'a> {
    pub values: &'a FormData,
    pub errors: &'a FieldErrors,
}

/// The fields of a screen, and whether one of them carries the page's heading.
pub(super) struct Controls {
    pub fields: Html,
    pub hold_heading: bool,
}

impl Typed<'_> {
    pub fn controls(&self, screen: Screen, frame: &ProvingFrame) -> Controls {
        let question = |fields| Controls { fields, hold_heading: true };
        let form = |fields| Controls { fields, hold_heading: false };
        match screen {
            Screen::NhsNumberKnown => question(self.nhs_number_known()),
            Screen::NhsNumber => question(self.nhs_number()),
            Screen::Name => form(self.name()),
            Screen::DateOfBirth => question(self.date_of_birth()),
            Screen::Postcode => question(self.postcode()),
            Screen::Check => form(check(frame).into()),
            Screen::Method => question(self.method()),
            Screen::PatientOnline => form(self.patient_online()),
            Screen::PhotoIdDocument => question(self.document()),
            Screen::Start
            | Screen::PhotoId
            | Screen::PhotoIdUpload
            | Screen::MobileMatch
            | Screen::Unavailable => form(Html::default()),
        }
    }

    fn nhs_number_known(&self) -> Html {
        let yes = Radio::new("yes", "Yes, I know my NHS number");
        let no = Radio::new("no", "No, or I am not sure");
        self.radios(Screen::NhsNumberKnown, "nhs-number-known", vec![yes, no]).into()
    }

    fn nhs_number(&self) -> Html {
        let input = Input {
            label: Label::page_heading(Screen::NhsNumber.title()),
            hint: "A 10 digit number, like 999 123 4567. Only use numbers of test people".into(),
            inputmode: "numeric".into(),
            spellcheck: Some(false),
            code: true,
            ..self.input("nhs-number", "")
        };
        input.into()
    }

    fn name(&self) -> Html {
        let first = Input { autocomplete: "given-name".into(), ..self.input("first-name", "First name") };
        let last = Input { autocomplete: "family-name".into(), ..self.input("last-name", "Last name") };
        [first, last].map(|input| Input { spellcheck: Some(false), ..input }.into()).into()
    }

    fn date_of_birth(&self) -> Html {
        let input = DateInput {
            id: "date-of-birth".into(),
            fieldset: Some(Fieldset::page_heading(Screen::DateOfBirth.title())),
            hint: "For example, 15 3 1984".into(),
            error_message: beside_any(
                self.errors,
                &["date-of-birth-day", "date-of-birth-month", "date-of-birth-year"],
            ),
            items: ["day", "month", "year"].map(|part| self.date_part(part)).into(),
            ..DateInput::default()
        };
        input.into()
    }

    fn date_part(&self, part: &str) -> DateInputItem {
        // A message about the whole date stands at the day, and then no box is marked alone.
        let is_empty = |part: &str| self.values.text(part).is_empty();
        let date_is_empty = ["day", "month", "year"].into_iter().all(is_empty);
        let has_message = self.errors.message(&format!("date-of-birth-{part}")).is_some();
        let alone = has_message && (part != "day" || is_empty(part) && !date_is_empty);
        DateInputItem {
            autocomplete: format!("bday-{part}"),
            error: alone.then_some(true),
            ..DateInputItem::new(part, self.values.text(part))
        }
    }

    fn postcode(&self) -> Html {
        let input = Input {
            label: Label::page_heading(Screen::Postcode.title()),
            hint: "For example, ZZ99 9ZZ, which is nobody’s".into(),
            autocomplete: "postal-code".into(),
            width: Some(10),
            ..self.input("postcode", "")
        };
        input.into()
    }

    fn method(&self) -> Html {
        let way =
            |value, label, hint: &str| Radio { hint: hint.into(), ..Radio::new(value, Label::from(label)) };
        let ways = vec![
            way(
                "patient-online",
                "Registration details from my GP surgery",
                "A linkage key, an account ID and the surgery’s code",
            ),
            way("photo-id", "Photo ID and my face", "A passport, driving licence or identity card"),
            way(
                "mobile-match",
                "My mobile phone number",
                "If your details were matched before and your GP surgery knows the number",
            ),
        ];
        self.radios(Screen::Method, "method", ways).into()
    }

    fn patient_online(&self) -> Html {
        let fields = [
            ("linkage-key", "Linkage key"),
            ("account-id", "Account ID"),
            ("ods-code", "ODS code of the surgery"),
        ];
        fields
            .map(|(name, label)| {
                Input { spellcheck: Some(false), width: Some(20), ..self.input(name, label) }.into()
            })
            .into()
    }

    fn document(&self) -> Html {
        let documents = vec![
            Radio::new("passport", "Passport"),
            Radio::new("driving-licence", "UK driving licence"),
            Radio::new("identity-card", "European identity card"),
        ];
        self.radios(Screen::PhotoIdDocument, "document", documents).into()
    }

    fn radios(&self, screen: Screen, name: &str, items: Vec<Radio>) -> Radios {
        Radios {
            fieldset: Some(Fieldset::page_heading(screen.title())),
            name: name.into(),
            value: self.values.text(name).into(),
            error_message: self.errors.beside(name),
            items,
            ..Radios::default()
        }
    }

    fn input(&self, name: &str, label: &str) -> Input {
        Input {
            label: label.into(),
            name: name.into(),
            value: self.values.text(name).into(),
            error_message: self.errors.beside(name),
            ..Input::default()
        }
    }
}

/// What was said; where nothing is kept, the questions themselves.
fn check(frame: &ProvingFrame) -> SummaryList {
    let answers = &frame.answers;
    let who = match (answers.nhs_number(), answers.name()) {
        (Some(number), _) => ("NHS number", Screen::NhsNumberKnown, Some(number.to_string())),
        (None, Some(name)) => {
            ("Name", Screen::NhsNumberKnown, Some(format!("{} {}", name.given, name.family)))
        }
        (None, None) => ("NHS number or name", Screen::NhsNumberKnown, None),
    };
    let born = answers.birthdate().map(|date| date.strftime("%-d %B %Y").to_string());
    let rows = [
        who,
        ("Date of birth", Screen::DateOfBirth, born),
        ("Postcode", Screen::Postcode, answers.postcode().map(ToString::to_string)),
    ];
    let nothing = if frame.completes { "Not answered yet" } else { "Not kept in this environment" };
    let row = |(question, screen, answer): (&str, Screen, Option<String>)| {
        let answer = answer.unwrap_or_else(|| nothing.to_owned());
        SummaryRow::new(question, answer).with_action(Action::change(screen.path(), question))
    };
    SummaryList::new(rows.map(row).into())
}
