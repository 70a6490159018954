//! A registered service as commands answer it.

use std::io;

use identity::{Client, ClientId, VectorOfTrust, client::ClientKey};
use kernel::Timestamp;
use serde::Serialize;

use crate::{
    config::settings::Origin,
    output::{Output, time},
};

#[derive(Debug, Serialize)]
pub struct Service {
    client_id: ClientId,
    name: String,
    redirect_uris: Vec<String>,
    scope: String,
    vectors: Vec<VectorOfTrust>,
    sso_partners: Vec<ClientId>,
    /// What it may do as a program.
    permissions: Vec<String>,
    keys: Vec<Key>,
    /// Null where the sandpit listens on a port that only the running server knows.
    issuer: Option<String>,
    created_at: Timestamp,
}

#[derive(Debug, Serialize)]
struct Key {
    thumbprint: String,
    /// What an assertion's header names: the owner's name of the key, or else ours.
    kid: String,
    expires_at: Option<Timestamp>,
}

impl Key {
    fn of(key: &ClientKey) -> Self {
        let kid = key.key.declared_kid().unwrap_or_else(|| key.key.kid()).to_owned();
        Self { thumbprint: key.key.thumbprint(), kid, expires_at: key.expires_at }
    }

    fn words(&self) -> String {
        let end = self.expires_at.map_or_else(String::new, |at| format!(", until {}", time(at)));
        format!("{} (kid {}){end}", self.thumbprint, self.kid)
    }
}

impl Service {
    pub fn of(client: Client, issuer: Option<&Origin>) -> Self {
        Self {
            client_id: client.id,
            name: client.name,
            redirect_uris: client.redirect_uris,
            scope: client.scopes.to_string(),
            vectors: client.vectors,
            sso_partners: client.sso_partners,
            permissions: client.permissions.list().map(|permission| permission.to_string()).collect(),
            keys: client.keys.iter().map(Key::of).collect(),
            issuer: issuer.map(ToString::to_string),
            created_at: client.created_at,
        }
    }

    pub fn row(&self) -> [String; 5] {
        [
            self.client_id.to_string(),
            self.name.clone(),
            self.scope.clone(),
            words(&self.vectors).join(" "),
            time(self.created_at),
        ]
    }

    /// Every detail on a line of its own.
    pub fn describe(&self, out: &mut Output<'_>) -> io::Result<()> {
        let issuer = self.issuer.as_deref().unwrap_or("the address that slipway serve prints");
        let keys: Vec<String> = self.keys.iter().map(Key::words).collect();
        out.fields(&[
            ("client_id", &[self.client_id.to_string()]),
            ("name", std::slice::from_ref(&self.name)),
            ("issuer", &[issuer.to_owned()]),
            ("redirect URIs", &self.redirect_uris),
            ("scope", std::slice::from_ref(&self.scope)),
            ("vectors", &words(&self.vectors)),
            ("keys", &keys),
            ("partners", &words(&self.sso_partners)),
            ("permissions", &self.permissions),
            ("registered", &[time(self.created_at)]),
        ])
    }
}

fn words<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
