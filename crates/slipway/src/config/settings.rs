//! The settings in force, typed: what the rest of the program reads. It knows no file, no environment and no flag.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
};

use kernel::Secret;
use notify::{ApiKey, SenderAddress, SmtpUrl};
use store::Location;
use url::Url;

use super::environment::{EnvironmentSettings, Preset};

/// Every setting. `Default` is the one place that says what holds when nobody sets anything.
#[derive(Clone, Debug)]
pub struct Settings {
    pub data: PathBuf,
    pub master_key_file: Option<PathBuf>,
    pub master_key: Option<Secret>,
    /// A program and its arguments.
    pub master_key_command: Option<Vec<String>>,
    pub database: Option<Location>,
    pub toolkit: Toolkit,
    pub portal: Portal,
    /// The sandpit and the integration environment, and those that somebody names.
    pub environments: Vec<EnvironmentSettings>,
    pub keys: Keys,
    pub limits: Limits,
    pub mail: Mail,
    pub text_messages: TextMessages,
    pub staff_sign_in: StaffSignIn,
    pub outbox: OutboxPage,
    pub proxy: Proxy,
    pub log: Log,
    pub clock: Clock,
}

/// The keys that providers sign with.
#[derive(Clone, Debug)]
pub struct Keys {
    /// After how many days the next one takes over; never where it is 0.
    pub rotation_days: u32,
}

/// What the time is taken from.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// A file that says how far ahead of the machine's clock: rehearsals only.
    pub ahead_file: Option<PathBuf>,
}

/// The editions of the onboarding process.
#[derive(Clone, Debug, Default)]
pub struct Toolkit {
    /// In place of those that Slipway comes with.
    pub folder: Option<PathBuf>,
}

#[derive(Clone, Debug)]
pub struct Portal {
    pub listen: SocketAddr,
    pub url: Option<Origin>,
}

/// How much one minute allows. Each number counts for one client, one address or one organisation.
#[derive(Clone, Debug)]
pub struct Limits {
    pub enabled: bool,
    pub client_requests: NonZeroU32,
    pub client_look_ups: NonZeroU32,
    pub client_provisionings: NonZeroU32,
    /// An hour, where the others are a minute's.
    pub ods_code_provisionings: NonZeroU32,
    pub address_requests: NonZeroU32,
    pub address_sign_ins: NonZeroU32,
}

#[derive(Clone, Debug, Default)]
pub struct Mail {
    pub smtp_url: Option<SmtpUrl>,
    pub from: Option<SenderAddress>,
}

#[derive(Clone, Debug, Default)]
pub struct TextMessages {
    pub url: Option<Url>,
    pub api_key: Option<ApiKey>,
    pub template_id: Option<String>,
}

/// The OpenID Provider of the organisation that staff belong to; off while there is no issuer.
#[derive(Clone, Debug)]
pub struct StaffSignIn {
    pub issuer: Option<String>,
    pub client_id: Option<String>,
    pub client_secret: Option<Secret>,
    pub private_key_file: Option<PathBuf>,
    pub key_id: Option<String>,
    pub email_domains: Vec<String>,
    pub trust_email_addresses: bool,
    pub label: String,
    pub strong_acr: Vec<String>,
    pub strong_amr: Vec<String>,
}

/// Whether the portal shows the messages that were kept instead of sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxPage {
    /// On while something is kept and only this machine can reach the portal.
    Automatic,
    On,
    Off,
}

#[derive(Clone, Debug)]
pub struct Proxy {
    pub trusted_hops: u32,
}

#[derive(Clone, Debug)]
pub struct Log {
    pub format: LogFormat,
    pub level: LogLevel,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
}

/// A scheme, a host and perhaps a port, without a trailing slash: `https://portal.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
    loopback: bool,
}

impl Origin {
    pub(super) fn new(text: String, loopback: bool) -> Self {
        Self { text, loopback }
    }

    /// The address that a listener has when nobody says under which name people reach it.
    pub fn localhost(port: u16) -> Self {
        Self { text: format!("http://localhost:{port}"), loopback: true }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn is_https(&self) -> bool {
        self.text.starts_with("https://")
    }

    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Default for Settings {
    fn default() -> Self {
        let a_minute = |count| NonZeroU32::new(count).expect("no limit is nought by default");
        let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Self {
            data: PathBuf::from("data"),
            master_key_file: None,
            master_key: None,
            master_key_command: None,
            database: None,
            toolkit: Toolkit::default(),
            portal: Portal { listen: loopback(4000), url: None },
            environments: vec![
                EnvironmentSettings::usual(Preset::Sandpit, 4001),
                EnvironmentSettings::usual(Preset::Integration, 4002),
            ],
            keys: Keys { rotation_days: 90 },
            limits: Limits {
                enabled: true,
                client_requests: a_minute(300),
                client_look_ups: a_minute(120),
                client_provisionings: a_minute(60),
                ods_code_provisionings: a_minute(100),
                address_requests: a_minute(600),
                address_sign_ins: a_minute(30),
            },
            mail: Mail::default(),
            text_messages: TextMessages::default(),
            staff_sign_in: StaffSignIn {
                issuer: None,
                client_id: None,
                client_secret: None,
                private_key_file: None,
                key_id: None,
                email_domains: Vec::new(),
                trust_email_addresses: false,
                label: "Sign in with your organisation".to_owned(),
                strong_acr: Vec::new(),
                strong_amr: Vec::new(),
            },
            outbox: OutboxPage::Automatic,
            proxy: Proxy { trusted_hops: 0 },
            log: Log { format: LogFormat::Text, level: LogLevel::Info },
            clock: Clock::default(),
        }
    }
}

impl Settings {
    /// The database in force: a file in the data folder unless a URL names another.
    pub fn database(&self) -> Location {
        self.database.clone().unwrap_or_else(|| Location::Sqlite(self.data.join("slipway.sqlite")))
    }

    /// The file of the key that seals what the database keeps secret.
    pub fn master_key_file(&self) -> PathBuf {
        self.master_key_file.clone().unwrap_or_else(|| self.data.join("master.key"))
    }

    /// The portal's address once its listener has `port`.
    pub fn portal_url(&self, port: u16) -> Origin {
        self.portal.url.clone().unwrap_or_else(|| Origin::localhost(port))
    }

    /// The environments that run, in their order.
    pub fn running(&self) -> impl Iterator<Item = &EnvironmentSettings> {
        self.environments.iter().filter(|environment| environment.enabled)
    }

    /// The environment with a section of the file.
    pub fn environment(&self, section: &str) -> Option<&EnvironmentSettings> {
        self.environments.iter().find(|environment| environment.section == section)
    }

    pub fn environment_mut(&mut self, section: &str) -> Option<&mut EnvironmentSettings> {
        self.environments.iter_mut().find(|environment| environment.section == section)
    }

    /// Whether somebody real may be met in one of them.
    pub fn has_real_people(&self) -> bool {
        self.running().any(EnvironmentSettings::is_live)
    }

    /// Whether people other than the one at this machine are meant to reach the portal.
    pub fn portal_is_public(&self) -> bool {
        self.portal.url.as_ref().is_some_and(|url| !url.is_loopback())
    }

    pub fn keeps_mail(&self) -> bool {
        self.mail.smtp_url.is_none()
    }

    pub fn keeps_text_messages(&self) -> bool {
        self.text_messages.url.is_none()
    }

    /// Whether the portal shows kept messages. They hold codes that sign people in, hence never by itself on a public address.
    pub fn shows_outbox(&self) -> bool {
        match self.outbox {
            OutboxPage::On => true,
            OutboxPage::Off => false,
            OutboxPage::Automatic => {
                !self.has_real_people()
                    && !self.portal_is_public()
                    && (self.keeps_mail() || self.keeps_text_messages())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_the_bound_port_until_they_are_set() {
        let mut settings = Settings::default();
        let sandpit = settings.environment_mut("sandpit").unwrap();
        assert_eq!(sandpit.issuer(40123).as_str(), "http://localhost:40123");
        sandpit.issuer = Some(Origin::new("https://sandpit.example".to_owned(), false));
        assert_eq!(sandpit.issuer(40123).as_str(), "https://sandpit.example");
    }

    #[test]
    fn the_outbox_is_never_shown_by_itself_on_a_public_address() {
        let mut settings = Settings::default();
        assert!(settings.shows_outbox());
        settings.portal.url = Some(Origin::new("https://portal.example".to_owned(), false));
        assert!(!settings.shows_outbox());
        settings.outbox = OutboxPage::On;
        assert!(settings.shows_outbox());
    }
}
