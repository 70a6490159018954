//! Requests to the service: a bounded time each, no redirect, an answer of bounded length.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, StatusCode, header::RETRY_AFTER, redirect};
use url::{Host, Url};

use crate::Problem;

/// More than any answer that is one.
const LONGEST_ANSWER: usize = 512 * 1024;

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

/// A client for both of the service's addresses, or nothing where no encryption could be set up. On this machine, as in tests
/// and trials, no proxy is asked.
pub(crate) fn client(timeout: Duration, addresses: [&Url; 2]) -> Option<Client> {
    let builder = Client::builder();
    let builder = if addresses.into_iter().all(is_local) { builder.no_proxy() } else { builder };
    let builder = builder
        .connect_timeout(timeout)
        .timeout(timeout)
        // A redirect would carry our token, and whom we ask about, to somebody else.
        .redirect(redirect::Policy::none())
        .user_agent(concat!("slipway/", env!("CARGO_PKG_VERSION")));
    builder.build().ok()
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Result<Reply, Problem> {
    let response = request.send().await.map_err(|error| explain(&error))?;
    let status = response.status();
    let retry_after = response.headers().get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| value.to_str().ok()?.trim().parse().ok());
    Ok(Reply { status, retry_after: retry_after.map(Duration::from_secs), body: body(response).await? })
}

async fn body(mut response: Response) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| explain(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Err(Problem::NotUnderstood("an answer of more than 512 KiB"));
        }
    }
    Ok(body)
}

fn explain(error: &reqwest::Error) -> Problem {
    if error.is_timeout() { Problem::TimedOut } else { Problem::Unreachable }
}
