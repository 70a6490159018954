//! Between the form of a client and the values that the rules judge.

use app::clients::Change;
use identity::{
    Client,
    registration::{Draft, Judgement},
};
use web_kit::FormData;

use super::super::lines;
use crate::pages::{Typed, USUAL_VECTORS};

/// `openid` has no box of its own: it is always there.
fn scope(sent: &FormData) -> String {
    ["openid"].into_iter().chain(sent.all("scope")).collect::<Vec<_>>().join(" ")
}

fn vectors(sent: &FormData) -> Vec<String> {
    let others =
        sent.text("other_vectors").split([',', ' ', '\t', '\r', '\n']).filter(|text| !text.is_empty());
    sent.all("vector").chain(others).map(ToOwned::to_owned).collect()
}

fn lines_of(sent: &FormData, name: &str) -> Vec<String> {
    lines(sent.text(name)).map(ToOwned::to_owned).collect()
}

pub fn draft(sent: &FormData) -> Draft {
    Draft {
        name: sent.text("name").to_owned(),
        redirect_uris: lines_of(sent, "redirect_uris"),
        public_key: sent.text("public_key").to_owned(),
        scope: scope(sent),
        vectors: vectors(sent),
        sso_partners: lines_of(sent, "sso_partners"),
    }
}

pub fn change(sent: &FormData) -> Change {
    Change {
        name: sent.text("name").to_owned(),
        redirect_uris: lines_of(sent, "redirect_uris"),
        scope: scope(sent),
        vectors: vectors(sent),
        sso_partners: lines_of(sent, "sso_partners"),
        repeats_claims_in_header: sent.text("repeats_claims") == "yes",
    }
}

/// What was sent, to stand in the form again: all but a secret.
pub fn again(sent: &FormData, judgement: &Judgement) -> Typed {
    let kept = |name: &str| harmless(sent.text(name)).to_owned();
    Typed {
        name: kept("name"),
        redirect_uris: kept("redirect_uris"),
        public_key: if judgement.private_key_pasted { String::new() } else { kept("public_key") },
        scopes: sent.all("scope").map(ToOwned::to_owned).collect(),
        vectors: sent.all("vector").map(ToOwned::to_owned).collect(),
        other_vectors: kept("other_vectors"),
        sso_partners: kept("sso_partners"),
        repeats_claims: sent.text("repeats_claims") == "yes",
    }
}

/// Nothing, where somebody pasted a private key into whatever field.
fn harmless(text: &str) -> &str {
    if text.to_ascii_uppercase().contains("PRIVATE KEY") { "" } else { text }
}

pub fn of_client(client: &Client) -> Typed {
    let change = Change::of(client);
    let is_usual = |vector: &String| USUAL_VECTORS.iter().any(|(usual, _)| usual == vector);
    let (vectors, others): (Vec<String>, Vec<String>) = change.vectors.into_iter().partition(is_usual);
    Typed {
        name: change.name,
        redirect_uris: change.redirect_uris.join("\n"),
        public_key: String::new(),
        scopes: change.scope.split(' ').map(ToOwned::to_owned).collect(),
        vectors,
        other_vectors: others.join("\n"),
        sso_partners: change.sso_partners.join("\n"),
        repeats_claims: change.repeats_claims_in_header,
    }
}

/// Adds an address that the inspector offers, unless it is there; answers it if it was added.
pub fn add_redirect_uri(typed: &mut Typed, uri: &str) -> Option<String> {
    let is_new = !uri.is_empty() && lines(&typed.redirect_uris).all(|known| known != uri);
    let is_one_line = uri.len() <= 2000 && !uri.chars().any(char::is_control);
    (is_new && is_one_line).then(|| {
        typed.redirect_uris = format!("{}\n{uri}", typed.redirect_uris);
        uri.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(private_key_pasted: bool) -> Judgement {
        Judgement { rulings: Vec::new(), registration: None, private_key_pasted }
    }

    #[test]
    fn what_was_sent_is_read_and_openid_is_always_asked_for() {
        let sent = FormData::parse(
            b"name=A&redirect_uris=https%3A%2F%2Fa.example%2F%0D%0A%0D%0Ahttps%3A%2F%2Fb.example%2F&scope=email&scope=phone\
              &vector=P9.Cp.Cd&other_vectors=P5.Cp%0D%0AP0%2C+Cp",
        );
        let draft = draft(&sent);
        assert_eq!(draft.redirect_uris, ["https://a.example/", "https://b.example/"]);
        assert_eq!(draft.scope, "openid email phone");
        assert_eq!(draft.vectors, ["P9.Cp.Cd", "P5.Cp", "P0", "Cp"]);
    }

    #[test]
    fn a_private_key_never_comes_back_whatever_field_it_was_pasted_into() {
        let sent = FormData::parse(
            b"public_key=secret&redirect_uris=-----BEGIN+RSA+PRIVATE+KEY-----&name=-----begin+private+key-----&sso_partners=kept",
        );
        let typed = again(&sent, &judged(true));
        assert_eq!(
            (typed.public_key.as_str(), typed.redirect_uris.as_str(), typed.name.as_str()),
            ("", "", "")
        );
        assert_eq!(typed.sso_partners, "kept");
        assert_eq!(again(&sent, &judged(false)).public_key, "secret");
    }

    #[test]
    fn an_offered_address_is_added_once() {
        let mut typed = Typed { redirect_uris: "https://a.example/".into(), ..Typed::default() };
        assert_eq!(add_redirect_uri(&mut typed, "https://a.example/"), None);
        assert_eq!(add_redirect_uri(&mut typed, ""), None);
        assert_eq!(add_redirect_uri(&mut typed, "https://b.example/\nhttps://c.example/"), None);
        assert_eq!(add_redirect_uri(&mut typed, "https://b.example/").as_deref(), Some("https://b.example/"));
        assert_eq!(typed.redirect_uris, "https://a.example/\nhttps://b.example/");
    }
}
