//! A relying party of one OpenID Provider: authorization code with PKCE, state and nonce (OIDC Core section 3.1), and an ID token that
//! is verified whole.
//!
//! It answers who signed in there, in the provider's words, or why nobody can tell. It knows no person, no role, no page and no
//! database: what a sign-in has begun is handed out to be kept, and handed back. What it fetched of the provider it keeps for an
//! hour, and after a failure it leaves the provider alone for a moment.

mod client_authentication;
mod discovery;
mod http;
mod id_token;
mod provider;
mod userinfo;

use std::{fmt, sync::Arc};

use kernel::{Random, Secret, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

pub use discovery::Unusable;
pub use http::Outage;
pub use id_token::Distrust;
pub use provider::Provider;

/// What the provider and we agreed on.
#[derive(Clone, Debug)]
pub struct Settings {
    /// As the provider writes itself, letter for letter.
    pub issuer: String,
    pub client_id: String,
    pub authentication: Authentication,
    pub redirect_uri: String,
    /// What is asked for as `acr_values`.
    pub acr_values: Vec<String>,
}

/// How we show the token endpoint that it is us.
#[derive(Clone)]
pub enum Authentication {
    Secret(Secret),
    /// `private_key_jwt`, with the name under which the provider knows the key.
    PrivateKey {
        key: Arc<jose::SigningKey>,
        kid: Option<String>,
    },
}

impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret(_) => "Secret(…)",
            Self::PrivateKey { .. } => "PrivateKey(…)",
        })
    }
}

/// What a sign-in needs when its answer comes, and nobody else may know: the caller keeps it for the browser that began.
#[derive(Serialize, Deserialize)]
pub struct Begun {
    state: String,
    nonce: String,
    code_verifier: String,
}

impl Begun {
    pub fn draw(random: &dyn Random) -> Self {
        Self { state: drawn(random), nonce: drawn(random), code_verifier: drawn(random) }
    }
}

// 256 bits in 43 characters: what RFC 7636 section 4.1 asks of a verifier.
fn drawn(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    jose::base64url(bytes)
}

/// What the browser brought back (OIDC Core section 3.1.2.5, RFC 9207).
#[derive(Clone, Debug)]
pub struct Answer {
    pub state: String,
    /// The authorization code, or the name of the error.
    pub outcome: Result<Secret, String>,
    pub issuer: Option<String>,
}

/// Somebody, as the provider knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    /// What the provider says of the address, if anything.
    pub email_verified: Option<bool>,
    pub acr: Option<String>,
    pub amr: Vec<String>,
}

/// Why nobody signed in.
#[derive(Debug, Error)]
pub enum Problem {
    /// The answer belongs to no sign-in that this browser began, or its code is used up.
    #[error("the answer does not belong to this sign-in, or came too late")]
    Stray,
    /// The provider signed nobody in. The error's name is in it where it is one.
    #[error("the provider signed nobody in: {0}")]
    Declined(String),
    #[error("the provider cannot be reached or used: {0}")]
    Outage(#[from] Outage),
    /// What came must not be believed.
    #[error("the provider's answer is not believed: {0}")]
    Distrusted(#[from] Distrust),
}

/// The moment at which a request is made, and the dice for it.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub now: Timestamp,
    pub random: &'a dyn Random,
}

/// The name of an OAuth error, or a word for what is none: never the other side's own sentences.
fn error_name(text: &str) -> String {
    let is_name = (1..=60).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if is_name { text.to_owned() } else { "an error without a name".to_owned() }
}

/// Whether requests may go there: encrypted, unless it is this machine.
pub fn is_fit(url: &Url) -> bool {
    let is_loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    is_bare && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback))
}

#[cfg(test)]
mod tests;
