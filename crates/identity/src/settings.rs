//! The settings pages, where people look after their own account: whom they open for, and for what the password is asked again.
//!
//! People sign in to them as to a service that is registered with nobody else and that nothing is shared with, so that there is
//! one sign-in and not two.

use kernel::{SignedDuration, Timestamp};

use crate::{
    Client, ClientId, Environment, ProofingLevel, ScopeSet, Session, VectorOfTrust, Vtr,
    authorize::{AuthorizationRequest, Prompt},
};

/// What people read where a service's name would stand.
const NAME: &str = "NHS login settings";

/// The colon keeps it apart from every id that a registration is given.
const CLIENT_ID: &str = ":settings";

const SCOPE: &str = "openid";

/// Two factors, or a passkey: who knows the password alone must not get at the other factor here.
const VECTORS: [&str; 2] = ["P0.Cp.Cd", "P0.Cm"];

fn vectors() -> Vec<VectorOfTrust> {
    VECTORS.iter().map(|vector| vector.parse().expect("a literal that a test reads")).collect()
}

/// Where the pages are.
pub fn address(environment: &Environment) -> String {
    format!("{}/settings", environment.issuer)
}

/// The settings as a client.
pub fn client(environment: &Environment) -> Client {
    Client {
        id: ClientId::new(CLIENT_ID),
        name: NAME.to_owned(),
        redirect_uris: vec![address(environment)],
        scopes: ScopeSet::parse(SCOPE).0,
        vectors: vectors(),
        sso_partners: vec![],
        keys: vec![],
        repeats_claims_in_header: false,
        permissions: crate::Permissions::default(),
        is_suspended: false,
        created_at: Timestamp::UNIX_EPOCH,
    }
}

/// What somebody who opens the settings without having signed in is asked for.
pub fn request(environment: &Environment) -> AuthorizationRequest {
    AuthorizationRequest {
        client_id: ClientId::new(CLIENT_ID),
        redirect_uri: address(environment),
        state: None,
        nonce: None,
        scope: ScopeSet::parse(SCOPE).0,
        vtr: vtr(),
        prompt: Prompt::WhenNeeded,
        code_challenge: None,
        // Somebody without an account has nothing to set.
        allow_registration: false,
        asserted_login_identity: None,
    }
}

fn vtr() -> Vtr {
    Vtr::from_vectors(vectors()).expect("there are two")
}

impl AuthorizationRequest {
    /// Whether it leads to the settings and not to a service.
    pub fn is_for_settings(&self) -> bool {
        self.client_id.as_str() == CLIENT_ID
    }
}

/// The session that somebody is in their settings by.
#[derive(Clone, Debug)]
pub struct OwnSession {
    pub session: Session,
    /// Opened by a service's word; its person has shown nothing in this browser.
    pub is_asserted: bool,
    /// When they last showed in the settings that it is them.
    pub confirmed_at: Option<Timestamp>,
}

impl OwnSession {
    /// How long it is known after a sign-in or a password that it is still the same person.
    pub const CONFIRMED_FOR: SignedDuration = SignedDuration::from_mins(10);

    /// Whether it opens the settings.
    pub fn is_strong_enough(&self) -> bool {
        self.session.meets(&vtr(), ProofingLevel::P0).is_some()
    }

    /// Whether what opens the account may be changed without showing again who it is.
    pub fn is_confirmed(&self, now: Timestamp) -> bool {
        let signed_in = Some(self.session.auth_time).filter(|_| !self.is_asserted);
        let shown_at = self.confirmed_at.max(signed_in);
        shown_at.is_some_and(|at| now < at + Self::CONFIRMED_FOR)
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, FixedClock, SeededRandom};

    use super::*;
    use crate::{AccountId, Credential};

    fn session(credentials: &[Credential], is_asserted: bool) -> OwnSession {
        let auth_time = FixedClock::at("2026-01-01T00:00:00Z").now();
        let session = Session {
            account_id: AccountId::opaque(&SeededRandom::new(1)),
            auth_time,
            credentials: credentials.iter().copied().collect(),
            expires_at: auth_time + Session::LIFE,
        };
        OwnSession { session, is_asserted, confirmed_at: None }
    }

    #[test]
    fn two_factors_or_a_passkey_open_the_settings() {
        use Credential::{AsymmetricKey, Device, Password};
        assert!(session(&[Password, Device], false).is_strong_enough());
        assert!(session(&[AsymmetricKey], false).is_strong_enough());
        assert!(!session(&[Password], false).is_strong_enough());
    }

    #[test]
    fn a_sign_in_and_a_password_count_for_ten_minutes_and_a_services_word_for_none() {
        let own = session(&[Credential::Password, Credential::Device], false);
        let began = own.session.auth_time;
        let after = |minutes| began + SignedDuration::from_mins(minutes);
        assert!(own.is_confirmed(after(9)) && !own.is_confirmed(after(10)));
        let again = OwnSession { confirmed_at: Some(after(20)), ..own.clone() };
        assert!(again.is_confirmed(after(29)) && !again.is_confirmed(after(30)));
        let asserted = OwnSession { is_asserted: true, ..own };
        assert!(!asserted.is_confirmed(asserted.session.auth_time));
        let shown = OwnSession { confirmed_at: Some(after(1)), ..asserted };
        assert!(shown.is_confirmed(after(2)));
    }

    #[test]
    fn no_registration_is_given_the_id_of_the_settings() {
        assert_ne!(ClientId::allocate(CLIENT_ID, [0; 3]).as_str(), CLIENT_ID);
        let environment = Environment::sandpit("http://localhost:4001");
        assert!(request(&environment).is_for_settings());
        assert_eq!(client(&environment).redirect_uris, ["http://localhost:4001/settings"]);
    }
}
