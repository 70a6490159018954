//! A client's keys: adding one while the old ones go on for a while, and ending one now.

use askama::Template;
use http::StatusCode;
use identity::Client;
use kernel::Timestamp;
use nhsuk::{
    BackLink, Button, ButtonVariant, Details, Fieldset, Header, Heading, Html, Legend, Radio, Radios, Size,
    SummaryList, Table, TableCell, Textarea, WarningCallout,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    client_form::{key_help, leaked, public_key},
    frame::{Frame, PlaceLink, Section, below_place},
    parts::{self, caption, heading_about, row, subheading},
};
use crate::words;

/// What stands in the form for a new key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewKey {
    /// Empty where a private key was pasted.
    pub public_key: String,
    pub overlap: String,
    pub private_key_pasted: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "keys.html")]
pub struct Keys {
    frame: Frame,
    place: PlaceLink,
    errors: FieldErrors,
    heading: Heading,
    leaked: Option<WarningCallout>,
    valid: Table,
    add: Heading,
    public_key: Textarea,
    key_help: Details,
    overlap: Radios,
    button: Button,
}

impl Keys {
    pub const PUBLIC_KEY: &str = "public-key";
    pub const OVERLAP: &str = "overlap";

    pub fn new(
        frame: Frame,
        place: PlaceLink,
        client: &Client,
        now: Timestamp,
        typed: &NewKey,
        errors: FieldErrors,
    ) -> Self {
        Self {
            heading: heading_about(&place.product.name, &title(&place)),
            leaked: typed.private_key_pasted.then(leaked),
            valid: valid(&place, client, now),
            add: subheading("Add a key"),
            public_key: public_key(&typed.public_key, &errors),
            key_help: key_help(),
            overlap: overlap(&typed.overlap, &errors),
            button: Button::submit("Add key"),
            frame,
            place,
            errors,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let client = super::exchange::sample::client();
        let now = client.created_at + kernel::SignedDuration::from_hours(1);
        let frame = || Frame::sample(Section::Products);
        let leaked = NewKey { private_key_pasted: true, overlap: "7".into(), ..NewKey::default() };
        let wrong = FieldErrors::from_iter([(Self::PUBLIC_KEY, "This is a private key")]);
        let place = PlaceLink::sample;
        vec![
            Self::new(frame(), place(), &client, now, &NewKey::default(), FieldErrors::new()),
            Self::new(frame(), place(), &client, now, &leaked, wrong),
        ]
    }
}

fn valid(place: &PlaceLink, client: &Client, now: Timestamp) -> Table {
    let rows = client.keys.iter().filter(|key| key.is_valid(now)).map(|key| {
        let thumbprint = key.key.thumbprint();
        let until = key.expires_at.map_or_else(|| "No end".to_owned(), words::moment);
        let remove = parts::with_parameter(&place.page("keys/remove"), "thumbprint", &thumbprint);
        vec![
            TableCell { classes: "app-break".into(), ..TableCell::new(parts::code(&thumbprint)) },
            TableCell::new(words::date(key.added_at)),
            TableCell::new(until),
            TableCell {
                visually_hidden_text: format!("key {}", thumbprint.chars().take(8).collect::<String>()),
                ..TableCell::link("Remove", remove)
            },
        ]
    });
    Table {
        caption: caption("Valid keys"),
        head: vec!["Thumbprint".into(), "Added".into(), "Valid until".into(), "Action".into()],
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    }
}

fn overlap(chosen: &str, errors: &FieldErrors) -> Radios {
    let words = "How long do the other keys go on working?";
    Radios {
        fieldset: Some(Fieldset::from(Legend { size: Some(Size::S), ..Legend::from(words) })),
        hint: "Add the new key here first, then change your service over within this time".into(),
        name: Keys::OVERLAP.into(),
        value: if chosen.is_empty() { "7".to_owned() } else { chosen.to_owned() },
        items: vec![
            Radio::new("7", "7 days"),
            Radio::new("1", "1 day"),
            Radio { hint: "If a private key may have leaked".into(), ..Radio::new("0", "They stop at once") },
        ],
        error_message: errors.beside(Keys::OVERLAP),
        ..Radios::default()
    }
}

fn title(place: &PlaceLink) -> String {
    format!("Keys of the client in the {}", place.in_words)
}

impl Page for Keys {
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

/// Asks whether a key is really to end, or says why it cannot.
#[derive(Clone, Debug, Template)]
#[template(path = "key-remove.html")]
pub struct RemoveKey {
    frame: Frame,
    place: PlaceLink,
    heading: Heading,
    refusal: Option<WarningCallout>,
    key: SummaryList,
    thumbprint: String,
    button: Button,
}

impl RemoveKey {
    const TITLE: &str = "Remove a key";

    pub fn new(frame: Frame, place: PlaceLink, thumbprint: &str, refusal: Option<&str>) -> Self {
        Self {
            heading: heading_about(&place.product.name, Self::TITLE),
            refusal: refusal.map(refused),
            key: SummaryList::new(vec![row("Thumbprint", parts::code(thumbprint))]),
            thumbprint: thumbprint.to_owned(),
            button: Button { variant: ButtonVariant::Warning, ..Button::submit("Remove key") },
            frame,
            place,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
        let refusal = "This is the client's only valid key";
        vec![
            Self::new(frame(), PlaceLink::sample(), thumbprint, None),
            Self::new(frame(), PlaceLink::sample(), thumbprint, Some(refusal)),
        ]
    }
}

fn refused(why: &str) -> WarningCallout {
    let heading = Heading { level: 2, ..Heading::from("We did not remove this key") };
    WarningCallout::new(heading, why)
}

impl Page for RemoveKey {
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
        WayBack::Back(BackLink::to(self.place.page("keys")))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
