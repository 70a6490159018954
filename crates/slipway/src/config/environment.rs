//! One environment as it is set: what it starts from, what differs, and what it asks elsewhere.

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf};

use identity::{Environment, EnvironmentId};
use kernel::OdsCode;
use url::Url;

use super::settings::Origin;

/// What its rules start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Anybody registers; nobody proves who they are.
    Sandpit,
    /// People prove who they are, and all are invented.
    Integration,
    /// The same with people who are real: nothing of a test is there.
    Live,
}

impl Preset {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sandpit => "sandpit",
            Self::Integration => "integration",
            Self::Live => "live",
        }
    }
}

/// Where records of people come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demographics {
    None,
    Synthetic,
    Fhir,
}

impl Demographics {
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Synthetic => "synthetic",
            Self::Fhir => "fhir",
        }
    }
}

#[derive(Clone, Debug)]
pub struct EnvironmentSettings {
    /// Its short name, such as `live`.
    pub id: String,
    /// Where its settings are: two that are always there have a section of their own.
    pub section: String,
    pub preset: Option<Preset>,
    pub enabled: bool,
    pub name: Option<String>,
    pub listen: SocketAddr,
    pub issuer: Option<Origin>,
    pub require_state_and_nonce: bool,
    pub accept_issuer_audience: Option<bool>,
    pub demographics: Option<Demographics>,
    /// How many invented people there are besides the test people, and what they are made from.
    pub people: u32,
    pub seed: Option<String>,
    pub limits: OwnLimits,
    pub pds: Pds,
}

/// Requests a minute, where they differ from everybody's.
#[derive(Clone, Copy, Debug, Default)]
pub struct OwnLimits {
    pub client_requests: Option<NonZeroU32>,
    pub address_requests: Option<NonZeroU32>,
    pub address_sign_ins: Option<NonZeroU32>,
}

/// The Personal Demographics Service and our access to it.
#[derive(Clone, Debug)]
pub struct Pds {
    pub base_url: Option<Url>,
    pub token_url: Option<Url>,
    pub client_id: Option<String>,
    pub private_key_file: Option<PathBuf>,
    pub key_id: Option<String>,
    pub ods_code: Option<OdsCode>,
    pub limits: pds::Limits,
}

impl EnvironmentSettings {
    /// One that is there without being named in the file.
    pub fn usual(preset: Preset, port: u16) -> Self {
        let mut settings = Self::new(preset.name(), preset.name().to_owned());
        settings.preset = Some(preset);
        settings.listen.set_port(port);
        settings
    }

    /// One that the file, or a variable, names.
    pub fn named(id: &str) -> Self {
        Self::new(id, format!("environments.{id}"))
    }

    fn new(id: &str, section: String) -> Self {
        Self {
            id: id.to_owned(),
            section,
            preset: None,
            enabled: true,
            name: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            issuer: None,
            require_state_and_nonce: false,
            accept_issuer_audience: None,
            demographics: None,
            people: 2_000,
            seed: None,
            limits: OwnLimits::default(),
            pds: Pds {
                base_url: None,
                token_url: None,
                client_id: None,
                private_key_file: None,
                key_id: None,
                ods_code: None,
                limits: pds::Limits::default(),
            },
        }
    }

    pub fn key(&self, setting: &str) -> String {
        format!("{}.{setting}", self.section)
    }

    pub fn is_live(&self) -> bool {
        self.preset == Some(Preset::Live)
    }

    pub fn accepts_issuer_audience(&self) -> bool {
        self.accept_issuer_audience.unwrap_or(self.preset == Some(Preset::Sandpit))
    }

    pub fn demographics(&self) -> Demographics {
        let usual = match self.preset {
            Some(Preset::Integration) => Demographics::Synthetic,
            _ => Demographics::None,
        };
        self.demographics.unwrap_or(usual)
    }

    /// What pages call it: its short name with a capital, unless somebody says otherwise.
    pub fn name(&self) -> String {
        let mut letters = self.id.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        self.name.clone().unwrap_or_else(|| first.into_iter().chain(letters).collect())
    }

    pub fn seed(&self) -> &str {
        self.seed.as_deref().unwrap_or(&self.id)
    }

    /// The issuer once its listener has `port`.
    pub fn issuer(&self, port: u16) -> Origin {
        self.issuer.clone().unwrap_or_else(|| Origin::localhost(port))
    }

    /// The issuer, unless only a running server knows which port it got.
    pub fn known_issuer(&self) -> Option<Origin> {
        let port = self.listen.port();
        (self.issuer.is_some() || port != 0).then(|| self.issuer(port))
    }

    /// The environment as a value, at its issuer.
    pub fn value(&self, issuer: &Origin) -> Environment {
        let start = match self.preset {
            Some(Preset::Sandpit) => Environment::sandpit(issuer.as_str()),
            Some(Preset::Integration) => Environment::integration(issuer.as_str()),
            // The rules of the configuration refuse one without a kind.
            Some(Preset::Live) | None => Environment::live(issuer.as_str()),
        };
        let mut environment = Environment { id: EnvironmentId::new(&self.id), name: self.name(), ..start };
        environment.policy.require_state_and_nonce = self.require_state_and_nonce;
        environment.policy.accept_issuer_audience = self.accepts_issuer_audience();
        environment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_follows_from_the_kind() {
        let of = |preset| {
            let mut settings = EnvironmentSettings::named("training");
            settings.preset = Some(preset);
            settings
        };
        let environment = of(Preset::Integration).value(&Origin::localhost(4005));
        assert_eq!((environment.id.as_str(), environment.name.as_str()), ("training", "Training"));
        assert!(environment.policy.synthetic_people_only && !environment.policy.accept_issuer_audience);
        assert_eq!(of(Preset::Integration).demographics(), Demographics::Synthetic);
        assert_eq!(of(Preset::Live).demographics(), Demographics::None);
        assert!(of(Preset::Sandpit).accepts_issuer_audience());
        let live = of(Preset::Live).value(&Origin::localhost(4005)).policy;
        assert!(live.identity_proofing_completes && !live.synthetic_people_only);
        assert_eq!(
            live.photo_identity,
            identity::PhotoIdentity::Reviewed,
            "no name of a file decides over somebody real"
        );
        assert!(!live.loopback_redirect_uris, "not even where it runs on this machine");
    }

    #[test]
    fn a_new_one_has_everything_but_a_kind() {
        let named = EnvironmentSettings::named("live");
        assert_eq!(named.key("issuer"), "environments.live.issuer");
        assert_eq!((named.preset, named.seed(), named.known_issuer()), (None, "live", None));
    }
}
