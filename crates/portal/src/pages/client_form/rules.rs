//! What the rules make of a registration: a table of all, words beside fields, notes.

use identity::registration::{Field, Ruling, Verdict};
use nhsuk::{Content, Heading, Html, Table, TableCell, Tag, TagColour, WarningCallout};
use web_kit::FieldErrors;

use super::{
    super::parts::{self, caption},
    Ruled,
};
use crate::words::sentence;

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

pub(super) fn field_errors(ruled: &Ruled) -> FieldErrors {
    let broken = ruled.rulings.iter().filter_map(|ruling| match &ruling.verdict {
        Verdict::Broken(reason) => Some((field_id(ruling.field), sentence(reason))),
        Verdict::Met | Verdict::Note(_) => None,
    });
    broken.collect()
}

/// What is said when a private key was pasted.
pub fn leaked() -> WarningCallout {
    let words = "<p>You pasted a private key or a shared secret. We have not kept it, and it is not on this page any more.</p>\
                 <p>Treat it as compromised, because it has left your keeping: make a new key pair, use the new private key, \
                 and paste the new public key here.</p>";
    let heading = Heading { level: 2, ..Heading::from("This key must not be used") };
    WarningCallout::new(heading, Html::trusted(words))
}

/// Every rule with how it came out.
pub(super) fn table(rulings: &[Ruling]) -> Table {
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

/// Notes of the rules on a registration that stands, for its page.
pub fn notes(rulings: &[Ruling]) -> Vec<Content> {
    let notes = rulings.iter().filter_map(|ruling| match &ruling.verdict {
        Verdict::Note(note) => Some(sentence(note).into()),
        Verdict::Met | Verdict::Broken(_) => None,
    });
    notes.collect()
}
