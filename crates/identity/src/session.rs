//! A signed-in person's session at the provider: who, when, and by what.

use kernel::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{AccountId, ProofingLevel, VectorOfTrust, Vtr};

/// One way of signing in, as vectors of trust name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// `Cp`: a password.
    Password,
    /// `Cd`: a device, by text-message code or remembered browser.
    Device,
    /// `Ck`: a shared key; not implemented by NHS login.
    SharedKey,
    /// `Cm`: an asymmetric key (FIDO, passkey).
    AsymmetricKey,
}

impl Credential {
    pub const ALL: [Self; 4] = [Self::Password, Self::Device, Self::SharedKey, Self::AsymmetricKey];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "Cp",
            Self::Device => "Cd",
            Self::SharedKey => "Ck",
            Self::AsymmetricKey => "Cm",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|credential| credential.name() == name)
    }
}

/// The credentials that were used in one sign-in; stored as `Cp.Cd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Credentials(u8);

impl Credentials {
    pub const NONE: Self = Self(0);
    /// Everything that somebody shows who types their password and the code.
    pub const PASSWORD_AND_DEVICE: Self =
        Self(1 << Credential::Password as u8 | 1 << Credential::Device as u8);
    pub const PASSKEY: Self = Self(1 << Credential::AsymmetricKey as u8);

    pub fn insert(&mut self, credential: Credential) {
        self.0 |= 1 << credential as u8;
    }

    pub const fn contains(self, credential: Credential) -> bool {
        self.0 & (1 << credential as u8) != 0
    }

    pub const fn contains_all(self, wanted: Self) -> bool {
        wanted.0 & !self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Credential> {
        Credential::ALL.into_iter().filter(move |credential| self.contains(*credential))
    }
}

impl FromIterator<Credential> for Credentials {
    fn from_iter<I: IntoIterator<Item = Credential>>(credentials: I) -> Self {
        let mut set = Self::NONE;
        credentials.into_iter().for_each(|credential| set.insert(credential));
        set
    }
}

impl From<String> for Credentials {
    fn from(text: String) -> Self {
        text.split('.').filter_map(Credential::named).collect()
    }
}

impl From<Credentials> for String {
    fn from(credentials: Credentials) -> Self {
        credentials.iter().map(Credential::name).collect::<Vec<_>>().join(".")
    }
}

/// A session, found by the hash of its cookie.
#[derive(Clone, Debug)]
pub struct Session {
    pub account_id: AccountId,
    pub auth_time: Timestamp,
    pub credentials: Credentials,
    pub expires_at: Timestamp,
}

impl Session {
    /// How long single sign-on lasts after a sign-in. The specification leaves it open; an ID token lives as long.
    pub const LIFE: SignedDuration = SignedDuration::from_mins(60);

    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }

    /// Whether this sign-in is strong enough for some requested vector once the level, if need be, is raised.
    pub fn is_strong_enough(&self, vtr: &Vtr) -> bool {
        vtr.vectors().iter().any(|vector| self.credentials.contains_all(vector.credentials))
    }

    /// The vector that this session meets as it stands.
    pub fn meets(&self, vtr: &Vtr, level: ProofingLevel) -> Option<VectorOfTrust> {
        vtr.met_by(level, self.credentials)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_stored_as_vector_components() {
        let both = Credentials::from_iter([Credential::Device, Credential::Password]);
        assert_eq!(String::from(both), "Cp.Cd");
        assert_eq!(Credentials::from("Cp.Cd".to_owned()), both);
        assert_eq!(Credentials::from(String::new()), Credentials::NONE);
    }
}
