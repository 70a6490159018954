//! Passkeys (WebAuthn) of one website: both ceremonies, and both with the person verified by their device.
//!
//! It knows no table, no session and no page. What a ceremony needs when its answer comes is handed out as bytes: they hold the
//! challenge, so they are kept on our side, used once, and run out. The library draws its challenges itself, and takes no dice.

use std::{fmt, sync::Arc};

use kernel::SignedDuration;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use thiserror::Error;
use url::{Host, Url};
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};

/// How long a challenge waits for its answer.
pub const CHALLENGE_LIFE: SignedDuration = SignedDuration::from_mins(5);

/// Whether a device must be able to list a new passkey. One that can also signs in without an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    IfItCan,
    Always,
}

/// The ceremonies of one website; cheap to clone.
#[derive(Clone)]
pub struct Passkeys(Arc<Webauthn>);

/// A ceremony that has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// For the browser: the options of `navigator.credentials`, as JSON with bytes in base64url.
    pub options: String,
    /// For us, until the answer comes.
    pub state: Vec<u8>,
}

/// A passkey as it is kept: its public key, its counter, and whether it is backed up.
#[derive(Clone, Debug)]
pub struct Credential {
    pub id: Vec<u8>,
    pub value: Value,
}

#[derive(Debug, Error)]
pub enum PasskeyProblem {
    #[error("the answer is not one of a browser")]
    Unreadable,
    /// What the library found: it names nobody.
    #[error("the passkey was refused: {0}")]
    Refused(#[from] WebauthnError),
    #[error("it is a passkey of somebody else")]
    Unknown,
    #[error("what was kept of a ceremony or a passkey cannot be read: {0}")]
    Kept(#[from] serde_json::Error),
}

impl Passkeys {
    /// None where a website cannot have passkeys: at the bare address of a machine, they belong to no name.
    pub fn of_website(address: &str, name: &str) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        let Some(Host::Domain(host)) = url.host() else { return None };
        let built = WebauthnBuilder::new(host, &url).ok()?.rp_name(name).build().ok()?;
        Some(Self(Arc::new(built)))
    }

    /// Asks for a new passkey, which must not be one of those that the person has.
    pub fn begin_registration(
        &self,
        user: Uuid,
        user_name: &str,
        known: &[Value],
        listed: Listed,
    ) -> Result<Begun, PasskeyProblem> {
        let known = passkeys(known)?.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let (asked, state) = self.0.start_passkey_registration(user, user_name, user_name, Some(known))?;
        let mut options = serde_json::to_value(asked)?;
        let wanted = &mut options["publicKey"]["authenticatorSelection"];
        wanted["residentKey"] = if listed == Listed::Always { "required" } else { "preferred" }.into();
        // What browsers go by that are older than `residentKey` (WebAuthn section 5.4.4).
        wanted["requireResidentKey"] = (listed == Listed::Always).into();
        begun(&options, &state)
    }

    pub fn finish_registration(&self, state: &[u8], answer: &str) -> Result<Credential, PasskeyProblem> {
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let state: PasskeyRegistration = serde_json::from_slice(state)?;
        credential(&self.0.finish_passkey_registration(&answer, &state)?)
    }

    /// Asks for one of somebody's passkeys.
    pub fn begin_authentication(&self, known: &[Value]) -> Result<Begun, PasskeyProblem> {
        let (asked, state) = self.0.start_passkey_authentication(&passkeys(known)?)?;
        begun(&serde_json::to_value(asked)?, &state)
    }

    /// Which passkey it was, as it is to be kept from now on: its counter only goes up.
    pub fn finish_authentication(
        &self,
        state: &[u8],
        answer: &str,
        known: &[Value],
    ) -> Result<Credential, PasskeyProblem> {
        let answer: PublicKeyCredential = read(answer)?;
        let state: PasskeyAuthentication = serde_json::from_slice(state)?;
        let result = self.0.finish_passkey_authentication(&answer, &state)?;
        let mut known = passkeys(known)?;
        // One that was removed meanwhile is unknown.
        let used = known.iter_mut().find(|passkey| passkey.cred_id() == result.cred_id());
        let used = used.ok_or(PasskeyProblem::Unknown)?;
        used.update_credential(&result);
        credential(used)
    }

    /// Asks whoever it is for a passkey that their device can list.
    pub fn begin_discovery(&self) -> Result<Begun, PasskeyProblem> {
        let (asked, state) = self.0.start_discoverable_authentication()?;
        let mut options = serde_json::to_value(asked)?;
        // A button asks for it, not a field that fills itself in.
        if let Some(options) = options.as_object_mut() {
            options.remove("mediation");
        }
        begun(&options, &state)
    }

    /// Whose passkey an answer says it is, and which: to be believed only once [`Self::finish_discovery`] agrees.
    pub fn claimed(&self, answer: &str) -> Result<(Uuid, Vec<u8>), PasskeyProblem> {
        let answer: PublicKeyCredential = read(answer)?;
        let (user, id) = self.0.identify_discoverable_authentication(&answer)?;
        Ok((user, id.to_vec()))
    }

    pub fn finish_discovery(
        &self,
        state: &[u8],
        answer: &str,
        known: &Value,
    ) -> Result<Credential, PasskeyProblem> {
        let answer: PublicKeyCredential = read(answer)?;
        let state: DiscoverableAuthentication = serde_json::from_slice(state)?;
        let mut passkey: Passkey = serde_json::from_value(known.clone())?;
        let key = DiscoverableKey::from(&passkey);
        let result = self.0.finish_discoverable_authentication_v2(&answer, state, &key)?;
        passkey.update_credential(&result);
        credential(&passkey)
    }
}

/// More than any answer that is one.
const LONGEST_ANSWER: usize = 32 * 1024;

fn read<T: DeserializeOwned>(answer: &str) -> Result<T, PasskeyProblem> {
    if answer.len() > LONGEST_ANSWER {
        return Err(PasskeyProblem::Unreadable);
    }
    serde_json::from_str(answer).map_err(|_| PasskeyProblem::Unreadable)
}

fn begun(options: &Value, state: &impl Serialize) -> Result<Begun, PasskeyProblem> {
    Ok(Begun { options: options.to_string(), state: serde_json::to_vec(state)? })
}

fn passkeys(known: &[Value]) -> Result<Vec<Passkey>, PasskeyProblem> {
    Ok(known.iter().map(|value| serde_json::from_value(value.clone())).collect::<Result<_, _>>()?)
}

fn credential(passkey: &Passkey) -> Result<Credential, PasskeyProblem> {
    Ok(Credential { id: passkey.cred_id().clone(), value: serde_json::to_value(passkey)? })
}

impl fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passkeys")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_website_with_a_name_has_passkeys_and_a_bare_address_has_none() {
        for address in ["http://localhost:4000", "https://slipway.example"] {
            assert!(Passkeys::of_website(address, "Slipway").is_some(), "{address}");
        }
        for address in ["http://127.0.0.1:4000", "http://[::1]:4000", "nonsense"] {
            assert!(Passkeys::of_website(address, "Slipway").is_none(), "{address}");
        }
    }

    #[test]
    fn the_person_is_always_verified_and_the_state_stays_here() {
        let passkeys = Passkeys::of_website("http://localhost:4000", "Slipway").unwrap();
        let begun = |listed| {
            let new = passkeys.begin_registration(Uuid::from_u128(1), "ada@service.example", &[], listed);
            serde_json::from_str::<Value>(&new.unwrap().options).unwrap()
        };
        for (listed, wanted) in [(Listed::IfItCan, "preferred"), (Listed::Always, "required")] {
            let options = begun(listed);
            let chosen = &options["publicKey"]["authenticatorSelection"];
            assert_eq!(
                (&chosen["userVerification"], &chosen["residentKey"]),
                (&"required".into(), &wanted.into())
            );
            assert_eq!(chosen["requireResidentKey"], listed == Listed::Always);
        }
        let options = begun(Listed::Always);
        assert_eq!(options["publicKey"]["rp"]["id"], "localhost");
        let found = passkeys.begin_discovery().unwrap();
        let options: Value = serde_json::from_str(&found.options).unwrap();
        assert_eq!(options["publicKey"]["userVerification"], "required");
        assert!(options.get("mediation").is_none());
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let passkeys = Passkeys::of_website("http://localhost:4000", "Slipway").unwrap();
        let begun = passkeys.begin_discovery().unwrap();
        for answer in ["", "{}", "null", &"a".repeat(40_000)] {
            let refused = passkeys.finish_discovery(&begun.state, answer, &Value::Null);
            assert!(matches!(refused, Err(PasskeyProblem::Unreadable)));
            assert!(matches!(passkeys.claimed(answer), Err(PasskeyProblem::Unreadable)));
        }
    }
}
