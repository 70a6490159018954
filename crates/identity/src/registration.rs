//! The rules for registering a client (spec section 4), each judged on its own so that a page can show them all.

mod redirect_uri;

use jose::{KeyProblem, PublicKey};
use serde::Serialize;

use crate::{ClientId, Policy, Scope, ScopeSet, VectorOfTrust, Vtr, session::Credential};

pub use redirect_uri::{RedirectUriProblem, check as check_redirect_uri};

/// What somebody typed or pasted.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub name: String,
    pub redirect_uris: Vec<String>,
    /// PEM, a JWK or a JWKS. Never kept unless it turns out to be public.
    pub public_key: String,
    pub scope: String,
    pub vectors: Vec<String>,
    pub sso_partners: Vec<String>,
}

/// A registration that holds to every rule.
#[derive(Clone, Debug)]
pub struct Registration {
    pub name: String,
    pub redirect_uris: Vec<String>,
    pub keys: Vec<PublicKey>,
    pub scopes: ScopeSet,
    pub vectors: Vec<VectorOfTrust>,
    pub sso_partners: Vec<ClientId>,
}

/// Which part of the form a ruling is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    RedirectUris,
    PublicKey,
    Scope,
    Vectors,
    SsoPartners,
}

impl Field {
    pub const ALL: [Self; 6] =
        [Self::Name, Self::RedirectUris, Self::PublicKey, Self::Scope, Self::Vectors, Self::SsoPartners];
}

/// How a rule came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict", content = "reason")]
pub enum Verdict {
    Met,
    /// Allowed, but its owner should know.
    Note(String),
    Broken(String),
}

/// One rule of section 4, and what the draft makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ruling {
    pub field: Field,
    /// The rule as a statement, such as "At most 10 redirect URIs".
    pub rule: &'static str,
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// All rulings on a draft, and the registration if none is broken.
#[derive(Clone, Debug)]
pub struct Judgement {
    pub rulings: Vec<Ruling>,
    pub registration: Option<Registration>,
    /// Somebody pasted a private key: it was not kept, and must be treated as compromised.
    pub private_key_pasted: bool,
}

impl Judgement {
    /// The reasons why the draft was refused, by field.
    pub fn broken(&self) -> impl Iterator<Item = (Field, &str)> {
        self.rulings.iter().filter_map(|ruling| match &ruling.verdict {
            Verdict::Broken(reason) => Some((ruling.field, reason.as_str())),
            _ => None,
        })
    }
}

pub const MOST_REDIRECT_URIS: usize = 10;
pub const LONGEST_NAME: usize = 60;
pub const MOST_KEYS: usize = 5;

/// Judges a draft by every rule.
pub fn judge(draft: &Draft, policy: &Policy) -> Judgement {
    let mut rulings = Rulings(Vec::new());
    let name = judge_name(&draft.name, &mut rulings);
    let redirect_uris = judge_redirect_uris(&draft.redirect_uris, policy, &mut rulings);
    let keys = PublicKey::parse(&draft.public_key);
    judge_keys(&keys, &mut rulings);
    let scopes = judge_scopes(&draft.scope, &mut rulings);
    let vectors = judge_vectors(&draft.vectors, policy, &mut rulings);
    judge_levels(scopes, &vectors, &mut rulings);
    let sso_partners = judge_partners(&draft.sso_partners, &mut rulings);
    let private_key_pasted = matches!(&keys, Err(problem) if problem.gives_a_secret_away());
    let whole = !rulings.0.iter().any(|ruling| matches!(ruling.verdict, Verdict::Broken(_)));
    let registration = keys.ok().filter(|_| whole).map(|keys| Registration {
        name,
        redirect_uris,
        keys,
        scopes,
        vectors,
        sso_partners,
    });
    Judgement { rulings: rulings.0, registration, private_key_pasted }
}

struct Rulings(Vec<Ruling>);

impl Rulings {
    fn rule(&mut self, field: Field, rule: &'static str, broken: Option<String>) {
        let verdict = broken.map_or(Verdict::Met, Verdict::Broken);
        self.0.push(Ruling { field, rule, verdict });
    }

    fn note(&mut self, field: Field, rule: &'static str, note: String) {
        self.0.push(Ruling { field, rule, verdict: Verdict::Note(note) });
    }
}

fn judge_name(name: &str, rulings: &mut Rulings) -> String {
    let name = name.trim();
    let broken = match name.chars().count() {
        0 => Some("enter the name of your service, as people know it".to_owned()),
        n if n > LONGEST_NAME => {
            Some(format!("enter a name of at most {LONGEST_NAME} characters; this one has {n}"))
        }
        _ if name.chars().any(char::is_control) => {
            Some("enter a name without line breaks or control characters".to_owned())
        }
        _ => None,
    };
    rulings.rule(Field::Name, "A name that people will see when they agree to share", broken);
    name.to_owned()
}

fn judge_redirect_uris(uris: &[String], policy: &Policy, rulings: &mut Rulings) -> Vec<String> {
    let uris: Vec<String> =
        uris.iter().map(|uri| uri.trim().to_owned()).filter(|uri| !uri.is_empty()).collect();
    let count = match uris.len() {
        0 => Some("enter at least one redirect URI, the address that people come back to".to_owned()),
        n if n > MOST_REDIRECT_URIS => {
            Some(format!("enter at most {MOST_REDIRECT_URIS} redirect URIs; there are {n}"))
        }
        _ => None,
    };
    rulings.rule(Field::RedirectUris, "One to 10 redirect URIs", count);
    let repeated = uris.iter().enumerate().find(|(index, uri)| uris[..*index].contains(uri));
    rulings.rule(
        Field::RedirectUris,
        "No redirect URI twice",
        repeated.map(|(_, uri)| format!("remove one of the two {uri}")),
    );
    let problems: Vec<String> = uris
        .iter()
        .filter_map(|uri| {
            redirect_uri::check(uri, policy.loopback_redirect_uris)
                .err()
                .map(|problem| format!("{uri}: {problem}"))
        })
        .collect();
    let rule = if policy.loopback_redirect_uris {
        "https, or http on localhost; no wildcard, query string, fragment, user name or custom scheme"
    } else {
        "https; no wildcard, query string, fragment, user name or custom scheme"
    };
    rulings.rule(
        Field::RedirectUris,
        rule,
        if problems.is_empty() { None } else { Some(problems.join("; ")) },
    );
    uris
}

fn judge_keys(keys: &Result<Vec<PublicKey>, KeyProblem>, rulings: &mut Rulings) {
    const RULE: &str = "A public RSA key of 2048 bits or more, as PEM, JWK or JWKS";
    match keys {
        Ok(keys) if keys.len() > MOST_KEYS => {
            rulings.rule(
                Field::PublicKey,
                RULE,
                Some(format!("send at most {MOST_KEYS} keys; there are {}", keys.len())),
            );
        }
        Ok(_) => rulings.rule(Field::PublicKey, RULE, None),
        Err(problem) => rulings.rule(Field::PublicKey, RULE, Some(problem.to_string())),
    }
}

fn judge_scopes(text: &str, rulings: &mut Rulings) -> ScopeSet {
    let (scopes, unknown) = ScopeSet::parse(text);
    rulings.rule(
        Field::Scope,
        "Only scopes that NHS login knows",
        (!unknown.is_empty())
            .then(|| format!("remove {}, which NHS login does not know", unknown.join(", "))),
    );
    rulings.rule(
        Field::Scope,
        "openid is always there",
        (!scopes.contains(Scope::OpenId))
            .then(|| "add openid: without it no request is an OpenID Connect request".to_owned()),
    );
    let both = scopes.contains(Scope::Profile) && scopes.contains(Scope::BasicDemographics);
    rulings.rule(
        Field::Scope,
        "profile or basic_demographics, not both",
        both.then(|| "choose profile if you need the NHS number, else basic_demographics".to_owned()),
    );
    if scopes.contains(Scope::GpIntegrationCredentials) {
        let note =
            "only services with an IM1 pairing are given these, and no GP system stands behind the sandpit"
                .to_owned();
        rulings.note(Field::Scope, "gp_integration_credentials is for IM1 services", note);
    }
    scopes
}

fn judge_vectors(texts: &[String], policy: &Policy, rulings: &mut Rulings) -> Vec<VectorOfTrust> {
    let mut vectors = Vec::new();
    let mut problems = Vec::new();
    for text in texts.iter().filter(|text| !text.trim().is_empty()) {
        match text.parse::<VectorOfTrust>() {
            Ok(vector) if vectors.contains(&vector) => {}
            Ok(vector) => vectors.push(vector),
            Err(problem) => problems.push(problem.to_string()),
        }
    }
    if vectors.is_empty() && problems.is_empty() {
        problems.push("choose at least one vector of trust, such as P9.Cp.Cd".to_owned());
    }
    if vectors.len() > Vtr::MOST {
        problems.push(format!("choose at most {} vectors", Vtr::MOST));
    }
    let broken = if problems.is_empty() { None } else { Some(problems.join("; ")) };
    rulings.rule(Field::Vectors, "At least one vector of trust, each of known components", broken);
    let shared_key = vectors.iter().find(|vector| vector.credentials.contains(Credential::SharedKey));
    rulings.rule(
        Field::Vectors,
        "No shared key (Ck)",
        shared_key.map(|vector| format!("remove {vector}: NHS login does not implement shared keys")),
    );
    let out_of_reach = vectors.iter().find(|vector| {
        vector.credentials.contains(Credential::AsymmetricKey) && !vector.is_reachable(policy.passkeys)
    });
    if let Some(vector) = out_of_reach {
        let why = if policy.passkeys {
            "whoever signs in with a passkey types no password and no code, so Cm stands alone"
        } else {
            "this environment has no passkeys: they need an issuer with a name, on https or localhost"
        };
        rulings.note(Field::Vectors, "Cm is met by a passkey alone", format!("{vector} is never met: {why}"));
    }
    vectors
}

fn judge_levels(scopes: ScopeSet, vectors: &[VectorOfTrust], rulings: &mut Rulings) {
    let highest = vectors.iter().map(|vector| vector.level()).max();
    for scope in scopes.iter().filter(|scope| highest.is_some_and(|highest| highest < scope.level())) {
        let note = format!(
            "{} has claims from {} up, and no vector here asks for that: people at a lower level share nothing by it",
            scope.name(),
            scope.level().name()
        );
        rulings.note(Field::Scope, "A vector as high as the scopes need", note);
    }
}

fn judge_partners(partners: &[String], rulings: &mut Rulings) -> Vec<ClientId> {
    let partners: Vec<ClientId> =
        partners.iter().map(|id| id.trim()).filter(|id| !id.is_empty()).map(ClientId::new).collect();
    let broken = (partners.len() > 20).then(|| "name at most 20 single sign-on partners".to_owned());
    rulings.rule(Field::SsoPartners, "At most 20 single sign-on partners", broken);
    partners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Environment;

    fn draft() -> Draft {
        Draft {
            name: "Example".into(),
            redirect_uris: vec!["http://localhost:9999/callback".into()],
            public_key: jose::SigningKey::generate().public_key().to_pem(),
            scope: "openid profile email".into(),
            vectors: vec!["P9.Cp.Cd".into()],
            sso_partners: vec![],
        }
    }

    fn reasons(draft: &Draft) -> String {
        let judgement = judge(draft, &Environment::sandpit("http://localhost").policy);
        assert!(judgement.registration.is_none());
        judgement.broken().map(|(_, reason)| reason).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_good_draft_becomes_a_registration() {
        let judgement = judge(&draft(), &Environment::sandpit("http://localhost").policy);
        let registration = judgement.registration.expect("no rule is broken");
        assert_eq!((registration.keys.len(), registration.vectors.len()), (1, 1));
        assert_eq!(registration.scopes.to_string(), "email openid profile");
    }

    #[test]
    fn every_broken_rule_is_told_at_once() {
        let bad = Draft {
            scope: "profile basic_demographics frogs".into(),
            vectors: vec!["P9.Ck".into()],
            ..Draft::default()
        };
        let reasons = reasons(&bad);
        for words in [
            "name of your service",
            "at least one redirect URI",
            "frogs",
            "add openid",
            "choose profile",
            "shared keys",
        ] {
            assert!(reasons.contains(words), "{words} in {reasons}");
        }
    }

    #[test]
    fn ten_redirect_uris_are_enough() {
        let many = (0..11).map(|n| format!("https://example.org/{n}")).collect();
        assert!(reasons(&Draft { redirect_uris: many, ..draft() }).contains("at most 10"));
        let twice = vec!["https://example.org/a".to_owned(); 2];
        assert!(reasons(&Draft { redirect_uris: twice, ..draft() }).contains("one of the two"));
    }

    #[test]
    fn a_scope_beyond_every_vector_is_noted() {
        let low = Draft { vectors: vec!["P0.Cp.Cd".into()], ..draft() };
        let judgement = judge(&low, &Environment::sandpit("http://localhost").policy);
        assert!(judgement.registration.is_some());
        assert!(
            judgement
                .rulings
                .iter()
                .any(|r| matches!(&r.verdict, Verdict::Note(note) if note.contains("profile")))
        );
    }
}
