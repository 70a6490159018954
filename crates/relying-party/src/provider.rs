//! The provider as we know it: what it published, kept for a while, and the two steps of a sign-in.

use std::{fmt, sync::Arc};

use jose::{CompactJws, KeySet, SignatureProblem, constant_time_eq, s256};
use kernel::{Secret, SignedDuration, Timestamp};
use reqwest::StatusCode;
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use crate::{
    Answer, Begun, Distrust, Identity, Moment, Outage, Problem, Settings,
    client_authentication::token_request,
    discovery::{self, Metadata},
    error_name,
    http::{Http, answered, found},
    id_token::{self, Expected},
    userinfo,
};

/// How long what the provider published is believed without asking again.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// How long the provider is left alone after it failed, so that nobody waits behind another's timeout.
const LEFT_ALONE: SignedDuration = SignedDuration::from_secs(10);
/// How often at most a key that we do not know makes us ask for the keys again: anybody can name one.
const KEYS_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// One provider. Nothing is asked of it before somebody signs in.
pub struct Provider {
    settings: Settings,
    http: Http,
    // Held while something is fetched: of many who come at once, one asks.
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    metadata: Option<Fetched<Metadata>>,
    keys: Option<Fetched<KeySet>>,
    failed_at: Option<Timestamp>,
}

struct Fetched<T> {
    value: Arc<T>,
    at: Timestamp,
}

impl<T> Fetched<T> {
    fn since(&self, now: Timestamp, age: SignedDuration) -> Option<Arc<T>> {
        (now.duration_since(self.at) < age).then(|| Arc::clone(&self.value))
    }
}

// No `Debug`: these are what somebody signs in with.
#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

#[derive(Deserialize)]
struct TokenError {
    error: String,
}

impl Provider {
    pub fn new(settings: Settings) -> Self {
        let is_local = settings.issuer.starts_with("http://");
        Self { settings, http: Http::new(is_local), known: Mutex::default() }
    }

    /// The address at the provider that a browser is sent to (OIDC Core section 3.1.2.1).
    pub async fn authorization_url(&self, begun: &Begun, now: Timestamp) -> Result<Url, Outage> {
        let metadata = self.metadata(now).await?;
        let mut url = metadata.authorization_endpoint.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.settings.redirect_uri)
            .append_pair("scope", "openid email")
            .append_pair("state", &begun.state)
            .append_pair("nonce", &begun.nonce)
            .append_pair("code_challenge", &s256(&begun.code_verifier))
            .append_pair("code_challenge_method", "S256");
        if !self.settings.acr_values.is_empty() {
            url.query_pairs_mut().append_pair("acr_values", &self.settings.acr_values.join(" "));
        }
        Ok(url)
    }

    /// Who signed in, from what the browser brought back.
    pub async fn identify(
        &self,
        begun: &Begun,
        answer: Answer,
        moment: Moment<'_>,
    ) -> Result<Identity, Problem> {
        // First of all: an answer that this browser did not ask for is looked into no further.
        if !constant_time_eq(answer.state.as_bytes(), begun.state.as_bytes()) {
            return Err(Problem::Stray);
        }
        let metadata = self.metadata(moment.now).await?;
        self.check_issuer(&metadata, answer.issuer.as_deref())?;
        let code = answer.outcome.map_err(|error| Problem::Declined(error_name(&error)))?;
        let tokens = self.redeem(&metadata, begun, &code, moment).await?;
        let token = self.verify(&metadata, &tokens.id_token, moment.now).await?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: &begun.nonce,
            now: moment.now,
        };
        let identity = id_token::judge(&token, &expected)?;
        match (&identity.email, &metadata.userinfo_endpoint, tokens.access_token) {
            (None, Some(endpoint), Some(access_token)) => {
                let request = self.http.get(endpoint)?.bearer_auth(access_token);
                userinfo::complete(identity, &found("its user information", request).await?)
            }
            _ => Ok(identity),
        }
    }

    // RFC 9207 section 2.4: keeps the answer of one provider from being taken for another's.
    fn check_issuer(&self, metadata: &Metadata, named: Option<&str>) -> Result<(), Distrust> {
        match named {
            Some(issuer) if issuer == self.settings.issuer => Ok(()),
            None if !metadata.authorization_response_iss_parameter_supported => Ok(()),
            _ => Err(Distrust::Issuer),
        }
    }

    async fn redeem(
        &self,
        metadata: &Metadata,
        begun: &Begun,
        code: &Secret,
        moment: Moment<'_>,
    ) -> Result<Tokens, Problem> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", &self.settings.redirect_uri),
            ("code_verifier", &begun.code_verifier),
        ];
        let request = token_request(&self.http, &self.settings, metadata, &form, moment)?;
        let (status, body) = answered(request).await?;
        if status == StatusCode::OK {
            let tokens = serde_json::from_slice(&body);
            return tokens.map_err(|_| Outage::NotUnderstood("the answer of its token endpoint").into());
        }
        let error = serde_json::from_slice(&body)
            .map_or_else(|_| String::new(), |TokenError { error }| error_name(&error));
        if error == "invalid_grant" {
            return Err(Problem::Stray);
        }
        let error = if error.is_empty() { error } else { format!(" {error}") };
        Err(Outage::Refused { what: "our token request", status: status.as_u16(), error }.into())
    }

    /// A token whose signature is by a key that the provider publishes. One that is not known yet may be new.
    async fn verify(&self, metadata: &Metadata, token: &str, now: Timestamp) -> Result<CompactJws, Problem> {
        let keys = self.keys(metadata, now, KEPT).await?;
        let verified = match keys.verify(token) {
            Err(SignatureProblem::UnknownKey) => self.keys(metadata, now, KEYS_AGAIN).await?.verify(token),
            verified => verified,
        };
        Ok(verified.map_err(Distrust::from)?)
    }

    async fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, Outage> {
        let mut known = self.known.lock().await;
        if let Some(metadata) = known.metadata.as_ref().and_then(|fetched| fetched.since(now, KEPT)) {
            return Ok(metadata);
        }
        known.refuse_just_failed(now)?;
        let fetched = self.fetch_metadata().await;
        let value = Arc::new(known.noting(fetched, now)?);
        known.metadata = Some(Fetched { value: Arc::clone(&value), at: now });
        Ok(value)
    }

    async fn fetch_metadata(&self) -> Result<Metadata, Outage> {
        let address = discovery::address(&self.settings.issuer)?;
        discovery::read(&found("its metadata", self.http.get(&address)?).await?, &self.settings.issuer)
    }

    /// The keys, if need be fetched again where those that we have are older than `age`.
    async fn keys(
        &self,
        metadata: &Metadata,
        now: Timestamp,
        age: SignedDuration,
    ) -> Result<Arc<KeySet>, Outage> {
        let mut known = self.known.lock().await;
        if let Some(keys) = known.keys.as_ref().and_then(|fetched| fetched.since(now, age)) {
            return Ok(keys);
        }
        known.refuse_just_failed(now)?;
        let fetched = self.fetch_keys(metadata).await;
        let value = Arc::new(known.noting(fetched, now)?);
        known.keys = Some(Fetched { value: Arc::clone(&value), at: now });
        Ok(value)
    }

    async fn fetch_keys(&self, metadata: &Metadata) -> Result<KeySet, Outage> {
        let text = found("its key set", self.http.get(&metadata.jwks_uri)?).await?;
        KeySet::parse(&text).map_err(|_| Outage::NotUnderstood("its key set"))
    }
}

impl Known {
    fn refuse_just_failed(&self, now: Timestamp) -> Result<(), Outage> {
        let is_recent = self.failed_at.is_some_and(|at| now.duration_since(at) < LEFT_ALONE);
        if is_recent { Err(Outage::LeftAlone) } else { Ok(()) }
    }

    fn noting<T>(&mut self, fetched: Result<T, Outage>, now: Timestamp) -> Result<T, Outage> {
        self.failed_at = fetched.is_err().then_some(now);
        fetched
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("settings", &self.settings).finish_non_exhaustive()
    }
}
