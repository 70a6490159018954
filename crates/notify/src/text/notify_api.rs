//! The HTTP adapter for text messages, shaped for GOV.UK Notify's REST API.
//!
//! One message is one request:
//!
//! ```text
//! POST {base}/v2/notifications/sms
//! Authorization: Bearer {JWT, HS256 with the key's secret; iss = service id, iat = now}
//! {"phone_number": "+447700900123", "template_id": "…", "personalisation": {"body": "…"}, "reference": "…"}
//! ```
//!
//! The template's only content is `((body))`: the words are the caller's. The answer is 201 with the service's `id`, which
//! becomes the receipt. Refusals are `{"status_code": …, "errors": [{"error": "RateLimitError", "message": "…"}]}`; the name of
//! the error is kept, its message is not, because it may repeat the number. 429 and 5xx are worth another try; other refusals
//! (400 for the message, 403 for the key) are not. Any service that answers this way can stand in for Notify.

use std::{fmt, sync::Arc, time::Duration};

use kernel::{Clock, MobileNumber};
use reqwest::{Client, Response, StatusCode, redirect};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::ApiKey;
use crate::{Delivery, Message, Reason, SendError, delivery::is_of_encryption};

/// A service that takes our text messages.
#[derive(Clone)]
pub struct NotifyApi {
    client: Client,
    address: Url,
    key: ApiKey,
    template: String,
    clock: Arc<dyn Clock>,
}

const CONNECT: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(20);
/// More than any answer that is one.
const LONGEST_ANSWER: usize = 64 * 1024;

#[derive(Serialize)]
struct Request<'a> {
    phone_number: &'a str,
    template_id: &'a str,
    personalisation: Personalisation<'a>,
    reference: &'a str,
}

#[derive(Serialize)]
struct Personalisation<'a> {
    body: &'a str,
}

#[derive(Deserialize)]
struct Accepted {
    id: String,
}

#[derive(Deserialize)]
struct Refusal {
    errors: Vec<NamedError>,
}

#[derive(Deserialize)]
struct NamedError {
    error: String,
}

impl NotifyApi {
    /// `base` is the address without a path, such as `https://api.notifications.service.gov.uk`.
    pub fn new(
        base: &Url,
        key: ApiKey,
        template: impl Into<String>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SendError> {
        let mut address = base.clone();
        address.set_path("/v2/notifications/sms");
        let mut builder = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            // A redirect would carry the message, and perhaps the token, to somebody else.
            .redirect(redirect::Policy::none())
            .user_agent(concat!("slipway/", env!("CARGO_PKG_VERSION")));
        if is_loopback(base) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|_| Reason::NotSecure.for_good())?;
        Ok(Self { client, address, key, template: template.into(), clock })
    }

    pub(crate) async fn send(&self, to: &MobileNumber, message: &Message) -> Result<Delivery, SendError> {
        let request = Request {
            phone_number: to.as_e164(),
            template_id: &self.template,
            personalisation: Personalisation { body: &message.body_text },
            reference: &message.reference,
        };
        let token = self.key.token(self.clock.now());
        let sent = self.client.post(self.address.clone()).bearer_auth(token).json(&request).send().await;
        let response = sent.map_err(|error| explain(&error))?;
        let status = response.status();
        if status.is_success() {
            // It has left: an answer that cannot be read costs the receipt, not the message.
            let receipt = body(response).await.ok().and_then(|body| receipt(&body));
            return Ok(Delivery::Sent { receipt });
        }
        Err(refusal(status, &body(response).await.unwrap_or_default()))
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, SendError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| explain(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Err(Reason::NotUnderstood.for_good());
        }
    }
    Ok(body)
}

fn receipt(body: &[u8]) -> Option<String> {
    let Accepted { id } = serde_json::from_slice(body).ok()?;
    (id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')).then_some(id)
}

fn refusal(status: StatusCode, body: &[u8]) -> SendError {
    let reason = Reason::Refused { status: status.as_u16(), error: error_name(body) };
    let passes = status.is_server_error()
        || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
    if passes { reason.again() } else { reason.for_good() }
}

/// The name of the first error, where it is one word: free text could hold a number.
fn error_name(body: &[u8]) -> Option<String> {
    let Refusal { errors } = serde_json::from_slice(body).ok()?;
    let name = errors.into_iter().next()?.error;
    (name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphabetic())).then_some(name)
}

fn explain(error: &reqwest::Error) -> SendError {
    if error.is_timeout() {
        Reason::TimedOut.again()
    } else if is_of_encryption(error) {
        Reason::NotSecure.again()
    } else {
        Reason::Unreachable.again()
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Debug for NotifyApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotifyApi").field("address", &self.address.as_str()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
