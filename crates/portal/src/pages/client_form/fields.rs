//! The fields of the form, each with its label, its hint and what is wrong with it.

use identity::{Scope, Vtr};
use nhsuk::{Checkbox, Checkboxes, Code, Details, Fieldset, Html, Input, Label, Legend, Size, Textarea};
use web_kit::FieldErrors;

use super::Typed;
use crate::words::sentence;

/// The vectors that services use, with what they mean.
pub const USUAL_VECTORS: [(&str, &str); 6] = [
    ("P9.Cp.Cd", "Full proof of identity; password and security code"),
    ("P9.Cm", "Full proof of identity; passkey"),
    ("P5.Cp.Cd", "Details matched to an NHS record; password and security code"),
    ("P5.Cm", "Details matched to an NHS record; passkey"),
    ("P0.Cp.Cd", "Email address and phone only; password and security code"),
    ("P0.Cm", "Email address and phone only; passkey"),
];

fn label(words: &str) -> Label {
    Label { size: Some(Size::S), ..Label::from(words) }
}

fn legend(words: &str) -> Fieldset {
    Fieldset::from(Legend { size: Some(Size::S), ..Legend::from(words) })
}

pub(super) fn name(typed: &Typed, errors: &FieldErrors) -> Input {
    Input {
        label: label("Name of your service"),
        hint: "People see it when they agree to share their information with you".into(),
        name: "name".into(),
        value: typed.name.clone(),
        error_message: errors.beside("name"),
        ..Input::default()
    }
}

pub(super) fn redirect_uris(typed: &Typed, takes_localhost: bool, errors: &FieldErrors) -> Textarea {
    let local = if takes_localhost { ". http://localhost works here too" } else { "" };
    Textarea {
        label: label("Redirect URIs"),
        hint: format!("Where people come back to after they sign in. One on each line, up to 10{local}")
            .into(),
        name: "redirect_uris".into(),
        id: "redirect-uris".into(),
        rows: 4,
        value: typed.redirect_uris.clone(),
        error_message: errors.beside("redirect-uris"),
        ..machine_text()
    }
}

pub fn public_key(value: &str, errors: &FieldErrors) -> Textarea {
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

pub fn key_help() -> Details {
    let commands =
        "openssl genrsa -out private.pem 2048\nopenssl rsa -in private.pem -pubout -out public.pem";
    let content = Html::from([
        Html::trusted(
            "<p>These two commands make a key pair. Paste the contents of public.pem here, and keep private.pem secret.</p>",
        ),
        Code::copyable(commands).into(),
    ]);
    Details::new("How to make a key pair", content)
}

pub(super) fn scopes(typed: &Typed, errors: &FieldErrors) -> Checkboxes {
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

pub(super) fn vectors(typed: &Typed, errors: &FieldErrors) -> Checkboxes {
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

pub(super) fn other_vectors(typed: &Typed) -> Textarea {
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

pub(super) fn sso_partners(typed: &Typed, errors: &FieldErrors) -> Textarea {
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

pub(super) fn repeats_claims(typed: &Typed) -> Checkboxes {
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
