//! Which addresses people may be sent back to (spec section 4).

use thiserror::Error;
use url::{Host, Url};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RedirectUriProblem {
    #[error("write the whole address, like https://example.org/callback")]
    NotAbsolute,
    #[error(
        "use https; a custom scheme of an app can be claimed by another app, so register an app link or universal link"
    )]
    CustomScheme,
    #[error("use https; http is only for localhost")]
    NotHttps,
    #[error("use https; http is for localhost in test environments, and this is not one")]
    LoopbackNotAllowed,
    #[error(
        "use localhost, 127.0.0.1 or a name: the browser's content security policy cannot name an IPv6 address"
    )]
    Ipv6,
    #[error("write each address out: there are no wildcards")]
    Wildcard,
    #[error("remove the query string: state carries what you need back")]
    Query,
    #[error("remove the fragment, the part from # on")]
    Fragment,
    #[error("remove the user name or password")]
    UserInformation,
    #[error("shorten it to 2,000 characters or fewer")]
    TooLong,
    #[error("write it in ASCII: percent-encode the path, and give the host in its xn-- form")]
    NotAscii,
}

/// Judges one address. It is kept to the letter, since a request must match it to the letter.
pub fn check(uri: &str, loopback: bool) -> Result<(), RedirectUriProblem> {
    if uri.len() > 2000 {
        return Err(RedirectUriProblem::TooLong);
    }
    if !uri.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(RedirectUriProblem::NotAscii);
    }
    let url = Url::parse(uri).map_err(|_| RedirectUriProblem::NotAbsolute)?;
    // CSP level 3, section 2.3.1: a host source has no form for it, and our pages' forms must be able to end there.
    if matches!(url.host(), Some(Host::Ipv6(_))) {
        return Err(RedirectUriProblem::Ipv6);
    }
    match url.scheme() {
        "http" if !is_loopback(&url) => return Err(RedirectUriProblem::NotHttps),
        "http" if !loopback => return Err(RedirectUriProblem::LoopbackNotAllowed),
        "https" | "http" => {}
        _ => return Err(RedirectUriProblem::CustomScheme),
    }
    if uri.contains('*') {
        return Err(RedirectUriProblem::Wildcard);
    }
    if url.query().is_some() {
        return Err(RedirectUriProblem::Query);
    }
    if url.fragment().is_some() {
        return Err(RedirectUriProblem::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(RedirectUriProblem::UserInformation);
    }
    Ok(())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(_)) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{RedirectUriProblem::*, check};

    #[test]
    fn row_15_8_localhost_is_allowed_in_the_sandpit_alone() {
        for uri in ["http://localhost:9999/callback", "http://localhost", "http://127.0.0.1:1/"] {
            assert_eq!(check(uri, true), Ok(()), "{uri}");
            assert_eq!(check(uri, false), Err(LoopbackNotAllowed), "{uri}");
        }
    }

    #[test]
    fn each_rule_has_its_refusal() {
        for (uri, problem) in [
            ("example.org/callback", NotAbsolute),
            ("/callback", NotAbsolute),
            ("http://example.org/callback", NotHttps),
            ("http://localhost.example.org/", NotHttps),
            ("myapp://callback", CustomScheme),
            ("javascript:alert(1)", CustomScheme),
            ("https://*.example.org/callback", Wildcard),
            ("https://example.org/callback?x=1", Query),
            ("https://example.org/callback?", Query),
            ("https://example.org/callback#a", Fragment),
            ("https://user@example.org/", UserInformation),
            ("https://exämple.org/", NotAscii),
            ("http://[::1]:3000/cb", Ipv6),
        ] {
            assert_eq!(check(uri, true), Err(problem), "{uri}");
        }
        assert_eq!(check(&format!("https://example.org/{}", "a".repeat(2000)), true), Err(TooLong));
        assert_eq!(check("https://example.org/callback", false), Ok(()));
    }
}
