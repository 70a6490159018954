//! The service on whose behalf journeys run: what it is registered as, and what the provider published about itself.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use form_urlencoded::Serializer;
use jose::{PublicKey, SigningKey};
use serde_json::{Value, json};

use super::Connection;
use crate::wall_clock;

/// What a service knows before it has ever spoken to the provider.
pub struct Registration {
    pub port: u16,
    pub client_id: String,
    pub redirect_uri: String,
    pub scope: String,
    /// The vectors of trust to ask for, where the provider knows any.
    pub vtr: Option<String>,
    pub key: Rc<SigningKey>,
}

/// A service that has read the provider's discovery document.
pub struct Service {
    pub registration: Registration,
    pub token_endpoint: String,
    pub paths: Paths,
    pub provider_keys: Vec<PublicKey>,
    /// The cookie of a browser in which a person is signed in.
    pub cookie: String,
}

pub struct Paths {
    pub authorize: String,
    pub token: String,
    pub userinfo: String,
}

pub const DISCOVERY: &str = "/.well-known/openid-configuration";

impl Service {
    pub async fn discover(registration: Registration) -> Result<Self> {
        let mut connection = Connection::open(registration.port).await?;
        let document = read_json(&mut connection, DISCOVERY).await?;
        let endpoint =
            |name: &str| document[name].as_str().with_context(|| format!("discovery has no {name}"));
        let paths = Paths {
            authorize: path_of(endpoint("authorization_endpoint")?),
            token: path_of(endpoint("token_endpoint")?),
            userinfo: path_of(endpoint("userinfo_endpoint")?),
        };
        let keys = read_json(&mut connection, &path_of(endpoint("jwks_uri")?)).await?;
        Ok(Self {
            token_endpoint: endpoint("token_endpoint")?.to_owned(),
            paths,
            provider_keys: PublicKey::parse(&keys.to_string())?,
            cookie: String::new(),
            registration,
        })
    }

    /// The address that a browser is sent to, with what must come back unchanged.
    pub fn authorize_path(&self, state: &str, nonce: &str) -> String {
        let registration = &self.registration;
        let mut query = Serializer::new(format!("{}?", self.paths.authorize));
        query.append_pair("response_type", "code");
        query.append_pair("client_id", &registration.client_id);
        query.append_pair("redirect_uri", &registration.redirect_uri);
        query.append_pair("scope", &registration.scope);
        query.append_pair("state", state);
        query.append_pair("nonce", nonce);
        if let Some(vtr) = &registration.vtr {
            query.append_pair("vtr", vtr);
        }
        query.finish()
    }

    /// A client assertion that is good for a minute short of an hour: it is signed before the measurement and used in it.
    pub fn assertion(&self, jti: &str) -> String {
        let Registration { client_id, key, .. } = &self.registration;
        let now = wall_clock::seconds();
        let claims = json!({
            "iss": client_id, "sub": client_id, "aud": self.token_endpoint, "iat": now, "exp": now + 59 * 60, "jti": jti,
        });
        key.sign(&key.header(), &claims)
    }
}

async fn read_json(connection: &mut Connection, path: &str) -> Result<Value> {
    let answer = connection.get(path, &[]).await?;
    ensure!(answer.status == 200, "{path}: {}", answer.summary());
    Ok(serde_json::from_slice(&answer.body)?)
}

fn path_of(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.find('/').map_or_else(|| "/".to_owned(), |at| after_scheme[at..].to_owned())
}
