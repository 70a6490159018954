//! Requests to the provider: a few seconds each, no redirect, an answer of bounded length.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use thiserror::Error;
use url::Url;

use crate::discovery::Unusable;

const CONNECT: Duration = Duration::from_secs(3);
/// Four of them fit into the time that a page may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than any answer that is one.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Why the provider was no help. It repeats no word of the provider's but the name of an error.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Outage {
    #[error("no connection, or it broke")]
    Unreachable,
    #[error("no answer in time")]
    TimedOut,
    #[error("it failed a moment ago and is left alone for a few seconds")]
    LeftAlone,
    #[error("{what} was refused with {status}{error}")]
    Refused { what: &'static str, status: u16, error: String },
    #[error("{0} is not what the standard says")]
    NotUnderstood(&'static str),
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

pub(crate) struct Http {
    // Absent only where no encryption could be set up.
    client: Option<Client>,
}

impl Http {
    /// A provider on this machine, as in tests and trials, is reached without a proxy.
    pub(crate) fn new(is_local: bool) -> Self {
        let builder = Client::builder();
        let builder = if is_local { builder.no_proxy() } else { builder };
        let client = builder
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            // A redirect would carry the code or our secret to somebody else.
            .redirect(redirect::Policy::none())
            .user_agent(concat!("slipway/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { client: client.ok() }
    }

    pub(crate) fn get(&self, url: &Url) -> Result<RequestBuilder, Outage> {
        Ok(self.client()?.get(url.clone()).header("accept", "application/json"))
    }

    pub(crate) fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<RequestBuilder, Outage> {
        Ok(self.client()?.post(url.clone()).header("accept", "application/json").form(form))
    }

    fn client(&self) -> Result<&Client, Outage> {
        self.client.as_ref().ok_or(Outage::Unreachable)
    }
}

/// The status and the body of an answer.
pub(crate) async fn answered(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), Outage> {
    let response = request.send().await.map_err(|error| explain(&error))?;
    let status = response.status();
    Ok((status, body(response).await?))
}

/// The body of an answer that went well.
pub(crate) async fn found(what: &'static str, request: RequestBuilder) -> Result<Vec<u8>, Outage> {
    match answered(request).await? {
        (StatusCode::OK, body) => Ok(body),
        (status, _) => Err(Outage::Refused { what, status: status.as_u16(), error: String::new() }),
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, Outage> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| explain(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Err(Outage::NotUnderstood("an answer of more than 256 KiB"));
        }
    }
    Ok(body)
}

fn explain(error: &reqwest::Error) -> Outage {
    if error.is_timeout() { Outage::TimedOut } else { Outage::Unreachable }
}
