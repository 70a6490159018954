//! Who is calling: the network address behind our own proxies, and the program's name for itself.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap, header::USER_AGENT};

/// The address to count requests against. Of `X-Forwarded-For`, only the entries that our own proxies wrote are believed.
pub(crate) fn address(headers: &HeaderMap, extensions: &Extensions, trusted_hops: u32) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let believed = match trusted_hops as usize {
        0 => None,
        hop => hops.len().checked_sub(hop).and_then(|index| hops[index].parse().ok()),
    };
    believed.or(peer).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

pub(crate) fn user_agent(headers: &HeaderMap) -> String {
    headers
        .get(USER_AGENT)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default()
}

/// Whether the caller is a browser, which wants a page, or a program, which wants JSON.
pub(crate) fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(value: &str) -> HeaderMap {
        HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), value.parse().unwrap())])
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        let mut peer = Extensions::new();
        peer.insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 1))));
        let headers = forwarded("6.6.6.6, 192.0.2.7");
        let of = |hops| address(&headers, &peer, hops).to_string();
        assert_eq!(of(0), "10.0.0.1");
        assert_eq!(of(1), "192.0.2.7");
        assert_eq!(of(2), "6.6.6.6");
        assert_eq!(of(3), "10.0.0.1");
        assert_eq!(address(&forwarded("nonsense"), &peer, 1).to_string(), "10.0.0.1");
    }
}
