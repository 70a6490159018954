//! What the service and we agreed on.

use std::{fmt, num::NonZeroU32, sync::Arc, time::Duration};

use jose::SigningKey;
use kernel::OdsCode;
use url::Url;

#[derive(Clone)]
pub struct Settings {
    /// What `/Patient` follows on, such as `https://api.service.nhs.uk/personal-demographics/FHIR/R4`.
    pub base_url: Url,
    pub token_url: Url,
    /// The API key of our application, which its assertions are issued by.
    pub client_id: String,
    pub key: Arc<SigningKey>,
    /// The name under which the service knows the public half.
    pub key_id: String,
    /// On whose behalf we ask, where we ask for several organisations.
    pub organisation: Option<OdsCode>,
    pub limits: Limits,
}

/// How much is asked of the service, and how long for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub requests_a_second: NonZeroU32,
    /// For one attempt.
    pub timeout: Duration,
    /// For one question with all its attempts and pauses: whoever asked is looking at a page that loads.
    pub patience: Duration,
    pub attempts: NonZeroU32,
    /// After so many failures in a row the service is left alone.
    pub failures_to_open: NonZeroU32,
    pub open_for: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let number = |number| NonZeroU32::new(number).expect("no limit is nought by default");
        Self {
            // What the service gives every application.
            requests_a_second: number(5),
            timeout: Duration::from_secs(5),
            patience: Duration::from_secs(15),
            attempts: number(3),
            failures_to_open: number(5),
            open_for: Duration::from_secs(30),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("base_url", &self.base_url.as_str())
            .field("token_url", &self.token_url.as_str())
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
