//! What every use case works with: the store, time and randomness, the keys, and the environments that this process serves.

use std::{collections::BTreeMap, sync::Arc};

use identity::{Environment, EnvironmentId};
use jose::MasterKey;
use kernel::{Clock, Date, Id, Kind, Random, Reference, SignedDuration, Timestamp};
use store::Store;
use toolkit::Toolkit;

use crate::{
    adapters::Adapters, clients::ClientCache, keys::KeyRing, passkeys::Passkeys, passwords::Passwords,
    portal::staff_sign_in::StaffProvider, secrets::DerivedKeys,
};

/// Labels the id of a portal user.
pub enum UserKind {}
impl Kind for UserKind {
    const NAME: &'static str = "a user";
}
pub type UserId = Id<UserKind>;

/// Labels the id of a program's token.
pub enum TokenKind {}
impl Kind for TokenKind {
    const NAME: &'static str = "a token";
}
pub type TokenId = Id<TokenKind>;

/// Who asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever can run a command on the machine that holds the data.
    Operator,
    /// A signed-in user of the portal.
    User(UserId),
    /// A program, with a token that a user made for it. It may what its scopes leave of what that user may.
    Token(TokenId),
}

impl Actor {
    /// The user of the portal whose act it is, for the record; none for the command line.
    pub(crate) fn person(self) -> Option<uuid::Uuid> {
        match self {
            Self::User(user) => Some(user.uuid()),
            Self::Operator | Self::Token(_) => None,
        }
    }
}

/// What a [`Context`] is made of.
pub struct Parts {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub master_key: [u8; 32],
    pub environments: Vec<Environment>,
    /// Where people of the portal find things, such as `http://localhost:4000`.
    pub portal_url: String,
    pub sender: notify::Sender,
    /// The editions of the onboarding process.
    pub toolkit: Arc<Toolkit>,
}

/// Cheap to clone: everything in it is shared.
#[derive(Clone)]
pub struct Context {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub passwords: Passwords,
    pub portal_url: Arc<str>,
    pub toolkit: Arc<Toolkit>,
    pub(crate) derived: DerivedKeys,
    pub(crate) master: Arc<MasterKey>,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) clients: Arc<ClientCache>,
    pub(crate) sender: notify::Sender,
    pub(crate) webhooks: notify::WebhookClient,
    pub(crate) outgoing: Arc<tokio::sync::Notify>,
    /// The portal's own.
    pub(crate) passkeys: Option<Passkeys>,
    issuers_passkeys: Arc<BTreeMap<EnvironmentId, Passkeys>>,
    pub(crate) staff_provider: Option<Arc<StaffProvider>>,
    /// How long a key signs before the next takes over by itself; never, where that is absent.
    pub(crate) key_life: Option<SignedDuration>,
    environments: Arc<[Arc<Environment>]>,
    adapters: Arc<BTreeMap<EnvironmentId, Adapters>>,
}

impl Context {
    pub fn new(parts: Parts) -> Self {
        Self {
            store: parts.store,
            clock: parts.clock,
            random: parts.random,
            passwords: Passwords::new(),
            passkeys: Passkeys::of_website(&parts.portal_url, "Slipway"),
            issuers_passkeys: Arc::new(parts.environments.iter().filter_map(passkeys_of).collect()),
            portal_url: parts.portal_url.into(),
            toolkit: parts.toolkit,
            derived: DerivedKeys::new(&parts.master_key),
            master: Arc::new(MasterKey::new(&parts.master_key)),
            keys: Arc::default(),
            clients: Arc::default(),
            sender: parts.sender,
            webhooks: notify::WebhookClient::new(false),
            outgoing: Arc::default(),
            staff_provider: None,
            key_life: None,
            environments: parts.environments.into_iter().map(Arc::new).collect(),
            adapters: Arc::default(),
        }
    }

    /// What an environment asks elsewhere; it asks nobody until this is called.
    #[must_use]
    pub fn with_adapters(mut self, environment: EnvironmentId, mut adapters: Adapters) -> Self {
        adapters.demographics.keep_changes_in(&self.store, &environment);
        Arc::make_mut(&mut self.adapters).insert(environment, adapters);
        self
    }

    pub fn adapters(&self, environment: &EnvironmentId) -> Adapters {
        self.adapters.get(environment).cloned().unwrap_or_default()
    }

    /// The passkeys of an environment's people, where they can have some.
    pub(crate) fn passkeys_in(&self, environment: &EnvironmentId) -> Option<&Passkeys> {
        self.issuers_passkeys.get(environment)
    }

    /// For tests: webhooks may be on this machine, without encryption.
    #[must_use]
    pub fn with_private_webhooks(self) -> Self {
        Self { webhooks: notify::WebhookClient::new(true), ..self }
    }

    /// Lets the next signing key take over after so many days.
    #[must_use]
    pub fn with_key_rotation(self, days: u32) -> Self {
        Self { key_life: Some(SignedDuration::from_hours(24 * i64::from(days))), ..self }
    }

    /// Lets staff sign in through their organisation's OpenID Provider.
    #[must_use]
    pub fn with_staff_provider(self, provider: StaffProvider) -> Self {
        Self { staff_provider: Some(Arc::new(provider)), ..self }
    }

    /// Seals something under the master key. It opens again only for the same place, such as the row that it is kept in.
    pub(crate) fn seal(&self, place: &[u8], plaintext: &[u8]) -> Vec<u8> {
        let mut nonce = [0; 12];
        self.random.fill(&mut nonce);
        self.master.seal(nonce, place, plaintext)
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The day, for ages and for what is in the past: an hour's summer time makes no difference to those.
    pub fn today(&self) -> Date {
        self.now().to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    pub fn environments(&self) -> &[Arc<Environment>] {
        &self.environments
    }

    pub fn environment(&self, id: &EnvironmentId) -> Option<&Arc<Environment>> {
        self.environments.iter().find(|environment| environment.id == *id)
    }

    pub(crate) fn reference(&self) -> Reference {
        Reference::at(self.clock.now(), self.random.as_ref())
    }

    pub(crate) fn new_id<K>(&self) -> Id<K> {
        Id::generate(self.clock.as_ref(), self.random.as_ref())
    }

    /// Where messages can be read instead of being sent, if that is where they stay.
    pub fn outbox_url(&self) -> Option<String> {
        (self.sender.keeps_mail() || self.sender.keeps_text_messages())
            .then(|| format!("{}/outbox", self.portal_url))
    }
}

// The name is what a device lists them under, and one device may have some of several environments.
fn passkeys_of(environment: &Environment) -> Option<(EnvironmentId, Passkeys)> {
    let name = format!("NHS login ({})", environment.name);
    let passkeys =
        Passkeys::of_website(&environment.issuer, &name).filter(|_| environment.policy.passkeys)?;
    Some((environment.id.clone(), passkeys))
}
