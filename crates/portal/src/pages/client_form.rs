//! Registering a client and changing it: one form, and every rule with what it makes of what was typed.

mod fields;
mod rules;

use askama::Template;
use identity::registration::{Judgement, Ruling};
use nhsuk::{
    BackLink, Button, Checkboxes, Details, Header, Heading, Html, Input, InsetText, Table, Textarea,
    WarningCallout,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, PlaceLink},
    parts::heading_about,
};

pub use fields::{USUAL_VECTORS, key_help, public_key};
pub use rules::{leaked, notes};

/// Whether the client is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Register,
    Change,
}

/// What stands in the form. A private key never does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub name: String,
    /// One a line.
    pub redirect_uris: String,
    pub public_key: String,
    pub scopes: Vec<String>,
    pub vectors: Vec<String>,
    /// Vectors that have no box of their own, one a line.
    pub other_vectors: String,
    /// One a line.
    pub sso_partners: String,
    pub repeats_claims: bool,
}

/// What the rules make of what was typed.
#[derive(Clone, Debug, Default)]
pub struct Ruled {
    pub rulings: Vec<Ruling>,
    pub private_key_pasted: bool,
}

impl From<&Judgement> for Ruled {
    fn from(judgement: &Judgement) -> Self {
        Self { rulings: judgement.rulings.clone(), private_key_pasted: judgement.private_key_pasted }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "client-form.html")]
pub struct ClientForm {
    frame: Frame,
    place: PlaceLink,
    mode: Mode,
    heading: Heading,
    errors: FieldErrors,
    notice: Option<InsetText>,
    leaked: Option<WarningCallout>,
    rules: Option<Table>,
    name: Input,
    redirect_uris: Textarea,
    public_key: Option<Textarea>,
    key_help: Option<Details>,
    scopes: Checkboxes,
    vectors: Checkboxes,
    other_vectors: Textarea,
    sso_partners: Option<Textarea>,
    repeats_claims: Option<Checkboxes>,
    button: Button,
}

impl ClientForm {
    /// `added` is a redirect URI that the inspector offered to add, already among what is typed.
    pub fn new(
        frame: Frame,
        place: PlaceLink,
        mode: Mode,
        typed: &Typed,
        ruled: Option<&Ruled>,
        added: Option<&str>,
    ) -> Self {
        let errors = ruled.map(rules::field_errors).unwrap_or_default();
        let leaked = ruled.is_some_and(|ruled| ruled.private_key_pasted).then(leaked);
        let is_new = mode == Mode::Register;
        Self {
            heading: heading_about(&place.product.name, &title(mode, &place)),
            notice: added.map(|uri| {
                InsetText::new(format!(
                    "We have added {uri} to the redirect URIs below. Check it, then save."
                ))
            }),
            leaked,
            rules: ruled.map(|ruled| rules::table(&ruled.rulings)),
            name: fields::name(typed, &errors),
            redirect_uris: fields::redirect_uris(typed, place.takes_localhost, &errors),
            public_key: is_new.then(|| public_key(&typed.public_key, &errors)),
            key_help: is_new.then(key_help),
            scopes: fields::scopes(typed, &errors),
            vectors: fields::vectors(typed, &errors),
            other_vectors: fields::other_vectors(typed),
            sso_partners: (!is_new).then(|| fields::sso_partners(typed, &errors)),
            repeats_claims: (!is_new).then(|| fields::repeats_claims(typed)),
            button: Button::submit(if is_new { "Register client" } else { "Save changes" }),
            frame,
            place,
            mode,
            errors,
        }
    }

    fn action(&self) -> String {
        self.place.page(if self.mode == Mode::Register { "register" } else { "edit" })
    }

    pub(super) fn samples() -> Vec<Self> {
        use identity::registration::{Field, Verdict};
        let frame = || Frame::sample(super::Section::Products);
        let typed = Typed {
            name: "Harbour Appointments".into(),
            redirect_uris: "https://appointments.harbour.example/callback".into(),
            scopes: vec!["profile".into(), "email".into()],
            vectors: vec!["P9.Cp.Cd".into()],
            ..Typed::default()
        };
        let ruling = |field, rule, verdict| Ruling { field, rule, verdict };
        let refused = Ruled {
            rulings: vec![
                ruling(Field::Name, "A name that people will see when they agree to share", Verdict::Met),
                ruling(
                    Field::RedirectUris,
                    "https, or http on localhost; no wildcard, query string, fragment, user name or custom scheme",
                    Verdict::Broken("http://harbour.example/: use https; http is only for localhost".into()),
                ),
                ruling(
                    Field::PublicKey,
                    "A public RSA key of 2048 bits or more, as PEM, JWK or JWKS",
                    Verdict::Broken("this is a private key".into()),
                ),
                ruling(
                    Field::Vectors,
                    "Cm is met by a passkey alone",
                    Verdict::Note("P9.Cp.Cm is never met".into()),
                ),
            ],
            private_key_pasted: true,
        };
        let place = PlaceLink::sample;
        vec![
            Self::new(frame(), place(), Mode::Register, &Typed::default(), None, None),
            Self::new(frame(), place(), Mode::Register, &typed, Some(&refused), None),
            Self::new(frame(), place(), Mode::Change, &typed, None, Some("https://harbour.example/new")),
            Self::new(frame(), PlaceLink::sample_of_integration(), Mode::Register, &typed, None, None),
        ]
    }
}

fn title(mode: Mode, place: &PlaceLink) -> String {
    let what = match mode {
        Mode::Register => "Register a client",
        Mode::Change => "Change the client",
    };
    format!("{what} in the {}", place.in_words)
}

impl Page for ClientForm {
    fn title(&self) -> String {
        title(self.mode, &self.place)
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(self.place.href()))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
