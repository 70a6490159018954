//! Passkeys: which there are, a new one, its name, and taking one away.

use askama::Template;
use http::StatusCode;
use nhsuk::{Action, BackLink, Button, Heading, Html, Input, Label, Size, SummaryRow, WarningCallout};
use web_kit::{Ceremony, FieldErrors, PASSKEY_SCRIPTS, Page, PasskeyForm, WayBack};

use super::{Form, List, list::card};
use crate::pages::{fields::PASSKEY_NAME, frame::heading};

const PATH: &str = "/settings/passkeys";

/// A passkey, in words.
#[derive(Clone, Debug)]
pub struct PasskeyWords {
    pub id: String,
    pub name: String,
    pub added: String,
    pub used: Option<String>,
}

pub fn passkeys(passkeys: &[PasskeyWords]) -> List {
    let item = |passkey: &PasskeyWords| {
        let rows = vec![
            SummaryRow::new("Added", passkey.added.as_str()),
            SummaryRow::new("Last used", passkey.used.as_deref().unwrap_or("Not yet")),
        ];
        let to = |what: &str| format!("{PATH}/{what}?passkey={}", passkey.id);
        card(
            &passkey.name,
            rows,
            [Action::new("Change name", to("name"), ""), Action::new("Remove", to("remove"), "")],
        )
    };
    List::new(
        "Passkeys",
        "With a passkey you sign in by your face, your fingerprint or the PIN of your device. Remove those that you do not know or do \
         not use any more.",
        "You have no passkeys. With one you sign in by your face, your fingerprint or the PIN of your device, without your password or \
         a security code.",
        passkeys.iter().map(item).collect(),
    )
    .with_all("Add a passkey", "/settings/passkeys/add")
}

/// What was just done, or could not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyDone {
    Added,
    Named,
    Removed,
    Full,
}

impl PasskeyDone {
    const ALL: [Self; 4] = [Self::Added, Self::Named, Self::Removed, Self::Full];

    /// In the address of the page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Named => "named",
            Self::Removed => "removed",
            Self::Full => "full",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.name() == name)
    }

    pub const fn words(self) -> &'static str {
        match self {
            Self::Added => "You have added a passkey. You can sign in with it next time",
            Self::Named => "You have changed the name of the passkey",
            Self::Removed => "You have removed the passkey. It does not sign you in any more",
            Self::Full => "You have 10 passkeys, which is as many as there can be. Remove one to add another",
        }
    }
}

fn name_input(value: &str, errors: &FieldErrors) -> Input {
    Input {
        label: Label { size: Some(Size::S), ..Label::from("Name of the passkey") },
        hint: "So that you know which one it is, such as My phone".into(),
        id: PASSKEY_NAME.into(),
        name: "name".into(),
        autocomplete: "off".into(),
        value: value.into(),
        error_message: errors.beside(PASSKEY_NAME),
        ..Input::default()
    }
}

pub fn name_passkey(id: &str, name: &str, errors: FieldErrors) -> Form {
    Form::new("Change the name of your passkey", "/settings/passkeys/name", "Save")
        .with_hidden("passkey", id)
        .with_control(name_input(name, &errors))
        .with_errors(errors)
        .with_back(Some(PATH))
}

pub fn remove_passkey(id: &str, name: &str) -> Form {
    let words = format!(
        "{name} will not sign you in any more. Delete it on your device as well, so that it is not offered there."
    );
    Form::new("Remove this passkey?", "/settings/passkeys/remove", "Remove this passkey")
        .with_words(&[&words])
        .with_hidden("passkey", id)
        .removing_from(PATH)
}

#[derive(Clone, Debug, Template)]
#[template(path = "settings/add-passkey.html")]
pub struct AddPasskey {
    refusal: Option<WarningCallout>,
    heading: Heading,
    form: Html,
}

impl AddPasskey {
    const TITLE: &str = "Add a passkey";

    /// `options` are the browser's, as JSON.
    pub fn new(options: &str, refused: Option<&str>) -> Self {
        let form = PasskeyForm {
            action: "/settings/passkeys/add",
            ceremony: Ceremony::Create,
            options,
            next: "",
            name: Some(name_input("", &FieldErrors::new())),
            button: Button::submit("Add a passkey"),
            failed: "No passkey was made. You can try again.",
            failed_at: None,
        };
        let not_added = Heading { level: 2, ..Heading::from("The passkey was not added") };
        Self {
            refusal: refused.map(|why| WarningCallout::new(not_added, why)),
            heading: heading(Self::TITLE),
            form: form.html(),
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        vec![Self::new("{}", None), Self::new("{}", Some("This took too long, or was sent twice: try again"))]
    }
}

impl Page for AddPasskey {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK }
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(PATH))
    }

    fn scripts(&self) -> &'static [&'static str] {
        PASSKEY_SCRIPTS
    }
}
