//! Registering a client and changing it: one form, and every rule with what it makes of what was typed.

use askama::Template;
use http::StatusCode;
use identity::{
    Scope, Vtr,
    registration::{Field, Judgement, Ruling, Verdict},
};
use nhsuk::{
    BackLink, Button, Checkbox, Checkboxes, Content, Details, Fieldset, Header, Heading, Html, Input,
    InsetText, Label, Legend, Size, Table, TableCell, Tag, TagColour, Textarea, WarningCallout,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, ProductLink},
    parts::{self, caption, heading_about},
};
use crate::words::sentence;

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

/// The vectors that services use, with what they mean.
pub const USUAL_VECTORS: [(&str, &str); 6] = [
    ("P9.Cp.Cd", "Full proof of identity; password and security code"),
    ("P9.Cm", "Full proof of identity; passkey"),
    ("P5.Cp.Cd", "Details matched to an NHS record; password and security code"),
    ("P5.Cm", "Details matched to an NHS record; passkey"),
    ("P0.Cp.Cd", "Email address and phone only; password and security code"),
    ("P0.Cm", "Email address and phone only; passkey"),
];

#[derive(Clone, Debug, Template)]
#[template(path = "client-form.html")]
pub struct ClientForm {
    frame: Frame,
    product: ProductLink,
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
        product: ProductLink,
        mode: Mode,
        typed: &Typed,
        ruled: Option<&Ruled>,
        added: Option<&str>,
    ) -> Self {
        let errors = ruled.map(field_errors).unwrap_or_default();
        let leaked = ruled.is_some_and(|ruled| ruled.private_key_pasted).then(leaked);
        let is_new = mode == Mode::Register;
        Self {
            heading: heading_about(&product.name, title(mode)),
            notice: added.map(|uri| {
                InsetText::new(format!(
                    "We have added {uri} to the redirect URIs below. Check it, then save."
                ))
            }),
            leaked,
            rules: ruled.map(|ruled| rules(&ruled.rulings)),
            name: name(typed, &errors),
            redirect_uris: redirect_uris(typed, &errors),
            public_key: is_new.then(|| public_key(&typed.public_key, &errors)),
            key_help: is_new.then(key_help),
            scopes: scopes(typed, &errors),
            vectors: vectors(typed, &errors),
            other_vectors: other_vectors(typed),
            sso_partners: (!is_new).then(|| sso_partners(typed, &errors)),
            repeats_claims: (!is_new).then(|| repeats_claims(typed)),
            button: Button::submit(if is_new { "Register client" } else { "Save changes" }),
            frame,
            product,
            mode,
            errors,
        }
    }

    fn action(&self) -> String {
        self.product.sandpit(if self.mode == Mode::Register { "register" } else { "edit" })
    }

    pub(super) fn samples() -> Vec<Self> {
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
                ruling(Field::Vectors, "Cm needs passkeys", Verdict::Note("no passkeys here yet".into())),
            ],
            private_key_pasted: true,
        };
        let product = ProductLink::sample;
        vec![
            Self::new(frame(), product(), Mode::Register, &Typed::default(), None, None),
            Self::new(frame(), product(), Mode::Register, &typed, Some(&refused), None),
            Self::new(frame(), product(), Mode::Change, &typed, None, Some("https://harbour.example/new")),
        ]
    }
}

fn title(mode: Mode) -> &'static str {
    match mode {
        Mode::Register => "Register a client in the sandpit",
        Mode::Change => "Change the client in the sandpit",
    }
}

/// The field that a broken rule is told beside.
fn field_id(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::RedirectUris => "redirect-uris",
        Field::PublicKey => "public-key",
        Field::Scope => "scope",
        Field::Vectors => "vector",
        Field::SsoPartners => "sso-partners",
    }
}

fn field_errors(ruled: &Ruled) -> FieldErrors {
    let broken = ruled.rulings.iter().filter_map(|ruling| match &ruling.verdict {
        Verdict::Broken(reason) => Some((field_id(ruling.field), sentence(reason))),
        Verdict::Met | Verdict::Note(_) => None,
    });
    broken.collect()
}

/// What is said when a private key was pasted.
pub(super) fn leaked() -> WarningCallout {
    let words = "<p>You pasted a private key or a shared secret. We have not kept it, and it is not on this page any more.</p>\
                 <p>Treat it as compromised, because it has left your keeping: make a new key pair, use the new private key, \
                 and paste the new public key here.</p>";
    let heading = Heading { level: 2, ..Heading::from("This key must not be used") };
    WarningCallout::new(heading, Html::trusted(words))
}

/// Every rule with how it came out.
pub(super) fn rules(rulings: &[Ruling]) -> Table {
    let mut rulings: Vec<&Ruling> = rulings.iter().collect();
    rulings.sort_by_key(|ruling| urgency(&ruling.verdict));
    let rows = rulings.into_iter().map(|ruling| {
        let (tag, reason) = match &ruling.verdict {
            Verdict::Met => (Tag::new("Met", TagColour::Green), ""),
            Verdict::Note(note) => (Tag::new("Note", TagColour::Yellow), note.as_str()),
            Verdict::Broken(reason) => (Tag::new("Not met", TagColour::Red), reason.as_str()),
        };
        let tag = parts::whole(TableCell::new(tag));
        vec![TableCell::new(ruling.rule), tag, parts::breaking(sentence(reason))]
    });
    Table {
        caption: caption("How your registration stands against the rules"),
        head: vec!["Rule".into(), "Result".into(), "What to do".into()],
        rows: rows.collect(),
        responsive: true,
        id: "rules".into(),
        ..Table::default()
    }
}

// What needs doing comes first.
fn urgency(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Broken(_) => 0,
        Verdict::Note(_) => 1,
        Verdict::Met => 2,
    }
}

fn label(words: &str) -> Label {
    Label { size: Some(Size::S), ..Label::from(words) }
}

fn legend(words: &str) -> Fieldset {
    Fieldset::from(Legend { size: Some(Size::S), ..Legend::from(words) })
}

fn name(typed: &Typed, errors: &FieldErrors) -> Input {
    Input {
        label: label("Name of your service"),
        hint: "People see it when they agree to share their information with you".into(),
        name: "name".into(),
        value: typed.name.clone(),
        error_message: errors.beside("name"),
        ..Input::default()
    }
}

fn redirect_uris(typed: &Typed, errors: &FieldErrors) -> Textarea {
    Textarea {
        label: label("Redirect URIs"),
        hint: "Where people come back to after they sign in. One on each line, up to 10. In the sandpit http://localhost works too".into(),
        name: "redirect_uris".into(),
        id: "redirect-uris".into(),
        rows: 4,
        value: typed.redirect_uris.clone(),
        error_message: errors.beside("redirect-uris"),
        ..machine_text()
    }
}

pub(super) fn public_key(value: &str, errors: &FieldErrors) -> Textarea {
    Textarea {
        label: label("Public key"),
        hint: "Your service signs its token requests with the private half, which stays with you. Paste PEM text that starts -----BEGIN PUBLIC KEY-----, a JWK or a JWKS".into(),
        name: "public_key".into(),
        id: "public-key".into(),
        rows: 8,
        value: value.to_owned(),
        error_message: errors.beside("public-key"),
        ..machine_text()
    }
}

// Nobody's spelling: addresses and keys.
fn machine_text() -> Textarea {
    Textarea {
        spellcheck: Some(false),
        autocomplete: "off".into(),
        classes: "app-machine-text".into(),
        ..Textarea::default()
    }
}

pub(super) fn key_help() -> Details {
    let commands =
        "openssl genrsa -out private.pem 2048\nopenssl rsa -in private.pem -pubout -out public.pem";
    let content = Html::from([
        Html::trusted(
            "<p>These two commands make a key pair. Paste the contents of public.pem here, and keep private.pem secret.</p>",
        ),
        nhsuk::Code::copyable(commands).into(),
    ]);
    Details::new("How to make a key pair", content)
}

fn scopes(typed: &Typed, errors: &FieldErrors) -> Checkboxes {
    let scopes = Scope::all().filter(|scope| *scope != Scope::OpenId);
    let boxes = scopes.map(|scope| Checkbox {
        hint: what_scope_shares(scope).into(),
        ..Checkbox::new(scope.name(), scope.name())
    });
    Checkboxes {
        fieldset: Some(legend("Scopes")),
        hint: "What your service may ask to see. openid is always there".into(),
        name: "scope".into(),
        values: typed.scopes.clone(),
        items: boxes.collect(),
        error_message: errors.beside("scope"),
        ..Checkboxes::default()
    }
}

fn what_scope_shares(scope: Scope) -> String {
    let what = sentence(scope.shared().join(", ").replace("your ", "").replace("you are", "they are"));
    let needs = match scope {
        Scope::GpIntegrationCredentials => ". Only for services with an IM1 pairing; needs P9".to_owned(),
        _ if scope.level() == identity::ProofingLevel::P0 => String::new(),
        _ => format!(". Needs {} or higher", scope.level().name()),
    };
    format!("{what}{needs}")
}

fn vectors(typed: &Typed, errors: &FieldErrors) -> Checkboxes {
    let boxes = USUAL_VECTORS
        .iter()
        .map(|(vector, means)| Checkbox { hint: (*means).into(), ..Checkbox::new(*vector, *vector) });
    Checkboxes {
        fieldset: Some(legend("Vectors of trust")),
        hint: "How sure you must be of who people are, and how they sign in. Your service may ask for any that you choose".into(),
        name: "vector".into(),
        values: typed.vectors.clone(),
        items: boxes.collect(),
        error_message: errors.beside("vector"),
        ..Checkboxes::default()
    }
}

fn other_vectors(typed: &Typed) -> Textarea {
    Textarea {
        label: label("Other vectors of trust (optional)"),
        hint: format!("One on each line, such as P5.Cp. At most {} in all", Vtr::MOST).into(),
        name: "other_vectors".into(),
        id: "other-vectors".into(),
        rows: 2,
        value: typed.other_vectors.clone(),
        ..machine_text()
    }
}

fn sso_partners(typed: &Typed, errors: &FieldErrors) -> Textarea {
    Textarea {
        label: label("Single sign-on partners (optional)"),
        hint: "Client IDs of services whose asserted logins you accept. One on each line, up to 20".into(),
        name: "sso_partners".into(),
        id: "sso-partners".into(),
        rows: 2,
        value: typed.sso_partners.clone(),
        error_message: errors.beside("sso-partners"),
        ..machine_text()
    }
}

fn repeats_claims(typed: &Typed) -> Checkboxes {
    let item = Checkbox {
        hint: "NHS login does so. Untick this if your library refuses such tokens".into(),
        checked: Some(typed.repeats_claims),
        ..Checkbox::new("yes", "Repeat claims in the headers of tokens")
    };
    Checkboxes {
        fieldset: Some(legend("Headers of tokens")),
        name: "repeats_claims".into(),
        id_prefix: "repeats-claims".into(),
        items: vec![item],
        ..Checkboxes::default()
    }
}

impl Page for ClientForm {
    fn title(&self) -> String {
        title(self.mode).into()
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
        WayBack::Back(BackLink::to(self.product.href()))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// Notes of the rules on a registration that stands, for its page.
pub(super) fn notes(rulings: &[Ruling]) -> Vec<Content> {
    let notes = rulings.iter().filter_map(|ruling| match &ruling.verdict {
        Verdict::Note(note) => Some(sentence(note).into()),
        Verdict::Met | Verdict::Broken(_) => None,
    });
    notes.collect()
}
