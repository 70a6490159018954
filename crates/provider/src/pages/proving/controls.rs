//! The fields of each screen, with what was typed into them.

use app::{
    identity_checks::{DOCUMENT, FACE},
    journey::proving::photo_id,
};
use documents::{Format, accept_attribute, names, size_text};
use identity::photo_identity::{Likeness, PhotoDocument};
use nhsuk::{
    Action, Attributes, DateInput, DateInputItem, Fieldset, FileUpload, Html, Input, Label, Radio, Radios,
    Size, SummaryList, SummaryRow,
};
use web_kit::{FieldErrors, FormData};

use super::{Screen, page::ProvingFrame};
use crate::pages::{frame::beside_any, words::sentence};

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
            Screen::NhsNumber => question(self.nhs_number(frame)),
            Screen::Name => form(self.name()),
            Screen::DateOfBirth => question(self.date_of_birth()),
            Screen::Postcode => question(self.postcode()),
            Screen::Check => form(check(frame).into()),
            Screen::Method => question(self.method()),
            Screen::PatientOnline => form(self.patient_online()),
            Screen::PhotoIdDocument => question(self.document()),
            Screen::PhotoIdFace => question(self.face()),
            Screen::PhotoIdUpload if frame.completes => form(self.photos(frame)),
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

    fn nhs_number(&self, frame: &ProvingFrame) -> Html {
        let only = if frame.is_test { ". Only use numbers of test people" } else { "" };
        let input = Input {
            label: Label::page_heading(Screen::NhsNumber.title()),
            hint: format!("A 10 digit number, like 999 123 4567{only}").as_str().into(),
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
        let documents =
            PhotoDocument::ALL.map(|document| Radio::new(document.name(), Label::from(document.title())));
        self.radios(Screen::PhotoIdDocument, "document", documents.into()).into()
    }

    fn face(&self) -> Html {
        let way =
            |value, label, hint: &str| Radio { hint: hint.into(), ..Radio::new(value, Label::from(label)) };
        let ways = vec![
            way("face-scan", "Take a photo of my face", "We compare it with the photo ID"),
            way("video", "Record a video of my face", "You say 4 numbers that we show you"),
        ];
        self.radios(Screen::PhotoIdFace, "face", ways).into()
    }

    fn photos(&self, frame: &ProvingFrame) -> Html {
        let document = frame.answers.document().unwrap_or(PhotoDocument::Passport).words();
        let (shows, takes) = match frame.answers.likeness() {
            Some(likeness @ Likeness::Video { .. }) => ("Video of your face", photo_id::face(likeness)),
            _ => ("Photo of your face", photo_id::photo()),
        };
        let first = self.file(DOCUMENT, &format!("Photo of your {document}"), photo_id::photo());
        [first.into(), self.file(FACE, shows, takes).into()].into()
    }

    fn file(&self, name: &str, label: &str, (formats, most): (&[Format], u64)) -> FileUpload {
        // Browsers send a file once: whoever has to mend something else has to choose it again.
        let again = if self.errors.is_empty() { "" } else { ". Select the file again" };
        let article = formats.first().map_or("a", |format| format.article());
        let takes =
            sentence(format!("{article} {}, smaller than {}{again}", names(formats), size_text(most)));
        FileUpload {
            label: Label { size: Some(Size::S), ..Label::from(label) },
            hint: takes.as_str().into(),
            name: name.into(),
            is_native: true,
            error_message: self.errors.beside(name),
            attributes: Attributes::new().with("accept", accept_attribute(formats)),
            ..FileUpload::default()
        }
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
