//! Our access token: bought with a signed JWT (RFC 7523 section 2.2), kept until shortly before its end, one purchase at a time.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use jose::JoseHeader;
use kernel::{Secret, SignedDuration, Timestamp};
use reqwest::{Client, StatusCode};
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::{
    Problem, Settings, Timing,
    http::{self, Reply},
    problem::ErrorCode,
};

/// The service takes five minutes at most.
const ASSERTION_LIFE: SignedDuration = SignedDuration::from_mins(4);
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// A token this close to its end is not used for another request.
const MARGIN: SignedDuration = SignedDuration::from_secs(30);

#[derive(Default)]
pub(crate) struct Access {
    // Held while a token is bought: of many who come at once, one asks.
    held: Mutex<Held>,
    failures: AtomicU64,
}

#[derive(Default)]
struct Held {
    token: Option<Token>,
    last_failure: Option<Problem>,
}

#[derive(Clone)]
struct Token {
    text: Secret,
    until: Timestamp,
}

// No `Debug`: it opens every record.
#[derive(Deserialize)]
struct Bought {
    access_token: String,
    #[serde(deserialize_with = "seconds")]
    expires_in: i64,
}

// The service writes the number as text; the standard (RFC 6749 section 5.1) does not.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let seconds = match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    seconds.ok_or_else(|| D::Error::custom("it is no number of seconds"))
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Access {
    pub(crate) async fn token(
        &self,
        settings: &Settings,
        client: &Client,
        timing: &Timing,
        patience: Duration,
    ) -> Result<Secret, Problem> {
        let failures = self.failures.load(Ordering::Acquire);
        let mut held = self.held.lock().await;
        if let Some(token) = held.token.as_ref().filter(|token| timing.now() < token.until) {
            return Ok(token.text.clone());
        }
        // Whoever waited behind one that failed shares its answer: the next to ask is somebody new.
        if self.failures.load(Ordering::Acquire) != failures
            && let Some(problem) = &held.last_failure
        {
            return Err(problem.clone());
        }
        match buy(settings, client, timing, patience).await {
            Ok(token) => {
                let text = token.text.clone();
                *held = Held { token: Some(token), last_failure: None };
                Ok(text)
            }
            Err(problem) => {
                held.last_failure = Some(problem.clone());
                self.failures.fetch_add(1, Ordering::Release);
                Err(problem)
            }
        }
    }

    /// The service does not take this token any more. One that was bought since is kept.
    pub(crate) async fn forget(&self, refused: &Secret) {
        let mut held = self.held.lock().await;
        held.token.take_if(|token| token.text.expose() == refused.expose());
    }
}

async fn buy(
    settings: &Settings,
    client: &Client,
    timing: &Timing,
    patience: Duration,
) -> Result<Token, Problem> {
    let asked_at = timing.now();
    let assertion = assertion(settings, timing);
    let form = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion.as_str()),
    ];
    let request = client.post(settings.token_url.clone()).timeout(patience);
    let request = request.header("accept", "application/json").form(&form);
    let Reply { status, body, .. } = http::send(request).await?;
    if status != StatusCode::OK {
        let code = serde_json::from_slice(&body).map(|Refusal { error }| ErrorCode::new(&error));
        return Err(Problem::NoAccess { status: status.as_u16(), code: code.unwrap_or_default() });
    }
    let unreadable = Problem::NotUnderstood("the answer of its token endpoint");
    let Ok(Bought { access_token, expires_in }) = serde_json::from_slice(&body) else {
        return Err(unreadable);
    };
    let is_token = !access_token.is_empty() && access_token.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_token {
        return Err(unreadable);
    }
    let life = SignedDuration::from_secs(expires_in.clamp(0, 24 * 60 * 60));
    let until = asked_at + (life - MARGIN.min(life / 2));
    Ok(Token { text: Secret::new(access_token), until })
}

fn assertion(settings: &Settings, timing: &Timing) -> String {
    let header = JoseHeader::rs512().with("typ", "JWT").with("kid", settings.key_id.as_str());
    let claims = json!({
        "iss": settings.client_id,
        "sub": settings.client_id,
        "aud": settings.token_url.as_str(),
        "jti": timing.uuid(),
        "exp": (timing.now() + ASSERTION_LIFE).as_second(),
    });
    settings.key.sign(&header, &claims)
}
