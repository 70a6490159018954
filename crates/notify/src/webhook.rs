//! Events on their way to addresses that people typed: JSON, signed, over HTTPS, to the public internet only.
//!
//! An address could name a machine that only this one reaches. So names are resolved here, what is not public is left out before
//! anything is connected to, no redirect is followed and no proxy is asked.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
    time::Duration,
};

use aws_lc_rs::hmac;
use kernel::Timestamp;
use reqwest::{
    Client,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};
use thiserror::Error;
use url::{Host, Url};

use crate::{Reason, SendError, delivery::is_of_encryption};

const CONNECT: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(10);

/// Why nothing is sent to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressProblem {
    #[error("enter the address in full, starting with https://")]
    NotHttps,
    #[error("the address must not hold a user name or a password")]
    Credentials,
    #[error("the address must be on the public internet, not on a private network")]
    Private,
    #[error("the address must be 500 characters or fewer")]
    TooLong,
}

/// Sends to webhooks; cheap to clone.
#[derive(Clone)]
pub struct WebhookClient {
    // Absent only where no encryption could be set up.
    client: Option<Client>,
    allow_private: bool,
}

impl WebhookClient {
    /// `allow_private` is for tests: plain HTTP and every address.
    pub fn new(allow_private: bool) -> Self {
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(PublicNames { allow_private }))
            .user_agent(concat!("slipway/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { client: client.ok(), allow_private }
    }

    /// Whether anything would be sent there, as far as the address itself tells.
    pub fn check(&self, address: &str) -> Result<Url, AddressProblem> {
        if address.len() > 500 {
            return Err(AddressProblem::TooLong);
        }
        let url = Url::parse(address).map_err(|_| AddressProblem::NotHttps)?;
        if url.scheme() != "https" && !(self.allow_private && url.scheme() == "http") {
            return Err(AddressProblem::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressProblem::Credentials);
        }
        let is_fit = match url.host() {
            Some(Host::Ipv4(ip)) => self.allow_private || is_public(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => self.allow_private || is_public(IpAddr::V6(ip)),
            // A name without a dot is one of a private network.
            Some(Host::Domain(name)) => self.allow_private || name.trim_end_matches('.').contains('.'),
            None => return Err(AddressProblem::NotHttps),
        };
        if is_fit { Ok(url) } else { Err(AddressProblem::Private) }
    }

    /// Sends once. Any 2xx is a receipt; everything else may be tried again, but for an address that is refused.
    pub async fn send(&self, address: &str, signature: &str, body: String) -> Result<(), SendError> {
        let url = self.check(address).map_err(|_| Reason::Unwritable.for_good())?;
        let client = self.client.as_ref().ok_or_else(|| Reason::NotSecure.again())?;
        let request = client
            .post(url)
            .header("content-type", "application/json")
            .header("slipway-signature", signature)
            .body(body);
        let response = request.send().await.map_err(|error| explain(&error))?;
        let status = response.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(Reason::Refused { status: status.as_u16(), error: None }.again())
        }
    }
}

impl fmt::Debug for WebhookClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookClient").field("allow_private", &self.allow_private).finish_non_exhaustive()
    }
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

/// What stands in `Slipway-Signature`: the moment, and HMAC-SHA256 over `moment.body` in hexadecimal.
pub fn signature(secret: &str, at: Timestamp, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let moment = at.as_second();
    let tag = hmac::sign(&key, format!("{moment}.{body}").as_bytes());
    let tag: Vec<String> = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={moment},v1={}", tag.concat())
}

struct PublicNames {
    allow_private: bool,
}

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<_> = found.filter(|one| allow_private || is_public(one.ip())).collect();
            if public.is_empty() {
                return Err("the name leads to no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(ip),
        },
    }
}

// RFC 6890 and its registry: what is not globally reachable.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19));
    !is_special
}

// Global unicast is 2000::/3; in it, Teredo, documentation and 6to4 lead elsewhere than they say.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let is_global = first & 0xe000 == 0x2000;
    is_global && first != 0x2002 && !(first == 0x2001 && (second == 0 || second == 0x0db8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_over_https_are_sent_to() {
        let client = WebhookClient::new(false);
        assert!(client.check("https://hooks.example.org/a?b=c").is_ok());
        assert_eq!(client.check("http://hooks.example.org/"), Err(AddressProblem::NotHttps));
        assert_eq!(client.check("hooks.example.org"), Err(AddressProblem::NotHttps));
        assert_eq!(client.check("https://me:secret@hooks.example.org/"), Err(AddressProblem::Credentials));
        for private in [
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:10.0.0.1]",
            "[fd00::1]",
            "[fe80::1]",
            "[2002:7f00:1::]",
            "[64:ff9b::7f00:1]",
            "localhost",
            "intranet",
        ] {
            let problem = client.check(&format!("https://{private}/"));
            assert_eq!(problem, Err(AddressProblem::Private), "{private}");
        }
        assert!(
            client.check("https://8.8.8.8/").is_ok() && client.check("https://[2606:4700::1111]/").is_ok()
        );
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_connected_to() {
        let names = PublicNames { allow_private: false };
        assert!(names.resolve("localhost".parse().unwrap()).await.is_err());
        let open = PublicNames { allow_private: true };
        assert!(open.resolve("localhost".parse().unwrap()).await.is_ok());
    }

    #[test]
    fn a_signature_is_over_the_moment_and_the_letters() {
        let at = "2026-03-02T09:00:00Z".parse().unwrap();
        // printf '1772442000.{}' | openssl dgst -sha256 -hmac secret
        let signed = signature("secret", at, "{}");
        assert!(signed.starts_with("t=1772442000,v1=") && signed.len() == 16 + 64, "{signed}");
        assert_ne!(signed, signature("secret", at, "{ }"));
        assert_ne!(signed, signature("other", at, "{}"));
    }
}
