//! What can go wrong in a use case that is nobody's fault but ours.

use identity::EnvironmentId;
use store::StoreError;
use thiserror::Error;

/// A fault of the system: the caller learns a reference, the log learns this.
#[derive(Debug, Error)]
pub enum Internal {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a signing key cannot be used: {0}")]
    SigningKey(String),
    #[error(
        "the master key does not open the signing key of {0}: put back the file that this database was made with"
    )]
    MasterKey(EnvironmentId),
    #[error("the secret of a second factor cannot be opened: {0}")]
    SecondFactor(String),
    #[error("something sealed cannot be opened: {0}")]
    Sealed(String),
    #[error("what was kept of a passkey cannot be read: {0}")]
    Passkey(String),
    #[error("a password cannot be hashed or checked: {0}")]
    Password(String),
    /// An integration's log was tampered with or damaged.
    #[error(transparent)]
    Broken(#[from] onboarding::chain::Broken),
    #[error("{0}")]
    Log(String),
    #[error(
        "an integration is on edition {0} of the toolkit, which this program does not have: add its folder"
    )]
    Edition(String),
    #[error("others kept changing the same integration: try again")]
    Overtaken,
    #[error("a background task ended before it answered")]
    TaskLost,
}

/// A refusal `R` that its reader can act on, or a fault of the system.
#[derive(Debug, Error)]
pub enum Error<R> {
    #[error("{0}")]
    Refused(R),
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl<R> Error<R> {
    /// The same fault with a refusal of another kind.
    pub fn map<S>(self, into: impl FnOnce(R) -> S) -> Error<S> {
        match self {
            Self::Refused(refusal) => Error::Refused(into(refusal)),
            Self::Internal(fault) => Error::Internal(fault),
        }
    }
}

impl<R> From<StoreError> for Error<R> {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}
