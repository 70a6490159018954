//! Sign-in as a state machine: what a person did goes in as a [`Step`], where they go next comes out as a [`Next`].
//!
//! Pages, programs and scripted people are skins over it. It checks no password and sends no message: the use cases do,
//! and tell it how that came out.

use kernel::{EmailAddress, MobileNumber, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    AccountId, Credential, Credentials, ProofingLevel, Session, VectorOfTrust,
    authorize::AuthorizationRequest,
    authorize::Prompt,
    consent::Consent,
    proving::{Answer, Answers},
};

/// How far a person has come in one journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// E-mail address and password are asked for; registration begins here too.
    SignIn,
    /// The password was right; a text message with a code is on its way.
    SecondFactor {
        account_id: AccountId,
    },
    /// A new person has chosen a password; the link in the e-mail has not been opened yet.
    ConfirmEmail {
        email: EmailAddress,
        password_hash: String,
    },
    AcceptTerms {
        email: EmailAddress,
        password_hash: String,
    },
    GiveMobile {
        email: EmailAddress,
        password_hash: String,
    },
    ConfirmMobile {
        email: EmailAddress,
        password_hash: String,
        mobile: MobileNumber,
    },
    /// Signed in for the first time: remember this device?
    TrustDevice {
        signed_in: SignedIn,
    },
    /// Signed in by password and code: a passkey would be faster next time.
    OfferedPasskey {
        signed_in: SignedIn,
    },
    /// Signed in; the rest depends on what the request needs.
    SignedIn(SignedIn),
    /// Signed in, and saying who they are, answer by answer.
    Proving {
        signed_in: SignedIn,
        answers: Answers,
    },
    /// Their mobile phone is the one that their record has; a code to it is on its way.
    MatchingMobile {
        signed_in: SignedIn,
    },
}

/// Who signed in, when and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub account_id: AccountId,
    pub auth_time: Timestamp,
    pub credentials: Credentials,
}

impl SignedIn {
    pub fn by(session: &Session) -> Self {
        Self {
            account_id: session.account_id,
            auth_time: session.auth_time,
            credentials: session.credentials,
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The password was right; `second_factor` says whether the request needs more than it.
    PasswordAccepted {
        account_id: AccountId,
        second_factor: SecondFactor,
    },
    /// The code of the text message was right.
    CodeAccepted,
    RegistrationBegun {
        email: EmailAddress,
        password_hash: String,
    },
    EmailConfirmed,
    TermsAccepted,
    MobileGiven {
        mobile: MobileNumber,
    },
    /// The mobile phone was proved and the account made.
    AccountOpened {
        account_id: AccountId,
    },
    DeviceAnswered,
    /// Somebody's passkey was right, and their device had made sure of them.
    PasskeyAccepted {
        account_id: AccountId,
    },
    PasskeyOffered,
    /// They added one, or not now.
    PasskeyAnswered,
    /// One more answer of somebody who proves who they are.
    Answered(Answer),
    /// The mobile phone of the account is the one of the record: a code was sent to it.
    MobileMatched,
    /// The answers led to a higher level, or to nothing: they are not kept.
    ProvingEnded,
    /// "Use a different account", or a journey that must start over.
    StartedOver,
}

/// The second factor at the moment the password was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    NotNeeded,
    DeviceRemembered,
    CodeSent,
}

/// A step that does not belong to the stage: an old page, a second tab, or somebody trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("that step does not follow from here")]
pub struct OutOfTurn;

/// One person's journey through one authentication request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Journey {
    stage: Stage,
}

/// What decides where a signed-in person goes.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub request: &'a AuthorizationRequest,
    pub level: ProofingLevel,
    pub consent: Option<Consent>,
    /// Whether the person has no passkey and has just shown what adding one takes.
    pub may_add_passkey: bool,
}

/// Where a person goes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    SignIn,
    EnterCode,
    CheckEmail,
    AcceptTerms,
    GiveMobile,
    TrustDevice,
    OfferPasskey,
    /// Only a passkey will do, and the person has none yet.
    AddPasskey,
    /// The sign-in was not strong enough for any requested vector.
    SignInAgain,
    ProveIdentity {
        from: ProofingLevel,
        to: ProofingLevel,
    },
    AskConsent {
        vot: VectorOfTrust,
    },
    Finish {
        vot: VectorOfTrust,
    },
}

impl Journey {
    pub const fn new() -> Self {
        Self { stage: Stage::SignIn }
    }

    /// A journey that single sign-on has brought past its sign-in.
    pub const fn signed_in(signed_in: SignedIn) -> Self {
        Self { stage: Stage::SignedIn(signed_in) }
    }

    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    pub const fn who(&self) -> Option<SignedIn> {
        match self.stage {
            Stage::SignedIn(signed_in)
            | Stage::TrustDevice { signed_in }
            | Stage::OfferedPasskey { signed_in }
            | Stage::Proving { signed_in, .. }
            | Stage::MatchingMobile { signed_in } => Some(signed_in),
            _ => None,
        }
    }

    /// Takes a step, or says that it does not follow.
    pub fn step(self, step: Step, now: Timestamp) -> Result<Self, OutOfTurn> {
        let stage = match (self.stage, step) {
            (_, Step::StartedOver) => Stage::SignIn,
            (Stage::SignIn, Step::PasswordAccepted { account_id, second_factor }) => match second_factor {
                SecondFactor::CodeSent => Stage::SecondFactor { account_id },
                SecondFactor::NotNeeded => signed_in(account_id, now, &[Credential::Password]),
                SecondFactor::DeviceRemembered => {
                    signed_in(account_id, now, &[Credential::Password, Credential::Device])
                }
            },
            (Stage::SignIn, Step::PasskeyAccepted { account_id }) => {
                signed_in(account_id, now, &[Credential::AsymmetricKey])
            }
            (Stage::SignedIn(signed_in), Step::PasskeyOffered) => Stage::OfferedPasskey { signed_in },
            (Stage::SecondFactor { account_id }, Step::CodeAccepted) => {
                signed_in(account_id, now, &[Credential::Password, Credential::Device])
            }
            // Beginning again with another address is how a typing error is put right.
            (
                Stage::SignIn | Stage::ConfirmEmail { .. },
                Step::RegistrationBegun { email, password_hash },
            ) => Stage::ConfirmEmail { email, password_hash },
            (Stage::ConfirmEmail { email, password_hash }, Step::EmailConfirmed) => {
                Stage::AcceptTerms { email, password_hash }
            }
            (Stage::AcceptTerms { email, password_hash }, Step::TermsAccepted) => {
                Stage::GiveMobile { email, password_hash }
            }
            (
                Stage::GiveMobile { email, password_hash }
                | Stage::ConfirmMobile { email, password_hash, .. },
                Step::MobileGiven { mobile },
            ) => Stage::ConfirmMobile { email, password_hash, mobile },
            (Stage::ConfirmMobile { .. }, Step::AccountOpened { account_id }) => {
                let credentials = [Credential::Password, Credential::Device].into_iter().collect();
                Stage::TrustDevice { signed_in: SignedIn { account_id, auth_time: now, credentials } }
            }
            (Stage::SignedIn(signed_in), Step::Answered(answer)) => {
                Stage::Proving { signed_in, answers: Answers::default().with(answer) }
            }
            (Stage::Proving { signed_in, answers }, Step::Answered(answer)) => {
                Stage::Proving { signed_in, answers: answers.with(answer) }
            }
            (Stage::Proving { signed_in, .. } | Stage::SignedIn(signed_in), Step::MobileMatched) => {
                Stage::MatchingMobile { signed_in }
            }
            (Stage::TrustDevice { signed_in }, Step::DeviceAnswered)
            | (Stage::OfferedPasskey { signed_in }, Step::PasskeyAnswered)
            | (Stage::MatchingMobile { signed_in }, Step::CodeAccepted)
            | (
                Stage::Proving { signed_in, .. }
                | Stage::SignedIn(signed_in)
                | Stage::MatchingMobile { signed_in },
                Step::ProvingEnded,
            ) => Stage::SignedIn(signed_in),
            _ => return Err(OutOfTurn),
        };
        Ok(Self { stage })
    }

    /// Where the person goes from here. `facts` are needed once somebody is signed in.
    pub fn next(&self, facts: Facts<'_>) -> Next {
        match &self.stage {
            Stage::SignIn => Next::SignIn,
            Stage::SecondFactor { .. } | Stage::ConfirmMobile { .. } | Stage::MatchingMobile { .. } => {
                Next::EnterCode
            }
            Stage::ConfirmEmail { .. } => Next::CheckEmail,
            Stage::AcceptTerms { .. } => Next::AcceptTerms,
            Stage::GiveMobile { .. } => Next::GiveMobile,
            Stage::TrustDevice { .. } => Next::TrustDevice,
            Stage::OfferedPasskey { .. } => Next::OfferPasskey,
            Stage::SignedIn(signed_in) | Stage::Proving { signed_in, .. } => after_sign_in(*signed_in, facts),
        }
    }
}

impl Default for Journey {
    fn default() -> Self {
        Self::new()
    }
}

fn signed_in(account_id: AccountId, auth_time: Timestamp, credentials: &[Credential]) -> Stage {
    Stage::SignedIn(SignedIn { account_id, auth_time, credentials: credentials.iter().copied().collect() })
}

fn after_sign_in(signed_in: SignedIn, facts: Facts<'_>) -> Next {
    let vtr = &facts.request.vtr;
    if let Some(vot) = vtr.met_by(facts.level, signed_in.credentials) {
        return match facts.consent {
            // What people look at themselves is shared with nobody.
            _ if facts.request.is_for_settings() => Next::Finish { vot },
            Some(consent) if consent.covers(facts.request.scope, facts.level) => Next::Finish { vot },
            _ => Next::AskConsent { vot },
        };
    }
    // A step up in identity keeps the sign-in, as long as the credentials are those that some vector wants.
    let strong_enough =
        vtr.vectors().iter().filter(|vector| signed_in.credentials.contains_all(vector.credentials));
    match strong_enough.map(|vector| vector.level()).min() {
        Some(to) => Next::ProveIdentity { from: facts.level, to },
        None if facts.may_add_passkey && adds_passkey(facts.request, signed_in) => Next::AddPasskey,
        None => Next::SignInAgain,
    }
}

/// Whether somebody who signed in like this must add a passkey first: no password will do, and both factors were shown.
pub fn adds_passkey(request: &AuthorizationRequest, signed_in: SignedIn) -> bool {
    !request.vtr.takes_password()
        && request.vtr.takes_passkey()
        && signed_in.credentials.contains_all(Credentials::PASSWORD_AND_DEVICE)
}

/// Whether the password alone would not do for the vector that the journey aims at with this person. Where only a passkey will do,
/// it takes both to add one.
pub fn needs_second_factor(request: &AuthorizationRequest, level: ProofingLevel) -> bool {
    request.vtr.target(level).is_none_or(|vector| vector.credentials.contains(Credential::Device))
}

/// What `prompt=none` answers where a page would be needed (OpenID Connect Core section 3.1.2.6).
pub fn error_without_pages(next: Next) -> &'static str {
    match next {
        Next::ProveIdentity { .. } => "interaction_required",
        Next::AskConsent { .. } => "consent_required",
        Next::SignInAgain => "login_required",
        _ => "sso_login_required",
    }
}

/// Whether a live session, or another service's word for one, may stand in for a sign-in.
pub fn may_use_session(request: &AuthorizationRequest) -> bool {
    request.prompt != Prompt::Login
}

#[cfg(test)]
mod tests;
